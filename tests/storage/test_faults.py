import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from storage import dialect, schema
from storage.database import Database
from storage.dialect import SqliteBackend, backend_of
from storage.errors import RowConflict, StorageError, StorageFault
from storage.records import Customer
from storage.transaction import Transaction
from tests.databases import sqlite_only
from tests.storage.people import MEILING, MING, add_ming, entry
from tests.storage_kit import (
    DATABASE_FILE,
    KEYS_FILE,
    new_database,
    new_keyring,
    open_database,
    url_in,
)


def fault_of(call: Callable[[], object]) -> StorageFault:
    with pytest.raises(StorageError) as caught:
        call()
    assert caught.value.__context__ is None or caught.value.__suppress_context__
    return caught.value.fault


def add_meiling(tx: Transaction) -> None:
    tx.customers.add(MEILING, consolidated=False)
    tx.audit.append(entry())


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialect, "BUSY_SECONDS", 0.05)


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[Path]:
    """A folder with a database that the user `nobody` can reach and write; tests then take that away."""
    folder = Path(tempfile.mkdtemp(prefix="storage-"))
    database = new_database(folder)
    database.write_now(add_ming)
    database.close_now()
    for path in (folder, *folder.iterdir()):
        if os.geteuid() == 0:
            os.chown(path, 65534, 65534)
    yield folder
    folder.chmod(0o700)
    shutil.rmtree(folder)


