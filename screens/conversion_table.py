"""轉換規則對照表: which key stands for which letters (R-GRID-7)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widget import Widget

from screens.dialog import Dialog
from screens.widgets.push_button import PushButton
from screens.widgets.says import Says
from screens.words import common, conversion

if TYPE_CHECKING:
    from services.voice import VoiceKeypad

KEY_CELLS = 8


class ConversionTableScreen(Dialog[None]):
    """The table of the keypad in force, with one example."""

    AUTO_FOCUS = "PushButton"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f2", "close", show=False)]

    def __init__(self, keypad: "VoiceKeypad") -> None:
        super().__init__()
        self._keypad = keypad

    def compose_inside(self) -> Iterable[Widget]:
        """Title, rows, example, the way back."""
        yield Says(conversion.TITLE, classes="dialog--title")
        yield Says(conversion.ABOUT, classes="dialog--text")
        yield KeypadRow(conversion.ROW, key=conversion.KEY, letters=conversion.LETTERS)
        for key, letters in self._keypad.rows:
            yield KeypadRow(conversion.ROW, key=key, letters=" ".join(letters))
        yield Says(
            conversion.EXAMPLE,
            id="example",
            password=conversion.EXAMPLE_PASSWORD,
            digits=self._keypad.digits(conversion.EXAMPLE_PASSWORD),
        )
        yield Horizontal(PushButton(common.CLOSE, "screen.close"), classes="buttons")

    def action_close(self) -> None:
        """Back to the form, where everything is as it was."""
        self.dismiss(None)


class KeypadRow(Says):
    """A key and its letters, in two columns."""

    @property
    def words(self) -> str:
        """The key padded to its column."""
        key, _, letters = super().words.partition("\n")
        return key + " " * (KEY_CELLS - cell_len(key)) + letters
