"""Seconds left to a moment of the frame's clock."""

import math

from screens.frame import Frame


class Countdown:
    """From now to `seconds` later, by the monotonic clock."""

    def __init__(self, frame: Frame, seconds: float) -> None:
        self._clock = frame.clock
        self._deadline = self._clock.monotonic() + seconds

    @property
    def left(self) -> int:
        """Whole seconds left, rounded up; 0 when it is over."""
        return max(0, math.ceil(self._deadline - self._clock.monotonic()))
