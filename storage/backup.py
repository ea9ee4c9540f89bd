"""A copy of the whole database at one moment, while everybody works on."""

import sqlite3
from pathlib import Path
from typing import Final, cast

from storage.copying import copy
from storage.counting import rows_of
from storage.dialect import SqliteBackend, backend_of
from storage.files import Tell, quiet
from storage.keyring import Keyring
from storage.snapshot import Snapshot, reading, rest

PAGES: Final = 2048
"""Pages that are copied between two looks at whether somebody wants to stop."""


def write(url: str, keyring: Keyring, draft: Path, tell: Tell = quiet) -> dict[str, int]:
    """Writes one moment of the database to `draft`, one plain file; the rows that each table had then.

    SQLite is copied page by page; PostgreSQL row by row, into an SQLite file of the same tables. Raises
    `StorageError`, FULL among them.
    """
    backend = backend_of(url)
    if isinstance(backend, SqliteBackend):
        counts = _online(backend, draft, tell)
    else:
        counts = copy(url, f"sqlite:///{draft}", keyring, tell)
    rest(draft)
    return counts


def _online(backend: SqliteBackend, draft: Path, tell: Tell) -> dict[str, int]:
    with reading(backend) as connection:
        # counting begins the snapshot, and pages of a snapshot do not change under the copying
        counts = rows_of(connection)
        source = cast(sqlite3.Connection, connection.driver)
        target = sqlite3.connect(draft)
        try:
            source.backup(target, pages=PAGES, progress=lambda _, left, total: tell(total - left, total))
            return counts
        except sqlite3.Error as error:
            fault = Snapshot(draft).fault(error)
        finally:
            target.close()
    raise fault
