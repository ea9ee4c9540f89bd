"""From a key to the painted account grid, against the same page with an empty DataTable in the grid's
place.

Programs stand open on pseudo-terminals of 80x24; a key opens the page over the menu, Esc closes it
again, in turns. Ours is the account page with twelve accounts; the reference is the same page, greeting,
notices, brand and keys and all, around Textual's DataTable of nine columns and no row. Nothing is read
from a database on either side: what is compared is opening, laying out and painting. The clock stops
when the last row that fits, or the first heading of the empty table, has arrived. `bare_ms` is an empty
DataTable alone on a bare screen of a bare app, and `page_over_bare` the whole of our page against that.
"""

import os
import sys
import time
from contextlib import ExitStack

from tests.bench.figure import Figure, Round, percentile, run, summarise
from tests.bench.painted import PaintedProgram

OURS = """
from screens.menu import MenuScreen
from tests.screens import rooms
from tests.screens.fakes import account
from tests.screens.kit import FrameApp
class Opens(FrameApp):
    BINDINGS = [("g", "open", "")]
    def action_open(self):
        many = tuple(account(id=n, branch=f"row-{n}-end") for n in range(12))
        self.push_screen(rooms.accounts(accounts=many))
Opens(MenuScreen()).run()
"""
TABLE = (
    """
from textual.widgets import DataTable
from screens import accounts
class Grid(DataTable):
    cursor = 0
    def __init__(self, headings, rows, **_):
        super().__init__()
    def on_mount(self):
        self.add_columns(*(f"head-{n}" for n in range(9)))
accounts.Grid = Grid
"""
    + OURS
)
BARE = """
from textual.app import App
from textual.screen import Screen
from textual.widgets import DataTable, Static
class Empty(Screen):
    BINDINGS = [("escape", "app.pop_screen", "")]
    def compose(self):
        yield DataTable()
    def on_mount(self):
        self.query_one(DataTable).add_columns(*(f"head-{n}" for n in range(9)))
class Opens(App):
    BINDINGS = [("g", "open", "")]
    def compose(self):
        yield Static("bare-page")
    def action_open(self):
        self.push_screen(Empty())
Opens().run()
"""
MENU, BARE_PAGE = "密碼解鎖".encode(), b"bare-page"
"""What is painted again once the grid or the table is closed."""
HEADING = b"head-0"


class Page:
    """A program that opens something at `g` and closes it at Esc."""

    def __init__(self, program: PaintedProgram, page: bytes) -> None:
        self._program = program
        self._page = page
        program.wait_for(page)
        program.settle(0.3)

    def opened(self, mark: bytes) -> float:
        """Milliseconds from the key until `mark` was painted; closed again when this returns."""
        taken = self._until(b"g", mark)
        self._program.settle(0.05)
        self._until(b"\x1b", self._page)
        self._program.settle(0.05)
        return taken * 1000

    def look(self) -> bytes:
        """Everything that opening paints."""
        self._until(b"g", b"")
        self._program.settle(0.5)
        seen = self._program.seen
        self._until(b"\x1b", self._page)
        self._program.settle(0.3)
        return seen

    def _until(self, keys: bytes, mark: bytes, seconds: float = 10.0) -> float:
        self._program.seen = b""
        began = time.perf_counter()
        os.write(self._program.terminal, keys)
        while not self._program.seen or mark not in self._program.seen:
            self._program.read(0.5)
            if time.perf_counter() - began > seconds:
                raise TimeoutError(f"{mark!r} was not painted")
        return time.perf_counter() - began


def last_row(seen: bytes) -> bytes:
    """The last of the twelve that fits."""
    return [mark for n in range(12) if (mark := f"row-{n}-end".encode()) in seen][-1]


def opens(stack: ExitStack, code: str, page: bytes) -> Page:
    """A program that stands open."""
    return Page(stack.enter_context(PaintedProgram([sys.executable, "-c", code])), page)


def measure(full: bool) -> Figure:
    """All stand open, each opened once before it counts."""
    with ExitStack() as stack:
        grid, table, bare = (
            opens(stack, code, page) for code, page in ((OURS, MENU), (TABLE, MENU), (BARE, BARE_PAGE))
        )
        row = last_row(grid.look())
        grid.opened(row), table.opened(HEADING), bare.opened(HEADING)
        rounds, alone = [], []
        for _ in range(100 if full else 30):
            rounds.append(Round(grid.opened(row), table.opened(HEADING)))
            alone.append(bare.opened(HEADING))
    bare_ms = percentile(alone, 0.5)
    over = percentile([one.ours for one in rounds], 0.5) / bare_ms
    return summarise("grid_paint", "ms", rounds, bare_ms=round(bare_ms, 1), page_over_bare=round(over, 2))


if __name__ == "__main__":
    run(measure)
