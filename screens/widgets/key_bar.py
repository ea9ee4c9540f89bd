"""The bottom row: which key does what on this screen (at most 8 at 80 columns)."""

from collections.abc import Iterable
from dataclasses import dataclass

from rich.cells import cell_len
from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget

from screens.frame import frame_of
from screens.words import keys
from screens.words.phrase import Phrase


@dataclass(frozen=True, slots=True)
class KeyHint:
    """A key, what it does in words, and the action of the screen it runs (None: the frame's own key)."""

    key: str
    does: Phrase
    action: str | None = None
    shown: str = ""
    """How the key is written on screen, where its name would not do."""

    @property
    def label(self) -> str:
        """The key as printed on a keyboard."""
        return self.shown or self.key.capitalize()


HELP = KeyHint("f1", keys.HELP, "help")
BACK = KeyHint("escape", keys.BACK, "back", "Esc")
OTHER_LANGUAGE = KeyHint("f8", keys.OTHER_LANGUAGE)
HIGH_CONTRAST = KeyHint("f9", keys.HIGH_CONTRAST)
DEMO_PEOPLE = KeyHint("f6", keys.DEMO_PEOPLE)
LOG_OUT = KeyHint("f10", keys.LOG_OUT)
FINISH = KeyHint("f10", keys.FINISH)
NEXT = KeyHint("tab", keys.TAB)
SEND = KeyHint("enter", keys.ENTER)
OPEN = KeyHint("enter", keys.OPEN)
PRESS = KeyHint("enter", keys.PRESS)
TICK = KeyHint("space", keys.SPACE)
CHOOSE = KeyHint("up", keys.ARROWS, shown="↑↓")


def in_order(hints: Iterable[KeyHint]) -> tuple[KeyHint, ...]:
    """F1, the keys that are no F-keys, the F-keys by their number, Esc."""
    return tuple(sorted(hints, key=_place))


def _place(hint: KeyHint) -> int:
    if hint in (HELP, BACK):
        return 0 if hint is HELP else 100
    number = hint.key.removeprefix("f")
    return 1 + int(number) if number.isdigit() else 1


def bindings(hints: Iterable[KeyHint]) -> list[Binding]:
    """The keys of a screen as Textual wants them."""
    return [Binding(hint.key, hint.action, show=False) for hint in hints if hint.action]


class KeyBar(Widget):
    """The keys of a screen in one row."""

    DEFAULT_CSS = "KeyBar { dock: bottom; height: 1; }"
    COMPONENT_CLASSES = {"key-bar--key"}  # noqa: RUF012 - Textual's own form

    def __init__(self, hints: Iterable[KeyHint]) -> None:
        super().__init__()
        self.hints = tuple(hints)

    def relabel(self) -> None:
        """Paints the words in the language of the frame."""
        self.refresh()

    def render(self) -> Content:
        """Each key reversed, its word behind it."""
        language = frame_of(self).language
        style = self.get_visual_style("key-bar--key")
        words = [(hint.label, hint.does.text(language)) for hint in self.hints]
        # where there are many the keys stand closer, so that none is cut off
        room = self.size.width - sum(cell_len(key) + cell_len(does) + 3 for key, does in words)
        pad, gap = (" ", "") if room >= 0 else ("", " ")
        parts = [(Content.styled(f"{pad}{key}{pad}", style), f"{gap}{does}") for key, does in words]
        return Content(" ").join(Content.assemble(*pair) for pair in parts)
