"""Where a database goes on numbering rows, so that a copy gives no number that was given before."""

from sqlalchemy import Connection, Table, column, inspect, select, table, text

from storage.counting import tables


def carry_over(source: Connection, target: Connection) -> None:
    """The next number of every table is what it would have been in the source."""
    for one in tables():
        if _numbered(one) and (last := _last(source, one.name)):
            _go_on(target, one.name, last)


def _numbered(one: Table) -> bool:
    """Whether the database gives the numbers of its rows."""
    return one.autoincrement_column is not None


def _last(connection: Connection, name: str) -> int:
    """The last number that was given, 0 for none; it may be above any that is still there."""
    if connection.dialect.name == "sqlite":
        return _last_of_sqlite(connection, name)
    sequence = connection.scalar(text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": name})
    if sequence is None:
        return 0
    found = connection.execute(text(f"SELECT last_value, is_called FROM {sequence}")).one()  # noqa: S608 - its own name
    return int(found.last_value) if found.is_called else 0


def _last_of_sqlite(connection: Connection, name: str) -> int:
    if not inspect(connection).has_table("sqlite_sequence"):
        return 0
    numbers = table("sqlite_sequence", column("name"), column("seq"))
    return int(connection.scalar(select(numbers.c.seq).where(numbers.c.name == name)) or 0)


def _go_on(connection: Connection, name: str, last: int) -> None:
    if connection.dialect.name == "sqlite":
        _go_on_in_sqlite(connection, name, last)
        return
    moving = text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)")
    connection.execute(moving, {"name": name, "last": last})


def _go_on_in_sqlite(connection: Connection, name: str, last: int) -> None:
    values = {"name": name, "last": last}
    moved = connection.execute(text("UPDATE sqlite_sequence SET seq = :last WHERE name = :name"), values)
    if not moved.rowcount:
        connection.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"), values)
