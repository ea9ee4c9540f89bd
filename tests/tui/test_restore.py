"""`db restore`: back to a backup, owning up to it; refused where backup, keys or place do not fit."""

import json
import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest

from services.audit_trail import AuditEvent
from storage import files, manifest, restoring, schema
from storage.audit_chain import FindingKind
from tests.storage.people import MING, entry
from tests.storage_kit import new_keyring
from tests.terminal import Terminal, python
from tests.tui.backups import MASKED, Home, damage, home, left_over, sql
from tests.tui.commands_kit import CommandLine, Done
from tui.places import present

__all__ = ["home"]

WHY = ("--reason", "disk died")


def restored(home: Home, *more: str) -> Done:
    done = home.desk.run("db", "restore", str(home.backup), *WHY, *more)
    assert (done.code, done.error) == (0, ""), done
    assert left_over(home.desk.home) == []
    return done


def test_a_restore_goes_back_ends_what_is_pending_and_owns_up(home: Home) -> None:
    customer = home.logged_in()
    home.backed_up()
    home.write(lambda tx: tx.customers.set_consolidated(customer, False))
    for _ in range(3):
        home.write(lambda tx: tx.audit.append(entry()))
    home.write(lambda tx: tx.audit.append(entry(branch="高雄")))
    done = restored(home)
    assert "pending things ended: 1." in done.out
    assert "Audit chain 台北: rows 2 to 4 are gone with the restore.\n" in done.out
    assert "Audit chain 高雄: rows 1 to 1 are gone with the restore.\n" in done.out
    (found,) = home.write(lambda tx: [tx.customers.find(MING.id_number)])
    assert found is not None
    assert found.consolidated
    assert sql(home.path, "SELECT count(*) FROM sessions") == [(0,)]
    assert home.numbers("台北") == [1, 5]
    assert home.numbers("高雄") == [2]


def test_audit_verify_tells_a_restore_as_what_it_is(home: Home) -> None:
    home.logged_in()
    home.backed_up()
    home.write(lambda tx: tx.audit.append(entry()))
    restored(home)
    done = home.desk.run("audit", "verify")
    assert done.code == 0
    (line,) = [line for line in done.out.splitlines() if line.startswith("Audit chain 台北, row 3: ")]
    assert ": restored by " in line
    assert "(rows 2 to 2 are gone)" in line
    assert line.endswith("reason: disk died.")
    home.write(lambda tx: tx.audit.append(entry()))
    assert home.numbers("台北") == [1, 3, 4]
    assert home.verified().sound


def test_a_tail_cut_without_a_restore_stays_a_finding(home: Home) -> None:
    home.logged_in()
    home.backed_up()
    home.write(lambda tx: tx.audit.append(entry()))
    # what somebody would do who has no audit key: put the file back by hand
    shutil.copy(home.backup, home.path)
    found = home.verified()
    assert FindingKind.TAIL_CUT in {finding.kind for finding in found.findings}
    assert found.restores == ()


def test_a_second_restore_numbers_on_behind_everything(home: Home) -> None:
    home.logged_in()
    home.backed_up()
    restored(home)
    home.write(lambda tx: tx.audit.append(entry()))
    restored(home)
    assert home.numbers("台北") == [1, 3]
    assert home.verified().sound


def test_rows_that_only_the_database_knew_are_not_given_again(home: Home) -> None:
    """Killed between commit and heads file, the last row stands in the tables alone."""
    home.logged_in()
    home.backed_up()
    kept = home.place.audit_heads.read_bytes()
    for _ in range(4):
        home.write(lambda tx: tx.audit.append(entry()))
    home.place.audit_heads.write_bytes(kept)
    restored(home)
    assert home.numbers("台北") == [1, 6]
    assert home.verified().sound


def test_it_lists_whose_passwords_went_back(home: Home) -> None:
    home.logged_in()
    home.changed()
    home.backed_up()
    home.changed()
    home.changed(AuditEvent.WITHDRAWAL_CHANGE)
    home.changed(AuditEvent.CONSOLIDATION, outcome="failure")
    done = restored(home)
    (line,) = [line for line in done.out.splitlines() if line.startswith(MASKED)]
    assert line == (
        f"{MASKED} (abababab): authn_password_change, authn_withdrawal_password_change, "
        "last at 2026-03-04 13:06:07; let the customer know."
    )
    assert "Customers whose passwords went back: 1.\n" in done.out


