"""未歸戶密碼變更: every account of a customer who is not consolidated, and what to do with them (R-GRID)."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widget import Widget

from screens.conversion_table import ConversionTableScreen
from screens.farewell import VISIT_OVER, farewell
from screens.page import PageScreen
from screens.password_form import TABLE
from screens.widgets import key_bar
from screens.widgets.grid import Grid
from screens.widgets.key_bar import KeyHint
from screens.widgets.push_button import PushButton
from screens.widgets.says import Point, Says
from screens.words import accounts, change, common, keys
from screens.words.errors import SENTENCES
from screens.words.phrase import Phrase
from services.errors import ServiceError

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
REFRESH = KeyHint("f5", keys.REFRESH, "refresh_rows")


@dataclass(frozen=True, slots=True)
class AccountChoice:
    """變更密碼 of one account."""

    account_id: int


@dataclass(frozen=True, slots=True)
class ConsolidateChoice:
    """密碼歸戶."""


class AccountsScreen(PageScreen[AccountChoice | ConsolidateChoice]):
    """Leaves with what was chosen, or None after Esc. `at` is the account with the cursor.

    `anew` reads the session's accounts as they stand (F5); `session` is the one that is shown.
    """

    CSS_PATH: ClassVar["CSSPathType | None"] = [
        "styles/page.tcss",
        "styles/form.tcss",
        "styles/lists.tcss",
    ]
    PLACE = accounts.TITLE
    ABOUT = accounts.ABOUT
    LOWER_AREA = common.EXPLANATION_AREA
    KEYS = (REFRESH, TABLE)
    BINDINGS: ClassVar[list[BindingType]] = [
        *key_bar.bindings(KEYS),
        Binding("up", "app.focus_previous", show=False),
    ]

    def __init__(
        self,
        session: "CustomerSession",
        *,
        anew: "Callable[[CustomerSession], Awaitable[CustomerSession]]",
        keypad: "VoiceKeypad",
        at: int | None = None,
    ) -> None:
        super().__init__()
        self.session, self._anew, self._keypad = session, anew, keypad
        self._at = self._ids.index(at) if at in self._ids else 0
        self._reading = False

    @property
    def _ids(self) -> list[int]:
        """The accounts, row by row."""
        return [account.id for account in self.session.accounts]

    @property
    def is_sending(self) -> bool:
        """While the accounts are read nothing is opened over them."""
        return self._reading

    def compose_form(self) -> Iterable[Widget]:
        """A greeting, what is shown, the accounts, and 密碼歸戶."""
        greeting = Says(change.GREETING, id="greeting", name=self.session.name_masked)
        yield Horizontal(greeting, Says(id="position"), id="greeting-row")
        yield Says(accounts.SHOWS, id="shows")
        yield Grid(
            HEADINGS, self._rows(), gives_way=BRANCH, choose="screen.change_one", help=accounts.HELP_ROWS
        )
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

    def _rows(self) -> list[tuple[Phrase | str, ...]]:
        return [cells_of(account) for account in self.session.accounts]

    def action_refresh_rows(self) -> None:
        """F5: the accounts as they stand now; keys wait for them."""
        if self._reading or self._opening:
            return
        self._reading = True
        self.frame.hold_keys()
        self.run_worker(self._read(), description="reads the accounts anew")

    async def _read(self) -> None:
        try:
            self.session = await self._anew(self.session)
            self._show()
        except ServiceError as refusal:
            if refusal.code in VISIT_OVER:
                await farewell(self.frame, refusal)
                return
            sentence = SENTENCES[refusal.code].filled(**refusal.facts)
            self.query_one("#shows", Says).say(common.ERROR, sentence=sentence)
        self._reading = False
        self.call_after_refresh(self.frame.release_keys)

    def _show(self) -> None:
        """The cursor stays on its account."""
        grid = self.query_one(Grid)
        grid.refill(self._rows())
        self._say_position()
        self.query_one("#shows", Says).say(accounts.SHOWS)

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
