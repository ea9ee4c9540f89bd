"""Servers that think long, or never answer: nobody else sends meanwhile, nobody gets a letter for ever."""

import asyncio
from typing import Any

import pytest

from services.delivery.outbox import LEASE
from services.delivery.post import Channel, DeliveryState
from services.delivery.smtp import SmtpTransport
from services.delivery.transport import Accepted, Letter, Retry
from storage.outgoing import OutgoingMessage
from tests.services.conftest import OpenDesk
from tests.services.delivery.kit import Scripted, put, relay, smtp, state, why
from tests.services.delivery.waiting import waiting
from tests.services.desk import Desk
from tests.smtp_server import HOLD, MailServer

QUEUED, SENT, FAILED = DeliveryState.QUEUED, DeliveryState.SENT, DeliveryState.FAILED


class Thinking(Scripted):
    """Takes its time, until `done`."""

    def __init__(self) -> None:
        super().__init__()
        self.done = asyncio.Event()

    async def send(self, message: OutgoingMessage, letter: Letter) -> Accepted:
        self.note(message)
        await self.done.wait()
        return Accepted()


async def test_nobody_else_sends_what_a_slow_server_still_thinks_about(
    open_desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, other = open_desk(), open_desk(seed="other")
    number, slow, quick = put(desk, life=3600), Thinking(), Scripted()
    sender = relay(desk, {Channel.EMAIL: slow})
    held = asyncio.Event()
    hold = sender._work.hold

    def holding(*args: Any) -> None:
        hold(*args)
        sender._loop.call_soon_threadsafe(held.set)

    monkeypatch.setattr(sender._work, "hold", holding)
    sending = asyncio.create_task(sender.send_due())
    await slow.until(1)
    for _ in range(6):
        held.clear()
        for each in (desk, other):
            each.clock.advance(LEASE.total_seconds() / 2)
        await held.wait()
        await relay(other, {Channel.EMAIL: quick}).send_due()
    assert quick.sent == []
    slow.done.set()
    await sending
    assert (await state(desk, number), len(slow.sent)) == (SENT, 1)


async def test_a_relay_that_is_told_to_stop_waits_for_nobody_for_ever(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.delivery.relay._LAST_TRY", 0)
    number, slow = put(desk, life=3600), Thinking()
    sender = relay(desk, {Channel.EMAIL: slow})
    running = asyncio.create_task(sender.run())
    await slow.until(1)
    sender.stop()
    await running
    assert (await state(desk, number), why(desk, number)) == (QUEUED, "timeout")


async def test_who_never_says_that_it_took_a_letter_gets_it_a_few_times(desk: Desk) -> None:
    number = put(desk, life=72 * 3600)
    transport = Scripted(*[Retry("data timeout", doubtful=True)] * 100)
    sender = relay(desk, {Channel.EMAIL: transport})
    for _ in range(73 * 6):
        await sender.send_due()
        desk.clock.advance(600)
    assert await state(desk, number) is FAILED
    assert 4 <= len(transport.sent) <= 8


async def test_a_relay_holds_no_more_than_its_way_out_can_carry(desk: Desk) -> None:
    for each in range(5):
        put(desk, f"c{each}@example.com")
    slow = Thinking()
    slow.at_once = 2
    sending = asyncio.create_task(relay(desk, {Channel.EMAIL: slow}).send_due())
    await slow.until(2)
    with desk.database._backend.engine.begin() as connection:
        claimed = connection.exec_driver_sql("SELECT count(*) FROM outbox WHERE claim IS NOT NULL").scalar()
    assert claimed == 2
    slow.done.set()
    await sending
    assert len(slow.sent) == 5


@pytest.mark.parametrize(
    ("waited", "verdict"),
    [(599, Accepted("000001")), (601, Retry("data timeout", doubtful=True))],
)
async def test_a_server_may_take_ten_minutes_over_a_whole_letter(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, waited: float, verdict: Accepted | Retry
) -> None:
    put(desk)
    (message,) = waiting(desk)
    loop = asyncio.get_running_loop()
    now = loop.time
    async with MailServer() as server:
        server.faults["data"].append(HOLD)
        transport = SmtpTransport(smtp(server.port, timeout_seconds=30, last_answer_seconds=600), desk.clock)
        sending = asyncio.create_task(transport.send(message, Letter("通知", "x")))
        await server.holding.wait()
        monkeypatch.setattr(loop, "time", lambda: now() + waited)
        # a turn of the loop in which timers that are due go off
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        server.released.set()
        assert await sending == verdict
        await transport.close()
