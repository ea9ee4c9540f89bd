"""A small app that is a `Frame`, for screens on their own."""

import math
from collections import deque
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, TypeVar

from textual import events
from textual.app import App
from textual.binding import Binding, BindingType
from textual.pilot import Pilot

from screens.brand import Brand
from screens.themes import CALM, THEMES
from screens.view import View, relabel
from screens.words.phrase import Language

T = TypeVar("T")
SMALL, LARGE = (80, 24), (120, 40)


class HandClock:
    """A clock that tests turn by hand."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def monotonic(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return datetime(2026, 1, 15, 4, tzinfo=UTC) + timedelta(seconds=self.seconds)


class FrameApp(App[None]):
    """Shows one screen, remembers how it was left, and counts what it asked of the frame."""

    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f8", "language", priority=True),
        Binding("f9", "contrast", priority=True),
        Binding("ctrl+q", "nothing"),
        Binding("ctrl+c", "nothing"),
    ]

    def __init__(self, view: View[Any], *, language: Language = Language.CHINESE, demo: bool = False) -> None:
        super().__init__()
        self.view = view
        self.language = language
        self.brand = Brand()
        self.clock = HandClock()
        self.demo = demo
        self.locked_down = True
        self.secrets_take_paste = False
        self.holds = 0
        self.discarded = 0
        self.visits_ended = 0
        self.awaited: list[tuple[datetime, datetime] | None] = []
        self.visit_left = math.inf
        self.results: deque[Any] = deque()

    def on_mount(self) -> None:
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = CALM.name
        self.push_screen(self.view, self._left)

    def _left(self, result: Any) -> None:
        self.results.append(result)
        self.release_keys()

    async def ask(self, dialog: View[T]) -> T:
        self.hold_keys()
        waiting = self.push_screen(dialog, wait_for_dismiss=True)
        dialog.call_after_refresh(self.release_keys)
        answer = await waiting
        self.release_keys()
        return answer

    def hold_keys(self) -> None:
        self.holds += 1

    def release_keys(self) -> None:
        self.holds -= 1

    def facts(self, language: Language) -> dict[str, object]:
        return self.brand.facts(language)

    def discard_typed_ahead(self) -> None:
        self.discarded += 1

    def discard_until_painted(self) -> None:
        self.discarded += 1

    def await_code(self, sent_at: datetime, deadline: datetime) -> None:
        self.awaited.append((sent_at, deadline))

    def await_no_code(self) -> None:
        self.awaited.append(None)

    def end_visit(self) -> None:
        self.visits_ended += 1

    def action_nothing(self) -> None: ...

    def action_language(self) -> None:
        english = self.language is Language.ENGLISH
        self.language = Language.CHINESE if english else Language.ENGLISH
        for screen in self.screen_stack:
            screen.relabel() if isinstance(screen, View) else relabel(screen)

    def action_contrast(self) -> None:
        self.theme = "contrast" if self.theme == "calm" else "calm"


def painted(app: App[Any]) -> str:
    """Everything on screen as text, row by row."""
    return "\n".join(
        "".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips()
    )


async def type_in(pilot: Pilot[None], text: str) -> None:
    """Types characters in one go: none of them moves the focus, so nothing is waited for."""
    for character in text:
        pilot.app.post_message(events.Key(character, character))
    await pilot.pause()


async def fill(pilot: Pilot[None], *texts: str) -> None:
    """Types into one field after the other, each ended with Enter."""
    for text in texts:
        await type_in(pilot, text)
        await pilot.press("enter")
