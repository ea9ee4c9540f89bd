"""`db backup`: whole, checked, sealed, while others write; or not there at all."""

import json
import os
import sqlite3
import subprocess
import threading
from pathlib import Path

import pytest

from storage import backup, counting, files, manifest
from storage.manifest import BackupError, BackupFault
from tests.storage.people import entry
from tests.terminal import python
from tests.tui.backups import Home, home, left_over, sql
from tui.places import present

__all__ = ["home"]


def test_a_backup_is_one_private_file_and_its_sealed_description(home: Home) -> None:
    home.logged_in()
    path = home.backed_up()
    described = manifest.read(path, home.keys)
    assert described.rows["customers"] == 1
    assert described.heads == {"台北": 1}
    assert described.sha256 == files.digest_of(path)
    assert described.audit_findings == 0
    assert sql(path, "SELECT count(*) FROM customers") == [(1,)]
    assert sql(path, "PRAGMA journal_mode") == [("delete",)]
    assert {file.stat().st_mode & 0o777 for file in (path, manifest.beside(path))} == {0o600}
    assert left_over(path.parent) == []
    assert {file.name for file in path.parent.iterdir()} == {"home", "nightly.db", "nightly.db.json"}
    (noted,) = sql(home.path, "SELECT facts FROM audit WHERE event = 'sys_backed_up'")
    assert described.sha256[:16] in str(noted[0])


def test_no_backup_is_overwritten(home: Home) -> None:
    path = home.backed_up()
    before = path.read_bytes(), manifest.beside(path).read_bytes()
    assert home.desk.refused("db", "backup", str(path)) == (
        2,
        f"{path} exists and is not overwritten: name a new file.",
    )
    assert (path.read_bytes(), manifest.beside(path).read_bytes()) == before


def test_a_description_without_its_backup_is_a_left_over(home: Home) -> None:
    """Killed between the two names, a run leaves one; the next one takes its place."""
    home.backed_up().unlink()
    home.backed_up()
    manifest.read(home.backup, home.keys)


@pytest.mark.parametrize("own", ['{"format": 1, "note": "mine"}', "[]", "\xff"])
def test_a_file_that_only_has_the_name_of_a_description_stays(home: Home, own: str) -> None:
    path = manifest.beside(home.backup)
    path.write_text(own, "latin-1")
    assert home.desk.refused("db", "backup", str(home.backup)) == (
        2,
        f"{path} exists and is not overwritten: name a new file.",
    )
    assert path.read_text("latin-1") == own
    assert not home.backup.exists()


def test_it_runs_while_others_are_at_work_and_write(home: Home) -> None:
    home.logged_in()
    for _ in range(300):
        home.write(lambda tx: [tx.audit.append(entry()) for _ in range(10)])
    database, stop = home.database(), threading.Event()

    def work() -> None:
        while not stop.is_set():
            database.write_now(lambda tx: tx.audit.append(entry()))

    writer = threading.Thread(target=work)
    writer.start()
    with present(home.desk.home):
        home.backed_up()
    stop.set()
    writer.join()
    database.close_now()
    assert manifest.read(home.backup, home.keys).audit_findings == 0
    assert home.verified().sound


def test_it_waits_for_a_restore(home: Home) -> None:
    with present(home.desk.home, alone=True):
        assert home.desk.refused("db", "backup", str(home.backup))[0] == 75
    assert not home.backup.exists()


def test_two_writers_of_one_file_do_not_meet(home: Home) -> None:
    with files.draft_of(home.backup):
        code, sentence = home.desk.refused("db", "backup", str(home.backup))
    assert (code, sentence) == (75, f"{home.backup} is being written by another program: try again later.")
    home.backed_up()


