"""Everything that SQLite and PostgreSQL do not share, and nothing else: a file for each engine."""

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from storage.dialect.backend import BUSY_SECONDS, Backend, Cursor, Driver
from storage.dialect.sqlite import SqliteBackend
from storage.errors import StorageError, StorageFault

__all__ = ["BUSY_SECONDS", "Backend", "Cursor", "Driver", "SqliteBackend", "backend_of"]


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
            # brings psycopg and its pool, which a desk on a file never needs
            from storage.dialect.postgresql import PostgresqlBackend

            return PostgresqlBackend(url)
        case _:
            raise StorageError(StorageFault.UNAVAILABLE, code="url")
