"""How far a long command is: on a terminal one line, elsewhere few, and none for what is quick."""

import argparse
import sys

import pytest

from screens.words.phrase import Language, Phrase
from tui import progress
from tui.asked import Asked

SAID = Phrase("{percent}", "at {percent}")
ASKED = Asked(argparse.Namespace(), Language.ENGLISH, {})


def told(capsys: pytest.CaptureFixture[str]) -> str:
    with progress.progress(ASKED, SAID) as tell:
        for done in range(0, 201):
            tell(done, 200)
        tell(0, 0)
    return capsys.readouterr().err


def test_what_is_quick_says_nothing_outside_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys) == ""


def test_what_is_long_says_a_few_lines(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "LONG", -1.0)
    assert told(capsys) == "at 0\nat 25\nat 50\nat 75\nat 100\n"


def test_a_terminal_has_one_line_which_is_wiped(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    said = told(capsys)
    assert said.count("\r\x1b[K") == 102
    assert said.startswith("\r\x1b[Kat 0\r\x1b[Kat 1\r")
    assert said.endswith("at 100\r\x1b[K")
    assert "\n" not in said
