"""How many rows each table has: what a copy is held against."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Table, func, select

from storage.connection import Connection
from storage.statement import Statement
from storage.tables import metadata
from storage.transaction import Transaction

ALL_TABLES: Final = Transaction
"""Brings every repository, and with them every table there is."""
_COUNTS: Final[Mapping[str, Statement]] = {
    table.name: Statement(select(func.count()).select_from(table)) for table in metadata.sorted_tables
}


def tables() -> tuple[Table, ...]:
    """Every table, those that others refer to first."""
    return tuple(metadata.sorted_tables)


def rows_of(connection: Connection) -> dict[str, int]:
    """The rows of every table, by its name."""
    return {name: connection.number(statement) for name, statement in _COUNTS.items()}
