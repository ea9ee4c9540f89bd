"""The real frame around small pages and a made-up backend: `python -m tests.tui.small_desk [WORD…]`.

Words: `kiosk`, `exhibition`, `slow` (the backend takes its time), `broken` (it cannot be opened).
"""

import asyncio
import os
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, ClassVar, cast

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Input, Static

import tui.visits
from screens.brand import Brand
from screens.menu import MenuScreen
from screens.sorry import SorryScreen
from screens.view import View
from screens.words.phrase import Language
from services.ambient import SystemClock, SystemRandomness
from services.ports import Clock, Randomness
from services.session_limits import SessionLimits
from services.visit import Mode, Visit
from tui import keyboard
from tui.app import run
from tui.backend import VisitEnd
from tui.opening import Opening
from tui.visit_script import Stage

if TYPE_CHECKING:
    from services.program import Program
    from services.sessions import CustomerSession

SECRET = "Hunter2-SECRET"


class FakeSessions:
    """Remembers what was done to sessions; writes it where a test of another process can see it."""

    def __init__(self) -> None:
        self.broken = False
        self.ended: list[str] = []
        self.kept = 0
        self.checked = 0
        self.alive = True

    async def end(self, session: object, why: object) -> None:
        self.ended.append(str(why))
        if path := os.environ.get("ENDED_SESSIONS"):
            await asyncio.to_thread(Path(path).write_text, str(why))

    async def check(self, session: object) -> None:
        from services.errors import ErrorCode, ServiceError

        self.checked += 1
        if self.broken:
            explode()
        if not self.alive:
            raise ServiceError(ErrorCode.SESSION_ENDED)

    async def keep(self, session: object) -> None:
        self.kept += 1
        await self.check(session)


class FakeProofs:
    """Remembers which visits it was told to forget."""

    def __init__(self) -> None:
        self.forgotten: list[str] = []

    def forget(self, visit: "Visit") -> None:
        self.forgotten.append(visit.interaction_id)


def fake_program() -> "Program":
    services = SimpleNamespace(
        sessions=FakeSessions(), certificates=FakeProofs(), demo_people=None, demo_inbox=None
    )
    return cast("Program", services)


class Bomb(Static):
    """Breaks when it is told to, in one way or another."""


class Page(View[str]):
    """Two fields and ways to break."""

    CSS: ClassVar[str] = "Bomb { height: 1; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "on", show=False, priority=True),
        Binding("f2", "break_action", show=False),
        Binding("f3", "break_worker", show=False),
        Binding("f4", "break_handler", show=False),
        Binding("f5", "break_child", show=False),
        Binding("f7", "break_compose", show=False),
        Binding("f11", "break_often", show=False),
    ]

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static("SMALL PAGE", markup=False)
            yield Input(id="first", select_on_focus=False, compact=True)
            yield Input(id="second", select_on_focus=False, password=True, compact=True)
            yield Bomb("bomb")

    @property
    def typed(self) -> str:
        return "|".join(field.value for field in self.query(Input))

    def action_on(self) -> None:
        if self.query_one("#first").has_focus:
            self.focus_next()
        else:
            self.dismiss(self.typed)

    def action_break_action(self) -> None:
        explode()

    @work
    async def action_break_worker(self) -> None:
        await asyncio.sleep(0)
        explode()

    def action_break_handler(self) -> None:
        self.call_later(explode)

    def action_break_often(self) -> None:
        for widget in (self, self.app, self.query_one(Bomb), self.query_one("#first")):
            widget.call_later(explode)

    def action_break_child(self) -> None:
        self.query_one(Bomb).call_later(explode)

    def action_break_compose(self) -> None:
        self.app.push_screen(BadPage())


class BadPage(View[None]):
    """Cannot even be composed."""

    def compose(self) -> Iterable[Widget]:
        explode()
        yield Static("never")


def explode() -> None:
    """An error with a secret among its local variables and in its message."""
    password = SECRET
    raise RuntimeError(f"no good: {password}")


class Said(View[None]):
    """What the page left with."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "dismiss", show=False)]

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def compose(self) -> ComposeResult:
        yield Static(f"SAID {self.text}", markup=False)


async def small_script(stage: Stage, visit: object, function: object, incident: str | None) -> None:
    """Menu, log in at once, a page, what was typed there."""
    if incident is not None:
        await stage.show(SorryScreen(incident))
    await stage.show(MenuScreen())
    stage.visit_begins()
    await stage.program()
    stage.logged_in(cast("CustomerSession", SimpleNamespace(visit=visit)))
    typed = await stage.show(Page())
    if typed is not None:
        await stage.show(Said(typed))


def opening(
    *words: str, clock: Clock | None = None, randomness: Randomness | None = None, log: Path | None = None
) -> Opening:
    """How the small desk is opened; installs the small script."""
    vars(tui.visits)["visit_script"] = small_script

    def open_program() -> "Program":
        if "slow" in words:
            time.sleep(0.6)
        if "broken" in words:
            raise RuntimeError("cannot be opened")
        return fake_program()

    return Opening(
        mode=Mode.KIOSK if "kiosk" in words else Mode.DEMO,
        language=Language.CHINESE,
        limits=SessionLimits(),
        brand=Brand(),
        clock=clock or SystemClock(),
        randomness=randomness or SystemRandomness(),
        terminal_id="t1",
        branch="b1",
        open_program=open_program,
        log=log,
        exhibition="exhibition" in words,
    )


if __name__ == "__main__":
    folder = os.environ.get("INCIDENTS")
    here = opening(*sys.argv[1:], log=Path(folder) if folder else None)
    keyboard.take(locked=here.locked)
    try:
        sys.exit(run(here))
    finally:
        keyboard.give_back()

__all__ = ["SECRET", "FakeSessions", "Page", "VisitEnd", "opening"]
