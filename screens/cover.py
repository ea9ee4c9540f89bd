"""A page that waits for a code, covered while nobody types (§1.0)."""

from collections.abc import Iterable

from textual import events
from textual.widget import Widget

from screens.dialog import Dialog
from screens.widgets.says import Says
from screens.words import system


class CoverScreen(Dialog[None]):
    """Hides everything below it; any key shows it again, and does nothing else."""

    def compose_inside(self) -> Iterable[Widget]:
        """One sentence."""
        yield Says(system.COVERED)

    def on_key(self, event: events.Key) -> None:
        """Somebody is there."""
        event.stop()
        event.prevent_default()
        self.dismiss(None)

    def on_paste(self, event: events.Paste) -> None:
        """A paste is a sign of life too."""
        event.stop()
        self.dismiss(None)

    def on_click(self) -> None:
        """And so is the mouse."""
        self.dismiss(None)
