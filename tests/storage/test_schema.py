import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from storage import schema
from storage.dialect import backend_of
from storage.errors import StorageError, StorageFault
from storage.keyring import Keyring
from storage.schema import SchemaState
from storage.tables import metadata
from tests.storage_kit import DATABASE_FILE, make_schema, new_keyring, open_database, url_in


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    return new_keyring(tmp_path)


def scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    return ScriptDirectory.from_config(config)


def run(path: Path, sql: str) -> None:
    raw = sqlite3.connect(path)
    with raw:
        raw.execute(sql)
    raw.close()


def layout(path: Path) -> set[tuple[str, ...]]:
    """Tables by columns, keys and references; indexes by name and columns."""
    raw = sqlite3.connect(path)
    tables = [name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found: set[tuple[str, ...]] = set()
    for table in tables:
        for pragma in ("table_xinfo", "foreign_key_list", "index_list"):
            found.update(
                (table, pragma, *map(str, row[1:])) for row in raw.execute(f"PRAGMA {pragma}({table})")
            )
        for index in raw.execute(f"PRAGMA index_list({table})").fetchall():
            found.update(
                (table, index[1], *map(str, row)) for row in raw.execute(f"PRAGMA index_info({index[1]})")
            )
    numbered = raw.execute("SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'").fetchall()
    raw.close()
    return found | {("numbered", name) for (name,) in numbered}


def test_the_head_constant_is_alembics(tmp_path: Path) -> None:
    directory = scripts()
    assert directory.get_heads() == [schema.HEAD]
    assert [revision.revision for revision in directory.walk_revisions()] == list(reversed(schema.REVISIONS))


def test_an_upgrade_from_nothing_makes_a_private_place(tmp_path: Path) -> None:
    home = tmp_path / "home" / "deeper"
    keyring = new_keyring(tmp_path)
    assert schema.state(url_in(home)) is SchemaState.MISSING
    assert not home.exists()
    schema.upgrade(url_in(home), keyring)
    assert schema.state(url_in(home)) is SchemaState.CURRENT
    assert home.stat().st_mode & 0o777 == 0o700
    database = open_database(home, keyring)
    database.check_open()
    database.write_now(lambda tx: tx.customers.count())
    modes = {
        path.name: path.stat().st_mode & 0o777
        for path in home.iterdir()
        if path.name.startswith(DATABASE_FILE)
    }
    assert set(modes) == {DATABASE_FILE, f"{DATABASE_FILE}-wal", f"{DATABASE_FILE}-shm"}
    assert set(modes.values()) == {0o600}
    database.close_now()


def test_the_migrations_make_the_tables_of_the_program(tmp_path: Path, keyring: Keyring) -> None:
    schema.upgrade(url_in(tmp_path), keyring)
    backend = backend_of(url_in(tmp_path))
    with backend.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, metadata) == []


def test_the_tests_quick_schema_is_the_same(tmp_path: Path, keyring: Keyring) -> None:
    (tmp_path / "quick").mkdir()
    make_schema(url_in(tmp_path / "quick"), keyring)
    schema.upgrade(url_in(tmp_path), keyring)
    assert layout(tmp_path / "quick" / DATABASE_FILE) == layout(tmp_path / DATABASE_FILE)


def test_down_and_up_again(tmp_path: Path, keyring: Keyring) -> None:
    from alembic import command

    schema.upgrade(url_in(tmp_path), keyring)
    before = layout(tmp_path / DATABASE_FILE)
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    with backend_of(url_in(tmp_path)).engine.connect() as connection:
        config.attributes["connection"] = connection.execution_options(begin="BEGIN IMMEDIATE")
        with connection.begin():
            command.downgrade(config, "base")
        with connection.begin():
            command.upgrade(config, "head")
    assert layout(tmp_path / DATABASE_FILE) == before


def test_a_second_upgrade_changes_nothing(tmp_path: Path, keyring: Keyring) -> None:
    schema.upgrade(url_in(tmp_path), keyring)
    before = layout(tmp_path / DATABASE_FILE)
    schema.upgrade(url_in(tmp_path), keyring)
    assert layout(tmp_path / DATABASE_FILE) == before


def refused(tmp_path: Path, keyring: Keyring) -> StorageError:
    database = open_database(tmp_path, keyring)
    with pytest.raises(StorageError) as caught:
        database.check_open()
    database.close_now()
    return caught.value


