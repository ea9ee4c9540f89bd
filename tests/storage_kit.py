"""A real database in a temporary folder, for the tests of every floor."""

import secrets
from pathlib import Path
from typing import Final

from storage import schema
from storage.audit_heads import HeadsFile
from storage.database import Database
from storage.dialect import backend_of
from storage.keyring import Keyring
from storage.tables import metadata

KEYS_FILE: Final = "keys.json"
DATABASE_FILE: Final = "password-center.db"
HEADS_FILE: Final = "audit-heads.txt"


def new_keyring(path: Path) -> Keyring:
    """A new keyring in a file (or in `keys.json` of a folder)."""
    return Keyring.create(path / KEYS_FILE if path.is_dir() else path, secrets.token_bytes)


def url_in(folder: Path) -> str:
    """The database URL that `new_database` uses."""
    return f"sqlite:///{folder / DATABASE_FILE}"


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


def make_schema(url: str, keyring: Keyring) -> None:
    """What the migrations make, quicker; `tests/storage/test_schema.py` proves that it is the same."""
    backend = backend_of(url)
    backend.prepare_place()
    with backend.engine.begin() as connection:
        metadata.create_all(connection)
        connection.exec_driver_sql(
            "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"
        )
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (schema.HEAD,))
        schema.bind(connection, keyring)
