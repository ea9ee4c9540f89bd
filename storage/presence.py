"""Having a database to oneself: to put another in its place, to change its tables, to move it elsewhere."""

from contextlib import AbstractContextManager

from storage.dialect import backend_of


def alone(url: str) -> AbstractContextManager[object]:
    """Keeps everybody else out of a database on a server while it lasts, wherever their homes are.

    Raises `StorageError(BUSY)` while somebody works there. A database in a file is guarded by its home.
    """
    return backend_of(url).alone()
