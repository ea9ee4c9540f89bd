"""The rules a new password meets and misses, live, without echoing it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widget import Widget

from screens.frame import frame_of
from screens.plain import fit
from screens.words import change, withdrawal

if TYPE_CHECKING:
    from services.password_rules import RuleVerdict
    from services.withdrawal_rules import WithdrawalVerdict

COLUMNS = 4
WORDS = {**change.RULES, **withdrawal.RULES}
"""By `Rule` and `WithdrawalRule`: the list speaks of the field one is in."""


class RuleList(Widget):
    """Two rows of four: ✓ met, × missed, ・ not judged. A mark, not a colour, tells them apart."""

    DEFAULT_CSS = "RuleList { height: auto; width: 1fr; }"

    def __init__(self, *, minimum: int, maximum: int, length: int = 0) -> None:
        """`length` is that of a withdrawal password, where the form has one."""
        super().__init__()
        self.facts = {"minimum": minimum, "maximum": maximum, "length": length}
        self.marks: dict[str, bool | None] = dict.fromkeys(change.RULES)

    def show(self, verdicts: Iterable["RuleVerdict | WithdrawalVerdict"]) -> None:
        """Paints the verdicts; a rule that is not in force is not shown."""
        before = len(self.marks)
        self.marks = {verdict.rule.value: verdict.met for verdict in verdicts}
        self.refresh(layout=len(self.marks) != before)

    def relabel(self) -> None:
        """Paints the words in the language of the frame."""
        self.refresh()

    def render(self) -> Content:
        """The rules in columns of equal width."""
        width = max(1, self.content_size.width // COLUMNS)
        cells = [self._cell(rule, met, width) for rule, met in self.marks.items()]
        rows = [Content("").join(cells[start : start + COLUMNS]) for start in range(0, len(cells), COLUMNS)]
        return Content("\n").join(rows)

    def _cell(self, rule: str, met: bool | None, width: int) -> Content:
        mark = change.UNJUDGED if met is None else (f"{change.MET} " if met else f"{change.MISSED} ")
        text = mark + WORDS[rule].text(frame_of(self).language, **self.facts)
        return Content.styled(fit(text, width), "bold" if met is False else "")
