"""What only a server does: migrations, upgrades at once, connections lost, none left, none there."""

import asyncio
import secrets
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from storage import schema
from storage.connection import Connection
from storage.database import Database
from storage.dialect import backend_of
from storage.dialect.postgresql import PostgresqlBackend
from storage.errors import StorageError, StorageFault
from storage.integrity import flaws
from storage.keyring import Keyring
from storage.schema import SchemaState
from storage.tables import metadata
from storage.transaction import Transaction
from tests.postgres import SCHEMAS, Cluster, own_cluster
from tests.storage.people import add_ming, entry
from tests.storage.test_database import one_more
from tests.storage_kit import URL_FILE, make_schema, new_keyring, open_database, url_in


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """An empty schema, which the test's folder stands for."""
    with SCHEMAS.fresh() as url:
        (tmp_path / URL_FILE).write_text(url, "utf-8")
        yield url


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    return new_keyring(tmp_path)


def compared(url: str) -> list[object]:
    with backend_of(url).engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        return list(compare_metadata(context, metadata))


def test_the_migrations_make_the_tables_of_the_program(url: str, keyring: Keyring, tmp_path: Path) -> None:
    assert schema.state(url) is SchemaState.MISSING
    schema.upgrade(url, keyring)
    assert schema.state(url) is SchemaState.CURRENT
    assert compared(url) == []
    schema.upgrade(url, keyring)
    database = open_database(tmp_path, keyring)
    database.check_open()
    database.write_now(add_ming)
    database.close_now()
    assert flaws(url) == ()


def test_the_tests_quick_schema_is_the_same(url: str, keyring: Keyring) -> None:
    make_schema(url, keyring)
    assert compared(url) == []


def test_another_keyring_is_refused(url: str, keyring: Keyring, tmp_path: Path) -> None:
    schema.upgrade(url, keyring)
    with pytest.raises(StorageError) as caught:
        schema.upgrade(url, new_keyring(tmp_path / "other.json"))
    assert caught.value.fault is StorageFault.KEYS_FOREIGN


