"""Moments as people read them: the manual's format, in Taipei; what is left of them, from the deadline."""

import math
from datetime import datetime

from services.ports import Clock
from services.taipei import TAIPEI


def told(moment: datetime) -> str:
    """`2026/04/10 12:31:25` (R-RIN-4)."""
    return moment.astimezone(TAIPEI).strftime("%Y/%m/%d %H:%M:%S")


def seconds_left(clock: Clock, deadline: datetime) -> int:
    """Whole seconds until then, rounded up; 0 once it is over."""
    return max(0, math.ceil((deadline - clock.now()).total_seconds()))


def minutes(seconds: int) -> str:
    """`04:59`."""
    return f"{seconds // 60:02}:{seconds % 60:02}"


def hours(seconds: int) -> str:
    """`00:01:26` (O-17)."""
    return f"{seconds // 3600:02}:{minutes(seconds % 3600)}"
