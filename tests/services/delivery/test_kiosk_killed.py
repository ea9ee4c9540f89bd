"""kill -9 of a kiosk whose own relay is at work: nothing is lost, and nothing that was not put in is sent."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest

from services.delivery.letters import letter_of
from services.delivery.outbox import LEASE
from services.delivery.post import DeliveryState
from tests.services.delivery.kit import mailing, put, smtp, state
from tests.services.delivery.relay_process import environment
from tests.services.delivery.test_relay_processes import LETTERS, arrived, ids, now_at, put_many
from tests.services.desk import Desk
from tests.smtp_server import HOLD, MailServer
from tests.terminal import Terminal, python
from tui.sending import letter_brand
from tui.settings import Settings


@asynccontextmanager
async def kiosk(folder: Path, port: int) -> AsyncIterator[Terminal]:
    """On a terminal that somebody reads, as a screen does; killed when it is left."""
    command = python("-m", "tui", "--home", str(folder), "--lang", "en", "kiosk")
    with Terminal(command, environment=environment(port, folder)) as shown:

        async def read() -> None:
            while True:
                await asyncio.to_thread(shown.read, 0.05)

        reading = asyncio.create_task(read())
        try:
            yield shown
        finally:
            shown.signal(signal.SIGKILL)
            reading.cancel()
            await asyncio.wait([reading])


async def sent_by_the_next_relay(desk: Desk, server: MailServer) -> None:
    now_at(desk, later=LEASE.total_seconds())
    words = partial(letter_of, brand=letter_brand(Settings()))
    async with mailing(desk, smtp(server.port), words) as relay:
        await relay.send_due()


@pytest.mark.parametrize("after", [0, 1, 20, 45])
async def test_a_kiosk_killed_with_letters_on_their_way_loses_none(
    desk: Desk, tmp_path: Path, after: int
) -> None:
    now_at(desk)
    async with MailServer(pipelining=bool(after % 2)) as server:
        numbers = await asyncio.to_thread(put_many, desk)
        async with kiosk(tmp_path, server.port), asyncio.timeout(60):
            await arrived(server, after)
        await sent_by_the_next_relay(desk, server)
        assert {await state(desk, number) for number in numbers} == {DeliveryState.SENT}
        assert set(ids(server)) == set(numbers)
        assert max(ids(server).values()) <= 2
        assert len({letter.raw for letter in server.letters}) == LETTERS
    assert desk.database.read_now(lambda tx: tx.audit.verify()).sound


async def test_killed_between_a_letter_and_its_answer_it_is_sent_again(desk: Desk, tmp_path: Path) -> None:
    now_at(desk)
    async with MailServer() as server:
        server.faults["data"].append(HOLD)
        number = await asyncio.to_thread(put, desk, life=3600)
        async with kiosk(tmp_path, server.port), asyncio.timeout(60):
            await server.holding.wait()
        assert await state(desk, number) is DeliveryState.QUEUED
        await sent_by_the_next_relay(desk, server)
        assert await state(desk, number) is DeliveryState.SENT
        assert set(ids(server)) == {number}
