"""The commands on real files: first starts, keyrings and databases that do not fit, the audit trail."""

import json
import os
import sqlite3
import stat
from pathlib import Path

import pytest

from screens.words.phrase import Language
from services.program import Ambient
from services.visit import Mode, Visit
from storage.errors import StorageFault
from tests.kit import CHEAP, FixedClock, ScriptedRandomness
from tests.tui.commands_kit import CommandLine
from tui.places import Place, present
from tui.settings import Settings
from tui.wiring import FAULTS, OpenProgram, open_program, refusal_for

BACKSTAGE = Visit("hall-1", "台北", Mode.DEMO, "start")
EVERY_LOOK = [("db", "check"), ("keys", "check"), ("audit", "verify")]


def opened(place: Place) -> OpenProgram:
    ambient = Ambient(FixedClock(), ScriptedRandomness(seed=os.urandom(4).hex()))
    return open_program(place, Settings(hashing=CHEAP), BACKSTAGE, ambient)


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def place(desk: CommandLine) -> Place:
    """A home with keyring and database."""
    assert desk.run("db", "upgrade").code == 0
    return Place.of(desk.home, Settings())


@pytest.fixture
def lived_in(place: Place) -> Place:
    """The same, with people and audit rows in it."""
    opened(place).close()
    return place


def test_db_upgrade_makes_everything_for_its_owner_alone(desk: CommandLine) -> None:
    done = desk.run("db", "upgrade")
    place = Place.of(desk.home, Settings())
    assert (done.code, done.out) == (0, f"The database {place.database_file} is made.\n")
    assert mode_of(desk.home) == 0o700
    assert {mode_of(file) for file in desk.home.iterdir() if file.is_file()} == {0o600}
    before = place.keyring.read_bytes()
    assert desk.run("db", "upgrade").out == f"The database {place.database_file} is up to date.\n"
    assert place.keyring.read_bytes() == before
    assert desk.run("db", "check").out == "The database is whole; customers: 0.\n"
    assert desk.run("keys", "check").code == 0
    assert desk.run("audit", "verify").out == "The audit trail is whole: 0 rows.\n"


@pytest.mark.parametrize("command", EVERY_LOOK, ids=" ".join)
def test_looking_at_an_empty_home_makes_nothing(command: tuple[str, str], desk: CommandLine) -> None:
    code, sentence = desk.refused(*command)
    assert code == 3
    assert "yet: run `password-center " in sentence
    assert not desk.home.exists()


def test_keys_init_makes_a_keyring_once_and_the_database_takes_it(desk: CommandLine) -> None:
    assert desk.run("keys", "init").code == 0
    code, sentence = desk.refused("keys", "init")
    assert (code, "exists and is not overwritten" in sentence) == (3, True)
    found = desk.run("keys", "check").out
    assert desk.run("db", "upgrade").code == 0
    assert desk.run("keys", "check").out == found


@pytest.mark.parametrize("command", [*EVERY_LOOK, ("db", "upgrade"), ("keys", "init")], ids=" ".join)
def test_no_keyring_is_made_beside_a_database(
    command: tuple[str, str], desk: CommandLine, place: Place
) -> None:
    place.keyring.unlink()
    code, sentence = desk.refused(*command)
    assert code == 3
    assert sentence.startswith(f"The key file {place.keyring} is missing, ")
    assert not place.keyring.exists()


def another_keyring(home: Path) -> bytes:
    other = Place.of(home / "other", Settings())
    opened(other).close()
    return other.keyring.read_bytes()


