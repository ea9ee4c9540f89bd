"""How late the event loop is: a task that asks to be woken every 10 ms and notes the worst delay."""

import asyncio
import time

TICK = 0.01


class LoopLag:
    """`async with` it around what is measured; `worst_ms` keeps the largest over all uses."""

    def __init__(self) -> None:
        self.worst_ms = 0.0
        self._task: asyncio.Task[None] | None = None

    async def _watch(self) -> None:
        while True:
            asked = time.perf_counter()
            await asyncio.sleep(TICK)
            late = (time.perf_counter() - asked - TICK) * 1000
            self.worst_ms = max(self.worst_ms, round(late, 1))

    async def __aenter__(self) -> "LoopLag":
        self._task = asyncio.create_task(self._watch())
        await asyncio.sleep(TICK)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._task is not None:
            self._task.cancel()
