"""SQLite: one file, one writer at a time."""

import os
import sqlite3
from pathlib import Path
from typing import Final
from urllib.parse import quote

from sqlalchemy import URL, NullPool, create_engine, text

from storage.dialect.backend import BUSY_SECONDS, Backend
from storage.dialect.bulk import SqliteBulk
from storage.errors import RowConflict, StorageError, StorageFault, file_fault
from storage.statement import Statement

_SIDE_FILES: Final = 64 * 1024
"""Bytes that SQLite needs beside the database before the first transaction (index of the WAL, its head)."""


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
            raise file_fault(error, self.path) from None

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