def test_a_migration_that_fails_leaves_nothing(
    url: str, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(schema, "bind", fails)
    with pytest.raises(RuntimeError):
        schema.upgrade(url, keyring)
    assert schema.state(url) is SchemaState.MISSING


@pytest.mark.usefixtures("url", "keyring")
def test_several_processes_may_upgrade_at_once(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib; from storage import schema; from tests.storage_kit import *;"
        "folder = pathlib.Path(sys.argv[1]); import alembic.command; sys.stdin.readline();"
        "schema.upgrade(url_in(folder), Keyring.load(folder / KEYS_FILE))"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    processes = [subprocess.Popen(command, stdin=subprocess.PIPE) for _ in range(3)]
    for process in processes:
        assert process.stdin
        process.stdin.write(b"\n")
        process.stdin.close()
    assert [process.wait(30) for process in processes] == [0, 0, 0]
    open_database(tmp_path).check_open()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """A server of the test's own, for those that stop it."""
    with own_cluster(fsync="off", max_connections="12", superuser_reserved_connections="0") as cluster:
        (tmp_path / URL_FILE).write_text(cluster.url(), "utf-8")
        yield cluster


def fault_of(database: Database) -> StorageFault:
    with pytest.raises(StorageError) as caught:
        database.write_now(append)
    return caught.value.fault


def append(tx: Transaction) -> None:
    # of a visit of its own, as no two rows are alike where people work
    tx.audit.append(replace(entry(), interaction_id=secrets.token_hex(8)))


def rows(database: Database) -> int:
    found = database.read_now(lambda tx: tx.audit.verify())
    assert found.sound
    return found.rows


@pytest.fixture
def served(cluster: Cluster, tmp_path: Path, keyring: Keyring) -> Iterator[Database]:
    make_schema(cluster.url(), keyring)
    database = open_database(tmp_path, keyring)
    database.keep_heads()
    yield database
    database.close_now()


def test_a_server_that_is_away_is_told_and_found_again(
    cluster: Cluster, served: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    customer = served.write_now(add_ming)
    cluster.stop()
    assert fault_of(served) is StorageFault.UNAVAILABLE
    with pytest.raises(StorageError) as caught:
        schema.state(url_in(tmp_path))
    assert caught.value.fault is StorageFault.UNAVAILABLE
    cluster.start()
    assert served.write_now(one_more, customer.id) == 1
    assert served.read_now(lambda tx: tx.locks.read(customer.id)).fail_count == 1


def test_a_connection_cut_while_nothing_is_kept_is_not_noticed(cluster: Cluster, served: Database) -> None:
    """The server lets every connection go, idle ones and one in the middle of a transaction."""
    tried: list[int] = []

    def cut(tx: Transaction) -> None:
        tx.audit.append(entry())
        tried.append(1)
        if len(tried) == 1:
            cluster.cut()
        tx.facts.find("anything")

    served.write_now(cut)
    assert len(tried) == 2
    assert rows(served) == 1
    cluster.cut()
    assert rows(served) == 1


@pytest.mark.parametrize("kept", [True, False], ids=["kept", "not kept"])
def test_a_commit_without_an_answer_happens_once(
    cluster: Cluster, served: Database, kept: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line breaks behind COMMIT: what became of it is looked for, and nobody is told a wrong thing."""
    served.write_now(append)
    tried: list[int] = []
    commit = Connection._commit

    def cut(self: Connection) -> None:
        tried.append(1)
        if len(tried) > 1:
            return commit(self)
        if kept:
            commit(self)
        else:
            self._leave_pipeline()
        raise psycopg.OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(Connection, "_commit", cut)
    served.write_now(append)
    # one look, and where it was not kept once more
    assert len(tried) == 2 + (not kept)
    assert rows(served) == 2
    assert not served.read_now(lambda tx: tx.audit.verify()).findings


def test_a_first_commit_without_an_answer_is_not_repeated(
    cluster: Cluster, served: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A chain without a row has nothing to wait for: nobody can say, so it is told as it is."""
    commit = Connection._commit
    tried: list[int] = []

    def cut(self: Connection) -> None:
        tried.append(1)
        if len(tried) > 1:
            return commit(self)
        raise psycopg.OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(Connection, "_commit", cut)
    with pytest.raises(StorageError) as caught:
        served.write_now(append)
    assert (caught.value.fault, caught.value.unanswered) == (StorageFault.UNAVAILABLE, True)
    assert rows(served) == 0


@pytest.mark.parametrize("state", ["40001", "40P01"])
def test_a_no_of_the_server_at_the_commit_is_run_again(
    cluster: Cluster, served: Database, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = Connection._commit
    tried: list[int] = []

    def refused(self: Connection) -> None:
        tried.append(1)
        if len(tried) > 1:
            return commit(self)
        self._leave_pipeline()
        raise psycopg.errors.lookup(state)

    monkeypatch.setattr(Connection, "_commit", refused)
    served.write_now(append)
    assert len(tried) == 2
    assert rows(served) == 1


async def test_a_restart_under_load_loses_nothing_that_was_told(cluster: Cluster, served: Database) -> None:
    """Every append that was told as done is there; one whose answer was lost may be."""
    told = unsure = 0
    faults: set[StorageFault] = set()
    ending = threading.Event()

    async def client() -> None:
        nonlocal told, unsure
        while not ending.is_set():
            try:
                await served.write(append)
                told += 1
            except StorageError as error:
                faults.add(error.fault)
                unsure += 1

    clients = [asyncio.create_task(client()) for _ in range(8)]
    await asyncio.sleep(0.3)
    for _ in range(2):
        before = told
        await asyncio.to_thread(cluster.stop)
        await asyncio.to_thread(cluster.start)
        while told < before + 20:  # noqa: ASYNC110 - what is waited for is a number
            await asyncio.sleep(0.02)
    ending.set()
    await asyncio.gather(*clients)
    kept = await asyncio.to_thread(rows, served)
    assert faults <= {StorageFault.UNAVAILABLE}
    assert told <= kept <= told + unsure


def test_a_server_with_no_connection_left_is_busy(cluster: Cluster, served: Database, tmp_path: Path) -> None:
    others = list(taken(cluster))
    another = open_database(tmp_path, served.keyring)
    assert fault_of(another) is StorageFault.BUSY
    for each in others:
        each.close()
    another.write_now(append)
    another.close_now()


def taken(cluster: Cluster) -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    """Every connection that the server has left."""
    with suppress(psycopg.OperationalError):
        while True:
            yield psycopg.connect(cluster.url())


def test_a_row_that_another_holds_for_too_long_is_busy(
    cluster: Cluster, served: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer = served.write_now(add_ming)
    monkeypatch.setattr("storage.dialect.postgresql.SESSION", "-c lock_timeout=50ms")
    other = Database(cluster.url(), served.keyring, token=lambda size: bytes(size))
    with psycopg.connect(cluster.url()) as holder:
        holder.execute("SELECT 1 FROM login_locks FOR UPDATE")
        with pytest.raises(StorageError) as caught:
            other.write_now(one_more, customer.id)
        assert caught.value.fault is StorageFault.BUSY
    assert other.write_now(one_more, customer.id) == 1
    other.close_now()


@pytest.mark.parametrize("url", ["postgresql://nowhere.invalid/x", "postgresql:///x?host=/nowhere"])
def test_a_server_that_is_not_there_is_unavailable(url: str) -> None:
    with pytest.raises(StorageError) as caught:
        PostgresqlBackend(url).connect()
    assert caught.value.fault is StorageFault.UNAVAILABLE


def test_a_url_with_words_nobody_knows_is_told() -> None:
    with pytest.raises(StorageError) as caught:
        backend_of("postgresql:///x?nonsense=1")
    assert caught.value.facts["code"] == "url"