def test_a_keyring_that_is_readable_damaged_or_of_another_is_refused(
    desk: CommandLine, place: Place, tmp_path: Path
) -> None:
    place.keyring.chmod(0o640)
    assert desk.refused("db", "check")[1].startswith(f"Others can read the key file {place.keyring}: ")
    place.keyring.chmod(0o600)
    own = place.keyring.read_bytes()
    place.keyring.write_bytes(own[: len(own) // 2])
    assert desk.refused("db", "upgrade") == (
        3,
        f"The key file {place.keyring} is damaged: restore it from its backup.",
    )
    place.keyring.write_bytes(another_keyring(tmp_path))
    for command in (*EVERY_LOOK, ("db", "upgrade")):
        code, sentence = desk.refused(*command)
        assert (code, "does not belong to this database" in sentence) == (3, True)
    place.keyring.write_bytes(own)
    assert desk.run("db", "check").code == 0


def test_a_file_that_is_no_database_is_refused(desk: CommandLine, place: Place) -> None:
    place.database_file.write_bytes(b"no database at all" * 100)
    code, sentence = desk.refused("db", "check")
    assert (code, sentence) == (
        3,
        "The database is not whole (SQLITE_NOTADB): restore it from its backup.",
    )
    assert desk.refused("db", "upgrade")[0] == 1


def test_db_upgrade_waits_for_nobody(desk: CommandLine, place: Place) -> None:
    with present(desk.home):
        code, sentence = desk.refused("db", "upgrade")
        assert desk.run("db", "check").code == 0
    assert (code, sentence) == (75, f"Others are at work in {desk.home}: end them, then try again.")


@pytest.mark.parametrize("fault", [*StorageFault])
@pytest.mark.parametrize("language", [*Language])
def test_every_fault_of_storage_has_a_sentence(
    fault: StorageFault, language: Language, tmp_path: Path
) -> None:
    refusal = refusal_for(fault, Place.of(tmp_path, Settings()), Mode.KIOSK)
    assert refusal.sentence.text(language)
    assert refusal.exit_code == FAULTS[fault][1]
    assert (refusal.exit_code == 75) == (fault is StorageFault.BUSY)


def test_the_demo_is_prepared_once_and_found_again(tmp_path: Path) -> None:
    place = Place.of_demo(tmp_path)
    for _ in range(2):
        here = opened(place)
        store, people = here.program.ground.store, here.program.demo_people
        assert people is not None
        assert store.read_now(lambda tx: tx.customers.count()) == 15
        keyring = place.keyring.read_bytes()
        here.close()
    assert place.keyring.read_bytes() == keyring
    assert {file.name for file in tmp_path.iterdir()} == {"demo"}


def test_the_audit_trail_is_verified_and_exported(desk: CommandLine, lived_in: Place, tmp_path: Path) -> None:
    verified = desk.run("audit", "verify")
    assert verified.code == 0
    target = tmp_path / "evidence.jsonl"
    exported = desk.run("audit", "export", str(target))
    lines = target.read_text("utf-8").splitlines()
    assert exported.out == f"Exported {len(lines)} rows to {target}.\n"
    # the proof itself is on record, after what it proved
    assert verified.out == f"The audit trail is whole: {len(lines) - 1} rows.\n"
    assert json.loads(lines[-1])["event"] in {"audit_verified", "sys_shutdown"}
    assert mode_of(target) == 0o600
    assert "A123456789" not in target.read_text("utf-8")
    assert desk.refused("audit", "export", str(target)) == (
        2,
        f"{target} exists and is not overwritten: name a new file.",
    )
    assert target.read_text("utf-8").splitlines() == lines
    assert desk.refused("audit", "export", str(tmp_path / "no" / "folder"))[0] == 1
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_heads_file_that_was_taken_away_is_found(desk: CommandLine, lived_in: Place) -> None:
    lived_in.audit_heads.unlink()
    opened(lived_in).close()  # a start does not begin it again
    done = desk.run("audit", "verify")
    assert done.code == 3
    assert "Audit chain -, row 0: heads_file_missing.\n" in done.out


def test_an_altered_audit_trail_is_found(desk: CommandLine, lived_in: Place) -> None:
    with sqlite3.connect(lived_in.database_file) as database:
        database.execute("DELETE FROM audit WHERE seq = 2")
    done = desk.run("audit", "verify")
    assert done.code == 3
    assert "The audit trail does not add up" in done.error


def test_the_audit_trail_is_exported_to_standard_output(desk: CommandLine, lived_in: Place) -> None:
    done = desk.run("audit", "export", "-")
    rows = [json.loads(line) for line in done.out.splitlines()]
    assert done.code == 0
    assert [row["seq"] for row in rows if row["chain"] == rows[0]["chain"]][:2] == [1, 2]
    assert not Path("-").exists()
