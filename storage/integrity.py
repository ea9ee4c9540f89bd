"""Whether the database itself is whole, as far as it can tell: for `db check`."""

from typing import Final

from storage.dialect import Backend, SqliteBackend, backend_of
from storage.errors import StorageError

MOST: Final = 5
"""So many flaws are named; one is reason enough to restore."""


def flaws(place: str | Backend) -> tuple[str, ...]:
    """What is broken in the file or between its tables, in the engine's words; empty when it is whole.

    Names tables, indexes and pages, never a value. Raises `StorageError` when it cannot be read at all.
    """
    backend = backend_of(place) if isinstance(place, str) else place
    if not isinstance(backend, SqliteBackend):
        # a server looks after its own files
        return ()
    driver = backend.connect()
    try:
        found = [
            text for (text,) in driver.execute(f"PRAGMA integrity_check({MOST})").fetchall() if text != "ok"
        ]
        orphans = {table for (table, *_) in driver.execute("PRAGMA foreign_key_check").fetchall()}
    except backend.errors as error:
        fault = backend.fault(error)
        if isinstance(fault, StorageError):
            raise fault from None
        raise
    finally:
        driver.close()
    return (*found, *(f"orphans in {table}" for table in sorted(orphans)))
