"""A window that is too small, and one that grows again."""

from pathlib import Path

import pytest

from tests.flows.kit import program
from tests.terminal import F10


@pytest.mark.parametrize(("columns", "rows"), [(60, 20), (59, 20), (30, 10), (79, 23), (80, 23)])
def test_the_sentence_is_whole_and_what_was_typed_comes_back(home: Path, columns: int, rows: int) -> None:
    """Glyphs of two cells are not cut by the edges of what lies under the sentence."""
    with program(home) as desk:
        desk.write(b"1A12345678")
        desk.wait_for("A12345678")
        desk.resize(columns, rows)
        desk.wait_for(f"{columns}×{rows}")
        desk.wait_until(lambda screen: "已輸入的資料仍在。" in "".join(screen.split()), "the whole sentence")
        desk.resize(80, 24)
        desk.wait_for("A12345678")


def test_many_enters_cost_no_time(home: Path) -> None:
    """A key held down on an unanswered form: every other key is answered as soon as ever."""
    with program(home) as desk:
        desk.write(b"1A123456789\tKiosk2026\t" + b"\r" * 40 + b"\x1b[19~")
        desk.wait_for("I am not a robot", timeout=8)


def test_no_key_goes_into_what_cannot_be_seen(home: Path) -> None:
    """Under the sentence a key neither types nor leads on; F10 still ends the visit."""
    with program(home) as desk:
        desk.write(b"1A12345678")
        desk.wait_for("A12345678")
        desk.resize(60, 20)
        desk.wait_for("60×20")
        desk.write(b"9\r\tx\x1b")
        desk.resize(80, 24)
        desk.wait_for("A12345678 ")
        desk.resize(60, 20)
        desk.wait_for("60×20")
        desk.write(F10)
        desk.resize(80, 24)
        desk.wait_for("密碼補發")
