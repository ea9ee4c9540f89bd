"""A question with two answers."""

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widget import Widget

from screens.dialog import Dialog
from screens.widgets.push_button import PushButton
from screens.widgets.says import Says
from screens.words.phrase import Phrase


class ConfirmScreen(Dialog[bool]):
    """Asks; focus is on the safe answer, and Esc gives it. `grave` drops keys typed before it was read."""

    AUTO_FOCUS = "#no"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "answer(False)", show=False),
        Binding("left,up", "app.focus_previous", show=False),
        Binding("right,down", "app.focus_next", show=False),
    ]

    def __init__(self, question: Phrase, *, yes: Phrase, no: Phrase, grave: bool = False) -> None:
        super().__init__()
        self.question, self.yes, self.no, self.grave = question, yes, no, grave
        # two short answers are read in a small window too: leaving must be possible there
        self.set_class(not grave, "-any-size")

    def compose_inside(self) -> Iterable[Widget]:
        """The question, then the safe answer and the other."""
        yield Says(self.question, classes="dialog--text")
        yield Answers(self.yes, self.no)

    @property
    def takes_keys(self) -> bool:
        """In a small window too, unless it is grave."""
        return not self.grave or super().takes_keys

    def on_mount(self) -> None:
        """What cannot be undone is read before it is answered (contract §3)."""
        if self.grave:
            self.frame.discard_until_painted()

    def action_answer(self, answer: bool) -> None:
        """Leaves with the answer."""
        self.dismiss(answer)


class Answers(Horizontal):
    """The two answers, the safe one first."""

    def __init__(self, yes: Phrase, no: Phrase) -> None:
        super().__init__(classes="buttons")
        self.yes, self.no = yes, no

    def compose(self) -> ComposeResult:
        """No, then yes."""
        yield PushButton(self.no, "screen.answer(False)", id="no")
        yield PushButton(self.yes, "screen.answer(True)", id="yes")
