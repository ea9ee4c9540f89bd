"""What an operator reads when a command cannot go on: one sentence, never a value or a traceback."""

import os
from pathlib import Path

import pytest

from tests.terminal import python
from tests.tui.commands_kit import CommandLine
from tui.places import Place, present
from tui.sentence import Refusal


def test_a_place_is_shared_by_many_or_had_alone(tmp_path: Path) -> None:
    with (
        present(tmp_path),
        present(tmp_path),
        pytest.raises(Refusal) as refused,
        present(tmp_path, alone=True),
    ):
        pass
    assert refused.value.exit_code == 75
    with present(tmp_path, alone=True), pytest.raises(Refusal) as refused, present(tmp_path):
        pass
    assert refused.value.exit_code == 75


def test_a_surprise_is_a_sentence_and_with_debug_a_place_without_values(
    desk: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def surprise(*_: object) -> Place:
        hidden = "Kiosk2026"
        raise LookupError(hidden)

    monkeypatch.setattr(Place, "of", surprise)
    code, sentence = desk.refused("keys", "check")
    assert (code, sentence) == (
        1,
        "Something unexpected went wrong (LookupError): run it again with --debug and report it.",
    )
    told = desk.run("--debug", "keys", "check").error
    assert "test_commands_gone_wrong.py" in told
    assert "Kiosk2026" not in told


def test_ctrl_c_is_a_sentence(desk: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> Place:
        raise KeyboardInterrupt

    monkeypatch.setattr(Place, "of", interrupt)
    assert desk.refused("keys", "check") == (1, "Interrupted; nothing is left half done.")


@pytest.mark.parametrize(
    ("home", "sentence"),
    [
        ("/dev/null/home", "/dev/null/home cannot be used (Not a directory): "),
        ("/proc/none/home", "/proc/none/home cannot be used (No such file or directory): "),
    ],
)
def test_a_home_that_cannot_be_made_is_told(
    home: str, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = CommandLine(Path(home), capsys).refused("keys", "init")
    assert code == 1
    assert said.startswith(sentence)


def test_a_full_output_is_told(tmp_path: Path) -> None:
    import subprocess

    command = python("-m", "tui", "--home", str(tmp_path), "--lang", "en", "config", "show")
    with open("/dev/full", "w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (
        1,
        "The disk of stdout is full: make room, then try again.\n",
    )


def test_a_reader_that_went_away_is_nobodys_problem(tmp_path: Path) -> None:
    import subprocess

    reading, writing = os.pipe()
    os.close(reading)
    command = python("-m", "tui", "--home", str(tmp_path), "config", "show")
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, "")
