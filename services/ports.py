"""What the services need from the world, so that tests can bring their own: time and chance."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Time. The real one is `services.ambient.SystemClock`; tests turn theirs by hand."""

    def now(self) -> datetime:
        """The wall clock, aware, in UTC: for what is stored and shown."""
        ...

    def monotonic(self) -> float:
        """Seconds that never jump: for idle limits and floors."""
        ...

    async def sleep_until(self, deadline: float) -> None:
        """Waits until `monotonic()` reaches `deadline`; returns at once when it has passed."""
        ...


class Randomness(Protocol):
    """Chance, fit for secrets. The real one is `services.ambient.SystemRandomness`."""

    def token(self, size: int) -> bytes:
        """`size` random bytes."""
        ...

    def below(self, limit: int) -> int:
        """A number from 0 to `limit` - 1, every one as likely."""
        ...
