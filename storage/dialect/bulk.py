"""How each engine takes rows by the thousand; the rest of what they do not share is in the files beside."""

import fcntl
import os
import sqlite3
from collections.abc import Sequence
from contextlib import AbstractContextManager, ExitStack, closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, cast

from storage.errors import RowConflict, StorageError, StorageFault, file_fault
from storage.statement import Row

if TYPE_CHECKING:
    import psycopg

    from storage.dialect.backend import Driver

_LOCK: Final = "SELECT {}(hashtext('password-center import ' || current_schema()))"
CHECKPOINT_PAGES: Final = 4_096
"""Between two checkpoints of a connection that takes rows by the thousand (16 MiB): their index pages lie
all over the file, and at the usual 1000 each would be written again after nearly every commit."""

ImportLock = AbstractContextManager[object]
"""Let go when it is left, and when its process ends."""


class Bulk(Protocol):
    """What an import asks of an engine."""

    def copy_in(self, driver: "Driver", table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """Adds many rows at once, their values as the driver takes them (`storage.bulk`)."""
        ...

    def take_numbers(self, driver: "Driver", table: str, count: int) -> Sequence[int]:
        """So many ids of a numbered table, for rows that bring theirs; inside a writing transaction."""
        ...

    def import_lock(self) -> ImportLock:
        """Held by the one import at work; raises `StorageError`, BUSY while another one holds it."""
        ...


class SqliteBulk:
    """For a file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def copy_in(self, driver: "Driver", table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """One prepared statement, run for each."""
        driver.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
        places = ", ".join("?" * len(columns))
        sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})"  # noqa: S608 - our own names
        cast(sqlite3.Connection, driver).executemany(sql, rows)

    def take_numbers(self, driver: "Driver", table: str, count: int) -> Sequence[int]:
        """The next ones: nobody else writes meanwhile, and SQLite follows the numbers that rows bring."""
        found = driver.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchall()
        last = int(found[0][0]) if found else 0
        return range(last + 1, last + 1 + count)

    def import_lock(self) -> ImportLock:
        """A file beside the database; the lock ends with its process, however that ends."""
        place = self._path.with_name(".import")
        try:
            lock = open(place, "ab", opener=_private)  # noqa: SIM115 - held for long
        except OSError as error:
            # its own fault, told as the database's: the caller has files of his own
            raise _lock_fault(error, place) from None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            lock.close()
            raise _lock_fault(error, place) from None
        return closing(lock)


class PostgresqlBulk:
    """For a server."""

    def __init__(self, connect: "Connect", errors: type[Exception], fault: "Fault") -> None:
        self._connect = connect
        self._errors = errors
        self._fault = fault

    def copy_in(self, driver: "Driver", table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """By COPY."""
        with (
            cast("psycopg.Connection", driver).cursor() as cursor,
            cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copying,
        ):
            for row in rows:
                copying.write_row(row)

    def take_numbers(self, driver: "Driver", table: str, count: int) -> Sequence[int]:
        """From the sequence, which gives none of them to anybody else."""
        sql = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
        return [int(row[0]) for row in driver.execute(sql, (table, count)).fetchall()]

    def import_lock(self) -> ImportLock:
        """An advisory lock of a connection of its own, which the server lets go when that ends."""
        driver = self._connect()
        fault: StorageError | RowConflict = StorageError(StorageFault.BUSY)
        try:
            if driver.execute(_LOCK.format("pg_try_advisory_lock")).fetchall()[0][0]:
                return self._held(driver)
        except self._errors as error:
            fault = self._fault(error)
        driver.close()
        raise fault

    def _held(self, driver: "Driver") -> ImportLock:
        held = ExitStack()
        held.callback(driver.close)
        # said, since the server needs a moment to notice that a connection has ended
        held.callback(self._let_go, driver)
        return held

    def _let_go(self, driver: "Driver") -> None:
        with suppress(self._errors):
            driver.execute(_LOCK.format("pg_advisory_unlock"))


class Connect(Protocol):
    """Opens a connection."""

    def __call__(self) -> "Driver":
        """Raises `StorageError`."""
        ...


class Fault(Protocol):
    """Tells what an error of the driver means."""

    def __call__(self, error: BaseException) -> StorageError | RowConflict:
        """Without its message."""
        ...


def _lock_fault(error: OSError, place: Path) -> StorageError:
    """Why the file of the lock cannot be had; held by another one, it is busy."""
    if isinstance(error, BlockingIOError):
        return StorageError(StorageFault.BUSY, path=str(place))
    return file_fault(error, place)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
