"""憑證, PIN碼, 繼續, 無憑證繼續, 取消 (contract §4): only where the device wants something."""

from collections.abc import Awaitable, Callable, Iterable
from typing import ClassVar, TypeVar

from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widget import Widget

from screens.form import NotSent
from screens.guided_form import GuidedForm
from screens.widgets import key_bar
from screens.widgets.choice import Choice, Option
from screens.widgets.field import Field
from screens.widgets.key_bar import KeyHint
from screens.widgets.push_button import PushButton
from screens.widgets.says import Point, Says
from screens.widgets.secret_input import SecretInput
from screens.words import certificate, common, keys, unlock
from services.certificates.port import CertificateAnswer, CertificateOffer, Need
from services.errors import ErrorCode, ServiceError
from services.secret import Secret

T = TypeVar("T")

READ_AGAIN = KeyHint("f5", keys.READ_AGAIN, "read_again")


class CertificateStepScreen(GuidedForm[T]):
    """Leaves with what `go_on` returned for the answer given here, or None after 取消.

    What `go_on` refuses is told here, a wrong PIN with the tries left. `read` looks at the device again;
    `without` goes on without a certificate, where that is allowed.
    """

    PLACE = certificate.TITLE
    ABOUT = certificate.ABOUT
    KEYS = (READ_AGAIN,)
    NEXT_STEPS = unlock.NEXT_STEPS
    AUTO_FOCUS = None
    BINDINGS: ClassVar[list[BindingType]] = [*key_bar.bindings(KEYS)]

    def __init__(
        self,
        offer: CertificateOffer,
        *,
        read: Callable[[], Awaitable[CertificateOffer]],
        go_on: Callable[[CertificateAnswer], Awaitable[T]],
        without: Callable[[], Awaitable[T]] | None = None,
    ) -> None:
        super().__init__()
        self._offer, self._read, self._go_on, self._without = offer, read, go_on, without
        self._leaves_it_out = False

    def compose_form(self) -> Iterable[Widget]:
        """The fields in the order of contract §4; those that are not wanted are not there."""
        yield Says(id="asks")
        yield Says(id="tries")
        choice = Choice((), help=certificate.HELP_CERTIFICATE, id="identity")
        yield Horizontal(Says(certificate.CERTIFICATE, classes="field--label"), choice, id="identity-row")
        yield Field(certificate.PIN, SecretInput(name="pin", help=certificate.HELP_PIN), id="pin")
        yield Horizontal(*self._buttons(), classes="buttons")
        yield Says(id="form-message")
        yield Says(id="next-step")

    def _buttons(self) -> Iterable[PushButton]:
        yield PushButton(certificate.CONTINUE, "screen.submit", id="continue")
        if self._without is not None:
            yield PushButton(certificate.WITHOUT, "screen.leave_out", id="without")
        yield PushButton(common.CANCEL, "screen.back", id="cancel")

    def compose_notes(self) -> Iterable[Widget]:
        """What the certificate is for, and that the token is taken along."""
        for note in certificate.NOTES:
            yield Point(note)

    def on_mount(self) -> None:
        """Asks for what is wanted."""
        self._ask(self._offer)

    @property
    def choice(self) -> Choice:
        """憑證."""
        return self.query_one("#identity", Choice)

    @property
    def pin(self) -> Field:
        """PIN碼."""
        return self.query_one("#pin", Field)

    def _ask(self, offer: CertificateOffer) -> None:
        """Shows the fields for what the device wants now, with focus on the first."""
        self._offer = offer
        self.query_one("#asks", Says).say(certificate.ASKS[offer.need.value])
        self.choice.offer([*_options(offer)])
        self.query_one("#identity-row").display = offer.need is Need.CHOICE
        self.choice.can_focus = offer.need is Need.CHOICE
        self.pin.display = offer.asks_pin and offer.need is not Need.TOKEN
        self.pin.empty()
        if offer.tries_left is None:
            self.query_one("#tries", Says).hush()
        else:
            words = certificate.TRIES_LEFT if offer.tries_left else certificate.NO_TRIES
            self.query_one("#tries", Says).say(words, tries_left=offer.tries_left)
        self.set_focus(self._first())

    def _first(self) -> Widget:
        if self.choice.can_focus:
            return self.choice
        return self.pin.entry if self.pin.display else self.query_one("#continue")

    def action_read_again(self) -> None:
        """F5: the token was put in, or another one."""
        self._offer = CertificateOffer(Need.TOKEN)
        self.action_submit()

    def action_leave_out(self) -> None:
        """無憑證繼續."""
        self._leaves_it_out = True
        self.action_submit()

    async def send(self) -> T:
        """Goes on with the answer; an empty reader is looked into once more first."""
        leaves_it_out, self._leaves_it_out = self._leaves_it_out, False
        if leaves_it_out and self._without is not None:
            return await self._without()
        if self._offer.need is Need.TOKEN:
            await self._look_again()
        self.require_filled()
        return await self._go_on(self._answer())

    async def _look_again(self) -> None:
        """Raises `NotSent` once there is something to fill in, TOKEN_ABSENT while there is nothing."""
        offer = await self._read()
        self._ask(offer)
        if offer.need is Need.TOKEN:
            raise ServiceError(ErrorCode.TOKEN_ABSENT)
        raise NotSent

    def _answer(self) -> CertificateAnswer:
        identity = self.choice.option.key if self.choice.options else None
        return CertificateAnswer(identity, Secret(self.value("pin")) if self.pin.display else None)

    def refuse(self, refusal: ServiceError) -> None:
        """A wrong PIN is typed anew; a token that was pulled out is asked for again."""
        self.pin.empty()
        self.query_one("#tries", Says).hush()
        if refusal.code is ErrorCode.TOKEN_ABSENT and self._offer.need is not Need.TOKEN:
            self._ask(CertificateOffer(Need.TOKEN))
        super().refuse(refusal)


def _options(offer: CertificateOffer) -> Iterable[Option]:
    """By number, and by what little may be told of whose it is: the token may be the last customer's."""
    for number, label in enumerate(offer.identities, 1):
        says = certificate.ONE_OF_HOLDER if label.text else certificate.ONE_OF
        yield Option(label.key, says.filled(number=number, holder=label.text))
