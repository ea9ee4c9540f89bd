from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from storage.database import Database
from storage.outgoing import BrokenLetter, Channel, Claimed, DeliveryState, OutgoingMessage
from tests.databases import sqlite_only
from tests.kit import START
from tests.storage_kit import DATABASE_FILE

if TYPE_CHECKING:
    from storage.transaction import Transaction

LEASE = timedelta(minutes=2)
BOTH = (Channel.EMAIL, Channel.SMS)


def message(number: int = 1, *, channel: Channel = Channel.EMAIL, life: float = 300) -> OutgoingMessage:
    return OutgoingMessage(
        f"{number:032x}",
        channel,
        "one_time_code",
        "ming@example.com",
        {"code": "7654321"},
        START,
        START + timedelta(seconds=life),
        "K7Q2",
    )


def put(database: Database, *messages: OutgoingMessage) -> None:
    def add(tx: "Transaction") -> None:
        for each in messages:
            tx.outbox.add(each)

    database.write_now(add)


def claim(
    database: Database, at: datetime = START, *, most: int = 10, channels: tuple[Channel, ...] = BOTH
) -> list[Claimed]:
    found = database.write_now(lambda tx: tx.outbox.claim(channels, at, at + LEASE, most))
    assert not [each for each in found if isinstance(each, BrokenLetter)]
    return [each for each in found if isinstance(each, Claimed)]


def state(database: Database, number: int = 1) -> DeliveryState | None:
    found = database.read_now(lambda tx: tx.outbox.state(f"{number:032x}"))
    return found.state if found else None


def test_a_letter_comes_out_as_it_went_in(database: Database) -> None:
    put(database, message())
    (claimed,) = claim(database)
    assert claimed.message == message()
    assert claimed.tries == 1


@sqlite_only
def test_nothing_of_it_can_be_read_in_the_file(database: Database, tmp_path: Path) -> None:
    put(database, message())
    database.close_now()
    stored = b"".join(file.read_bytes() for file in tmp_path.glob(f"{DATABASE_FILE}*"))
    assert b"one_time_code" in stored
    assert not [word for word in (b"ming@", b"7654321", b"K7Q2") if word in stored]


def test_a_claimed_letter_is_nobody_elses_until_the_lease_ends(database: Database) -> None:
    put(database, message())
    claim(database)
    assert claim(database, START + LEASE - timedelta(seconds=1)) == []
    (again,) = claim(database, START + LEASE)
    assert again.tries == 2


def test_claims_take_the_longest_due_first_and_no_more_than_asked(database: Database) -> None:
    put(database, *map(message, range(1, 6)))
    first, second = claim(database, most=2), claim(database, most=10)
    assert (len(first), len(second)) == (2, 3)
    assert len({each.message.id for each in (*first, *second)}) == 5


def test_only_the_channels_asked_for_are_claimed(database: Database) -> None:
    put(database, message(1), message(2, channel=Channel.SMS))
    assert [each.message.channel for each in claim(database, channels=(Channel.SMS,))] == [Channel.SMS]
    assert claim(database, channels=()) == []


def test_an_accepted_letter_is_erased_whoever_holds_it_by_then(database: Database) -> None:
    put(database, message())
    claim(database)
    claim(database, START + LEASE)
    assert database.write_now(lambda tx: tx.outbox.sent(message().id, "queued as 4711"))
    assert state(database) is DeliveryState.SENT
    assert payloads(database) == [None]
    assert claim(database, START + 3 * LEASE / 2) == []


@pytest.mark.parametrize("outcome", ["failed", "again"])
def test_a_refusal_counts_only_under_the_own_lease(database: Database, outcome: str) -> None:
    put(database, message())
    (late,) = claim(database)
    (own,) = claim(database, START + LEASE)

    def settle(tx: "Transaction", by: Claimed) -> bool:
        if outcome == "failed":
            return tx.outbox.failed(by.message.id, by.claim, "550")
        return tx.outbox.again(by.message.id, by.claim, START + 2 * LEASE, "450")

    assert not database.write_now(settle, late)
    assert database.write_now(settle, own)
    assert state(database) is (DeliveryState.FAILED if outcome == "failed" else DeliveryState.QUEUED)
    assert (payloads(database) == [None]) is (outcome == "failed")


def test_a_letter_whose_life_ended_is_never_handed_out_but_buried(database: Database) -> None:
    put(database, message(1, life=60), message(2))
    end = START + timedelta(seconds=60)
    assert [each.message.id for each in claim(database, end)] == [message(2).id]
    assert database.write_now(lambda tx: tx.outbox.bury(end, 10)) == [
        (message(1).id, "email", "one_time_code", None)
    ]
    assert state(database, 1) is DeliveryState.FAILED
    assert database.write_now(lambda tx: tx.outbox.bury(end, 10)) == []


