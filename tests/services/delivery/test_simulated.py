"""The demo's phone and mailbox: fed by outbox and relay, sealed, gone with a person's story (contract §6)."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from services.delivery.letters import letter_of
from services.delivery.post import Channel, DeliveryState, LetterKind
from services.delivery.relay import Relay
from services.delivery.settings import DeliverySettings
from services.delivery.simulated import SimulatedTransport
from services.demo_inbox import DemoInbox
from storage.outgoing import OutgoingMessage, SimulatedMessage
from storage.repositories.simulated import KEPT
from tests.databases import sqlite_only
from tests.services.delivery.letter_kit import BRAND
from tests.services.desk import Desk

if TYPE_CHECKING:
    from services.delivery.transport import Letter
    from storage.transaction import Transaction

MING, MEI = "A123456789", "A200000012"


async def deliver(desk: Desk) -> None:
    """What waits goes out to the simulated phones and mailboxes."""
    ground = desk.program.ground
    ways = {channel: SimulatedTransport(ground.store, ground.clock) for channel in Channel}

    def words(message: OutgoingMessage) -> "Letter":
        return letter_of(message, BRAND)

    await Relay(ground, DeliverySettings(), ways, words).send_due()


async def notice(desk: Desk, id_number: str) -> tuple[str, ...]:
    def put(tx: "Transaction") -> tuple[str, ...]:
        customer = tx.customers.find(id_number)
        assert customer is not None
        return desk.program.ground.post.notice(tx, customer.id, LetterKind.LOCK, branch="台北")

    ids = desk.database.write_now(put)
    await deliver(desk)
    return ids


async def arrived(desk: Desk) -> tuple[SimulatedMessage, ...]:
    return await DemoInbox(desk.program.ground.store).messages()


def bytes_below(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


async def test_a_notice_arrives_on_every_channel_newest_first(desk: Desk) -> None:
    await desk.people.prepare()
    first = await notice(desk, MING)
    desk.clock.advance(60)
    second = await notice(desk, MEI)
    found = await arrived(desk)
    assert [message.id for message in found[:2]] == sorted(second, key=[each.id for each in found].index)
    assert {message.id for message in found} == {*first, *second}
    assert {message.address for message in found[2:]} == {"0900000001", "ming@example.com"}
    assert {message.state for message in found} == {DeliveryState.DELIVERED}
    for number in (*first, *second):
        assert await desk.program.ground.post.state(number) is DeliveryState.DELIVERED
    assert all("鎖定" in message.text and "台北" in message.text for message in found)
    assert [bool(message.subject) for message in found if message.channel is Channel.SMS] == [False] * 2


async def test_putting_a_person_back_throws_that_persons_messages_away(desk: Desk) -> None:
    await desk.people.prepare()
    await notice(desk, MING)
    await notice(desk, MEI)
    await desk.people.put_back(MING)
    assert {message.address for message in await arrived(desk)} == {"0900000002", "meiling@example.com"}
    await desk.people.put_back_all()
    assert await arrived(desk) == ()


@sqlite_only
async def test_nothing_of_a_message_stands_in_the_database_in_clear(desk: Desk, tmp_path: Path) -> None:
    await desk.people.prepare()
    await notice(desk, MING)
    raw = bytes_below(tmp_path)
    assert b"simulated_messages" in raw
    for clear in ("ming@example.com", "0900000001", "鎖定", "0800-085005"):
        assert clear.encode() not in raw


async def test_one_that_arrives_twice_is_there_once_and_old_ones_go(desk: Desk) -> None:
    await desk.people.prepare()
    await notice(desk, MING)
    kept = (await arrived(desk))[0]

    def add(tx: "Transaction") -> None:
        tx.simulated.add(kept)
        tx.simulated.add(kept)

    desk.database.write_now(add)
    assert len(await arrived(desk)) == 2
    now = desk.clock.now()
    for number in range(KEPT):
        newer = replace(kept, id=f"{number:032x}", arrived_at=now.replace(year=2030))
        desk.database.write_now(lambda tx, newer=newer: tx.simulated.add(newer))  # type: ignore[misc]
    assert len(await arrived(desk)) == KEPT
    assert kept.id not in {message.id for message in await arrived(desk)}
