"""A labelled choice, and one row for what was refused."""

from screens.widgets.choice import Choice
from screens.widgets.field import Row
from screens.words.phrase import Phrase


class ChoiceField(Row):
    """One of several to choose; `id` is its logical name."""

    def __init__(self, label: Phrase, choice: Choice, *, id: str | None = None) -> None:
        super().__init__(label, choice, id=id)
        self.choice = choice
