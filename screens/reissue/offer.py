"""密碼補發 step 2, 確認帳務資料: business, account, contacts (R-RI-4, R-RI-5, R-RIC, R-RIN)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from screens.confirm import ConfirmScreen
from screens.moments import seconds_left, told
from screens.reissue.activation import ACTIVATION, ActivationWanted
from screens.reissue.wizard import WizardScreen
from screens.widgets import key_bar
from screens.widgets.choice import Choice, Option
from screens.widgets.choice_field import ChoiceField
from screens.widgets.push_button import PushButton
from screens.widgets.says import Point, Says
from screens.words import accounts, reissue
from screens.words.phrase import Phrase
from services.errors import ErrorCode, ServiceError
from services.reissue.results import Channel, CodeSent, LetterSent, ReissueMethod
from services.secret import Secret

if TYPE_CHECKING:
    from services.reissue.reissue import Reissue
    from services.reissue.results import ReissueOffer
    from services.visit import Visit

TITLES = {ReissueMethod.CERTIFICATE: reissue.BY_CERTIFICATE, ReissueMethod.LETTER: reissue.BY_LETTER}
ABOUT = {
    ReissueMethod.CERTIFICATE: reissue.ABOUT_CERTIFICATE,
    ReissueMethod.LETTER: reissue.ABOUT_LETTER,
}
CHANNELS = {Channel.SMS: reissue.SMS, Channel.EMAIL: reissue.EMAIL}


class OfferScreen(WizardScreen[CodeSent | LetterSent | ActivationWanted]):
    """Leaves with what was sent, F7 for a letter sent before, or None once the application was left."""

    STEP = 2
    ABOUT = reissue.ABOUT_OFFER
    KEYS = (ACTIVATION,)
    BINDINGS: ClassVar[list[BindingType]] = [*key_bar.bindings(KEYS)]

    def __init__(self, service: "Reissue", visit: "Visit", handle: Secret, offer: "ReissueOffer") -> None:
        super().__init__(service, visit, handle)
        self._offer = offer
        self.PLACE = TITLES[offer.method]  # type: ignore[misc]
        self._businesses = tuple(dict.fromkeys(account.business for account in offer.accounts))
        self._goes_on = False
        self._disputed = False

    @property
    def disputed(self) -> bool:
        """Whether it was left by 資料不正確."""
        return self._disputed

    def compose_step(self) -> Iterable[Widget]:
        """What the manual says of the method, the choices, the contacts."""
        yield Says(ABOUT[self._offer.method], id="about")
        yield ChoiceField(reissue.BUSINESS, self._business_choice(), id="business")
        of_business = Choice(
            self._account_options(), placeholder=reissue.CHOOSE_BRANCH, help=reissue.HELP_ACCOUNT
        )
        yield ChoiceField(reissue.ACCOUNT, of_business, id="account")
        yield Says(reissue.CONTACTS, id="contacts", mobile=self._or_none(True), email=self._or_none(False))
        if self._offer.channels:
            yield ChoiceField(reissue.CHANNEL, self._channel_choice(), id="channel")
        yield Says(id="form-message")
        yield self.buttons(
            PushButton(reissue.APPLY, "screen.submit", id="apply"),
            then=(PushButton(reissue.DISPUTE, "screen.dispute", id="dispute"),),
        )

    def compose_notes(self) -> Iterable[Widget]:
        """R-RI-8, and what was sent before."""
        yield Point(reissue.ALL_OR_ONE)
        if not self._offer.channels:
            yield Point(reissue.AT_TERMINAL)
        if self._offer.letter_until is not None:
            yield Point(reissue.LETTER_STILL_GOOD, until=told(self._offer.letter_until))
        if self._offer.initial_until is not None:
            yield Point(reissue.INITIAL_STILL_GOOD, until=told(self._offer.initial_until))

    def _or_none(self, mobile: bool) -> str | Phrase:
        return (self._offer.mobile_masked if mobile else self._offer.email_masked) or reissue.NONE

    def _business_choice(self) -> Choice:
        options = [Option(business, accounts.BUSINESSES[business.value]) for business in self._businesses]
        return Choice(
            options, placeholder=reissue.CHOOSE, help=reissue.HELP_BUSINESS, then="screen.offer_accounts"
        )

    def _channel_choice(self) -> Choice:
        to = {Channel.SMS: self._offer.mobile_masked, Channel.EMAIL: self._offer.email_masked}
        options = [Option(one, CHANNELS[one].filled(to=to[one])) for one in self._offer.channels]
        return Choice(options, help=reissue.HELP_CHANNEL)

    def on_mount(self) -> None:
        """An application that was broken off is told of before another one is begun.

        Nobody can have foreseen the question, so keys typed ahead do not answer it (contract §3).
        """
        asked = self._pending_question()
        if asked is not None:
            question = ConfirmScreen(asked, yes=reissue.GO_ON, no=reissue.ANEW, grave=True)
            self.frame.hold_keys()  # nothing is chosen below a question that is about to be asked
            self.call_after_refresh(self.show_over, question, self._go_on)

    def _pending_question(self) -> Phrase | None:
        """None where there is nothing to go on with: the code is dead, and no other one is to be had."""
        pending = self._offer.pending
        if pending is None:
            return None
        if not pending.code_over and seconds_left(self.frame.clock, pending.deadline):
            until = told(pending.deadline)
            return reissue.PENDING_QUESTION.filled(reference=pending.reference, until=until)
        if pending.resends_left:
            return reissue.PENDING_OVER.filled(reference=pending.reference)
        return None

    def _go_on(self, wanted: bool | None) -> None:
        self.frame.release_keys()
        if wanted:
            self._goes_on = True
            self.call_later(self.action_submit)

    def _choice(self, name: str) -> Choice:
        return self.query_one(f"#{name}", ChoiceField).choice

    def _account_options(self, business: str | None = None) -> list[Option]:
        """Those of a business; before one is chosen none, unless there is only one."""
        if business is None and len(self._businesses) == 1:
            business = self._businesses[0]
        return [
            Option(
                str(account.id),
                reissue.ACCOUNT_LINE.filled(branch=account.branch, number=account.number_masked),
            )
            for account in self._offer.accounts
            if account.business == business
        ]

    def action_offer_accounts(self) -> None:
        """申請帳號 follows 申請業種; one that is chosen by that is no longer missing."""
        account = self.query_one("#account", ChoiceField)
        account.choice.offer(self._account_options(self._choice("business").option.key))
        if account.choice.is_settled:
            account.hush()

    def action_activation(self) -> None:
        """F7: 輸入啟動碼; nothing was sent or counted here yet."""
        if not self.is_sending:
            self.dismiss(ActivationWanted())

    async def send(self) -> CodeSent | LetterSent:
        """確定申請, or on with the application that was broken off."""
        if self._goes_on:
            self._goes_on = False
            return await self._service.go_on(self._visit, self._handle)
        self._required("business")
        account_id = int(self._required("account"))
        channel = Channel(self._required("channel")) if self._offer.channels else None
        return await self._service.confirm(self._visit, self._handle, account_id, channel)

    def _required(self, name: str) -> str:
        """What was chosen; a choice still open is refused at its place."""
        choice = self._choice(name)
        if not choice.is_settled:
            raise ServiceError(ErrorCode.REQUIRED, name)
        return choice.option.key

    def action_dispute(self) -> None:
        """資料不正確: the way to the counter, and the end of the application (A-11)."""
        question = ConfirmScreen(reissue.DISPUTE_QUESTION, yes=reissue.DISPUTE_YES, no=reissue.DISPUTE_NO)
        self.show_over(question, self._dispute)

    def _dispute(self, sure: bool | None) -> None:
        if sure:
            self._disputed = True
            self._leave()
