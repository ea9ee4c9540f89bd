"""Transactions that come together share a commit; each stays whole or not at all."""

import asyncio
import sqlite3
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from storage.connection import Connection
from storage.database import Database
from storage.dialect import SqliteBackend
from storage.errors import StorageError, StorageFault
from storage.records import Customer
from storage.transaction import Transaction
from tests.databases import sqlite_only
from tests.storage.people import MEILING, add_ming, entry
from tests.storage.test_database import one_more
from tests.storage_kit import open_database


@pytest.fixture
def commits(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The threads of the commits, as they happen."""
    found: list[str] = []
    plain = Connection.commit

    def counted(self: Connection) -> None:
        found.append(threading.current_thread().name)
        plain(self)

    monkeypatch.setattr(Connection, "commit", counted)
    return found


@asynccontextmanager
async def crowd(database: Database) -> AsyncIterator[Callable[..., "asyncio.Task[Any]"]]:
    """Keeps the writing thread busy while works are handed in; then lets it take them all together."""
    begun, go_on = threading.Event(), threading.Event()

    def slow(tx: Transaction) -> None:
        begun.set()
        go_on.wait(10)

    def hand_in(work: Callable[..., Any], *args: object) -> "asyncio.Task[Any]":
        return asyncio.ensure_future(database.write(work, *args))

    first = asyncio.create_task(database.write(slow))
    await asyncio.to_thread(begun.wait, 10)
    yield hand_in
    await asyncio.sleep(0)
    go_on.set()
    await first


@sqlite_only
async def test_a_crowd_shares_one_commit(database: Database, ming: Customer, commits: list[str]) -> None:
    async with crowd(database) as hand_in:
        tasks = [hand_in(one_more, ming.id) for _ in range(20)]
    assert await asyncio.gather(*tasks) == list(range(1, 21))
    assert len(commits) == 2


async def test_one_that_raises_leaves_the_others_alone(database: Database, ming: Customer) -> None:
    def append(tx: Transaction) -> str:
        return tx.audit.append(entry()).event

    def fails(tx: Transaction) -> None:
        one_more(tx, ming.id)
        tx.customers.add(MEILING, consolidated=False)
        tx.audit.append(entry())
        tx.audit.append(entry(branch="高雄"))
        raise LookupError("mine")

    async with crowd(database) as hand_in:
        before, failing, after, count = (
            hand_in(append),
            hand_in(fails),
            hand_in(append),
            hand_in(one_more, ming.id),
        )
    assert (await before, await after, await count) == ("authn_login_success", "authn_login_success", 1)
    with pytest.raises(LookupError, match="mine"):
        await failing
    assert await database.read(lambda tx: tx.customers.count()) == 1
    assert (await database.read(lambda tx: tx.audit.verify())).sound
    assert database.heads
    assert {head.seq for head in database.heads.newest().values()} == {2}


async def test_nobody_is_told_of_a_commit_that_failed(
    database: Database, ming: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing_after_one(plain: Callable[[Connection], None]) -> Callable[[Connection], None]:
        calls: list[Connection] = []

        def commit(self: Connection) -> None:
            calls.append(self)
            if len(calls) > 1:
                raise StorageError(StorageFault.FULL)
            plain(self)

        return commit

    def fails(tx: Transaction) -> None:
        raise LookupError

    async with crowd(database) as hand_in:
        tasks = [hand_in(one_more, ming.id), hand_in(fails), hand_in(lambda tx: tx.audit.append(entry()))]
        # the one that keeps the thread busy has its own commit
        monkeypatch.setattr(Connection, "commit", failing_after_one(Connection.commit))
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    monkeypatch.undo()
    assert [type(outcome) for outcome in outcomes] == [StorageError, LookupError, StorageError]
    assert outcomes[0] is not outcomes[2]  # each raises its own
    assert [str(outcome) for outcome in outcomes[::2]] == [StorageFault.FULL] * 2
    assert await database.write(one_more, ming.id) == 1
    assert await database.read(lambda tx: tx.audit.heads()) == ()
    assert database.heads
    assert database.heads.newest() == {}


@sqlite_only
async def test_a_disk_that_fills_up_in_a_crowd_keeps_nothing_half(
    tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    database.close_now()
    plain = SqliteBackend._open

    def small(self: SqliteBackend) -> sqlite3.Connection:
        connection = plain(self)
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + 1}")
        return connection

    monkeypatch.setattr(SqliteBackend, "_open", small)
    database = open_database(tmp_path)

    def fill(tx: Transaction) -> None:
        for _ in range(300):
            tx.audit.append(entry())

    async with crowd(database) as hand_in:
        tasks = [hand_in(add_ming), hand_in(fill), hand_in(lambda tx: tx.audit.append(entry()))]
    added, filled, appended = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(filled, StorageError)
    assert filled.fault is StorageFault.FULL
    kept = await database.read(lambda tx: tx.customers.count())
    assert kept == (0 if isinstance(added, StorageError) else 1)
    rows = (await database.read(lambda tx: tx.audit.verify())).rows
    assert rows == (0 if isinstance(appended, StorageError) else 1)
    await database.close()


async def test_patience_alone_costs_nothing(database: Database, ming: Customer) -> None:
    await asyncio.sleep(1.0)
    began = time.monotonic()
    assert await database.write_patiently(1.0, one_more, ming.id) == 1
    assert time.monotonic() - began < 0.5


@sqlite_only
async def test_the_patient_wait_for_company(database: Database, ming: Customer, commits: list[str]) -> None:
    await database.write(one_more, ming.id)
    first = asyncio.create_task(database.write_patiently(0.2, one_more, ming.id))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(database.write_patiently(5.0, one_more, ming.id))
    assert (await first, await second) == (2, 3)
    assert len(commits) == 2


@sqlite_only
async def test_the_impatient_take_everybody_along(
    database: Database, ming: Customer, commits: list[str]
) -> None:
    await database.write(one_more, ming.id)
    waiting = asyncio.create_task(database.write_patiently(5.0, one_more, ming.id))
    await asyncio.sleep(0.02)
    began = time.monotonic()
    assert await database.write(one_more, ming.id) == 3
    assert await waiting == 2
    assert time.monotonic() - began < 1.0
    assert len(commits) == 2


async def test_closing_does_not_wait_for_patience(database: Database, ming: Customer) -> None:
    await database.write(one_more, ming.id)
    waiting = asyncio.create_task(database.write_patiently(30.0, one_more, ming.id))
    await asyncio.sleep(0.02)
    began = time.monotonic()
    await database.close()
    assert await waiting == 2
    assert time.monotonic() - began < 2.0
