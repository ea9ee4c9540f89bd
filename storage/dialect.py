"""Everything that SQLite and PostgreSQL do not share, and nothing else."""

import os
import sqlite3
from collections.abc import Mapping, Sequence
from errno import EACCES, EDQUOT, ENOSPC, EPERM, EROFS, errorcode
from pathlib import Path
from typing import Final, Protocol, cast
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError

from storage.dialect_bulk import Bulk, PostgresqlBulk, SqliteBulk
from storage.errors import RowConflict, StorageError, StorageFault
from storage.statement import Row, Statement

BUSY_SECONDS: Final = 10
"""How long a transaction waits for another process before it is refused as busy."""

_SIDE_FILES: Final = 64 * 1024
"""Bytes that SQLite needs beside the database before the first transaction (index of the WAL, its head)."""
_FILE_FAULTS: Final = {
    EACCES: StorageFault.READ_ONLY,
    EPERM: StorageFault.READ_ONLY,
    EROFS: StorageFault.READ_ONLY,
    ENOSPC: StorageFault.FULL,
    EDQUOT: StorageFault.FULL,
}


class Cursor(Protocol):
    """What a statement left behind."""

    @property
    def rowcount(self) -> int:
        """Rows that it changed."""
        ...

    def fetchall(self) -> list[Row]:
        """Rows that it found."""
        ...


class Driver(Protocol):
    """What SQLite's and PostgreSQL's driver connections have in common."""

    def execute(self, sql: str, arguments: Sequence[object] | Mapping[str, object] = (), /) -> Cursor:
        """Runs one statement; the cursor it ran on."""
        ...

    def commit(self) -> None:
        """Ends the transaction, kept."""
        ...

    def rollback(self) -> None:
        """Ends the transaction, undone."""
        ...

    def close(self) -> None:
        """Ends the connection."""
        ...


class Backend:
    """One database engine behind one URL: how to connect and begin, and what its errors mean."""

    begin_read = "BEGIN"
    begin_write = "BEGIN"
    writers = 1
    """Threads that write; each holds one connection."""
    readers = 2
    attempts = 1
    """How often a transaction is run before a conflict with another one is final."""
    commits_together = 1
    """So many transactions may share one commit when they come together."""
    savepoint = "SAVEPOINT work"
    back_to_savepoint = "ROLLBACK TO work"
    release = "RELEASE work"
    errors: type[Exception]
    """The base class of all that the driver raises."""

    has_table: Statement
    """A row if there is a table `name_`."""
    bulk: Bulk

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        event.listen(engine, "begin", _begin)

    def connect(self) -> Driver:
        """A driver connection without implicit transactions; raises `StorageError`."""
        try:
            pooled = self.engine.raw_connection()
        except DBAPIError as error:
            raise self.fault(error.orig or error) from None
        except self.errors as error:
            raise self.fault(error) from None
        driver = cast(Driver, pooled.driver_connection)
        pooled.detach()
        return driver

    def fault(self, error: BaseException) -> StorageError | RowConflict:
        """What an error of the driver means, without its message."""
        raise NotImplementedError

    def prepare_place(self) -> None:
        """Makes the folder and the empty file of a new database, for the owner only."""

    def exists(self) -> bool:
        """Whether there is anything to connect to."""
        return True


