"""A label, a control of one row, and one row for what was refused."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Input

from screens.widgets.entry import Entry
from screens.widgets.mended import mended
from screens.widgets.says import Says
from screens.words import common
from screens.words.phrase import Phrase


class Row(Vertical):
    """One thing to fill in or choose. Its logical name is the one services put into their refusals."""

    DEFAULT_CSS = "Row { height: auto; }"

    def __init__(self, label: Phrase, control: Widget, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.label = label
        self.control = control

    def compose(self) -> ComposeResult:
        """The label and the control side by side, the refusal under them."""
        with Horizontal(classes="field--row"):
            yield Says(self.label, classes="field--label")
            yield self.control
        yield Says(classes="field--error")

    @property
    def error(self) -> Says:
        """The row for what was refused."""
        return self.query_one(".field--error", Says)

    def refuse(self, why: Phrase, **facts: object) -> None:
        """Says under the field why it was not taken."""
        self.error.say(common.ERROR, sentence=why.filled(**facts))

    def hush(self) -> None:
        """Takes the refusal away."""
        self.error.hush()

    def mended(self, control: Widget) -> None:
        """Somebody is mending it: the refusal has been read."""
        self.hush()

    def veil(self, hidden: bool) -> None:
        """Hides the label and the control without moving anything; what was refused can still be said."""
        self.query_one(".field--row").set_class(hidden, "-veiled")

    def on_descendant_focus(self) -> None:
        """Marks the label of the field one is in."""
        self.add_class("-current")

    def on_descendant_blur(self) -> None:
        """And no longer."""
        self.remove_class("-current")


class Field(Row):
    """A row to type into."""

    def __init__(self, label: Phrase, entry: Entry, *, id: str | None = None) -> None:
        super().__init__(label, entry, id=id)
        self.entry = entry

    def empty(self) -> None:
        """Clears what was typed, leaving what is said about it."""
        with self.prevent(Input.Changed):
            self.entry.value = ""

    @on(Input.Changed)
    def _changed(self) -> None:
        mended(self.entry)

    @on(Entry.NotTaken)
    def _not_taken(self, event: Entry.NotTaken) -> None:
        event.stop()
        self.refuse(event.why, **event.facts)
