"""When a relay looks: at a commit, at a server's word, by itself; and how it ends."""

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from services.delivery.post import Channel
from services.delivery.settings import DeliverySettings
from services.delivery.transport import Accepted, Letter
from storage.dialect import postgresql
from storage.dialect.listening import CHANNEL, Listening
from storage.outgoing import OutgoingMessage
from tests.databases import postgresql_only
from tests.services.conftest import OpenDesk
from tests.services.delivery.kit import Scripted, put, relay
from tests.services.desk import Desk
from tests.storage_kit import by_hand


async def test_one_address_that_hangs_holds_up_nobody(desk: Desk) -> None:
    put(desk)
    hanging = asyncio.Event()

    class Hanging(Scripted):
        async def send(self, message: OutgoingMessage, letter: Letter) -> Accepted:
            self.note(message)
            if len(self.sent) == 1:
                await hanging.wait()
            return Accepted()

    transport = Hanging()
    sending = asyncio.create_task(relay(desk, {Channel.EMAIL: transport}).send_due())
    await transport.until(1)
    put(desk, "mei@example.com")
    await transport.until(2)
    hanging.set()
    await sending


async def test_a_commit_wakes_the_relay_and_stopping_ends_it(desk: Desk) -> None:
    patient = DeliverySettings(poll_ms=60_000)
    transport = Scripted()
    sender = relay(desk, {Channel.EMAIL: transport}, settings=patient)
    running = asyncio.create_task(sender.run())
    await asyncio.sleep(0)
    # from another thread, as a transaction of the screens
    threads = [threading.Thread(target=put, args=(desk,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    await transport.until(3)
    sender.stop()
    await running
    assert transport.closed


async def test_letters_of_another_process_are_found_by_looking(open_desk: OpenDesk) -> None:
    desk, other = open_desk(), open_desk(seed="other")
    transport = Scripted()
    sender = relay(desk, {Channel.EMAIL: transport}, settings=DeliverySettings(poll_ms=50))
    running = asyncio.create_task(sender.run())
    await asyncio.sleep(0)
    put(other)
    await transport.until(1)
    sender.stop()
    await running


@postgresql_only
async def test_a_server_tells_relays_elsewhere(open_desk: OpenDesk) -> None:
    desk, other = open_desk(), open_desk(seed="other")
    transport = Scripted()
    sender = relay(desk, {Channel.EMAIL: transport}, settings=DeliverySettings(poll_ms=60_000))
    running = asyncio.create_task(sender.run())
    await asyncio.sleep(0)
    for count in (1, 2):
        await asyncio.to_thread(put, other)
        await transport.until(count)
    sender.stop()
    await running


def hang_up_on_listeners(folder: Path) -> int:
    """As a server that restarts, or a network that forgets connections; how many there were."""
    found = by_hand(
        folder,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND query = :query",
        query=f"LISTEN {CHANNEL}",
    )
    return len(found)


class Held(threading.Event):
    """In place of the pause before another connection: the test has its say, and ends it."""

    def __init__(self) -> None:
        super().__init__()
        self.tried = threading.Event()
        self.again = threading.Event()

    def wait(self, timeout: float | None = None) -> bool:
        self.tried.set()
        self.again.wait(10)
        return self.is_set()


async def happens(event: threading.Event) -> bool:
    return await asyncio.to_thread(event.wait, 10)


@postgresql_only
async def test_a_relay_hears_again_after_the_server_hung_up_on_it(
    open_desk: OpenDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, pause = list[Listening](), Held()

    class Watched(Listening):
        """Known to the test."""

        def __init__(self, connect: Any, ring: Callable[[], None]) -> None:
            super().__init__(connect, ring)
            self._ended = pause
            made.append(self)

    monkeypatch.setattr(postgresql, "Listening", Watched)
    desk, other = open_desk(), open_desk(seed="other")
    transport = Scripted()
    sender = relay(desk, {Channel.EMAIL: transport}, settings=DeliverySettings(poll_ms=60_000))
    running = asyncio.create_task(sender.run())
    await asyncio.sleep(0)
    (listening,) = made
    assert await happens(listening.ready)
    await asyncio.to_thread(put, other)
    await transport.until(1)
    assert hang_up_on_listeners(tmp_path) >= 1
    assert await happens(pause.tried)
    # nobody listens now: this one is found once somebody does
    assert not listening.ready.is_set()
    await asyncio.to_thread(put, other)
    assert len(transport.sent) == 1
    pause.again.set()
    await transport.until(2)
    assert await happens(listening.ready)
    await asyncio.to_thread(put, other)
    await transport.until(3)
    sender.stop()
    await running
