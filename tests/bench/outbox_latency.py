"""p99 from putting a letter in to its acceptance, at 50 a second ÷ p99 of a raw send on a warm connection."""

import asyncio
import time

from services.delivery.post import Channel
from services.delivery.relay import Relay
from services.delivery.sending_thread import Sending, SendingThread
from tests.bench.figure import Figure, Round, percentile, run, summarise
from tests.bench.loop_lag import LoopLag
from tests.bench.mailing import RENDER, SETTINGS, PostOffice, Watched, at_pace, post_office

A_SECOND = 50
SHARE = 0.99


async def ours(office: PostOffice, seconds: float, watched: Watched) -> list[float]:
    """Milliseconds of each letter; the relay works on a thread of its own, as inside the program."""
    ticks = await at_pace(A_SECOND, seconds)
    begun: dict[str, float] = {}
    writing = []

    async def put() -> None:
        begin = time.perf_counter()
        (number,) = await office.ground.store.write(office.put)
        begun[number] = begin

    for _ in range(int(A_SECOND * seconds)):
        await ticks.get()
        writing.append(asyncio.create_task(put()))
    await asyncio.gather(*writing)
    while not begun.keys() <= watched.accepted.keys():  # noqa: ASYNC110 - another thread accepts
        await asyncio.sleep(0.01)
    return [1000 * (watched.accepted[number] - begin) for number, begin in begun.items()]


async def reference(office: PostOffice, seconds: float) -> list[float]:
    """Milliseconds of each raw send at the same pace."""
    client = await office.raw()
    letters = [office.composed() for _ in range(int(A_SECOND * seconds))]
    ticks = await at_pace(A_SECOND, seconds)
    took = []
    for sender, to, content in letters:
        await ticks.get()
        begin = time.perf_counter()
        await client.sendmail(sender, [to], content)
        took.append(1000 * (time.perf_counter() - begin))
    await client.quit()
    return took


async def rounds_of(
    office: PostOffice, count: int, seconds: float, lag: LoopLag
) -> tuple[list[Round], list[float]]:
    """Ours and raw in turns; and the median of ours in each round. `lag` is what the screens would feel."""
    watched: list[Watched] = []

    def make() -> list[Relay]:
        watched.append(Watched(office.smtp(), office.ground))
        return [Relay(office.ground, SETTINGS, {Channel.EMAIL: watched[0]}, RENDER)]

    thread = SendingThread(Sending(make, lambda fault: print(type(fault).__name__)))
    thread.start()
    while not watched:  # noqa: ASYNC110 - another thread makes it
        await asyncio.sleep(0.01)
    await ours(office, 1.0, watched[0])
    found, medians = [], []
    for _ in range(count):
        async with lag:
            mine = await ours(office, seconds, watched[0])
        found.append(Round(percentile(mine, SHARE), percentile(await reference(office, seconds), SHARE)))
        medians.append(percentile(mine, 0.5))
    await asyncio.to_thread(thread.stop, 5.0)
    return found, medians


def measure(full: bool) -> Figure:
    """Five seconds of each a round."""
    lag = LoopLag()
    with post_office() as office:
        rounds, medians = asyncio.run(rounds_of(office, 10 if full else 4, 5.0, lag))
    p50 = round(percentile(medians, 0.5), 2)
    return summarise("outbox_latency", "ms", rounds, p50_ms=p50, loop_lag_ms=lag.worst_ms)


if __name__ == "__main__":
    run(measure)
