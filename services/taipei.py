"""The broker's day: dates are those of Asia/Taipei, which has no summer time."""

import math
from datetime import date, datetime, timedelta, timezone

TAIPEI = timezone(timedelta(hours=8), "Asia/Taipei")


def taipei_date(moment: datetime) -> date:
    """The date in Taipei at an aware moment."""
    return moment.astimezone(TAIPEI).date()


def next_minute(moment: datetime) -> str:
    """`HH:MM` in Taipei, rounded up: what ends at that moment is over at that minute."""
    seconds = math.ceil(moment.timestamp() / 60) * 60
    return datetime.fromtimestamp(seconds, TAIPEI).strftime("%H:%M")
