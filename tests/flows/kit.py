"""Whole visits on the real program: what they type, how they answer, and a place prepared once."""

import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.terminal import ENTER, TAB, Terminal, python

NUMERALS = "零一二三四五六七八九"
MENU = "密碼修改"
CHEAP = {
    "PASSWORD_CENTER__HASHING__MEMORY_KIB": "8",
    "PASSWORD_CENTER__HASHING__ITERATIONS": "1",
    "PASSWORD_CENTER__POLICY__LOGIN_FLOOR_MS": "30",
    "PASSWORD_CENTER__POLICY__IDENTITY_FLOOR_MS": "30",
    "PASSWORD_CENTER__POLICY__CODE_FLOOR_MS": "30",
}
"""The cheapest hashing and a short floor, through the program's own settings."""


def answer(screen: str) -> str:
    """What the robot-check question on screen comes to."""
    found = re.search(r"請回答:(.)(加|減|乘)(.)等於多少", screen)
    assert found, screen
    left, right = NUMERALS.index(found[1]), NUMERALS.index(found[3])
    return str({"加": left + right, "減": left - right, "乘": left * right}[found[2]])


@contextmanager
def program(
    home: Path,
    *words: str,
    language: str = "zh-Hant",
    columns: int = 80,
    rows: int = 24,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Terminal]:
    """The program on its menu; `words` are the subcommand and its options, `environment` further settings."""
    command = python("-m", "tui", "--home", str(home), "--lang", language, *(words or ("demo",)))
    with Terminal(command, environment={**CHEAP, **(environment or {})}, columns=columns, rows=rows) as desk:
        desk.wait_for("F9", timeout=40)
        yield desk


def log_in(desk: Terminal, id_number: str, password: str, *, gap: float = 0.0) -> None:
    """From the menu to the answer of 登入, in one write but for the question, which must be read."""
    desk.write(b"1" + id_number.encode() + TAB + password.encode() + TAB + b" ", gap=gap)
    question = desk.wait_for("等於多少")
    desk.write(answer(question).encode() + ENTER, gap=gap)


def whole(desk: Terminal, text: str) -> str:
    """The screen with `text` on it, once nothing more is painted."""
    desk.wait_for(text)
    while desk.read(0.15):
        pass
    return desk.text


def assert_logs_in(home: Path, id_number: str, password: str, then: str) -> None:
    """A new visit with this password comes as far as `then`."""
    with program(home) as desk:
        log_in(desk, id_number, password)
        desk.wait_for(then)


def copied(prepared: Path, target: Path) -> Path:
    """A place of its own for one test."""
    return Path(shutil.copytree(prepared, target / "home"))
