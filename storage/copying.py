"""Every row of one database into another, SQLite or PostgreSQL, table by table, in little memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import Connection, Table, delete, func, insert, inspect, select
from sqlalchemy.exc import DBAPIError

from storage import numbering, schema
from storage.counting import tables
from storage.dialect import Backend, backend_of
from storage.errors import RowConflict, StorageError
from storage.files import Tell, quiet
from storage.keyring import Keyring
from storage.tables import facts

BATCH: Final = 1000
"""Rows that are on their way at once."""


def is_empty(url: str) -> bool:
    """Whether nothing is in a database: no table at all, or ours, made and not yet filled.

    Raises `StorageError`.
    """
    backend = backend_of(url)
    if not backend.exists():
        return True
    with _working(backend, backend.begin_read) as connection:
        if schema.state(url) is not schema.SchemaState.CURRENT:
            return not inspect(connection).get_table_names()
        return _has_nothing(connection)


def copy(source: str, target: str, keyring: Keyring, tell: Tell = quiet) -> dict[str, int]:
    """Fills an empty database with every row of another, as one transaction; the rows of each table.

    Reads one moment of the source, whoever writes to it meanwhile. Raises `StorageError` and `RowConflict`;
    the target has its tables then, and nothing in them.
    """
    schema.upgrade(target, keyring)
    return fill(source, target, tell, into_empty=True)


def fill(source: str, target: str, tell: Tell = quiet, *, into_empty: bool = False) -> dict[str, int]:
    """Puts the rows of one database in the place of all that another has; whole, or not at all.

    `into_empty`: `RowConflict` where that has any, whoever put them there since one looked.
    """
    reader, writer = backend_of(source), backend_of(target)
    with (
        _working(reader, reader.begin_read) as reading,
        _working(writer, writer.begin_write) as writing,
        _known(reader, writer),
    ):
        counts = {table.name: _count(reading, table) for table in tables()}
        if into_empty and not _has_nothing(writing):
            raise RowConflict
        _empty(writing)
        moved, total = 0, sum(counts.values())
        for table in tables():
            for part in _batches(reading, table):
                writing.execute(insert(table), part)
                moved += len(part)
                tell(moved, total)
        numbering.carry_over(reading, writing)
        found = {table.name: _count(writing, table) for table in tables()}
        if found != counts:
            raise RowConflict
        writing.commit()
    return counts


def clear(url: str) -> None:
    """Takes every row out again of a database that was empty (`is_empty`); what it knows of itself stays.

    Does nothing where there is no schema. Raises `StorageError`.
    """
    if schema.state(url) is not schema.SchemaState.CURRENT:
        return
    backend = backend_of(url)
    with _working(backend, backend.begin_write) as writing:
        _empty(writing, but=facts)
        writing.commit()


def _has_nothing(connection: Connection) -> bool:
    """What a database knows of itself does not count."""
    return not any(_count(connection, table) for table in tables() if table is not facts)


def _empty(writing: Connection, but: Table | None = None) -> None:
    for table in reversed(tables()):
        if table is not but:
            writing.execute(delete(table))


def _batches(reading: Connection, table: Table) -> Iterator[list[dict[str, object]]]:
    everything = select(table).order_by(*table.primary_key.columns)
    rows = reading.execute(everything.execution_options(stream_results=True, yield_per=BATCH))
    for part in rows.mappings().partitions(BATCH):
        yield [dict(row) for row in part]


def _count(connection: Connection, table: Table) -> int:
    return connection.scalar(select(func.count()).select_from(table)) or 0


@contextmanager
def _working(backend: Backend, begin: str) -> Iterator[Connection]:
    """A connection in a transaction, undone unless it was committed; its faults as ours."""
    with _known(backend), backend.engine.connect() as connection:
        yield connection.execution_options(begin=begin)


@contextmanager
def _known(*backends: Backend) -> Iterator[None]:
    """Turns the drivers' errors into faults, which say nothing of a row."""
    fault: StorageError | RowConflict
    try:
        yield
        return
    except DBAPIError as error:
        fault = _fault(backends, error.orig or error)
    except tuple(backend.errors for backend in backends) as error:
        fault = _fault(backends, error)
    raise fault


def _fault(backends: tuple[Backend, ...], error: BaseException) -> StorageError | RowConflict:
    own = [backend for backend in backends if isinstance(error, backend.errors)]
    return (own[-1] if own else backends[-1]).fault(error)
