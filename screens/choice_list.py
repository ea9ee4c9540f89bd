"""The list behind a choice: arrows move, Enter takes, Esc leaves it as it was."""

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget

from screens.dialog import Dialog
from screens.widgets.says import Says
from screens.words.phrase import Phrase

POINTER, NO_POINTER = "▶ ", "  "


class ChoiceRow(Says, can_focus=True):
    """One of them; the one with the focus is pointed at and reversed."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "take", show=False)]

    def __init__(self, says: Phrase, number: int) -> None:
        super().__init__(says, id=f"choice-{number}", classes="choice-row")
        self.number = number

    def lines(self, width: int) -> tuple[str, ...]:
        """The pointer, then the words."""
        pointer = POINTER if self.has_focus else NO_POINTER
        first, *rest = super().lines(width - len(POINTER))
        return (pointer + first, *(NO_POINTER + line for line in rest))

    def action_take(self) -> None:
        """Leaves with this one."""
        self.screen.dismiss(self.number)

    def on_click(self) -> None:
        """The same by mouse, where there is one."""
        self.action_take()


class ChoiceListScreen(Dialog[int]):
    """Leaves with the number of the one taken, or None."""

    AUTO_FOCUS = None
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", show=False),
        Binding("down,right", "app.focus_next", show=False),
        Binding("up,left", "app.focus_previous", show=False),
    ]

    def __init__(self, says: tuple[Phrase, ...], *, at: int) -> None:
        super().__init__()
        self._says, self._at = says, at

    def compose_inside(self) -> Iterable[Widget]:
        """All of them."""
        rows = (ChoiceRow(says, number) for number, says in enumerate(self._says))
        yield VerticalScroll(*rows, id="choices", can_focus=False)

    def on_mount(self) -> None:
        """On the one that is chosen now."""
        self.set_focus(self.query_one(f"#choice-{self._at}"))

    def action_close(self) -> None:
        """Back to the form, with nothing taken."""
        self.dismiss(None)
