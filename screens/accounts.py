"""未歸戶密碼變更: every account of a customer who is not consolidated, and what to do with them (R-GRID)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widget import Widget

from screens.conversion_table import ConversionTableScreen
from screens.page import PageScreen
from screens.password_form import TABLE
from screens.widgets import key_bar
from screens.widgets.grid import Grid
from screens.widgets.push_button import PushButton
from screens.widgets.says import Point, Says
from screens.words import accounts, change, common
from screens.words.phrase import Phrase

if TYPE_CHECKING:
    from textual.types import CSSPathType

    from services.accounts import AccountView
    from services.sessions import CustomerSession
    from services.voice import VoiceKeypad

HEADINGS = (
    accounts.BUSINESS,
    accounts.KIND,
    accounts.BRANCH,
    accounts.NUMBER,
    accounts.CHANGE,
    accounts.STATUS,
    accounts.CHANGED_ON,
    accounts.EXPIRES_ON,
    accounts.EXPIRY,
)
"""R-GRID-2, in order."""
BRANCH = HEADINGS.index(accounts.BRANCH)


@dataclass(frozen=True, slots=True)
class AccountChoice:
    """變更密碼 of one account."""

    account_id: int


@dataclass(frozen=True, slots=True)
class ConsolidateChoice:
    """密碼歸戶."""


class AccountsScreen(PageScreen[AccountChoice | ConsolidateChoice]):
    """Leaves with what was chosen, or None after Esc. `at` is the account with the cursor."""

    CSS_PATH: ClassVar["CSSPathType | None"] = [
        "styles/page.tcss",
        "styles/form.tcss",
        "styles/lists.tcss",
    ]
    PLACE = accounts.TITLE
    ABOUT = accounts.ABOUT
    LOWER_AREA = common.EXPLANATION_AREA
    KEYS = (TABLE,)
    BINDINGS: ClassVar[list[BindingType]] = [
        *key_bar.bindings(KEYS),
        Binding("up", "app.focus_previous", show=False),
    ]

    def __init__(self, session: "CustomerSession", *, keypad: "VoiceKeypad", at: int | None = None) -> None:
        super().__init__()
        self._session, self._keypad = session, keypad
        self._ids = [account.id for account in session.accounts]
        self._at = self._ids.index(at) if at in self._ids else 0

    def compose_form(self) -> Iterable[Widget]:
        """A greeting, what is shown, the accounts, and 密碼歸戶."""
        greeting = Says(change.GREETING, id="greeting", name=self._session.name_masked)
        yield Horizontal(greeting, Says(id="position"), id="greeting-row")
        yield Says(accounts.SHOWS, id="shows")
        rows = [cells_of(account) for account in self._session.accounts]
        yield Grid(HEADINGS, rows, gives_way=BRANCH, choose="screen.change_one", help=accounts.HELP_ROWS)
        consolidate = PushButton(
            accounts.CONSOLIDATE, "screen.consolidate", id="consolidate", help=accounts.HELP_CONSOLIDATE
        )
        yield Horizontal(consolidate, classes="buttons")

    def compose_notes(self) -> Iterable[Widget]:
        """R-GRID-7."""
        for notice in self.frame.brand.change_notices:
            yield Point(notice)

    def on_mount(self) -> None:
        """The cursor is where one left off."""
        self.query_one(Grid).cursor = self._at
        self._say_position()

    @on(Grid.Moved)
    def _say_position(self) -> None:
        """Which of how many."""
        row = self.query_one(Grid).cursor
        self.query_one("#position", Says).say(accounts.POSITION, n=row + 1, count=len(self._ids))

    def action_change_one(self) -> None:
        """Enter on a row: 變更密碼."""
        self.dismiss(AccountChoice(self._ids[self.query_one(Grid).cursor]))

    def action_consolidate(self) -> None:
        """密碼歸戶."""
        self.dismiss(ConsolidateChoice())

    def action_conversion_table(self) -> None:
        """F2: 轉換規則對照表."""
        self.show_over(ConversionTableScreen(self._keypad))


def cells_of(account: "AccountView") -> tuple[Phrase | str, ...]:
    """An account as the cells of its row."""
    return (
        accounts.BUSINESSES[account.business.value],
        accounts.NETWORK,
        account.branch,
        account.number_masked or accounts.UNKNOWN,
        accounts.CHANGE,
        accounts.SAME if account.same else accounts.DIFFERENT,
        _day(account.changed_on),
        _day(account.expires_on),
        accounts.EXPIRY_STATES[account.expiry_state.value],
    )


def _day(day: date | None) -> str:
    """YYYY-MM-DD, or `-` where nobody knows (R-GRID-5)."""
    return day.isoformat() if day else accounts.UNKNOWN
