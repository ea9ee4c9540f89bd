"""Every statement compiles for both databases, although only one of them runs here."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from sqlalchemy import Dialect
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from storage import dialect, repositories, schema
from storage.dialect.postgresql import PostgresqlBackend
from storage.statement import Statement


def statements() -> Iterator[tuple[str, Statement]]:
    names = [f"storage.repositories.{found.name}" for found in pkgutil.iter_modules(repositories.__path__)]
    modules = [*map(importlib.import_module, names), schema, dialect.SqliteBackend, PostgresqlBackend]
    for module in modules:
        for name, value in vars(module).items():
            for one in value if isinstance(value, tuple) else (value,):
                if isinstance(one, Statement):
                    yield f"{getattr(module, '__name__', '')}.{name}", one


SERVER: Dialect = PGDialect_psycopg()  # type: ignore[no-untyped-call]
FILE: Dialect = SQLiteDialect_pysqlite()
ALL = list(statements())


def test_there_are_statements() -> None:
    assert len(ALL) > 50


@pytest.mark.parametrize(("name", "statement"), ALL)
def test_a_statement_compiles_for_both(name: str, statement: Statement) -> None:
    for one in (FILE, SERVER):
        assert statement.prepared(one).sql


def test_the_row_lock_is_there_where_writers_run_side_by_side() -> None:
    from storage.repositories.audit import _HEAD

    assert "FOR UPDATE" in _HEAD.prepared(SERVER).sql
    assert "FOR UPDATE" not in _HEAD.prepared(FILE).sql
