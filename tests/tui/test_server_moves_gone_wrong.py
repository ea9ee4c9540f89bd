"""Restores and moves with PostgreSQL on one side that are killed, or find no room: the old, or the new."""

import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from storage import copying, manifest
from storage.dialect import backend_of
from tests.postgres import SCHEMAS
from tests.storage.people import entry
from tests.terminal import python
from tests.tui.backups import Home, home, left_over
from tests.tui.commands_kit import Done
from tests.tui.test_backup_on_a_server import everything, moved, server

__all__ = ["home", "server"]

pytestmark = pytest.mark.timeout(240)

Step = tuple[str, str, str]
RESTORE = ("--reason", "drill")
COPIED: tuple[tuple[Step, bool], ...] = (
    (("storage.schema", "upgrade", "after"), False),
    (("storage.numbering", "carry_over", "before"), False),
    (("storage.numbering", "carry_over", "after"), False),
    (("storage.copying", "fill", "after"), True),
    (("tui.commands.db_copy", "_require_sound", "after"), True),
)
"""Where `db copy` dies, and whether the other database has everything then; else it has nothing."""
RESTORED: tuple[tuple[Step, bool], ...] = (
    (("storage.restoring", "end", "after"), False),
    (("storage.backup", "write", "after"), False),
    (("storage.numbering", "carry_over", "after"), False),
    (("storage.restoring", "fill", "after"), True),
    (("storage.restoring", "tell_heads", "before"), True),
    (("storage.restoring", "tell_heads", "after"), True),
)
"""Where `db restore` dies, and whether the database is the restored one then; else it is the old one."""


def killed(home: Home, step: Step, *words: str) -> None:
    """The command, as far as it comes."""
    command = python("-m", "tests.tui.killed_command", *step, "--home", str(home.desk.home), *words)
    done = subprocess.run(command, capture_output=True, check=False, timeout=100)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


def again(home: Home, *words: str) -> Done:
    """The same command anew; a server takes a moment to notice who died, which is told as 'later' (75)."""
    for _ in range(100):
        done = home.desk.run(*words)
        if done.code != 75:
            break
    return done


def copied(home: Home, step: Step, whole: bool, url: str) -> None:
    """A copy that dies at a step, and is made again."""
    killed(home, step, "db", "copy", url)
    assert copying.is_empty(url) != whole, step
    done = again(home, "db", "copy", url)
    assert done.code == (3 if whole else 0), (step, done)
    here, there = everything(home.place.database_url), everything(url)
    if whole:
        # who tried again put that on record, here alone
        for rows in (here, there):
            rows["audit"], rows["audit_chains"] = [], []
    assert here == there, step


def test_a_copy_to_a_server_killed_at_any_step_is_whole_or_made_anew(home: Home) -> None:
    home.logged_in()
    for step, whole in COPIED:
        with SCHEMAS.fresh() as url:
            copied(home, step, whole, url)
    assert home.verified().sound


def test_a_copy_from_a_server_killed_at_any_step_is_whole_or_made_anew(
    home: Home, server: str, tmp_path: Path
) -> None:
    home.logged_in()
    moved(home, server)
    for number, (step, whole) in enumerate(COPIED):
        copied(home, step, whole, f"sqlite:///{tmp_path / f'copy-{number}.db'}")
    assert home.verified().sound


def test_a_restore_killed_at_any_step_leaves_the_old_database_or_the_new_one(home: Home, server: str) -> None:
    home.logged_in()
    moved(home, server)
    home.backed_up()
    words = ("db", "restore", str(home.backup), *RESTORE)
    for step, whole in RESTORED:
        home.write(lambda tx: tx.audit.append(entry()))
        before = everything(server)
        assert home.numbers("台北")
        killed(home, step, *words)
        after = everything(server)
        assert (after != before) == whole, step
        if whole:
            assert after["customers"] == before["customers"]
            assert after["sessions"] == []
        assert again(home, "db", "check").code == 0
        verified = home.desk.run("audit", "verify")
        assert verified.code == 0, (step, verified)
        done = again(home, *words)
        assert (done.code, done.error) == (0, ""), (step, done)
        assert left_over(home.desk.home) == []
    assert home.verified().sound


