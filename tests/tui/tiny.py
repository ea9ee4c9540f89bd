"""Small apps in place of the real screens: `python -m tests.tui.tiny NAME`."""

import asyncio
import sys
from typing import Any, ClassVar

from textual import on, work
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, Static

from tui.ordered_keys import OrderedKeys


class Fields(Screen[str]):
    """Three fields; Enter goes on, at the last one it dismisses `title:a|b|c`."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.heading = title

    def compose(self) -> ComposeResult:
        yield Static(f"page {self.heading}", markup=False)
        for name in ("a", "b", "c"):
            yield Input(id=name, select_on_focus=False, compact=True)

    @on(Input.Submitted)
    def go_on(self, event: Input.Submitted) -> None:
        if event.input.id == "c":
            self.send()
        else:
            self.focus_next()

    def send(self) -> None:
        self.dismiss(self.typed)

    @property
    def typed(self) -> str:
        return f"{self.heading}:" + "|".join(field.value for field in self.query(Input))


class Report(Screen[None]):
    """What all screens dismissed with."""

    def __init__(self, results: list[str]) -> None:
        super().__init__()
        self.results = results

    def compose(self) -> ComposeResult:
        yield Static("REPORT", markup=False)
        for result in self.results:
            yield Static(result, markup=False)


class Wizard(OrderedKeys):
    """Three pages of fields one after another, then the report; nothing in between may be typed at."""

    PAGES: ClassVar[tuple[str, ...]] = ("one", "two", "three")
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f8", "count", show=False)]
    counted = 0

    def on_mount(self) -> None:
        self.walk()

    def takes_keys(self, screen: Screen[Any]) -> bool:
        return len(self.screen_stack) > 1

    @work
    async def walk(self) -> None:
        results = []
        for title in self.PAGES:
            results.append(await self.push_screen_wait(self.page(title)))
            await self.between()
        await self.push_screen_wait(Report([*results, f"{self.counted} presses of F8"]))

    def page(self, title: str) -> Screen[str]:
        return Fields(title)

    async def between(self) -> None:
        """What happens between two pages."""

    def action_count(self) -> None:
        self.counted += 1


class SlowWizard(Wizard):
    """A service takes its time between two pages."""

    async def between(self) -> None:
        await asyncio.sleep(0.4)


class SendingFields(Fields):
    """Holds the keys while it sends, first to a refusal that puts the focus back on the first field."""

    refusals = 1

    @work
    async def send(self) -> None:  # type: ignore[override]
        app = self.app
        assert isinstance(app, OrderedKeys)
        app.hold_keys()
        try:
            await asyncio.sleep(0.4)
        finally:
            app.release_keys()
        if self.refusals:
            self.refusals -= 1
            self.query_one("#a").focus()
        else:
            self.dismiss(self.typed)


class Sending(Wizard):
    """One page that refuses the first try."""

    PAGES = ("one",)

    def page(self, title: str) -> Screen[str]:
        return SendingFields(title)


class SlowFields(Fields):
    """Handles every change for longer than the watchdog waits."""

    @on(Input.Changed, "#a")
    async def think(self) -> None:
        await asyncio.sleep(0.8)


class SlowHandler(Wizard):
    """One page with a handler that takes its time."""

    PAGES = ("one",)

    def page(self, title: str) -> Screen[str]:
        return SlowFields(title)


class MustRead(ModalScreen[str]):
    """A question that must be read first: what was typed before it was painted does not answer it."""

    def compose(self) -> ComposeResult:
        yield Static("QUESTION", markup=False)
        yield Input(id="answer", select_on_focus=False)

    def on_mount(self) -> None:
        self.call_after_refresh(self.painted)

    def painted(self) -> None:
        app = self.app
        assert isinstance(app, OrderedKeys)
        app.discard_typed_ahead()

    @on(Input.Submitted)
    def answered(self, event: Input.Submitted) -> None:
        self.dismiss(f"answer:{event.value}")


class Asking(Wizard):
    """The second page must be read first."""

    PAGES = ("one", "question")

    def page(self, title: str) -> Screen[str]:
        return MustRead() if title == "question" else Fields(title)


class Bare(App[None]):
    """Textual as it comes, for comparison."""

    def compose(self) -> ComposeResult:
        yield Input(placeholder="ready")


class Fenced(OrderedKeys):
    """The same with ordered keys."""

    def compose(self) -> ComposeResult:
        yield Input(placeholder="ready")


APPS: dict[str, type[App[Any]]] = {
    app.__name__: app for app in (Wizard, SlowWizard, Sending, SlowHandler, Asking, Bare, Fenced)
}

if __name__ == "__main__":
    APPS[sys.argv[1]]().run()
