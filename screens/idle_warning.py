"""The last seconds before an idle visit is wiped (K-IDLE)."""

from collections.abc import Iterable

from textual.widget import Widget

from screens.countdown import Countdown
from screens.veil import Veil
from screens.widgets.says import Says
from screens.words import system


class IdleWarningScreen(Veil[bool]):
    """Counts down over what was being typed: True when somebody is there, False when the time is over."""

    ANY_SIZE = True

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._seconds = seconds

    def compose_inside(self) -> Iterable[Widget]:
        """The one sentence of §1.13."""
        yield Says(system.IDLE, id="idle", n=round(self._seconds))

    def on_mount(self) -> None:
        """Starts counting."""
        self._countdown = Countdown(self.frame, self._seconds)
        self.set_interval(0.25, self._count)

    def _count(self) -> None:
        left = self._countdown.left
        self.query_one("#idle", Says).say(system.IDLE, n=left)
        if left == 0:
            self.dismiss(False)

    def wake(self) -> None:
        """Somebody is there."""
        self.dismiss(True)
