"""解鎖成功: 請用原密碼登入; then the visit ends (R-UNL-3)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.widget import Widget

from screens.success import DoneScreen
from screens.widgets.says import Says
from screens.words import unlock

if TYPE_CHECKING:
    from services.unlock import Unlocked


class UnlockedScreen(DoneScreen):
    """The lock is lifted; says which password is good now."""

    PLACE = unlock.DONE
    ABOUT = unlock.DONE_ABOUT
    NOTES = unlock.DONE_NOTES

    def __init__(self, unlocked: "Unlocked", *, seconds: float) -> None:
        super().__init__(seconds=seconds)
        self._unlocked = unlocked

    def compose_done(self) -> Iterable[Widget]:
        """What stays as it was, and what to log in with."""
        yield Says(unlock.STAYS)
        yield Says(unlock.LOG_IN[self._unlocked.log_in_with.value], id="log-in-again")