@contextmanager
def full(url: str, table: str) -> Iterator[None]:
    """The server has no room for one more row of a table, and says so as it does (53100)."""
    with backend_of(url).engine.connect() as owner:
        owner.execute(
            text(
                "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$"
            )
        )
        owner.execute(text(f"CREATE TRIGGER no_room BEFORE INSERT ON {table} EXECUTE FUNCTION no_room()"))
        owner.commit()
        yield
        owner.execute(text("DROP FUNCTION no_room CASCADE"))
        owner.commit()


def nothing_changed(home: Home, *words: str) -> str:
    """The one sentence of a command that leaves everything as it was."""
    before, files = everything(home.place.database_url), home.bytes_of_all()
    code, sentence = home.desk.refused(*words)
    assert code == 1
    assert everything(home.place.database_url) == before
    assert home.bytes_of_all() == files
    assert left_over(home.desk.home.parent) == []
    return sentence


def test_a_full_server_is_told_and_keeps_what_it_had(home: Home, server: str) -> None:
    home.logged_in()
    moved(home, server)
    home.backed_up()
    home.write(lambda tx: tx.audit.append(entry()))
    words = ("db", "restore", str(home.backup), *RESTORE)
    with full(server, "audit"):
        sentence = nothing_changed(home, *words)
    assert sentence == f"The disk of {home.place.database_name} is full: make room, then try again."
    assert home.desk.run(*words).code == 0


def test_a_copy_into_a_full_server_leaves_it_empty(home: Home, server: str) -> None:
    home.logged_in()
    assert home.desk.run("db", "copy", server).code == 0
    copying.clear(server)
    with full(server, "audit"):
        code, sentence = home.desk.refused("db", "copy", server)
    assert (code, sentence) == (
        1,
        "The other database cannot be used (53100): check its URL, rights and room.",
    )
    assert copying.is_empty(server)
    assert home.desk.run("db", "copy", server).code == 0


@pytest.fixture
def cramped(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """No new file of the database of before has room, `undo` makes some."""
    plain = sqlite3.connect

    def connect(place: object, *args: object, **more: object) -> sqlite3.Connection:
        connection: sqlite3.Connection = plain(place, *args, **more)  # type: ignore[call-overload]
        if ".before" in str(place) or "nightly" in str(place):
            connection.execute("PRAGMA max_page_count = 4")
        return connection

    monkeypatch.setattr(sqlite3, "connect", connect)
    return monkeypatch


def test_no_room_here_for_the_database_of_before(
    home: Home, server: str, request: pytest.FixtureRequest
) -> None:
    """A server is restored only when what it had could be kept; it is the disk here that is named."""
    home.logged_in()
    moved(home, server)
    home.backed_up()
    home.write(lambda tx: tx.audit.append(entry()))
    backup = home.backup.rename(home.backup.with_name("last.db"))
    manifest.beside(home.backup).rename(manifest.beside(backup))
    words = ("db", "restore", str(backup), *RESTORE)
    cramped = request.getfixturevalue("cramped")
    sentence = nothing_changed(home, *words)
    assert sentence == f"The disk of {home.place.database_file} is full: make room, then try again."
    cramped.undo()
    assert home.desk.run(*words).code == 0


def test_no_room_for_the_backup_of_a_server(home: Home, server: str, request: pytest.FixtureRequest) -> None:
    home.logged_in()
    moved(home, server)
    cramped = request.getfixturevalue("cramped")
    sentence = nothing_changed(home, "db", "backup", str(home.backup))
    assert sentence == f"The disk of {home.backup} is full: make room, then try again."
    assert not home.backup.exists()
    assert not manifest.beside(home.backup).exists()
    cramped.undo()
    home.backed_up()
