"""A database file that is finished and at rest: a backup, or the draft of one."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import make_url

from storage.connection import Connection
from storage.dialect import SqliteBackend


class Snapshot(SqliteBackend):
    """One SQLite file, only read, alone in its folder: nothing is locked, and no file is made beside it."""

    def __init__(self, path: Path) -> None:
        super().__init__(make_url("sqlite://").set(database=str(path)))

    def _open(self) -> sqlite3.Connection:
        place = f"file:{quote(str(self.path.absolute()))}?mode=ro&immutable=1"
        connection = sqlite3.connect(place, uri=True)
        connection.isolation_level = None
        return connection


def rest(draft: Path) -> None:
    """Makes one plain file of a database that was worked on. Raises `StorageError`."""
    fault: Exception
    try:
        connection = sqlite3.connect(draft)
        try:
            connection.execute("PRAGMA journal_mode=DELETE")
            return
        finally:
            connection.close()
    except sqlite3.Error as error:
        fault = Snapshot(draft).fault(error)
    raise fault


@contextmanager
def reading(backend: SqliteBackend) -> Iterator[Connection]:
    """A connection in a transaction that only reads; raises `StorageError`."""
    connection = Connection(backend)
    try:
        connection.begin(backend.begin_read)
        yield connection
        connection.rollback()
    finally:
        connection.close()
