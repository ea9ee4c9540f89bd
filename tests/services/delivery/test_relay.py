import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from services.delivery.outbox import LEASE
from services.delivery.post import Channel, DeliveryState
from services.delivery.settings import DeliverySettings
from services.delivery.transport import Accepted, Letter, Reject, Retry, Transport
from storage.errors import StorageError, StorageFault
from storage.outgoing import OutgoingMessage
from tests.services.conftest import OpenDesk
from tests.services.delivery.kit import Scripted, put, relay, state, why
from tests.services.desk import Desk

QUEUED, SENT, FAILED = DeliveryState.QUEUED, DeliveryState.SENT, DeliveryState.FAILED


def payloads(desk: Desk) -> list[bool]:
    """Which rows still have a content."""
    with desk.database._backend.engine.begin() as connection:
        return [row[0] for row in connection.exec_driver_sql("SELECT payload IS NOT NULL FROM outbox")]


async def test_a_letter_is_sent_once_and_its_content_erased(desk: Desk) -> None:
    number, transport = put(desk), Scripted(Accepted("4711"))
    for _ in range(2):
        await relay(desk, {Channel.EMAIL: transport}).send_due()
    assert [message.id for message in transport.sent] == [number]
    assert (await state(desk, number), payloads(desk)) == (SENT, [False])


async def test_pauses_grow_and_the_letter_is_the_same_at_every_try(desk: Desk) -> None:
    number, transport = put(desk, life=3600), Scripted(*[Retry("later")] * 5)
    sender = relay(desk, {Channel.EMAIL: transport})
    waited = []
    for tries in range(1, 7):
        begin = desk.clock.now()
        while len(transport.sent) < tries:
            await sender.send_due()
            if len(transport.sent) < tries:
                desk.clock.advance(1)
        waited.append((desk.clock.now() - begin).total_seconds())
    for pause, wait in zip((0, 5, 10, 20, 40, 80), waited, strict=True):
        assert pause <= wait <= pause * 1.25 + 1
    assert await state(desk, number) is SENT
    assert len({(each.id, str(each.facts), each.created_at) for each in transport.sent}) == 1


async def test_who_runs_a_relay_hears_when_nothing_goes_out_and_when_it_does_again(desk: Desk) -> None:
    told: list[tuple[Channel, str | None]] = []
    transport = Scripted(*[Retry("no connection")] * 3)
    relaying = relay(
        desk, {Channel.EMAIL: transport}, heard=lambda channel, reason: told.append((channel, reason))
    )
    put(desk, life=3600)
    for _ in range(4):
        await relaying.send_due()
        desk.clock.advance(60)
    assert told == [(Channel.EMAIL, "no connection"), (Channel.EMAIL, None)]


async def test_who_asks_for_more_time_gets_it_up_to_the_longest_pause(desk: Desk) -> None:
    number, transport = put(desk, life=7200), Scripted(Retry("throttled", 60), Retry("throttled", 9999))
    sender = relay(desk, {Channel.EMAIL: transport})
    for pause in (59, 1.5, 299, 1.5):
        await sender.send_due()
        desk.clock.advance(pause)
    await sender.send_due()
    assert (len(transport.sent), await state(desk, number)) == (3, SENT)


async def test_nothing_is_sent_after_its_life_and_the_end_is_on_record(desk: Desk) -> None:
    number, never = put(desk, life=8), put(desk, life=2)
    transport = Scripted(Retry("later"), Retry("later"))
    sender = relay(desk, {Channel.EMAIL: transport})
    await sender.send_due()
    desk.clock.advance(8)
    await sender.send_due()
    assert len(transport.sent) == 2
    assert [await state(desk, each) for each in (number, never)] == [FAILED, FAILED]
    assert payloads(desk) == [False, False]
    assert {(row.event, row.reason_code) for row in desk.audit()} == {
        ("letter_failed", "one_time_code: expired later")
    }


