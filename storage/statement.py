"""SQL built once at import, compiled once a dialect, and run on the driver with its types kept.

A login is a dozen statements beside one hash. Executing a Core construct costs more than SQLite needs to
answer it, so the construct is compiled here and only the compiled text is run (measured by
`python -m tests.storage.cost`).
"""

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import Boolean, ClauseElement, Dialect, Insert, LargeBinary, Table, insert
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

Row = tuple[Any, ...]
Values = dict[str, object]
Convert = Callable[[Any], Any] | None


class Prepared:
    """A statement in the text of one dialect, with what turns values into the driver's and back."""

    __slots__ = ("_converts", "_fixed", "_pick", "_readers", "sql")

    def __init__(self, construct: ClauseElement, dialect: Dialect, given: Sequence[str] | None) -> None:
        compiled = construct.compile(dialect=dialect, column_keys=list(given) if given else None)
        assert isinstance(compiled, SQLCompiler)  # noqa: S101 - for the type checker
        self.sql: Final = compiled.string
        binds = {name: compiled.binds[name] for name in compiled.bind_names.values()}
        self._fixed = {name: bind.effective_value for name, bind in binds.items() if not bind.required}
        converts = ((name, _binder(bind.type, dialect)) for name, bind in binds.items())
        self._converts = [(name, convert) for name, convert in converts if convert is not None]
        self._pick = _picker(compiled.positiontup)
        self._readers = _readers(construct, dialect)

    def arguments(self, values: Values) -> Sequence[object] | Values:
        """The values as the driver takes them: in its order, or by name. Changes the `values` given."""
        values.update(self._fixed)
        for name, convert in self._converts:
            values[name] = convert(values[name])
        return values if self._pick is None else self._pick(values)

    def read(self, rows: list[Row]) -> list[Row]:
        """Rows of the driver with the types of the columns."""
        if not self._readers:
            return rows
        return [_typed(row, self._readers) for row in rows]


class Statement:
    """One statement of a repository; `given` names the columns of an INSERT."""

    __slots__ = ("_construct", "_given", "_prepared")

    def __init__(self, construct: ClauseElement, given: Sequence[str] | None = None) -> None:
        self._construct = construct
        self._given = given
        self._prepared: dict[str, Prepared] = {}

    def prepared(self, dialect: Dialect) -> Prepared:
        """The statement for a dialect, compiled at its first use."""
        found = self._prepared.get(dialect.name)
        if found is None:
            found = self._prepared[dialect.name] = Prepared(self._construct, dialect, self._given)
        return found


def inserting(table: Table, *, numbered: bool = False) -> Statement:
    """Inserts a whole row by column names; `numbered`: the database gives the id and hands it back."""
    names = [column.name for column in table.columns if not (numbered and column.name == "id")]
    construct: Insert = insert(table)
    return Statement(construct.returning(table.c.id) if numbered else construct, names)


def _binder(kind: TypeEngine[Any], dialect: Dialect) -> Convert:
    """From our type to the driver's; both drivers take bytes and truth values as they are."""
    if isinstance(kind, (Boolean, LargeBinary)):
        return None
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _picker(names: Sequence[str] | None) -> Callable[[Values], Sequence[object]] | None:
    """Puts named values into the driver's order; None where the driver takes names."""
    if names is None:
        return None
    if len(names) < 2:
        return lambda values: [values[name] for name in names]
    return itemgetter(*names)


def _typed(row: Row, readers: list[tuple[int, Callable[[Any], Any]]]) -> Row:
    cells = list(row)
    for index, reader in readers:
        if cells[index] is not None:
            cells[index] = reader(cells[index])
    return tuple(cells)


def _readers(construct: ClauseElement, dialect: Dialect) -> list[tuple[int, Callable[[Any], Any]]]:
    columns = getattr(construct, "exported_columns", ())
    found = [(index, _reader(column.type, dialect)) for index, column in enumerate(columns)]
    return [(index, reader) for index, reader in found if reader is not None]


def _reader(kind: TypeEngine[Any], dialect: Dialect) -> Convert:
    if isinstance(kind, LargeBinary):
        return None
    return kind.dialect_impl(dialect).result_processor(dialect, None)
