"""A clock turned by hand, and chance that is none."""

import asyncio
from datetime import UTC, datetime, timedelta


class HandClock:
    """Stands still until it is turned."""

    def __init__(self) -> None:
        self.passed = 0.0

    def turn(self, seconds: float) -> None:
        self.passed += seconds

    def now(self) -> datetime:
        return datetime(2026, 3, 2, 9, tzinfo=UTC) + timedelta(seconds=self.passed)

    def monotonic(self) -> float:
        return 1000.0 + self.passed

    async def sleep_until(self, deadline: float) -> None:
        while self.monotonic() < deadline:  # noqa: ASYNC110 - another task turns it
            await asyncio.sleep(0.001)


class CountingChance:
    """Never the same token twice, the same ones at every run."""

    def __init__(self) -> None:
        self.drawn = 0

    def token(self, size: int) -> bytes:
        self.drawn += 1
        return self.drawn.to_bytes(size, "big")

    def below(self, limit: int) -> int:
        self.drawn += 1
        return self.drawn % limit