async def test_what_was_only_late_is_not_said_to_have_expired_twice(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(desk, life=60)
    sender = relay(desk, {Channel.EMAIL: Scripted()})
    take = sender._work.take

    def slowly(*args: Any) -> Any:
        taken = take(*args)
        desk.clock.advance(60)
        return taken

    monkeypatch.setattr(sender._work, "take", slowly)
    await sender.send_due()
    desk.clock.advance(5)
    await sender.send_due()
    assert desk.told() == [("letter_failed", "one_time_code: expired")]


async def test_a_letter_that_dies_in_the_relays_hands_is_not_sent(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = put(desk, life=60)

    transport = Scripted()
    sender = relay(desk, {Channel.EMAIL: transport})
    take = sender._work.take

    def slowly(*args: Any) -> Any:
        taken = take(*args)
        desk.clock.advance(60)
        return taken

    monkeypatch.setattr(sender._work, "take", slowly)
    await sender.send_due()
    assert transport.sent == []
    assert (await state(desk, number), why(desk, number)) == (FAILED, "expired")


async def test_a_refusal_ends_it(desk: Desk) -> None:
    number = put(desk)
    await relay(desk, {Channel.EMAIL: Scripted(Reject("rcpt 550"))}).send_due()
    assert (await state(desk, number), why(desk, number), payloads(desk)) == (FAILED, "rcpt 550", [False])


async def test_a_fault_of_our_own_keeps_the_letter_and_tells_only_its_kind(desk: Desk) -> None:
    first, second = put(desk), put(desk)
    broken = Scripted(ValueError("ming@example.com"))
    await relay(desk, {Channel.EMAIL: broken}).send_due()
    assert sorted([why(desk, first) or "", why(desk, second) or ""]) == ["", "fault ValueError"]

    def no_words(message: OutgoingMessage) -> Letter:
        raise KeyError(message.address)

    third = put(desk)
    await relay(desk, {Channel.EMAIL: Scripted()}, rendering=no_words).send_due()
    assert (await state(desk, third), why(desk, third)) == (QUEUED, "fault KeyError")


async def test_without_a_way_out_letters_wait_until_they_die(desk: Desk) -> None:
    number = put(desk, life=60)
    sender = relay(desk, {})
    await sender.send_due()
    assert await state(desk, number) is QUEUED
    desk.clock.advance(60)
    await sender.send_due()
    assert (await state(desk, number), payloads(desk)) == (FAILED, [False])


async def test_a_relay_takes_only_what_it_can_send(desk: Desk) -> None:
    number = put(desk)
    await relay(desk, {Channel.SMS: Scripted()}).send_due()
    assert (await state(desk, number), why(desk, number)) == (QUEUED, None)


async def test_what_a_dead_relay_held_is_sent_after_its_lease(desk: Desk) -> None:
    number = put(desk, life=3600)
    now = desk.clock.now()
    desk.database.write_now(lambda tx: tx.outbox.claim((Channel.EMAIL,), now, now + LEASE, 10))
    transport = Scripted()
    await relay(desk, {Channel.EMAIL: transport}).send_due()
    assert transport.sent == []
    desk.clock.advance(LEASE.total_seconds())
    await relay(desk, {Channel.EMAIL: transport}).send_due()
    assert [message.id for message in transport.sent] == [number]


async def test_two_relays_at_once_send_each_letter_once(open_desk: OpenDesk) -> None:
    desks = open_desk(), open_desk(seed="other")
    numbers = [put(desks[0], f"c{each}@example.com") for each in range(200)]
    transport = Scripted()
    await asyncio.gather(*(relay(desk, {Channel.EMAIL: transport}).send_due() for desk in desks))
    assert sorted(message.id for message in transport.sent) == sorted(numbers)


async def test_only_so_many_a_minute_for_all_relays_together(open_desk: OpenDesk) -> None:
    limited = DeliverySettings(per_minute=3, poll_ms=50)
    desk, other = open_desk(), open_desk(seed="other")
    for each in range(7):
        put(desk, f"c{each}@example.com")
    transport, sent = Scripted(), []
    for _ in range(3):
        await relay(desk, {Channel.EMAIL: transport}, settings=limited).send_due()
        await relay(other, {Channel.EMAIL: transport}, settings=limited).send_due()
        sent.append(len(transport.sent))
        desk.clock.advance(60)
        other.clock.advance(60)
    assert sent == [3, 6, 7]


@pytest.mark.parametrize("when", ["take", "settle"])
async def test_a_database_that_fails_for_a_while_loses_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    number, transport = put(desk), Scripted()
    sender = relay(desk, {Channel.EMAIL: transport})
    work = getattr(sender._work, when)
    faults = [StorageError(StorageFault.FULL), StorageError(StorageFault.BUSY)]

    def failing(*args: object) -> object:
        if faults:
            raise faults.pop()
        return work(*args)

    monkeypatch.setattr(sender._work, when, failing)
    for _ in range(3):
        await sender.send_due()
    assert (await state(desk, number), len(transport.sent)) == (SENT, 1)


async def test_a_changed_row_is_given_up_and_on_record(desk: Desk) -> None:
    number, other = put(desk), put(desk)
    with desk.database._backend.engine.begin() as connection:
        moved = "UPDATE outbox SET payload = (SELECT payload FROM outbox WHERE id = :other) WHERE id = :id"
        connection.execute(text(moved), {"other": other, "id": number})
    transport = Scripted()
    await relay(desk, {Channel.EMAIL: transport}).send_due()
    assert [message.id for message in transport.sent] == [other]
    assert (await state(desk, number), why(desk, number)) == (FAILED, "seal")
    assert [row.reason_code for row in desk.audit()] == ["one_time_code: seal"]


async def test_old_letters_and_counts_are_forgotten(desk: Desk) -> None:
    put(desk)
    transports: dict[Channel, Transport] = {Channel.EMAIL: Scripted()}
    await relay(desk, transports).send_due()
    desk.clock.advance(timedelta(days=90, minutes=5).total_seconds())
    await relay(desk, transports).send_due()
    with desk.database._backend.engine.begin() as connection:
        left = [
            connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar()  # noqa: S608
            for table in ("outbox", "sending_counts")
        ]
    assert left == [0, 0]
