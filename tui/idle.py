"""How long a visit may last, judged by a clock that never jumps (K-IDLE)."""

import math
from datetime import datetime
from enum import Enum, auto
from typing import Final

from services.ports import Clock
from services.session_limits import SessionLimits

LOOK_EVERY: Final = 0.25
"""Seconds between two looks at the clock."""


class VisitTime(Enum):
    """What the clock says of a visit."""

    GOES_ON = auto()
    WARN = auto()
    """Nobody has typed for so long that the screen counts down."""
    IDLE = auto()
    """Over: nobody is there."""
    USED_UP = auto()
    """Over: the longest time a visit may take."""


class VisitClock:
    """Knows when somebody typed last and when the visit began."""

    def __init__(self, clock: Clock, limits: SessionLimits) -> None:
        self._clock = clock
        self._limits = limits
        self._typed_at = clock.monotonic()
        self._began_at: float | None = None
        self._kept_at = self._typed_at
        self._code_until: float | None = None
        """Until then a code is awaited."""

    def typed(self) -> None:
        """A key, a paste or a click; a moved mouse is nobody's doing."""
        self._typed_at = self._clock.monotonic()

    def begin(self) -> None:
        """The absolute time counts from here: when the menu is left, and anew at login."""
        self._began_at = self._typed_at = self._clock.monotonic()

    def await_code(self, sent_at: datetime, deadline: datetime) -> None:
        """While it is awaited idle is its lifetime; the longest time counts from its sending (§1.0).

        One that is gone on with was sent a while ago: the moments are the service's, by the wall clock.
        """
        now, here = self._clock.now(), self._clock.monotonic()
        self._typed_at = here
        self._began_at = here - max(0.0, (now - sent_at).total_seconds())
        self._code_until = here + max(0.0, (deadline - now).total_seconds())

    def await_no_code(self) -> None:
        """The longest time goes on counting from where it did."""
        self._code_until = None

    def end(self) -> None:
        """Nobody's visit."""
        self._began_at = self._code_until = None
        self.typed()

    @property
    def idle_at(self) -> float:
        """When the visit ends if nobody types, in the clock's monotonic seconds."""
        return max(self._typed_at + self._limits.customer_idle, self._code_until or 0.0)

    @property
    def left(self) -> float:
        """Seconds until the longest time is over, however busy somebody is; endless before a visit begins."""
        if self._began_at is None:
            return math.inf
        return max(0.0, self._began_at + self._limits.customer_absolute - self._clock.monotonic())

    @property
    def runs_out(self) -> bool:
        """Whether so little of it is left that the page says so."""
        return self.left <= self._limits.customer_idle_warning

    @property
    def covers(self) -> bool:
        """Whether the page that waits for a code is hidden, nobody having typed for so long."""
        waits = self._code_until is not None
        return waits and self._clock.monotonic() >= self._typed_at + self._limits.code_cover

    def judge(self) -> VisitTime:
        """Where the visit stands now."""
        now = self._clock.monotonic()
        if self.left <= 0:
            return VisitTime.USED_UP
        if now >= self.idle_at:
            return VisitTime.IDLE
        return (
            VisitTime.WARN if now >= self.idle_at - self._limits.customer_idle_warning else VisitTime.GOES_ON
        )

    def typed_since_kept(self) -> bool:
        """Whether somebody typed since this was last asked: then the session is kept, not only checked."""
        anew = self._typed_at > self._kept_at
        self._kept_at = self._clock.monotonic()
        return anew
