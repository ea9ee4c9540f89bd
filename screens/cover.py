"""A page that waits for a code, covered while nobody types (§1.0)."""

from collections.abc import Iterable

from textual.widget import Widget

from screens.veil import Veil
from screens.widgets.says import Says
from screens.words import system


class CoverScreen(Veil[None]):
    """Hides everything below it; any key shows it again, and does nothing else."""

    ANY_SIZE = True

    def compose_inside(self) -> Iterable[Widget]:
        """One sentence."""
        yield Says(system.COVERED)

    def wake(self) -> None:
        """Shows the page again."""
        self.dismiss(None)