@contextmanager
def unprivileged() -> Iterator[None]:
    """Permissions mean nothing to root."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(before)


@sqlite_only
@pytest.mark.usefixtures("impatient")
def test_a_locked_database_is_busy_and_free_again_later(tmp_path: Path, ming: Customer) -> None:
    database = open_database(tmp_path)
    other = sqlite3.connect(tmp_path / DATABASE_FILE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert fault_of(lambda: database.write_now(add_meiling)) is StorageFault.BUSY
    assert database.read_now(lambda tx: tx.customers.find(MING.id_number)) == ming
    other.execute("ROLLBACK")
    database.write_now(add_meiling)
    assert database.read_now(lambda tx: tx.customers.count()) == 2
    other.close()
    database.close_now()


@pytest.mark.usefixtures("impatient")
def test_an_upgrade_of_a_locked_database_is_busy(tmp_path: Path) -> None:
    keyring = new_keyring(tmp_path)
    backend_of(url_in(tmp_path)).prepare_place()
    other = sqlite3.connect(tmp_path / DATABASE_FILE, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    assert fault_of(lambda: schema.upgrade(url_in(tmp_path), keyring)) is StorageFault.BUSY
    other.close()
    schema.upgrade(url_in(tmp_path), keyring)


@sqlite_only
def test_a_full_disk_changes_nothing(tmp_path: Path, ming: Customer, monkeypatch: pytest.MonkeyPatch) -> None:
    open_plain = SqliteBackend._open

    def open_full(self: SqliteBackend) -> sqlite3.Connection:
        connection = open_plain(self)
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")
        return connection

    monkeypatch.setattr(SqliteBackend, "_open", open_full)
    database = open_database(tmp_path)

    def fill(tx: Transaction) -> None:
        tx.customers.set_consolidated(ming.id, False)
        for _ in range(200):
            tx.audit.append(entry())

    assert fault_of(lambda: database.write_now(fill)) is StorageFault.FULL
    assert database.read_now(lambda tx: tx.customers.by_id(ming.id)) == ming
    assert database.read_now(lambda tx: tx.audit.heads()) == ()
    assert database.heads
    assert database.heads.newest() == {}
    database.write_now(lambda tx: tx.customers.set_consolidated(ming.id, False))
    database.close_now()


def test_a_read_only_folder_is_told(shared: Path) -> None:
    with unprivileged():
        shared.chmod(0o500)
        database = open_database(shared)
        assert fault_of(lambda: database.write_now(add_meiling)) is StorageFault.READ_ONLY
        assert fault_of(database.check_open) is StorageFault.READ_ONLY
        database.close_now()


def test_a_read_only_file_is_told(shared: Path) -> None:
    with unprivileged():
        (shared / DATABASE_FILE).chmod(0o400)
        database = open_database(shared)
        assert fault_of(lambda: database.write_now(add_meiling)) is StorageFault.READ_ONLY
        database.close_now()


def test_a_new_place_in_a_read_only_folder_is_told(shared: Path) -> None:
    with unprivileged():
        keyring = new_keyring(shared / "other.json")
        shared.chmod(0o500)
        for url in (f"sqlite:///{shared}/new.db", f"sqlite:///{shared}/deeper/new.db"):
            assert fault_of(partial(schema.upgrade, url, keyring)) is StorageFault.READ_ONLY


def test_a_key_file_that_may_not_be_read_is_told(shared: Path) -> None:
    with unprivileged():
        (shared / KEYS_FILE).chmod(0o000)
        assert fault_of(lambda: open_database(shared)) is StorageFault.KEYS_DAMAGED


@sqlite_only
def test_a_database_that_is_gone_is_not_made_anew(tmp_path: Path, database: Database) -> None:
    database.close_now()
    (tmp_path / DATABASE_FILE).unlink()
    again = open_database(tmp_path)
    assert fault_of(lambda: again.write_now(add_meiling)) is StorageFault.UNAVAILABLE
    assert fault_of(lambda: again.read_now(lambda tx: tx.customers.count())) is StorageFault.UNAVAILABLE
    assert not (tmp_path / DATABASE_FILE).exists()
    again.close_now()


def test_a_file_that_is_no_database_is_unavailable(tmp_path: Path) -> None:
    new_keyring(tmp_path)
    (tmp_path / DATABASE_FILE).write_text("this is no database, but long enough to be looked at" * 20)
    database = open_database(tmp_path)
    assert fault_of(database.check_open) is StorageFault.UNAVAILABLE
    assert fault_of(lambda: database.write_now(add_meiling)) is StorageFault.UNAVAILABLE
    assert fault_of(lambda: schema.state(url_in(tmp_path))) is StorageFault.UNAVAILABLE
    database.close_now()


def test_a_folder_in_its_place_is_unavailable(tmp_path: Path) -> None:
    keyring = new_keyring(tmp_path)
    (tmp_path / DATABASE_FILE).mkdir()
    assert fault_of(lambda: schema.upgrade(url_in(tmp_path), keyring)) is StorageFault.UNAVAILABLE


@sqlite_only
def test_damaged_pages_are_unavailable(tmp_path: Path, database: Database, ming: Customer) -> None:
    database.close_now()
    with (tmp_path / DATABASE_FILE).open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(80 * 1024))
    again = open_database(tmp_path)
    assert (
        fault_of(lambda: again.read_now(lambda tx: tx.customers.find(MING.id_number)))
        is StorageFault.UNAVAILABLE
    )
    again.close_now()


@sqlite_only
def test_a_lane_recovers_when_the_database_comes_back(tmp_path: Path, database: Database) -> None:
    database.close_now()
    path, away = tmp_path / DATABASE_FILE, tmp_path / "away"
    path.rename(away)
    again = open_database(tmp_path)
    assert fault_of(lambda: again.write_now(add_meiling)) is StorageFault.UNAVAILABLE
    away.rename(path)
    again.write_now(add_meiling)
    again.close_now()


@pytest.mark.parametrize(
    "url", ["", "nonsense", "sqlite://", "sqlite:///:memory:", "mysql://host/db", "oracle:"]
)
def test_a_url_of_nothing_we_know_is_unavailable(url: str) -> None:
    assert fault_of(lambda: backend_of(url)) is StorageFault.UNAVAILABLE


def test_faults_say_where_and_never_what(tmp_path: Path, ming: Customer) -> None:
    database = open_database(tmp_path)
    with pytest.raises(RowConflict) as caught:
        database.write_now(lambda tx: tx.customers.add(MING, consolidated=False))
    assert str(caught.value) == ""
    database.close_now()
