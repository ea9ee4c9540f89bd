"""One thing said on screen, in whichever language is on."""

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from screens.frame import frame_of
from screens.plain import shown, wrap
from screens.words import common
from screens.words.phrase import Phrase


class Says(Widget):
    """A phrase with its facts. What people typed is never taken for markup; a phrase may be a fact."""

    DEFAULT_CSS = "Says { width: 1fr; height: auto; }"

    def __init__(
        self,
        phrase: Phrase = common.SILENCE,
        *,
        id: str | None = None,
        classes: str | None = None,
        **facts: object,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.phrase = phrase
        self.facts = facts

    def say(self, phrase: Phrase, **facts: object) -> None:
        """Says something else from now on."""
        self.phrase, self.facts = phrase, facts
        self.relabel()

    def hush(self) -> None:
        """Says nothing."""
        if self.phrase is not common.SILENCE:
            self.say(common.SILENCE)

    def relabel(self) -> None:
        """Paints the words in the language of the frame."""
        self.refresh(layout=True)

    @property
    def words(self) -> str:
        """What is said now, in one line."""
        frame = frame_of(self)
        return shown(self.phrase.text(frame.language, **{**frame.facts(frame.language), **self.facts}))

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """Cells of the words, for `width: auto`."""
        return cell_len(self.words)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Rows the words take when broken at `width` cells."""
        return len(self.lines(width))

    def lines(self, width: int) -> tuple[str, ...]:
        """The words broken into rows of at most `width` cells."""
        return wrap(self.words, width)

    def render(self) -> Content:
        """The rows themselves."""
        return Content("\n".join(self.lines(self.content_size.width)))


class Point(Says):
    """A notice with a mark in front and its further rows under its first word."""

    def __init__(self, phrase: Phrase, *, mark: str = "・", **facts: object) -> None:
        super().__init__(phrase)
        self.facts = facts
        self.mark = mark

    def lines(self, width: int) -> tuple[str, ...]:
        """The words beside the mark."""
        indent = cell_len(self.mark)
        first, *rest = wrap(self.words, width - indent)
        return (self.mark + first, *(" " * indent + line for line in rest))
