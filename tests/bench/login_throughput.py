"""Whole logins a second against raw Argon2id verifications a second on as many threads as cores."""

import asyncio
import itertools
import time
from concurrent.futures import ThreadPoolExecutor
from resource import RUSAGE_SELF, getrusage

from argon2.low_level import Type, verify_secret

from tests.bench.desk import PASSWORD, VISIT, Desk, cores, desk
from tests.bench.figure import Figure, Round, run, summarise
from tests.bench.loop_lag import LoopLag

CLIENTS = 128
FILLING = 1.5
"""Seconds until as many are answered as come."""


async def logins(here: Desk, seconds: float) -> float:
    """Logins a second of `CLIENTS` customers who log in again and again; filling the queue is not counted."""
    done = 0
    turns = itertools.cycle(here.id_numbers)
    begin = time.perf_counter() + FILLING
    end = begin + seconds

    async def client() -> None:
        nonlocal done
        while time.perf_counter() < end:
            await here.program.login.enter(VISIT, next(turns), PASSWORD, None)
            done += begin <= time.perf_counter() < end

    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    return done / seconds


def raw(here: Desk, seconds: float) -> float:
    """Verifications a second: the same parameters and nothing else."""
    phc = here.verifier.phc.encode()
    secret = here.program.ground.pool._peppered(PASSWORD, here.verifier.pepper_version)
    end = time.perf_counter() + seconds

    def one_thread() -> int:
        done = 0
        while time.perf_counter() < end:
            verify_secret(phc, secret, Type.ID)
            done += 1
        return done

    with ThreadPoolExecutor(cores()) as threads:
        return sum(threads.map(lambda _: one_thread(), range(cores()))) / seconds


async def rounds_of(here: Desk, count: int, seconds: float, lag: LoopLag) -> list[Round]:
    """Ours and raw in turns, after one round that is not counted."""
    await logins(here, 0.5)
    found = []
    for _ in range(count):
        async with lag:
            ours = await logins(here, seconds)
        found.append(Round(ours, await asyncio.to_thread(raw, here, seconds)))
    return found


def measure(full: bool) -> Figure:
    """2,000 customers."""
    lag = LoopLag()
    with desk(2000) as here:
        rounds = asyncio.run(rounds_of(here, 12 if full else 5, 3.0, lag))
    peak = getrusage(RUSAGE_SELF).ru_maxrss / 1024
    return summarise(
        "login_throughput",
        "logins/s",
        rounds,
        loop_lag_ms=lag.worst_ms,
        peak_mib=round(peak),
        clients=CLIENTS,
    )


if __name__ == "__main__":
    run(measure)
