"""What tests bring instead of the world: time turned by hand, chance by script, the cheapest hashing."""

import hashlib
from collections import deque
from datetime import UTC, date, datetime, timedelta

from services.policy import HashingSettings
from services.visit import Mode, Visit
from storage.records import Person

CHEAP = HashingSettings(memory_kib=8, iterations=1, parallelism=1, workers=2)
"""Argon2id as cheap as it goes: for tests only."""

START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""A Monday, 10:00 in Taipei."""


class FixedClock:
    """Time that stands still until it is told otherwise; sleeping moves it, and is written down."""

    def __init__(self, start: datetime = START) -> None:
        self._now = start
        self._monotonic = 1_000.0
        self.slept: list[float] = []
        """The length of each wait, in seconds; 0 for one that was over before it began."""

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._monotonic

    async def sleep_until(self, deadline: float) -> None:
        wait = max(0.0, deadline - self._monotonic)
        self.slept.append(wait)
        self.advance(wait)

    def advance(self, seconds: float = 0, *, hours: float = 0, days: float = 0) -> None:
        """Lets time pass, on both clocks."""
        step = timedelta(days=days, hours=hours, seconds=seconds)
        self._now += step
        self._monotonic += step.total_seconds()

    def set_back(self, seconds: float) -> None:
        """Sets the wall clock back, which the monotonic one never follows."""
        self._now -= timedelta(seconds=seconds)


class ScriptedRandomness:
    """The same chance at every run; numbers come from the script while it lasts"""

    def __init__(self, *script: int, seed: str = "") -> None:
        self._script = deque(script)
        self._seed = seed
        self._drawn = 0

    def script(self, *numbers: int) -> None:
        """Puts numbers in front of chance."""
        self._script.extend(numbers)

    def token(self, size: int) -> bytes:
        self._drawn += 1
        return hashlib.shake_256(f"{self._seed}/{self._drawn}".encode()).digest(size)

    def below(self, limit: int) -> int:
        self._drawn += 1
        return self._script.popleft() % limit if self._script else self._drawn % limit


class PlainPeppers:
    """Two peppers, the second in force."""

    pepper_version = 2

    def pepper(self, version: int) -> bytes:
        return bytes([version]) * 32


def visit(terminal: str = "kiosk-1", interaction: str = "visit-1") -> Visit:
    """Somebody at a terminal."""
    return Visit(terminal, "taipei", Mode.KIOSK, interaction)


def person(
    id_number: str = "A123456789",
    *,
    birth: date = date(1980, 1, 1),
    accounts: tuple[str, ...] = ("101-2468013",),
) -> Person:
    """An invented customer."""
    return Person(id_number, "王小明", birth, "0900000001", "ming@example.com", accounts)
