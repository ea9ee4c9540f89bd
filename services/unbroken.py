"""Work that goes on to its end although whoever waits for it goes away (F10, idle time).

Between paying for a guess and settling it (`services.attempts`) a cancelled caller would leave a strike
behind, even for a right password.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any, TypeVar

from services.errors import ServiceError

T = TypeVar("T")


class Unbroken:
    """Runs coroutines shielded from the cancelling of their caller."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    async def run(
        self, work: Coroutine[Any, Any, T], *, unclaimed: Callable[[T], Awaitable[None]] | None = None
    ) -> T:
        """Awaits the work; if the caller is cancelled meanwhile, `unclaimed` gets what nobody took."""
        task = self._kept(work)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            self._kept(_see_off(task, unclaimed))
            raise

    async def idle(self) -> None:
        """Waits until nothing goes on any more."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    def _kept(self, work: Coroutine[Any, Any, T]) -> "asyncio.Task[T]":
        # the loop itself holds tasks weakly only
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


async def _see_off(task: "asyncio.Task[T]", unclaimed: Callable[[T], Awaitable[None]] | None) -> None:
    with suppress(ServiceError):  # a refusal nobody reads; it is on record
        result = await task
        if unclaimed is not None:
            await unclaimed(result)
