"""Letters a second that the relay delivers out of the outbox ÷ raw pooled aiosmtplib, to the same Postfix."""

import asyncio
import time

from services.delivery.post import Channel
from services.delivery.relay import Relay
from services.delivery.smtp import SmtpTransport
from tests.bench.figure import Figure, Round, run, summarise
from tests.bench.mailing import RENDER, SETTINGS, PostOffice, post_office

LETTERS = 1_000
CONNECTIONS = 8


async def ours(office: PostOffice, relay: Relay) -> float:
    """The relay empties an outbox of `LETTERS`: claims, seals, words, sending, acknowledgements and all."""
    await office.ground.store.write(office.put, LETTERS)
    begin = time.perf_counter()
    await relay.send_due()
    return LETTERS / (time.perf_counter() - begin)


async def reference(office: PostOffice) -> float:
    """As many ready-made letters over as many warm connections."""
    pool = await asyncio.gather(*(office.raw() for _ in range(CONNECTIONS)))
    letters = [office.composed() for _ in range(LETTERS)]
    begin = time.perf_counter()

    async def one(number: int) -> None:
        while letters:
            sender, to, content = letters.pop()
            await pool[number].sendmail(sender, [to], content)

    await asyncio.gather(*map(one, range(CONNECTIONS)))
    took = time.perf_counter() - begin
    await asyncio.gather(*(client.quit() for client in pool))
    return LETTERS / took


async def rounds_of(office: PostOffice, count: int) -> list[Round]:
    """Ours and raw in turns, after one of each that is not counted."""
    transport = SmtpTransport(office.smtp(), office.ground.clock)
    relay = Relay(office.ground, SETTINGS, {Channel.EMAIL: transport}, RENDER)
    await ours(office, relay), await reference(office)
    found = [Round(await ours(office, relay), await reference(office)) for _ in range(count)]
    await transport.close()
    return found


def measure(full: bool) -> Figure:
    """A thousand letters a round."""
    with post_office() as office:
        rounds = asyncio.run(rounds_of(office, 12 if full else 5))
    return summarise(
        "outbox_throughput", "letters/s", rounds, letters_a_round=LETTERS, connections=CONNECTIONS
    )


if __name__ == "__main__":
    run(measure)
