"""Counted failures as kept: guarded by what was seen, swept when over, nobody's number in clear."""

from datetime import timedelta
from pathlib import Path

from storage.database import Database
from storage.repositories.throttles import Marks
from storage.transaction import Transaction
from tests.storage.people import NOW
from tests.storage_kit import DATABASE_FILE

NAME = ("id_at_terminal", "A123456789", "kiosk-1")
END = NOW + timedelta(hours=1)
TWO = (NOW.replace(microsecond=0), NOW.replace(microsecond=5_000))


def put(tx: Transaction, seen: Marks | None, after: Marks) -> bool:
    return tx.throttles.replace(NAME, seen, after, END)


def marks_of(tx: Transaction, name: tuple[str, ...]) -> Marks | None:
    return tx.throttles.read(name)


def test_marks_come_back_to_the_millisecond(database: Database) -> None:
    assert database.read_now(lambda tx: tx.throttles.read(NAME)) is None
    assert database.write_now(put, None, (TWO[0], NOW.replace(microsecond=5_999)))
    assert database.read_now(lambda tx: tx.throttles.read(NAME)) == TWO
    assert database.write_now(put, TWO, ())
    assert database.read_now(lambda tx: tx.throttles.read(NAME)) == ()


def test_a_stale_look_changes_nothing(database: Database) -> None:
    database.write_now(put, None, TWO[:1])
    assert database.write_now(put, TWO[:1], TWO)
    assert not database.write_now(put, TWO[:1], ())
    assert database.read_now(lambda tx: tx.throttles.read(NAME)) == TWO


def test_parts_of_a_name_do_not_run_into_each_other(database: Database) -> None:
    database.write_now(put, None, TWO)
    for name in (
        ("id_at_terminal", "A123456789k", "iosk-1"),
        ("id_at_terminalA123456789", "kiosk-1"),
        NAME[:2],
    ):
        assert database.read_now(marks_of, name) is None


def test_what_is_over_is_swept(database: Database) -> None:
    database.write_now(put, None, TWO)
    assert database.write_now(lambda tx: tx.throttles.sweep(END - timedelta(seconds=1))) == 0
    assert database.write_now(lambda tx: tx.throttles.sweep(END)) == 1
    assert database.read_now(lambda tx: tx.throttles.read(NAME)) is None


def test_all_can_be_forgotten(database: Database) -> None:
    database.write_now(put, None, TWO)
    database.write_now(lambda tx: tx.throttles.forget_all())
    assert database.read_now(lambda tx: tx.throttles.read(NAME)) is None


def test_neither_number_nor_terminal_stands_in_the_file(database: Database, tmp_path: Path) -> None:
    database.write_now(put, None, TWO)
    for path in tmp_path.glob(f"{DATABASE_FILE}*"):
        data = path.read_bytes()
        assert b"A123456789" not in data
        assert b"kiosk-1" not in data