def test_a_full_disk_leaves_nothing(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.logged_in()
    plain = sqlite3.connect

    def cramped(place: object, *args: object, **kw: object) -> sqlite3.Connection:
        connection: sqlite3.Connection = plain(place, *args, **kw)  # type: ignore[call-overload]
        if str(place).endswith(".draft"):
            connection.execute("PRAGMA max_page_count = 4")
        return connection

    monkeypatch.setattr(sqlite3, "connect", cramped)
    code, sentence = home.desk.refused("db", "backup", str(home.backup))
    assert (code, sentence) == (1, f"The disk of {home.backup} is full: make room, then try again.")
    assert not home.backup.exists()
    assert not manifest.beside(home.backup).exists()
    assert left_over(home.backup.parent) == []
    monkeypatch.undo()
    home.backed_up()


def test_a_folder_that_is_not_there_is_told(home: Home) -> None:
    target = home.desk.home.parent / "no" / "such" / "folder.db"
    code, sentence = home.desk.refused("db", "backup", str(target))
    assert (code, "No such file or directory" in sentence) == (1, True)


def test_a_copy_that_differs_is_not_kept(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.logged_in()
    counted = counting.rows_of
    monkeypatch.setattr(backup, "rows_of", lambda connection: counted(connection) | {"customers": 2})
    code, sentence = home.desk.run("db", "backup", str(home.backup)).code, home.backup.exists()
    assert (code, sentence) == (1, False)


def test_a_damaged_copy_is_not_described(home: Home) -> None:
    path = home.backed_up()
    size = path.stat().st_size
    data = bytearray(path.read_bytes())
    data[4096:size] = os.urandom(size - 4096)
    path.write_bytes(data)
    with pytest.raises((BackupError, Exception)) as caught:
        manifest.describe(path, home.keys, made_at=manifest.read(path, home.keys).made_at, app_version="x")
    assert getattr(caught.value, "fault", None) is not None


def test_a_broken_audit_trail_is_backed_up_and_told(home: Home) -> None:
    home.logged_in()
    home.write(lambda tx: tx.audit.append(entry()))
    sql(home.path, "DELETE FROM audit WHERE seq = 1")
    done = home.desk.run("db", "backup", str(home.backup))
    assert (done.code, "does not add up in 1 places" in done.error) == (3, True)
    assert manifest.read(home.backup, home.keys).audit_findings == 1


@pytest.mark.parametrize("name", ["sha256", "keyring", "made_at", "rows", "seal"])
def test_an_altered_description_is_found(home: Home, name: str) -> None:
    described = manifest.beside(home.backed_up())
    facts = json.loads(described.read_text())
    altered = {
        "sha256": "00" * 32,
        "keyring": facts["keyring"],
        "made_at": "2020-01-01T00:00:00Z",
        "rows": {"customers": 0},
        "seal": "00" * 32,
    }[name]
    described.write_text(json.dumps(facts | {name: altered, "app_version": "9"}))
    with pytest.raises(BackupError) as caught:
        manifest.read(home.backup, home.keys)
    assert caught.value.fault is BackupFault.MANIFEST_DAMAGED


@pytest.mark.parametrize("text", ["", "[]", "no json", '{"format": 1}', "\udcff"])
def test_what_is_no_description_is_damaged(home: Home, text: str) -> None:
    described = manifest.beside(home.backed_up())
    described.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(BackupError) as caught:
        manifest.read(home.backup, home.keys)
    assert caught.value.fault is BackupFault.MANIFEST_DAMAGED


def test_an_empty_home_has_nothing_to_back_up(home: Home, tmp_path: Path) -> None:
    other = home.desk.__class__(tmp_path / "other", home.desk.capture)
    code, sentence = other.refused("db", "backup", str(home.backup))
    assert code in {1, 3}
    assert not home.backup.exists()
    assert sentence


def test_killed_at_any_moment_it_leaves_a_whole_backup_or_none(home: Home) -> None:
    home.logged_in()
    home.write(lambda tx: [tx.audit.append(entry()) for _ in range(2000)])
    for round_number in range(5):
        path = home.backup.with_name(f"killed-{round_number}.db")
        command = python("-m", "tui", "--home", str(home.desk.home), "db", "backup", str(path))
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            try:
                process.wait(0.25 + 0.15 * round_number)
            except subprocess.TimeoutExpired:
                process.kill()
        if path.exists():
            assert manifest.read(path, home.keys).sha256 == files.digest_of(path)
        else:
            done = home.desk.run("db", "backup", str(path))
            assert done.code == 0, done.error
    assert left_over(home.backup.parent) == []
    assert home.verified().sound


def test_ctrl_c_leaves_nothing(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(manifest, "describe", interrupt)
    assert home.desk.refused("db", "backup", str(home.backup))[1:] == (
        "Interrupted; nothing is left half done.",
    )
    assert {file.name for file in home.backup.parent.iterdir()} == {"home"}
