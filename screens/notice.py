"""One sentence to read, and one way on."""

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widget import Widget

from screens.dialog import Dialog
from screens.widgets.push_button import PushButton
from screens.widgets.says import Says
from screens.words import common
from screens.words.phrase import Phrase


class NoticeScreen(Dialog[None]):
    """Says why something is over; Enter or Esc goes on."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", show=False)]

    def __init__(self, sentence: Phrase, *, onward: Phrase = common.BACK_TO_MENU) -> None:
        super().__init__()
        self.sentence, self.onward = sentence, onward

    def compose_inside(self) -> Iterable[Widget]:
        """The sentence and the way on."""
        yield Says(self.sentence, classes="dialog--text")
        yield Horizontal(PushButton(self.onward, "screen.close"), classes="buttons")

    def action_close(self) -> None:
        """Goes on."""
        self.dismiss(None)
