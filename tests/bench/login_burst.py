"""200 logins at once: the largest delay of the event loop (ours) against 10 ms (reference)."""

import asyncio
import time
from pathlib import Path

from services.errors import ErrorCode, ServiceError
from tests.bench.desk import PASSWORD, VISIT, Desk, desk
from tests.bench.figure import Figure, Round, percentile, run, summarise
from tests.bench.loop_lag import LoopLag

BURST = 200
ALLOWED_MS = 10.0


def resident_mib() -> float:
    """Memory of this process now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 2**20


class Memory:
    """The largest memory seen while the burst runs."""

    def __init__(self) -> None:
        self.idle = self.peak = resident_mib()

    async def watch(self) -> None:
        """Looks every 5 ms until cancelled."""
        while True:
            self.peak = max(self.peak, resident_mib())
            await asyncio.sleep(0.005)


async def burst(here: Desk) -> tuple[list[float], int]:
    """Milliseconds until each was answered, and how many were refused for lack of room."""

    async def one(number: str) -> tuple[float, bool]:
        began = time.perf_counter()
        try:
            await here.program.login.enter(VISIT, number, PASSWORD, None)
        except ServiceError as refusal:
            return (time.perf_counter() - began) * 1000, refusal.code is ErrorCode.BUSY
        return (time.perf_counter() - began) * 1000, False

    answers = await asyncio.gather(*(one(number) for number in here.id_numbers))
    return [took for took, _ in answers], sum(refused for _, refused in answers)


async def measured(here: Desk, count: int) -> Figure:
    """Bursts one after another, each with its own watch on the loop; memory over all of them."""
    await here.program.login.enter(VISIT, here.id_numbers[0], PASSWORD, None)
    memory, rounds, refused, times = Memory(), [], 0, []
    watching = asyncio.create_task(memory.watch())
    for _ in range(count):
        lag = LoopLag()
        async with lag:
            took, turned_away = await burst(here)
        rounds.append(Round(lag.worst_ms, ALLOWED_MS))
        times += took
        refused += turned_away
    watching.cancel()
    return summarise(
        "login_burst", "ms", rounds,
        memory_above_idle_mib=round(memory.peak - memory.idle, 1), workers=here.program.ground.pool.workers,
        refused=refused, p99_ms=round(percentile(times, 0.99)),
    )  # fmt: skip


def measure(full: bool) -> Figure:
    """Every one of the 200 is another customer."""
    with desk(BURST) as here:
        return asyncio.run(measured(here, 20 if full else 6))


if __name__ == "__main__":
    run(measure)
