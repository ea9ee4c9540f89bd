"""The broker's day: dates are those of Asia/Taipei, which has no summer time."""

from datetime import date, datetime, timedelta, timezone

TAIPEI = timezone(timedelta(hours=8), "Asia/Taipei")


def taipei_date(moment: datetime) -> date:
    """The date in Taipei at an aware moment."""
    return moment.astimezone(TAIPEI).date()