def test_exports_tell_what_a_lost_database_cannot(home: Home, tmp_path: Path) -> None:
    home.logged_in()
    home.backed_up()
    home.changed()
    export = tmp_path / "evidence.jsonl"
    assert home.desk.run("audit", "export", str(export)).code == 0
    forged = json.loads(export.read_text("utf-8").splitlines()[-1]) | {"seq": 900, "customer_masked": "Z1"}
    export.write_text(export.read_text("utf-8") + json.dumps(forged) + "\nno line\n[]\n", "utf-8")
    home.path.unlink()
    home.place.audit_heads.unlink()
    done = restored(home, "--audit", str(export), "--audit", str(export))
    assert "Customers whose passwords went back: 1.\n" in done.out
    assert "Z1" not in done.out
    assert home.numbers("台北") == [1, 3]
    assert home.desk.refused("db", "restore", str(home.backup), *WHY, "--audit", "/no/such")[0] == 1


def test_into_an_empty_home_with_its_keyring(home: Home, tmp_path: Path) -> None:
    home.logged_in()
    home.backed_up()
    other = CommandLine(tmp_path / "other", home.desk.capture)
    assert other.refused("db", "restore", str(home.backup), *WHY) == (
        3,
        f"The key file {other.home / 'keyring.json'} is missing, and the database stays shut without it: "
        "restore it from its backup.",
    )
    shutil.copy(home.place.keyring, other.home / "keyring.json")
    done = other.run("db", "restore", str(home.backup), *WHY)
    assert done.code == 0, done.error
    assert "The heads file was gone, so nobody knows how many rows followed the backup.\n" in done.out
    assert "kept as" not in done.out
    checked = other.run("audit", "verify")
    assert checked.code == 0
    assert "how many rows are lost is not known" in checked.out
    assert other.run("db", "check").code == 0
    assert {file.stat().st_mode & 0o777 for file in other.home.iterdir() if file.is_file()} == {0o600}


def test_the_database_of_before_is_kept(home: Home) -> None:
    home.logged_in()
    home.backed_up()
    home.write(lambda tx: tx.audit.append(entry()))
    restored(home)
    (kept,) = home.desk.home.glob("password-center.db.before-*")
    assert sql(kept, "SELECT max(seq) FROM audit WHERE chain = '台北'") == [(2,)]
    assert kept.stat().st_mode & 0o777 == 0o600


def test_a_damaged_database_is_replaced_and_kept(home: Home) -> None:
    home.logged_in()
    home.backed_up()
    data = home.path.read_bytes()
    home.path.write_bytes(data[:100] + os.urandom(len(data) - 100))
    done = restored(home)
    assert "The database of before cannot be read to its end" in done.out
    assert home.desk.run("db", "check").code == 0
    home.path.write_bytes(b"no database at all" * 100)
    restored(home)
    assert home.verified().sound


def test_side_files_of_a_damaged_database_do_not_meet_the_new_one(home: Home) -> None:
    home.logged_in()
    home.backed_up()
    home.path.write_bytes(b"no database at all" * 100)
    home.path.with_name(home.path.name + "-wal").write_bytes(os.urandom(9000))
    restored(home)
    assert home.desk.run("db", "check").code == 0
    assert len([*home.desk.home.glob("password-center.db.before-*-wal")]) <= 1
    assert home.verified().sound


def refusal(home: Home) -> tuple[int, str]:
    """Of a restore that changes nothing in the home."""
    before = home.bytes_of_all()
    found = home.desk.refused("db", "restore", str(home.backup), *WHY)
    assert home.bytes_of_all() == before
    assert left_over(home.desk.home) == []
    return found


def test_a_backup_of_other_keys_is_refused(home: Home, tmp_path: Path) -> None:
    home.backed_up()
    home.place.keyring.unlink()
    home.path.unlink()
    new_keyring(home.place.keyring)
    assert refusal(home) == (
        3,
        f"{home.backup} was made with another key file: put that one in its place.",
    )


def test_the_database_of_another_keyring_is_not_replaced(home: Home, tmp_path: Path) -> None:
    home.backed_up()
    other = Home(CommandLine(tmp_path / "other", home.desk.capture))
    shutil.copy(other.path, home.path)
    code, sentence = refusal(home)
    assert (code, "does not belong to this database" in sentence) == (3, True)


def test_a_damaged_backup_is_refused(home: Home) -> None:
    home.logged_in()
    damage(home.backed_up())
    assert refusal(home) == (
        3,
        f"{home.backup} is damaged or was altered: use another backup.",
    )
    home.backup.write_bytes(b"")
    assert refusal(home)[0] == 3


