"""密碼歸戶設定: one password for all accounts and voice, for good (R-CON)."""

from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING, Final

from textual.widget import Widget

from screens.consolidation_question import ConsolidationQuestion
from screens.form import NotSent
from screens.password_form import PasswordFormScreen
from screens.widgets.field import Field
from screens.widgets.rule_list import RuleList
from screens.widgets.says import Point, Says
from screens.widgets.secret_input import SecretInput
from screens.words import change, common, consolidation
from services.errors import ErrorCode, ServiceError
from services.password_rules import Rule

if TYPE_CHECKING:
    from services.consolidation import Consolidated, Consolidation
    from services.policy import Policy
    from services.sessions import CustomerSession
    from services.visit import Visit
    from services.voice import VoiceKeypad

MISSED: Final = {
    Rule.LENGTH: ErrorCode.PASSWORD_LENGTH,
    Rule.FULL_WIDTH: ErrorCode.PASSWORD_FULL_WIDTH,
    Rule.ALPHABET: ErrorCode.PASSWORD_ALPHABET,
    Rule.LETTER_AND_DIGIT: ErrorCode.PASSWORD_LETTER_AND_DIGIT,
    Rule.PERSONAL: ErrorCode.PASSWORD_PERSONAL,
    Rule.RUNS: ErrorCode.PASSWORD_RUNS,
    Rule.COMMON: ErrorCode.PASSWORD_COMMON,
}
"""What a missed rule is refused with, before anybody is asked whether they are sure."""


class ConsolidationScreen(PasswordFormScreen["Consolidated"]):
    """Leaves with what was done, or None after 取消. Asks once more before it is sent."""

    PLACE = consolidation.TITLE
    ABOUT = consolidation.ABOUT

    def __init__(
        self,
        service: "Consolidation",
        visit: "Visit",
        session: "CustomerSession",
        *,
        anew: "Callable[[CustomerSession], Awaitable[CustomerSession]]",
        keypad: "VoiceKeypad",
        policy: "Policy",
    ) -> None:
        """`anew` reads the session's accounts as they stand."""
        super().__init__(service, visit, session, keypad=keypad, policy=policy)
        self._service, self._anew = service, anew

    def compose_form(self) -> Iterable[Widget]:
        """The manual's text, and the fields in the order of contract §4."""
        yield Says(consolidation.APPLY)
        yield Says(consolidation.REMINDER, id="section")
        new = consolidation.NEW.filled(**self.figures)
        yield Field(consolidation.OLD, SecretInput(name="old", help=consolidation.HELP_OLD), id="old")
        yield Field(new, SecretInput(name="new", help=change.HELP_NEW), id="new")
        yield RuleList(**self.figures)
        confirm = SecretInput(name="confirm", help=consolidation.HELP_CONFIRM)
        yield Field(consolidation.CONFIRM, confirm, id="confirm")
        yield Says(id="form-message")
        yield self.buttons()

    def compose_notes(self) -> Iterable[Widget]:
        """R-GRID-7 without what is about separate voice passwords: voice shares this one; then R-CON-4."""
        for notice in self.frame.brand.change_notices:
            if "{voice_line}" not in notice.zh:
                yield Point(notice)
        yield Point(consolidation.FOR_GOOD)

    async def send(self) -> "Consolidated":
        """Consolidates, if the person is sure."""
        self.require_filled()
        self._require_fit()
        try:
            return await self._ask_and_send()
        except ServiceError as refusal:
            if refusal.code is not ErrorCode.ACCOUNTS_CHANGED:
                raise
        return await self._ask_and_send(anew=True)

    async def _ask_and_send(self, *, anew: bool = False) -> "Consolidated":
        """Asks about the accounts as they stand, since none is consolidated that was not listed (§1.0)."""
        self._session = await self._anew(self._session)
        listed = self._session.accounts
        self.message.hush()
        if not await self.frame.ask(ConsolidationQuestion(listed, anew=anew)):
            raise NotSent
        self.message.say(common.WORKING)
        return await self._service.consolidate(
            self._visit,
            self._session,
            old=self.secret("old"),
            new=self.secret("new"),
            confirm=self.secret("confirm"),
            listed=[account.id for account in listed],
        )

    def _require_fit(self) -> None:
        """Refuses what the service would refuse: nobody is asked to be sure of that."""
        if self.value("new") != self.value("confirm"):
            raise ServiceError(ErrorCode.CONFIRMATION_DIFFERS, "confirm")
        if self._advisor is None:
            return
        verdicts = self._advisor.judge(self.secret("new"), self.secret("confirm"))
        for rule in (verdict.rule for verdict in verdicts if verdict.met is False):
            raise ServiceError(MISSED[rule], "new", **self.figures)
