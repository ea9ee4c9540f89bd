"""The real clock and the real chance: the only place that asks the machine for either."""

import asyncio
import secrets
import time
from datetime import UTC, datetime


class SystemClock:
    """The machine's clocks."""

    def now(self) -> datetime:
        """The wall clock in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds since some moment that never moves."""
        return time.monotonic()

    async def sleep_until(self, deadline: float) -> None:
        """Sleeps on the event loop until the deadline."""
        # a timer may fire a moment early, so it is asked again
        while (left := deadline - time.monotonic()) > 0:  # noqa: ASYNC110
            await asyncio.sleep(left)


class SystemRandomness:
    """The operating system's generator (NIST SP 800-63B-4 §3.2.12)."""

    def token(self, size: int) -> bytes:
        """`size` random bytes."""
        return secrets.token_bytes(size)

    def below(self, limit: int) -> int:
        """A uniform number below `limit`."""
        return secrets.randbelow(limit)
