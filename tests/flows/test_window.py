"""A window that is too small, and one that grows again."""

from pathlib import Path

import pytest

from tests.flows.kit import program
from tests.terminal import ENTER, F8, F10, TAB


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
    """Under the sentence a key neither types nor leads on; F8 and F10 do their work."""
    with program(home) as desk:
        desk.write(b"1A12345678")
        desk.wait_for("A12345678")
        desk.resize(60, 20)
        desk.wait_for("60×20")
        desk.write(b"9" + TAB + b"x" + ENTER + F8)
        desk.wait_for("The window is too small")
        desk.resize(80, 24)
        screen = desk.wait_for("I am not a robot")
        assert "A12345678" in screen
        assert "A123456789" not in screen
        assert "•" not in screen
        desk.resize(60, 20)
        desk.wait_for("60×20")
        desk.write(F10 + F8)
        desk.wait_for("視窗太小")
        desk.resize(80, 24)
        desk.wait_for("1  密碼修改")


def test_the_program_can_be_left_in_a_small_window(home: Path) -> None:
    with program(home) as desk:
        desk.resize(60, 20)
        desk.wait_for("60×20")
        desk.write(F10)
        desk.wait_for("確定結束程式嗎?")
        desk.write(TAB + ENTER)
        assert desk.wait_exit() == 0
