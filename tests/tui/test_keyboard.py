"""Keys and signals while the program starts: no way out of the kiosk, a terminal left as it was."""

import os
import select
import signal
import subprocess
import termios
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.terminal import Terminal, python
from tui import keyboard

CTRL_C, CTRL_BACKSLASH, CTRL_Z = b"\x03", b"\x1c", b"\x1a"
MENU = "1  Change password"
LFLAG = 3
BEFORE_THE_KEYBOARD = """
import os, sys
before = {*sys.modules}
import tui.main
print(*sorted({*sys.modules} - before))
"""


def start(home: Path, *words: str, isig: bool = True, **environment: str) -> Terminal:
    command = python("-m", "tui", "--home", str(home), "--lang", "en", *words)
    unit = ["sh", "-c", 'stty -isig; exec "$@"', "sh"] if not isig else []
    return Terminal([*unit, *command], environment=environment)


def flags(terminal: Terminal) -> int:
    found: int = termios.tcgetattr(terminal._master)[LFLAG]
    return found


def wait_until_off(terminal: Terminal, flag: int) -> None:
    end = time.monotonic() + 10
    while flags(terminal) & flag:
        assert time.monotonic() < end
        time.sleep(0.001)


def ended_before_the_menu(terminal: Terminal) -> bool:
    """Waits for the menu or the end of the program; tells which came."""
    end = time.monotonic() + 15
    while terminal.running and MENU not in terminal.text:
        assert time.monotonic() < end, terminal.text
        terminal.read(0.02)
    return MENU not in terminal.text


def assert_as_it_was(terminal: Terminal, *, echo: bool = True) -> None:
    wanted = termios.ECHO | termios.ICANON | termios.ISIG
    assert flags(terminal) & wanted == wanted & ~(0 if echo else termios.ECHO)


def test_the_keyboard_is_taken_before_anything_else_is_imported() -> None:
    command = python("-S", "-c", BEFORE_THE_KEYBOARD)
    folder = Path(__file__).parents[2]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder)
    assert set(done.stdout.split()) <= {"termios", "tui", "tui.keyboard", "tui.main"}


@pytest.mark.parametrize("delay", [0.0, 0.02, 0.05, 0.1, 0.2])
@pytest.mark.parametrize("isig", [True, False], ids=["any terminal", "stty -isig"])
@pytest.mark.parametrize("words", [("kiosk",), ("demo", "--kiosk")], ids=" ".join)
def test_no_key_ends_the_kiosk_while_it_starts(
    words: tuple[str, ...], isig: bool, delay: float, tmp_path: Path
) -> None:
    with start(tmp_path, *words, isig=isig) as kiosk:
        # the interpreter's own first moments are the unit's to cover: `stty -isig`
        wait_until_off(kiosk, termios.ISIG)
        kiosk.read(delay)
        kiosk.write(CTRL_C + b"hush" + CTRL_BACKSLASH + CTRL_Z + CTRL_C)
        kiosk.wait_for(MENU)
        kiosk.write(CTRL_C + CTRL_BACKSLASH + CTRL_Z)
        kiosk.read(0.1)
        assert kiosk.running
        if isig:
            assert b"hush" not in kiosk.output
        kiosk.signal(signal.SIGTERM)
        assert kiosk.wait_exit() == 128 + signal.SIGTERM
        assert b"Traceback" not in kiosk.output
        if isig:
            # what is typed until it has started again is not echoed
            assert_as_it_was(kiosk, echo=False)


@pytest.mark.parametrize("delay", [0.0, 0.02, 0.05, 0.1, 0.2, 0.3])
def test_ctrl_c_while_the_demo_starts_is_a_sentence(delay: float, tmp_path: Path) -> None:
    with start(tmp_path, "demo") as demo:
        wait_until_off(demo, termios.ECHO)
        demo.read(delay)
        demo.write(CTRL_C)
        if ended_before_the_menu(demo):
            # as the screens take the terminal Ctrl+C still ends them like any signal, and leaves nothing
            sentences = {1: "Interrupted; nothing is left half done.", 128 + signal.SIGINT: ""}
            assert demo.text.strip() == sentences[demo.wait_exit()]
            assert_as_it_was(demo)
        assert b"Traceback" not in demo.output


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("delay", [0.0, 0.05, 0.1, 0.2])
@pytest.mark.parametrize("command", ["demo", "kiosk"])
def test_told_to_end_while_it_starts_it_leaves_the_terminal_as_it_was(
    command: str, delay: float, number: signal.Signals, tmp_path: Path
) -> None:
    with start(tmp_path, command) as program:
        wait_until_off(program, termios.ECHO)
        # the signals follow the terminal within a millisecond or two
        program.read(0.03 + delay)
        program.signal(number)
        assert program.wait_exit() == 128 + number
        assert b"Traceback" not in program.output
        assert_as_it_was(program, echo=command == "demo")


def test_a_fresh_start_gives_back_the_terminal_too(tmp_path: Path) -> None:
    with start(tmp_path, "kiosk", PYTHONINSPECT="1") as kiosk:
        kiosk.wait_for(MENU)
        kiosk.signal(signal.SIGINT)
        assert kiosk.wait_exit() == 128 + signal.SIGINT
        assert_as_it_was(kiosk, echo=False)


@pytest.fixture
def pair(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[int, int]]:
    """A terminal's far end, and the end that stands in for standard input here."""
    far, near = os.openpty()
    monkeypatch.setattr("sys.stdin", SimpleNamespace(fileno=lambda: near))
    yield far, near
    keyboard.give_back()
    os.close(far)
    os.close(near)


def waiting(near: int) -> bool:
    return bool(select.select([near], [], [], 0)[0])


@pytest.mark.parametrize("locked", [True, False])
def test_keys_typed_before_a_start_are_kept(pair: tuple[int, int], locked: bool) -> None:
    os.write(pair[0], b"hush\n")
    keyboard.take(locked=locked)
    assert waiting(pair[1])


@pytest.mark.parametrize(("locked", "shown"), [(True, True), (True, False), (False, True)])
def test_a_kiosk_whose_screens_were_shown_echoes_nothing_once_it_has_ended(
    pair: tuple[int, int], locked: bool, shown: bool
) -> None:
    keyboard.take(locked=locked)
    if shown:
        keyboard.screens_are_shown()
    os.write(pair[0], b"hush\n")
    keyboard.give_back()
    quiet = locked and shown
    assert bool(termios.tcgetattr(pair[1])[LFLAG] & termios.ECHO) == (not quiet)
    assert termios.tcgetattr(pair[1])[LFLAG] & termios.ICANON
    assert waiting(pair[1]) == (not quiet)


@pytest.mark.parametrize(
    ("words", "ignored"),
    [
        (["kiosk"], True),
        (["--home", "demo", "kiosk"], True),
        (["demo", "--kiosk"], True),
        (["demo"], False),
        (["--home", "kiosk", "db", "upgrade"], False),
        (["--home=kiosk", "config", "show"], False),
        ([], False),
    ],
)
def test_the_keyboard_is_taken_for_screens_only(words: list[str], ignored: bool) -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)]
    keyboard.take_for(words)
    try:
        assert (signal.getsignal(signal.SIGINT) is signal.SIG_IGN) == ignored
    finally:
        keyboard.give_back()
    assert before == [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)]
