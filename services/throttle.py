"""Failures that may happen so often and no more, within a day or a while, at every terminal at once.

A place is taken before anything is judged, and given back where there was no failure, all in one transaction:
of eight terminals that try for the last place at once one gets it (ASVS 2.3.4, 2.4.1).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from services.taipei import TAIPEI

if TYPE_CHECKING:
    from storage.repositories.throttles import Marks
    from storage.transaction import Transaction

_DAY: Final = timedelta(days=1)
_TICK: Final = timedelta(milliseconds=1)
"""What times are kept to."""


@dataclass(frozen=True, slots=True)
class Throttle:
    """At most `most` failures of `name` after `since`."""

    name: tuple[str, ...] = field(repr=False)
    most: int
    since: datetime
    length: timedelta
    """How long a failure counts at most."""
    ends_at: datetime
    """From then on one of now does not count any more."""

    @classmethod
    def of_day(cls, name: tuple[str, ...], most: int, now: datetime) -> "Throttle":
        """Counts from midnight to midnight in Asia/Taipei."""
        midnight = datetime.combine(now.astimezone(TAIPEI), time(), TAIPEI)
        return cls(name, most, midnight - _TICK, _DAY, midnight + _DAY)

    @classmethod
    def of_while(cls, name: tuple[str, ...], most: int, length: timedelta, now: datetime) -> "Throttle":
        """Counts whatever happened within `length`, at any moment."""
        return cls(name, most, now - length, length, now + length)

    def counting(self, marks: "Marks") -> "Marks":
        """Those of the marks that count now."""
        return tuple(mark for mark in marks if mark > self.since)

    def free_at(self, counting: "Marks") -> datetime:
        """When there is a place again, given the marks that fill it."""
        return min(self.ends_at, counting[-self.most] + self.length)


@dataclass(frozen=True, slots=True)
class Place:
    """A place that was taken."""

    throttle: Throttle
    marks: "Marks"
    """With it."""

    @property
    def last(self) -> bool:
        """Whether there is none left now."""
        return len(self.marks) >= self.throttle.most


@dataclass(frozen=True, slots=True)
class Full:
    """No place left until `until`."""

    throttle: Throttle
    until: datetime


def take(tx: "Transaction", throttle: Throttle, now: datetime) -> Place | Full:
    """Takes a place by guarded updates, until one holds or there is none left."""
    while True:
        seen = tx.throttles.read(throttle.name)
        counting = throttle.counting(seen or ())
        if len(counting) >= throttle.most:
            return Full(throttle, throttle.free_at(counting))
        marks = (*counting, now)
        if tx.throttles.replace(throttle.name, seen, marks, throttle.ends_at):
            return Place(throttle, marks)


def take_each(tx: "Transaction", throttles: tuple[Throttle, ...], now: datetime) -> tuple[Place, ...] | Full:
    """A place of every throttle, or of none: then the first that is full."""
    places: list[Place] = []
    for throttle in throttles:
        got = take(tx, throttle, now)
        if isinstance(got, Full):
            give_back(tx, places)
            return got
        places.append(got)
    return tuple(places)


def give_back(tx: "Transaction", places: Iterable[Place]) -> None:
    """There was no failure after all; only within the transaction that took them."""
    for place in places:
        throttle = place.throttle
        seen = tx.throttles.read(throttle.name)
        tx.throttles.replace(throttle.name, seen, place.marks[:-1], throttle.ends_at)
