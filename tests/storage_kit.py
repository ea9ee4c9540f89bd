"""A real database in a temporary folder, for the tests of every floor."""

import secrets
from pathlib import Path
from typing import Final

from sqlalchemy import column, insert, inspect, table, text

from storage import schema
from storage.audit_heads import HeadsFile
from storage.database import Database
from storage.dialect import backend_of
from storage.keyring import Keyring
from storage.statement import Row
from storage.tables import metadata

KEYS_FILE: Final = "keys.json"
DATABASE_FILE: Final = "password-center.db"
HEADS_FILE: Final = "audit-heads.txt"
URL_FILE: Final = "database-url"
"""In a folder whose database is elsewhere: its URL, for every process of the test."""


def new_keyring(path: Path) -> Keyring:
    """A new keyring in a file (or in `keys.json` of a folder)."""
    return Keyring.create(path / KEYS_FILE if path.is_dir() else path, secrets.token_bytes)


def url_in(folder: Path) -> str:
    """The database URL that `new_database` uses: a file in the folder, unless `URL_FILE` says otherwise."""
    said = folder / URL_FILE
    return said.read_text("utf-8") if said.exists() else f"sqlite:///{folder / DATABASE_FILE}"


def new_database(folder: Path) -> Database:
    """An empty database with its keyring and heads file; close it with `close_now()` or `close()`."""
    keyring = new_keyring(folder)
    make_schema(url_in(folder), keyring)
    database = open_database(folder, keyring)
    database.keep_heads()
    return database


def open_database(folder: Path, keyring: Keyring | None = None) -> Database:
    """The database of `new_database` once more, as another process would open it."""
    keys = keyring or Keyring.load(folder / KEYS_FILE)
    heads = HeadsFile(folder / HEADS_FILE, keys)
    return Database(url_in(folder), keys, token=secrets.token_bytes, heads=heads)


def by_hand(folder: Path, sql: str, **values: object) -> list[Row]:
    """Runs a statement as somebody would who sits at the database itself; what it answers or changed.

    Rows of a SELECT; of everything else one row with the number of rows that it changed.
    """
    with backend_of(url_in(folder)).engine.begin() as connection:
        result = connection.execute(text(sql), values)
        return [tuple(row) for row in result] if result.returns_rows else [(result.rowcount,)]


def make_schema(url: str, keyring: Keyring) -> None:
    """What the migrations make, quicker; `tests/storage/test_schema.py` proves that it is the same."""
    backend = backend_of(url)
    backend.prepare_place()
    with backend.engine.begin() as connection:
        # a schema of the shared cluster may have its tables from the test before
        if not inspect(connection).has_table("customers"):
            metadata.create_all(connection)
            connection.exec_driver_sql(
                "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"
            )
        connection.execute(
            insert(table("alembic_version", column("version_num"))), {"version_num": schema.HEAD}
        )
        schema.bind(connection, keyring)
