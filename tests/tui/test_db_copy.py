"""`db copy`: everything into an empty database, chains intact, checked; or nothing."""

import sqlite3
import subprocess
from io import StringIO
from pathlib import Path

import pytest

from storage import copying, schema
from storage.counting import tables
from storage.dialect import backend_of
from storage.errors import RowConflict
from tests.storage.people import MING, add_ming, entry
from tests.storage_kit import new_keyring
from tests.terminal import python
from tests.tui.backups import Home, home, sql
from tui.places import present

__all__ = ["home"]


def dump(path: Path) -> list[str]:
    return [*sqlite3.connect(path).iterdump()] if path.exists() else []


@pytest.fixture
def target(home: Home) -> Path:
    return home.desk.home.parent / "elsewhere" / "copy.db"


def everything(path: Path) -> dict[str, list[tuple[object, ...]]]:
    rows = {table.name: sql(path, f"SELECT * FROM {table.name}") for table in tables()}  # noqa: S608
    return {name: sorted(found, key=repr) for name, found in rows.items()}


def test_a_copy_has_every_row_and_a_sound_audit(home: Home, target: Path) -> None:
    home.logged_in()
    home.write(lambda tx: [tx.audit.append(entry(branch="高雄")) for _ in range(2500)])
    done = home.desk.run("db", "copy", f"sqlite:///{target}")
    assert (done.code, done.error) == (0, "")
    assert done.out.startswith("Moved and checked: ")
    assert everything(target) == everything(home.path)
    assert sql(target, "SELECT facts FROM audit WHERE event = 'sys_copied'") != []
    assert target.stat().st_mode & 0o777 == 0o600
    (home.desk.home / "settings.toml").write_text(f'[database]\nurl = "sqlite:///{target}"\n')
    assert home.desk.run("db", "check").out == "The database is whole; customers: 1.\n"
    assert home.desk.run("audit", "verify").code == 0


def test_the_copy_numbers_on_where_the_source_would(home: Home, target: Path) -> None:
    customer = home.write(add_ming)
    sql(home.path, "INSERT INTO sqlite_sequence (name, seq) VALUES ('past_passwords', 77)")
    sql(home.path, "UPDATE sqlite_sequence SET seq = 99 WHERE name = 'credentials'")
    assert home.desk.run("db", "copy", f"sqlite:///{target}").code == 0
    found = {str(name): last for name, last in sql(target, "SELECT name, seq FROM sqlite_sequence")}
    assert (found["credentials"], found["past_passwords"], found["accounts"]) == (99, 77, 2)
    assert customer.id


def test_a_url_with_a_password_is_no_word_of_the_command(
    home: Home, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.write(add_ming)
    monkeypatch.setattr("sys.stdin", StringIO(f"sqlite:///{target}\n"))
    assert home.desk.run("db", "copy", "-").code == 0
    assert everything(target) == everything(home.path)


@pytest.mark.parametrize("what", ["copy", "tables", "other keys", "itself"])
def test_only_an_empty_database_is_filled(home: Home, target: Path, what: str) -> None:
    home.logged_in()
    url = f"sqlite:///{target}"
    target.parent.mkdir()
    match what:
        case "copy":
            assert home.desk.run("db", "copy", url).code == 0
        case "tables":
            sql(target, "CREATE TABLE theirs (id INTEGER)")
        case "other keys":
            schema.upgrade(url, new_keyring(target.parent / "keys.json"))
        case _:
            url = home.place.database_url
    before = dump(target)
    code, sentence = home.desk.refused("db", "copy", url)
    assert code == 3
    if what != "other keys":
        assert sentence == "The other database is not empty: name an empty one."
    assert dump(target) == before


@pytest.mark.parametrize("url", ["nonsense", "mysql://host/db", "sqlite://"])
def test_a_url_of_nothing_we_know_is_wrong_use(home: Home, url: str) -> None:
    assert home.desk.refused("db", "copy", url)[0] == 2


def test_a_place_that_cannot_be_written_is_told(home: Home) -> None:
    code, sentence = home.desk.refused("db", "copy", "sqlite:////proc/nowhere/copy.db")
    assert (code, sentence.startswith("The other database cannot be used (")) == (1, True)


def test_it_needs_the_place_alone(home: Home, target: Path) -> None:
    with present(home.desk.home):
        assert home.desk.refused("db", "copy", f"sqlite:///{target}")[0] == 75
    assert not target.exists()


def test_ctrl_c_leaves_no_file(home: Home, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home.logged_in()

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(copying, "_empty", interrupt)
    assert home.desk.refused("db", "copy", f"sqlite:///{target}") == (
        1,
        "Interrupted; nothing is left half done.",
    )
    assert [*target.parent.glob("*")] == []


def test_a_copy_that_lacks_a_row_is_undone(home: Home, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home.logged_in()
    batches = copying._batches

    def forgetful(reading: object, table: object) -> object:
        for part in batches(reading, table):  # type: ignore[arg-type]
            if getattr(table, "name", "") != "sessions":
                yield part

    monkeypatch.setattr(copying, "_batches", forgetful)
    code, sentence = home.desk.refused("db", "copy", f"sqlite:///{target}")
    assert (code, sentence) == (3, "What arrived differs (rows): do not use the other database.")
    assert not target.exists()
    with pytest.raises(RowConflict):
        copying.copy(home.place.database_url, f"sqlite:///{target}", home.keys)
    assert copying.is_empty(f"sqlite:///{target}")


def test_killed_at_any_moment_the_copy_is_whole_or_made_anew(home: Home, target: Path) -> None:
    home.logged_in()
    home.write(lambda tx: [tx.audit.append(entry()) for _ in range(3000)])
    for round_number in range(4):
        path = target.with_name(f"copy-{round_number}.db")
        words = ("-m", "tui", "--home", str(home.desk.home), "db", "copy", f"sqlite:///{path}")
        with subprocess.Popen(
            python(*words), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            try:
                process.wait(0.5 + 0.2 * round_number)
            except subprocess.TimeoutExpired:
                process.kill()
        if copying.is_empty(f"sqlite:///{path}"):
            assert home.desk.run("db", "copy", f"sqlite:///{path}").code == 0
        assert sql(path, "SELECT count(*) FROM customers") == [(1,)]
        assert sql(path, "PRAGMA integrity_check") == [("ok",)]
    assert home.verified().sound


def test_little_memory_is_enough(home: Home, target: Path) -> None:
    """Rows come and go by the thousand, never the whole table."""
    home.write(lambda tx: [tx.audit.append(entry()) for _ in range(2100)])
    with backend_of(home.place.database_url).engine.connect() as reading:
        (audit,) = [table for table in tables() if table.name == "audit"]
        sizes = [len(part) for part in copying._batches(reading, audit)]
    assert sizes == [copying.BATCH, copying.BATCH, 100]
    assert MING.id_number not in sqlite3.connect(home.path).execute("SELECT facts FROM audit").fetchone()[0]
