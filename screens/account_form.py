"""帳戶密碼變更: one account's login password, its withdrawal password, or both (R-ACC)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.containers import Horizontal
from textual.widget import Widget

from screens.two_blocks import TwoBlocksScreen
from screens.widgets.says import Says
from screens.widgets.tick_box import TickBox
from screens.withdrawal_block import WithdrawalRows, futures_of, withdrawal_about
from screens.words import account_form, accounts, change, common
from screens.words.phrase import Phrase
from services.change_form import LoginBlock

if TYPE_CHECKING:
    from services.account_change import AccountChange, AccountChanged
    from services.accounts import AccountView
    from services.policy import Policy
    from services.sessions import CustomerSession
    from services.visit import Visit
    from services.voice import VoiceKeypad


class AccountFormScreen(TwoBlocksScreen["AccountChanged"]):
    """Leaves with what was changed, or None after 取消."""

    PLACE = account_form.TITLE
    AUTO_FOCUS = "#login-tick"

    def __init__(
        self,
        service: "AccountChange",
        visit: "Visit",
        session: "CustomerSession",
        account: "AccountView",
        *,
        keypad: "VoiceKeypad",
        policy: "Policy",
    ) -> None:
        super().__init__(service, visit, session, keypad=keypad, policy=policy)
        self._service, self._account = service, account
        # the label follows the customer's state, here the account
        self._of: Phrase = accounts.BUSINESSES[account.business.value]
        futures = futures_of((account,))
        self.withdrawal_rows = WithdrawalRows(futures, self._of, policy) if futures else None
        self.ABOUT = (*account_form.ABOUT, *((withdrawal_about(policy),) if futures else ()))

    def compose_form(self) -> Iterable[Widget]:
        """The fields in the order of contract §4."""
        greeting = Says(change.GREETING, id="greeting", name=self._session.name_masked)
        yield Horizontal(greeting, self._which(), id="greeting-row")
        heading = TickBox(
            account_form.LOGIN_SECTION.filled(of=self._of),
            help=account_form.HELP_TICK,
            then="screen.login_ticked",
            id="login-tick",
        )
        yield from self.compose_blocks(heading, account_form.HELP_OLD)

    def _which(self) -> Says:
        """Whose passwords these are: product, branch and number."""
        number = self._account.number_masked or accounts.UNKNOWN
        return Says(
            account_form.ACCOUNT, id="which", business=self._of, branch=self._account.branch, number=number
        )

    def on_mount(self) -> None:
        """Nothing is ticked yet."""
        self.action_login_ticked()

    @property
    def changes_login(self) -> bool:
        """Whether the first block is ticked."""
        return self.query_one("#login-tick", TickBox).ticked

    def action_login_ticked(self) -> None:
        """Ticked: its fields, the rules and 語音同步. Unticked: none, and nothing in them."""
        hidden = not self.changes_login
        for name in ("old", "new", "confirm"):
            self.veil(name, hidden)
        for sync in self.query("#sync-voice").results(TickBox):
            sync.set_class(hidden, "-veiled")
            sync.ticked = sync.ticked and not hidden
        self.judge()

    @property
    def hint(self) -> Phrase:
        """What to do first, until it is done."""
        ticked = self.changes_login or self.changes_withdrawal
        return common.SILENCE if ticked else account_form.TICK_FIRST

    async def send(self) -> "AccountChanged":
        """Changes what is ticked, all of it or nothing."""
        self.require_filled()
        login = None
        if self.changes_login:
            typed = (self.secret("old"), self.secret("new"), self.secret("confirm"))
            login = LoginBlock(*typed, sync_voice=self.sync_voice)
        return await self._service.change(
            self._visit, self._session, self._account.id, login=login, withdrawal=self.withdrawal_block()
        )
