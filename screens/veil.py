"""What stands over a page until somebody is there again: any key takes it away, and does nothing else."""

from typing import TypeVar

from textual import events

from screens.dialog import Dialog

T = TypeVar("T")


class Veil(Dialog[T]):
    """A dialog without keys of its own; the frame's keys do nothing either while it stands."""

    def wake(self) -> None:
        """Somebody is there: leaves."""
        raise NotImplementedError

    def on_key(self, event: events.Key) -> None:
        """The key itself does nothing else."""
        event.stop()
        event.prevent_default()
        self.wake()

    def on_paste(self, event: events.Paste) -> None:
        """A paste is a sign of life too."""
        event.stop()
        self.wake()

    def on_click(self) -> None:
        """And so is the mouse."""
        self.wake()
