import asyncio
import threading
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from storage.database import Database
from storage.errors import StorageError, StorageFault
from storage.records import Customer, LoginLock
from storage.transaction import Transaction
from tests.databases import sqlite_only
from tests.storage.people import MEILING, MING, entry, session_of
from tests.storage_kit import HEADS_FILE, open_database


def one_more(tx: Transaction, customer_id: int) -> int:
    tx.locks.hold(customer_id)
    seen = tx.locks.read(customer_id)
    assert tx.locks.replace(seen, replace(seen, fail_count=seen.fail_count + 1))
    return seen.fail_count + 1


async def test_reads_and_writes_are_awaited(database: Database) -> None:
    customer = await database.write(lambda tx: tx.customers.add(MING, consolidated=True))
    assert await database.read(lambda tx: tx.customers.find(MING.id_number)) == customer
    assert await database.write(one_more, customer.id) == 1
    assert await database.write(one_more, customer_id=customer.id) == 2


async def test_a_function_that_raises_leaves_nothing(database: Database, ming: Customer) -> None:
    def fails(tx: Transaction) -> None:
        one_more(tx, ming.id)
        tx.customers.add(MEILING, consolidated=False)
        tx.sessions.open(session_of(ming.id))
        raise LookupError("why")

    with pytest.raises(LookupError, match="why"):
        await database.write(fails)
    assert await database.read(lambda tx: tx.locks.read(ming.id)) == LoginLock(ming.id)
    assert await database.read(lambda tx: tx.customers.count()) == 1
    assert await database.write(one_more, ming.id) == 1


async def test_writes_from_many_tasks_lose_nothing(database: Database, ming: Customer) -> None:
    counts = await asyncio.gather(*(database.write(one_more, ming.id) for _ in range(100)))
    assert sorted(counts) == list(range(1, 101))


async def test_a_cancelled_caller_does_not_cut_a_transaction(database: Database, ming: Customer) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(tx: Transaction) -> None:
        one_more(tx, ming.id)
        begun.set()
        go_on.wait(10)
        tx.audit.append(entry())

    task = asyncio.create_task(database.write(slow))
    await asyncio.to_thread(begun.wait, 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    go_on.set()
    assert await database.write(one_more, ming.id) == 2
    assert [head.seq for head in await database.read(lambda tx: tx.audit.heads())] == [1]


async def test_reading_goes_on_while_somebody_writes(database: Database, ming: Customer) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(tx: Transaction) -> None:
        one_more(tx, ming.id)
        begun.set()
        go_on.wait(10)

    writing = asyncio.create_task(database.write(slow))
    await asyncio.to_thread(begun.wait, 10)
    assert (await database.read(lambda tx: tx.locks.read(ming.id))).fail_count == 0
    go_on.set()
    await writing
    assert (await database.read(lambda tx: tx.locks.read(ming.id))).fail_count == 1


def test_a_reader_sees_one_moment(database: Database, ming: Customer) -> None:
    def twice(tx: Transaction) -> tuple[int, int]:
        before = tx.locks.read(ming.id).fail_count
        database.write_now(one_more, ming.id)
        return before, tx.locks.read(ming.id).fail_count

    assert database.read_now(twice) == (0, 0)
    assert database.read_now(twice) == (1, 1)


def test_reader_threads_run_beside_each_other(database: Database) -> None:
    meeting = threading.Barrier(2, timeout=10)
    threads = [
        threading.Thread(target=database.read_now, args=(lambda tx: meeting.wait(),)) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert not meeting.broken


@sqlite_only
def test_a_loop_that_is_gone_harms_nobody(database: Database, ming: Customer) -> None:
    go_on = threading.Event()

    async def leave() -> None:
        task = asyncio.create_task(database.write(lambda tx: go_on.wait(10) and one_more(tx, ming.id)))
        await asyncio.sleep(0)
        task.cancel()

    asyncio.run(leave())
    go_on.set()
    assert database.write_now(one_more, ming.id) == 2


@sqlite_only
async def test_closing_finishes_what_was_handed_in(database: Database, ming: Customer) -> None:
    writing = [asyncio.create_task(database.write(one_more, ming.id)) for _ in range(10)]
    await asyncio.sleep(0)
    await database.close()
    assert [await task for task in writing] == list(range(1, 11))
    with pytest.raises(StorageError) as caught:
        await database.write(one_more, ming.id)
    assert caught.value.fault is StorageFault.UNAVAILABLE
    await database.close()


@pytest.mark.usefixtures("database")
def test_work_that_comes_while_it_closes_is_done_or_refused(tmp_path: Path) -> None:
    """Nobody waits for ever: no job comes behind the words that end the threads."""
    for _ in range(20):
        other, refused = open_database(tmp_path), threading.Event()

        def work(other: Database = other, refused: threading.Event = refused) -> None:
            with suppress(StorageError):
                while True:
                    other.write_now(lambda tx: None)
            refused.set()

        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        other.close_now()
        assert refused.wait(10)


def test_a_commit_is_told_outside_only_after_it_happened(tmp_path: Path, database: Database) -> None:
    seen: list[str] = []
    begun = (tmp_path / HEADS_FILE).read_text("utf-8")

    def write(tx: Transaction) -> None:
        tx.audit.append(entry())
        seen.append((tmp_path / HEADS_FILE).read_text("utf-8"))

    database.write_now(write)
    assert seen == [begun]
    assert database.heads
    assert database.heads.newest()["台北"].seq == 1


@sqlite_only
@pytest.mark.usefixtures("ming")
def test_closing_folds_the_side_files_in(tmp_path: Path, database: Database) -> None:
    assert list(tmp_path.glob("*-wal"))
    database.close_now()
    assert not list(tmp_path.glob("*-wal"))


def test_two_databases_on_one_file_see_each_other(tmp_path: Path, database: Database, ming: Customer) -> None:
    other = open_database(tmp_path)
    assert other.write_now(one_more, ming.id) == 1
    assert database.write_now(one_more, ming.id) == 2
    other.write_now(lambda tx: tx.sessions.open(session_of(ming.id)))
    assert database.write_now(lambda tx: tx.sessions.end_all(ming.id)) == 1
    assert other.read_now(lambda tx: tx.sessions.find(b"t" * 32)) is None
    other.close_now()


@sqlite_only
def test_one_thread_writes_and_two_read(database: Database, ming: Customer) -> None:
    writers = {database.write_now(lambda tx: threading.get_ident()) for _ in range(20)}
    readers = {database.read_now(lambda tx: threading.get_ident()) for _ in range(20)}
    assert len(writers) == 1
    assert len(readers) <= 2
