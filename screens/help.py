"""F1: what one does here, what the focused field wants, and what the keys do."""

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget

from screens.dialog import Dialog
from screens.widgets.key_bar import KeyHint
from screens.widgets.push_button import PushButton
from screens.widgets.says import Point, Says
from screens.words import common, help
from screens.words.phrase import Phrase


class HelpScreen(Dialog[None]):
    """Built from the words of the page it was opened on."""

    AUTO_FOCUS = "PushButton"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1", "close", show=False),
        Binding("down", "scroll_help(1)", show=False),
        Binding("up", "scroll_help(-1)", show=False),
        Binding("pagedown", "page_help(1)", show=False),
        Binding("pageup", "page_help(-1)", show=False),
    ]

    def __init__(
        self, place: Phrase, about: tuple[Phrase, ...], field: Phrase | None, hints: tuple[KeyHint, ...]
    ) -> None:
        super().__init__()
        self.place, self.about, self.field, self.hints = place, about, field, hints

    def compose_inside(self) -> Iterable[Widget]:
        """The page, the field, the keys."""
        yield Says(help.TITLE, classes="dialog--title", place=self.place)
        yield HelpText(self._paragraphs())
        yield Horizontal(PushButton(common.CLOSE, "screen.close"), classes="buttons")

    def _paragraphs(self) -> Iterable[Widget]:
        for about in self.about:
            yield Point(about)
        if self.field is not None:
            yield Says(help.THIS_FIELD, classes="help--heading")
            yield Point(self.field)
        yield Says(help.KEYS, classes="help--heading")
        for hint in self.hints:
            yield Point(help.KEY, key=hint.label, does=hint.does)

    def action_close(self) -> None:
        """Back to the page, where everything is as it was."""
        self.dismiss(None)

    def action_scroll_help(self, rows: int) -> None:
        """One row up or down."""
        self.query_one(HelpText).scroll_relative(y=rows, animate=False)

    def action_page_help(self, pages: int) -> None:
        """One page up or down."""
        text = self.query_one(HelpText)
        text.scroll_relative(y=pages * text.size.height, animate=False)


class HelpText(VerticalScroll, can_focus=False):
    """The text, scrolling where it is longer than the window."""

    def __init__(self, paragraphs: Iterable[Widget]) -> None:
        super().__init__(*paragraphs)