def test_a_backup_without_its_description_is_refused(home: Home) -> None:
    described = manifest.beside(home.backed_up())
    described.write_text(described.read_text().replace("0.1.0", "0.2.0"))
    assert refusal(home) == (
        3,
        f"{described} is damaged or was altered: use another backup.",
    )
    described.unlink()
    assert refusal(home) == (
        3,
        f"Without {described} the backup cannot be checked: put it beside {home.backup}.",
    )
    home.backup.unlink()
    assert refusal(home) == (1, f"There is no backup {home.backup}: check the name.")


def resealed(home: Home, **differs: object) -> None:
    """The description says something else, under a seal that fits."""
    import msgspec

    described = msgspec.structs.replace(manifest.read(home.backup, home.keys), **differs)
    resealed = msgspec.structs.replace(described, seal=manifest._seal(described, home.keys))
    manifest.beside(home.backup).write_bytes(manifest.written(resealed))


@pytest.mark.parametrize("differs", [{"revision": "9999"}, {"format": 2}])
def test_a_backup_of_a_later_program_is_refused(home: Home, differs: dict[str, object]) -> None:
    home.backed_up()
    resealed(home, **differs)
    assert refusal(home) == (
        3,
        f"{home.backup} was made by a later program: install that one.",
    )


def test_a_backup_of_an_earlier_schema_is_brought_up_to_date(home: Home) -> None:
    from alembic import command
    from alembic.config import Config

    from storage.dialect import backend_of
    from storage.snapshot import rest

    home.logged_in()
    home.backed_up()
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    with backend_of(f"sqlite:///{home.backup}").engine.connect() as connection:
        config.attributes["connection"] = connection.execution_options(begin="BEGIN IMMEDIATE")
        with connection.begin():
            command.downgrade(config, schema.REVISIONS[-2])
    rest(home.backup)
    resealed(home, revision=schema.REVISIONS[-2], sha256=files.digest_of(home.backup))
    restored(home)
    assert schema.state(home.place.database_url) is schema.SchemaState.CURRENT
    assert home.verified().sound


def test_it_needs_the_place_alone(home: Home) -> None:
    home.backed_up()
    with present(home.desk.home):
        assert refusal(home) == (75, f"Others are at work in {home.desk.home}: end them, then try again.")


@pytest.mark.parametrize("reason", [(), ("--reason", ""), ("--reason", "  ")])
def test_it_asks_for_a_reason(home: Home, reason: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    home.backed_up()
    before = home.bytes_of_all()
    code, sentence = home.desk.refused("db", "restore", str(home.backup), *reason)
    assert (code, sentence) == (2, "A restore needs a reason: add --reason TEXT.")
    assert home.bytes_of_all() == before


def test_on_a_terminal_the_reason_is_typed(home: Home) -> None:
    home.logged_in()
    home.backed_up()
    words = ("-m", "tui", "--home", str(home.desk.home), "--lang", "en", "db", "restore", str(home.backup))
    with Terminal(python(*words)) as terminal:
        terminal.wait_for("Reason for restoring:")
        terminal.write("磁碟損壞\r")
        terminal.wait_for("The database is back at the backup of")
        assert terminal.wait_exit() == 0
    assert [restore.entry.reason_code for restore in home.verified().restores] == ["磁碟損壞"]


def test_a_full_disk_leaves_the_old_database(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    import errno

    home.logged_in()
    home.backed_up()

    def full(*_: object) -> str:
        raise OSError(errno.ENOSPC, "")

    monkeypatch.setattr(restoring, "copy", full)
    assert refusal(home) == (1, f"The disk of {home.path} is full: make room, then try again.")


def test_ctrl_c_leaves_the_old_database(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.logged_in()
    home.backed_up()

    def interrupt(*_: object) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(restoring, "_swap", interrupt)
    assert refusal(home) == (1, "Interrupted; nothing is left half done.")


def test_killed_at_any_moment_the_old_database_stands_or_the_new_one(home: Home) -> None:
    home.logged_in()
    home.backed_up()
    for round_number in range(5):
        home.write(lambda tx: tx.audit.append(entry()))
        words = ("-m", "tui", "--home", str(home.desk.home), "db", "restore", str(home.backup), *WHY)
        with subprocess.Popen(
            python(*words), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            try:
                process.wait(0.35 + 0.12 * round_number)
            except subprocess.TimeoutExpired:
                process.kill()
        assert home.desk.run("db", "check").code == 0
        assert home.verified().sound
    restored(home)


def test_a_disk_without_links_copies_the_old_database(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.logged_in()
    home.backed_up()

    def refuse(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(os, "link", refuse)
    restored(home)
    (kept,) = home.desk.home.glob("password-center.db.before-*")
    assert sqlite3.connect(kept).execute("SELECT count(*) FROM customers").fetchone() == (1,)