class SqliteBackend(Backend):
    """One file in WAL mode. One writer at a time by nature, so one writing thread; readers beside it."""

    begin_write = "BEGIN IMMEDIATE"
    # a commit costs a wait for the disk and a fair part of what a login may cost beside its hash
    commits_together = 64
    errors = sqlite3.Error
    has_table = Statement(text("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = :name_"))
    _faults: Final = {
        sqlite3.SQLITE_BUSY: StorageFault.BUSY,
        sqlite3.SQLITE_LOCKED: StorageFault.BUSY,
        sqlite3.SQLITE_FULL: StorageFault.FULL,
        sqlite3.SQLITE_READONLY: StorageFault.READ_ONLY,
    }

    def __init__(self, url: URL) -> None:
        if not url.database or url.database == ":memory:":
            raise StorageError(StorageFault.UNAVAILABLE, code="url")
        self.path = Path(url.database)
        self.bulk = SqliteBulk(self.path)
        super().__init__(create_engine("sqlite://", poolclass=NullPool, creator=self._open))

    def _open(self) -> sqlite3.Connection:
        # mode=rw: a database that is missing is a fault, never an empty new one
        place = f"file:{quote(str(self.path.absolute()))}?mode=rw"
        connection = sqlite3.connect(place, uri=True, timeout=BUSY_SECONDS, cached_statements=256)
        connection.isolation_level = None
        try:
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
                connection.execute(f"PRAGMA {pragma}")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def fault(self, error: BaseException) -> StorageError | RowConflict:
        """By SQLite's primary result code."""
        if isinstance(error, sqlite3.IntegrityError):
            return RowConflict()
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        fault = self._faults.get(code, StorageFault.UNAVAILABLE)
        if code == sqlite3.SQLITE_CANTOPEN and self._folder_is_read_only():
            fault = StorageFault.READ_ONLY
        elif fault is StorageFault.UNAVAILABLE and self._no_room():
            # opening needs room for the side files, and fails with an I/O error without
            fault = StorageFault.FULL
        name = getattr(error, "sqlite_errorname", type(error).__name__)
        return StorageError(fault, path=str(self.path), code=name)

    def prepare_place(self) -> None:
        """The folder 0700, the file 0600; SQLite gives its side files the mode of the file."""
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
        except OSError as error:
            fault = _FILE_FAULTS.get(error.errno or 0, StorageFault.UNAVAILABLE)
            raise StorageError(fault, path=str(self.path), code=errorcode.get(error.errno or 0, "")) from None

    def exists(self) -> bool:
        """Whether the file is there with something in it."""
        try:
            return self.path.stat().st_size > 0
        except OSError:
            return False

    def _no_room(self) -> bool:
        try:
            room = os.statvfs(self.path.parent)
        except OSError:
            return False
        return room.f_bavail * room.f_frsize < _SIDE_FILES

    def _folder_is_read_only(self) -> bool:
        return self.path.parent.is_dir() and not os.access(self.path.parent, os.W_OK)


class PostgresqlBackend(Backend):
    """A server that orders its writers by itself: several threads write, each on its own connection."""

    begin_read = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    writers = 8
    readers = 8
    attempts = 10
    has_table = Statement(
        text("SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = :name_")
    )
    _faults: Final = {
        "55P03": StorageFault.BUSY,  # lock_not_available
        "57014": StorageFault.BUSY,  # query_canceled, by a timeout
        "53300": StorageFault.BUSY,  # too_many_connections
        "53100": StorageFault.FULL,  # disk_full
        "25006": StorageFault.READ_ONLY,  # read_only_sql_transaction
    }
    _again: Final = frozenset({"40001", "40P01", "23505"})
    """Serialization failure, deadlock, and a number that another transaction was quicker to take."""

    def __init__(self, url: URL) -> None:
        try:
            engine = create_engine(
                url.set(drivername="postgresql+psycopg"),
                poolclass=NullPool,
                connect_args={"autocommit": True, "options": f"-c lock_timeout={BUSY_SECONDS}s"},
            )
        except ModuleNotFoundError as error:
            raise StorageError(StorageFault.UNAVAILABLE, code=error.name or "driver") from None
        self.errors = engine.dialect.loaded_dbapi.Error
        self.bulk = PostgresqlBulk(self.connect)
        super().__init__(engine)

    def fault(self, error: BaseException) -> StorageError | RowConflict:
        """By SQLSTATE; class 23 is a broken constraint."""
        state = getattr(error, "sqlstate", None) or ""
        fault = self._faults.get(state, StorageFault.UNAVAILABLE)
        meaning = RowConflict() if state.startswith("23") else StorageError(fault, code=state)
        meaning.worth_again = state in self._again
        return meaning


def _begin(connection: Connection) -> None:
    """The drivers begin nothing by themselves; migrations say `begin=` what they want."""
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


def backend_of(url: str) -> Backend:
    """The backend for `sqlite:///…` or `postgresql://…`; raises `StorageError(UNAVAILABLE)` for others."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StorageError(StorageFault.UNAVAILABLE, code="url") from None
    match parsed.get_backend_name():
        case "sqlite":
            return SqliteBackend(parsed)
        case "postgresql":
            return PostgresqlBackend(parsed)
        case _:
            raise StorageError(StorageFault.UNAVAILABLE, code="url")
