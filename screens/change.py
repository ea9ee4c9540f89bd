"""網路登入密碼變更-歸戶: all accounts at once, voice with them if wanted, and the 出金 password (R-CHG)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.containers import Horizontal
from textual.widget import Widget

from screens.two_blocks import TwoBlocksScreen
from screens.widgets.says import Says
from screens.withdrawal_block import WithdrawalRows, futures_of, withdrawal_about
from screens.words import change, common, withdrawal
from screens.words.phrase import Phrase

if TYPE_CHECKING:
    from services.accounts import AccountView
    from services.password_change import PasswordChange, PasswordChanged
    from services.policy import Policy
    from services.sessions import CustomerSession
    from services.visit import Visit
    from services.voice import VoiceKeypad


class ChangeScreen(TwoBlocksScreen["PasswordChanged"]):
    """Leaves with what was changed, or None after 取消."""

    PLACE = change.TITLE
    AUTO_FOCUS = "#old SecretInput"

    def __init__(
        self,
        service: "PasswordChange",
        visit: "Visit",
        session: "CustomerSession",
        *,
        keypad: "VoiceKeypad",
        policy: "Policy",
    ) -> None:
        super().__init__(service, visit, session, keypad=keypad, policy=policy)
        self._service = service
        # an initial password is good for changing it only
        futures = () if session.must_change else futures_of(session.accounts)
        self.withdrawal_rows = WithdrawalRows(futures, change.OF_ALL, policy) if futures else None
        self.withdrawal_of: AccountView | None = None
        """Whose withdrawal password was sent, of several."""
        self.ABOUT = (*change.ABOUT, *((withdrawal_about(policy),) if futures else ()))

    def compose_form(self) -> Iterable[Widget]:
        """The fields in the order of contract §4."""
        greeting = Says(change.GREETING, id="greeting", name=self._session.name_masked)
        advice = Says(self._advice(), id="advice", date=self._expires_on())
        yield Horizontal(greeting, advice, id="greeting-row")
        # the label follows the customer's state
        section = change.SECTION if self._session.consolidated else change.SECTION_OF_ONE
        yield from self.compose_blocks(Says(section, id="section"), change.HELP_OLD)

    def _advice(self) -> Phrase:
        """What the password of this login calls for: an own one never forces anything (A-03)."""
        if self._session.must_change:
            return change.MUST_CHANGE
        return {"soon": change.EXPIRES_SOON, "expired": change.EXPIRED}.get(
            self._session.expiry.state.value, common.SILENCE
        )

    def _expires_on(self) -> str:
        on_day = self._session.expiry.on
        return on_day.isoformat() if on_day else ""

    @property
    def hint(self) -> Phrase:
        """That the login block need not be filled in, to those who have another one."""
        rows = self.withdrawal_rows
        return withdrawal.ALONE if rows is not None and rows.any_open else common.SILENCE

    def require_filled(self) -> None:
        """The login block may stay empty as a whole when the withdrawal block is ticked."""
        if not (self.changes_withdrawal and self._login_is_empty()):
            super().require_filled()

    def _login_is_empty(self) -> bool:
        return not (self.sync_voice or any(self.value(name) for name in ("old", "new", "confirm")))

    def _withdrawal_account(self) -> int | None:
        """Which one was chosen, of several."""
        rows = self.withdrawal_rows
        return rows.account if rows is not None and self.changes_withdrawal else None

    async def send(self) -> "PasswordChanged":
        """Changes the password of all accounts, the withdrawal password, or both in one go."""
        self.require_filled()
        chosen = self._withdrawal_account()
        self.withdrawal_of = next((one for one in self._session.accounts if one.id == chosen), None)
        return await self._service.change(
            self._visit,
            self._session,
            old=self.secret("old"),
            new=self.secret("new"),
            confirm=self.secret("confirm"),
            sync_voice=self.sync_voice,
            withdrawal=self.withdrawal_block(),
            withdrawal_account=chosen,
        )