def test_no_database_is_a_schema_too_old(tmp_path: Path, keyring: Keyring) -> None:
    assert refused(tmp_path, keyring).fault is StorageFault.SCHEMA_TOO_OLD
    assert not (tmp_path / DATABASE_FILE).exists()


def test_an_empty_file_is_a_schema_too_old(tmp_path: Path, keyring: Keyring) -> None:
    (tmp_path / DATABASE_FILE).touch()
    assert schema.state(url_in(tmp_path)) is SchemaState.MISSING
    assert refused(tmp_path, keyring).fault is StorageFault.SCHEMA_TOO_OLD
    schema.upgrade(url_in(tmp_path), keyring)
    assert schema.state(url_in(tmp_path)) is SchemaState.CURRENT


def test_a_later_programs_schema_is_left_alone(tmp_path: Path, keyring: Keyring) -> None:
    schema.upgrade(url_in(tmp_path), keyring)
    run(tmp_path / DATABASE_FILE, "UPDATE alembic_version SET version_num = '9999'")
    assert schema.state(url_in(tmp_path)) is SchemaState.NEW
    error = refused(tmp_path, keyring)
    assert error.fault is StorageFault.SCHEMA_TOO_NEW
    assert error.facts == {"found": "9999", "expected": schema.HEAD}
    with pytest.raises(StorageError) as caught:
        schema.upgrade(url_in(tmp_path), keyring)
    assert caught.value.fault is StorageFault.SCHEMA_TOO_NEW


def test_an_earlier_schema_is_too_old(
    tmp_path: Path, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    schema.upgrade(url_in(tmp_path), keyring)
    monkeypatch.setattr(schema, "REVISIONS", (*schema.REVISIONS, "9998"))
    monkeypatch.setattr(schema, "HEAD", "9998")
    assert schema.state(url_in(tmp_path)) is SchemaState.OLD
    assert refused(tmp_path, keyring).fault is StorageFault.SCHEMA_TOO_OLD


def test_another_keyring_is_refused_and_changes_nothing(tmp_path: Path, keyring: Keyring) -> None:
    schema.upgrade(url_in(tmp_path), keyring)
    other = new_keyring(tmp_path / "other.json")
    assert refused(tmp_path, other).fault is StorageFault.KEYS_FOREIGN
    with pytest.raises(StorageError) as caught:
        schema.upgrade(url_in(tmp_path), other)
    assert caught.value.fault is StorageFault.KEYS_FOREIGN
    open_database(tmp_path, keyring).check_open()


def test_a_migration_that_fails_leaves_nothing(
    tmp_path: Path, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(schema, "bind", fails)
    with pytest.raises(RuntimeError):
        schema.upgrade(url_in(tmp_path), keyring)
    assert schema.state(url_in(tmp_path)) is SchemaState.MISSING
    monkeypatch.undo()
    schema.upgrade(url_in(tmp_path), keyring)
    open_database(tmp_path, keyring).check_open()


def test_several_processes_may_upgrade_at_once(tmp_path: Path, keyring: Keyring) -> None:
    code = (
        "import sys, pathlib; from storage import schema; from tests.storage_kit import *;"
        "folder = pathlib.Path(sys.argv[1]); import alembic.command; sys.stdin.readline();"
        "schema.upgrade(url_in(folder), Keyring.load(folder / KEYS_FILE))"
    )
    processes = [
        subprocess.Popen([sys.executable, "-c", code, tmp_path], stdin=subprocess.PIPE) for _ in range(3)
    ]
    for process in processes:
        assert process.stdin
        process.stdin.write(b"\n")
        process.stdin.close()
    assert [process.wait(20) for process in processes] == [0, 0, 0]
    open_database(tmp_path, keyring).check_open()


def test_opening_does_not_import_alembic(tmp_path: Path, keyring: Keyring) -> None:
    schema.upgrade(url_in(tmp_path), keyring)
    code = (
        "import sys, pathlib; from tests.storage_kit import open_database;"
        "database = open_database(pathlib.Path(sys.argv[1])); database.check_open();"
        "database.read_now(lambda tx: tx.customers.count());"
        "sys.exit(sorted({'alembic', 'mako', 'sqlalchemy.orm', 'textual'} & sys.modules.keys()) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code, tmp_path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
