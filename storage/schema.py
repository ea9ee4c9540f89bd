"""Which schema the database has, and how it gets the current one. Alembic is imported only to upgrade."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Final

import sqlalchemy
from sqlalchemy import bindparam, column, insert, select, table
from sqlalchemy.exc import DBAPIError

from storage import tables
from storage.connection import Connection
from storage.dialect import Backend, backend_of
from storage.errors import RowConflict, StorageError, StorageFault
from storage.keyring import Keyring
from storage.statement import Statement

REVISIONS: Final = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008")
"""Every revision this program knows, oldest first (`migrations/versions`)."""
HEAD: Final = REVISIONS[-1]
MIGRATIONS: Final = Path(__file__).parent / "migrations"

_VERSION_TABLE: Final = "alembic_version"
_KEYRING_FACT: Final = "keyring"
_REVISION: Final = Statement(select(column("version_num")).select_from(table(_VERSION_TABLE)))
_FACT: Final = Statement(select(tables.facts.c.value).where(tables.facts.c.name == bindparam("name_")))


class SchemaState(StrEnum):
    """How the schema stands to this program."""

    MISSING = "missing"
    CURRENT = "current"
    OLD = "old"
    NEW = "new"
    """Made by a later program: this one keeps its hands off."""


def state(url: str) -> SchemaState:
    """The state of a database; raises `StorageError` when it cannot be read at all."""
    backend = backend_of(url)
    if not backend.exists():
        return SchemaState.MISSING
    with _reading(backend) as connection:
        return _state(_revision(backend, connection))


def check(backend: Backend, keyring: Keyring) -> None:
    """Raises `StorageError` unless the schema is current and the keyring is the database's own."""
    if not backend.exists():
        raise _not_current(SchemaState.MISSING, None)
    with _reading(backend) as connection:
        revision = _revision(backend, connection)
        if _state(revision) is not SchemaState.CURRENT:
            raise _not_current(_state(revision), revision)
        _require_own(keyring, connection)


def is_own(url: str, keyring: Keyring) -> bool:
    """Whether a database that has a schema, of whatever age, is written with these keys. `StorageError`."""
    with _reading(backend_of(url)) as connection:
        row = connection.row(_FACT, name_=_KEYRING_FACT)
    return row is not None and row[0] == keyring.fingerprint()


def revision_of(connection: Connection) -> str:
    """The revision of a database that is known to have one."""
    row = connection.row(_REVISION)
    return row[0] if row else ""


def upgrade(url: str, keyring: Keyring) -> None:
    """Brings an empty or older database to `HEAD` as one transaction: whole or not at all.

    Makes the folder (0700) and the file (0600) of a new one and binds it to the keyring. Raises
    `StorageError` KEYS_FOREIGN, SCHEMA_TOO_NEW, BUSY, and what else `storage.dialect` finds; nothing is
    changed then.
    """
    backend = backend_of(url)
    backend.prepare_place()
    with _reading(backend) as connection:
        revision = _revision(backend, connection)
        if revision is not None:
            _require_own(keyring, connection)
    found = _state(revision)
    if found is SchemaState.NEW:
        raise _not_current(found, revision)
    if found is not SchemaState.CURRENT:
        _migrate(backend, keyring)


def bind(connection: sqlalchemy.Connection, keyring: Keyring) -> None:
    """Notes in a new database whose keys it is written with; `StorageError(KEYS_FOREIGN)` if others' are."""
    facts = tables.facts
    found = connection.scalar(select(facts.c.value).where(facts.c.name == _KEYRING_FACT))
    if found is None:
        connection.execute(insert(facts).values(name=_KEYRING_FACT, value=keyring.fingerprint()))
    elif found != keyring.fingerprint():
        raise StorageError(StorageFault.KEYS_FOREIGN)


def _state(revision: str | None) -> SchemaState:
    if revision is None:
        return SchemaState.MISSING
    if revision == HEAD:
        return SchemaState.CURRENT
    return SchemaState.OLD if revision in REVISIONS else SchemaState.NEW


def _not_current(found: SchemaState, revision: str | None) -> StorageError:
    fault = StorageFault.SCHEMA_TOO_NEW if found is SchemaState.NEW else StorageFault.SCHEMA_TOO_OLD
    return StorageError(fault, found=revision or "", expected=HEAD)


def _revision(backend: Backend, connection: Connection) -> str | None:
    if connection.row(backend.has_table, name_=_VERSION_TABLE) is None:
        return None
    row = connection.row(_REVISION)
    return row[0] if row else None


def _require_own(keyring: Keyring, connection: Connection) -> None:
    row = connection.row(_FACT, name_=_KEYRING_FACT)
    if row is None or row[0] != keyring.fingerprint():
        raise StorageError(StorageFault.KEYS_FOREIGN)


@contextmanager
def _reading(backend: Backend) -> Iterator[Connection]:
    connection = Connection(backend)
    try:
        connection.begin(backend.begin_read)
        yield connection
        connection.commit()
    finally:
        connection.close()


def _migrate(backend: Backend, keyring: Keyring) -> None:
    fault: StorageError | RowConflict
    try:
        with backend.engine.connect() as connection:
            _migrate_over(
                connection.execution_options(begin=backend.begin_write), keyring, backend.upgrade_lock
            )
        return
    except DBAPIError as error:
        fault = backend.fault(error.orig or error)
    except backend.errors as error:
        fault = backend.fault(error)
    raise fault


def _migrate_over(connection: sqlalchemy.Connection, keyring: Keyring, lock: str | None) -> None:
    # here, because it costs a third of a second that only an upgrade should pay
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    # the lock first: a second process that upgrades waits here, and then finds nothing left to do
    with connection.begin():
        if lock:
            connection.exec_driver_sql(lock)
        command.upgrade(config, HEAD)
        bind(connection, keyring)
