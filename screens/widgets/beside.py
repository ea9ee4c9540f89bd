"""Two blocks of a form side by side, row by row: at 80x24 there is no room for them one above the other."""

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from screens.plain import wrap
from screens.widgets.field import Field
from screens.widgets.says import Says
from screens.words import common
from screens.words.phrase import Phrase


class HalfRow(Horizontal):
    """One half of a row; `-second` is the right one, which comes after the whole left block."""


class Beside(Horizontal):
    """A row of headings: of the first block, and of the second."""

    def __init__(self, first: Widget, second: Widget) -> None:
        super().__init__(HalfRow(first), HalfRow(second, classes="-second"))


class Refusals(Says):
    """The rows under two fields for what was refused in either: from its label on where it fits."""

    def __init__(self) -> None:
        super().__init__(classes="field--error")
        self.speaker: Field | None = None

    def lines(self, width: int) -> tuple[str, ...]:
        """The words, whole: where the rows there are would not do, as far to the left as they need."""
        start = max(0, self.speaker.region.x - self.region.x) if self.speaker is not None else 0
        rows = int(self.styles.max_height.value) if self.styles.max_height else 1
        while start and len(wrap(self.words, width - start)) > rows:
            start -= 1
        return tuple(" " * start + line for line in wrap(self.words, width - start))


class PairedField(Field):
    """A field that shares its row for refusals with the one beside it."""

    def compose(self) -> ComposeResult:
        """The label and the input; the row below belongs to the pair."""
        with Horizontal(classes="field--row"):
            yield Says(self.label, classes="field--label")
            yield self.entry

    @property
    def error(self) -> Says:
        """The row of the pair."""
        return self._refusals

    @property
    def _refusals(self) -> Refusals:
        return next(node for node in self.ancestors if isinstance(node, FieldPair)).refusals

    def refuse(self, why: Phrase, **facts: object) -> None:
        """Says under the field why it was not taken."""
        self._refusals.speaker = self
        self._refusals.say(common.ERROR, sentence=why.filled(**facts))

    def hush(self) -> None:
        """Takes its own refusal away, not one of the field beside it."""
        if self._refusals.speaker is self:
            self._refusals.hush()


class FieldPair(Vertical):
    """A field of the first block; beside it a field of the second, or a line on why there is none."""

    def __init__(self, first: PairedField, second: Widget) -> None:
        super().__init__()
        self._first, self._second = first, second
        self.refusals = Refusals()

    def compose(self) -> ComposeResult:
        """Both, and the row for what was refused."""
        with Horizontal(classes="pair--row"):
            yield HalfRow(self._first)
            yield HalfRow(self._second, classes="-second")
        yield self.refusals