def test_one_that_is_being_sent_is_not_buried_under_the_senders_hands(database: Database) -> None:
    put(database, message(life=60))
    claim(database)
    end = START + timedelta(seconds=60)
    assert database.write_now(lambda tx: tx.outbox.bury(end, 10)) == []
    assert len(database.write_now(lambda tx: tx.outbox.bury(START + LEASE, 10))) == 1


def test_a_letter_that_arrived_has_arrived_whatever_is_said_later(database: Database) -> None:
    put(database, message(1))
    database.write_now(lambda tx: tx.outbox.sent(message(1).id, None))
    assert database.write_now(lambda tx: tx.outbox.arrived(message(1).id))
    assert not database.write_now(lambda tx: tx.outbox.arrived(message(1).id))
    assert not database.write_now(lambda tx: tx.outbox.lost(message(1).id, "receipt 2"))
    assert state(database, 1) is DeliveryState.DELIVERED


def test_a_letter_the_network_lost_has_failed_and_may_turn_up_all_the_same(database: Database) -> None:
    put(database, message(1))
    database.write_now(lambda tx: tx.outbox.sent(message(1).id, None))
    assert database.write_now(lambda tx: tx.outbox.lost(message(1).id, "receipt 2"))
    assert not database.write_now(lambda tx: tx.outbox.lost(message(1).id, "receipt 2"))
    assert state(database, 1) is DeliveryState.FAILED
    assert database.write_now(lambda tx: tx.outbox.arrived(message(1).id))
    assert state(database, 1) is DeliveryState.DELIVERED


def test_a_receipt_may_overtake_the_senders_own_word(database: Database) -> None:
    put(database, message(1))
    claim(database)
    assert database.write_now(lambda tx: tx.outbox.arrived(message(1).id))
    assert not database.write_now(lambda tx: tx.outbox.sent(message(1).id, None))
    assert claim(database, START + LEASE) == []
    assert state(database, 1) is DeliveryState.DELIVERED
    assert not database.write_now(lambda tx: tx.outbox.arrived(message(9).id))


def test_a_row_moved_to_another_does_not_open(database: Database) -> None:
    put(database, message(1), message(2))
    run(database, "UPDATE outbox SET payload = (SELECT payload FROM outbox WHERE id LIKE '%1')")
    found = database.write_now(lambda tx: tx.outbox.claim(BOTH, START, START + LEASE, 10))
    assert sorted(type(each).__name__ for each in found) == ["BrokenLetter", "Claimed"]


def test_old_rows_are_forgotten_but_none_that_waits(database: Database) -> None:
    put(database, message(1), message(2))
    database.write_now(lambda tx: tx.outbox.sent(message(1).id, None))
    assert database.write_now(lambda tx: tx.outbox.sweep(START + timedelta(days=1))) == 1
    assert (state(database, 1), state(database, 2)) == (None, DeliveryState.QUEUED)


def test_the_bell_rings_after_a_commit_with_a_letter_and_only_then(database: Database) -> None:
    rung: list[DeliveryState | None] = []
    leave = database.bell.listen(lambda: rung.append(state(database)))
    database.write_now(lambda tx: tx.outbox.sweep(START))

    def undone(tx: "Transaction") -> None:
        tx.outbox.add(message())
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        database.write_now(undone)
    assert rung == []
    put(database, message())
    # whoever hears it finds the letter
    assert rung == [DeliveryState.QUEUED]
    leave()
    put(database, message(2))
    assert len(rung) == 1


def test_a_window_takes_so_many_and_the_next_begins_anew(database: Database) -> None:
    hour = timedelta(hours=1)

    def take(address: str, at: datetime) -> bool:
        return database.write_now(lambda tx: tx.sending_counts.to_address(address, at, hour, 2))

    assert [take("a@example.com", START) for _ in range(3)] == [True, True, False]
    assert take("b@example.com", START)
    assert take("a@example.com", START + hour)
    assert database.write_now(lambda tx: tx.sending_counts.sweep(START + hour)) == 1


def test_a_share_is_taken_whole_or_not(database: Database) -> None:
    minute = timedelta(minutes=1)

    def take(wanted: int) -> bool:
        return database.write_now(lambda tx: tx.sending_counts.take("all", START, minute, wanted, 10))

    assert [take(8), take(3), take(2), take(1), take(11)] == [True, False, True, False, False]


def test_addresses_are_counted_under_a_name_that_tells_nobody(database: Database, tmp_path: Path) -> None:
    hour = timedelta(hours=1)
    database.write_now(lambda tx: tx.sending_counts.to_address("ming@example.com", START, hour, 2))
    database.close_now()
    assert b"ming@" not in b"".join(file.read_bytes() for file in tmp_path.glob(f"{DATABASE_FILE}*"))


def payloads(database: Database) -> list[bytes | None]:
    return [row[0] for row in run(database, "SELECT payload FROM outbox ORDER BY id")]


def run(database: Database, sql: str) -> list[tuple[bytes | None, ...]]:
    """SQL of the test's own, beside the repositories."""
    with database._backend.engine.begin() as connection:
        done = connection.execute(text(sql))
        return [tuple(row) for row in done] if done.returns_rows else []
