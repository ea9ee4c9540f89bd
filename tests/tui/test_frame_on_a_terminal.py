"""The frame through a pseudo-terminal: keys before the backend, signals, crashes, ways out."""

import json
import os
import signal
import stat
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.terminal import (
    CLEAN_END,
    ENTER,
    ESCAPE,
    F2,
    F3,
    F4,
    F5,
    F7,
    F8,
    F9,
    F10,
    TAB,
    Terminal,
    paste,
    python,
)
from tests.tui.small_desk import SECRET

MENU = "密碼修改"
F11 = b"\x1b[23~"


def desk(*words: str, columns: int = 80, rows: int = 24, **environment: str) -> Terminal:
    command = python("-m", "tests.tui.small_desk", *words)
    return Terminal(command, environment=environment, columns=columns, rows=rows)


def open_page(terminal: Terminal) -> None:
    terminal.wait_for(MENU)
    terminal.write(b"1")
    terminal.wait_for("SMALL PAGE")


def assert_clean(terminal: Terminal) -> None:
    """Alternate screen left, mouse and paste brackets off, cursor shown: each written last."""
    for end in CLEAN_END:
        begin = end[:-1] + (b"l" if end.endswith(b"h") else b"h")
        assert terminal.output.rfind(end) > terminal.output.rfind(begin), end
    assert b"\x1b[3J" in terminal.output


def test_keys_typed_before_the_backend_is_open_are_kept() -> None:
    with desk("slow") as terminal:
        terminal.write("1王小明\rabc\r".encode())
        terminal.wait_for(MENU)
        terminal.wait_for("SAID 王小明|abc")


def test_a_whole_visit_and_the_next_in_one_burst() -> None:
    with desk() as terminal:
        terminal.wait_for(MENU)
        terminal.write(b"1a\rb\r" + F10 + b"1c\rd\r")
        terminal.wait_for("SAID c|d")


def test_nothing_of_a_visit_is_left_for_the_next() -> None:
    with desk() as terminal:
        open_page(terminal)
        terminal.write(b"left over")
        terminal.wait_for("left over")
        terminal.write(F10)
        terminal.wait_for(MENU)
        terminal.write(b"1")
        assert "left over" not in terminal.wait_for("SMALL PAGE")
        assert terminal.output.count(b"\x1b[3J") >= 2


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
@pytest.mark.parametrize("words", [(), ("kiosk",)])
def test_told_to_end_it_ends_cleanly_and_ends_the_session(
    number: signal.Signals, words: tuple[str, ...], tmp_path: Path
) -> None:
    ended = tmp_path / "ended"
    with desk(*words, ENDED_SESSIONS=str(ended)) as terminal:
        open_page(terminal)
        terminal.signal(number)
        assert terminal.wait_exit() == 128 + number
        assert_clean(terminal)
        assert ended.read_text() == "terminated"


def test_a_closed_terminal_ends_it_and_the_session(tmp_path: Path) -> None:
    ended = tmp_path / "ended"
    with desk(ENDED_SESSIONS=str(ended)) as terminal:
        open_page(terminal)
        terminal.close()
        assert terminal.wait_exit() == 128 + signal.SIGHUP
        assert ended.read_text() == "terminated"


def test_it_can_be_neither_stopped_nor_quit_by_signal() -> None:
    with desk("kiosk") as terminal:
        open_page(terminal)
        for number in (signal.SIGTSTP, signal.SIGQUIT, signal.SIGCONT):
            terminal.signal(number)
        terminal.write(b"still here")
        terminal.wait_for("still here")


@pytest.mark.parametrize("way", [F2, F3, F4, F5, F7], ids=["action", "worker", "screen", "widget", "compose"])
def test_a_crash_says_a_number_prints_no_values_and_goes_back_to_the_menu(way: bytes, tmp_path: Path) -> None:
    log = tmp_path / "log" / "incidents.log"
    with desk(INCIDENTS=str(log)) as terminal:
        open_page(terminal)
        terminal.write(b"in clear")
        terminal.wait_for("in clear")
        terminal.write(way)
        terminal.wait_for("代碼")
        entry = json.loads(log.read_text().splitlines()[0])
        terminal.wait_for(entry["incident"])
        assert entry["kinds"][0] == "RuntimeError"
        assert any("explode" in place for place in entry["places"])
        terminal.write(ENTER)
        terminal.wait_for(MENU)
        terminal.write(b"1")
        terminal.wait_for("SMALL PAGE")
        terminal.signal(signal.SIGTERM)
        terminal.wait_exit()
        assert SECRET.encode() not in terminal.output
        assert SECRET not in log.read_text()
        assert stat.S_IMODE(os.stat(log).st_mode) == 0o600


def test_what_breaks_again_in_the_same_visit_is_one_crash(tmp_path: Path) -> None:
    log = tmp_path / "incidents.log"
    with desk("kiosk", INCIDENTS=str(log)) as terminal:
        open_page(terminal)
        terminal.write(F11)
        terminal.wait_for("代碼")
        terminal.write(ENTER)
        open_page(terminal)
        assert len(log.read_text().splitlines()) == 4


def test_crashing_again_and_again_ends_it_with_one_sentence() -> None:
    with desk() as terminal:
        for time in range(3):
            open_page(terminal)
            terminal.write(F2)
            if time < 2:
                terminal.wait_for("代碼")
                terminal.write(ENTER)
        assert terminal.wait_exit() == 1
        assert_clean(terminal)
        last = terminal.output.rpartition(b"\x1b[?1049l")[2].decode()
        assert last.count("代碼") == 1
        assert "Traceback" not in last
        assert "small_desk" not in last


def test_a_backend_that_cannot_be_opened_ends_it() -> None:
    with desk("broken") as terminal:
        assert terminal.wait_exit() == 1
        assert_clean(terminal)
        assert "cannot be opened" not in terminal.text


@pytest.mark.parametrize("key", [b"\x11", b"\x03"], ids=["ctrl+q", "ctrl+c"])
def test_the_demo_asks_once_and_leaves(key: bytes) -> None:
    with desk() as terminal:
        open_page(terminal)
        terminal.write(key)
        terminal.wait_for("確定結束程式嗎")
        terminal.write(ESCAPE)
        terminal.wait_gone("確定結束程式嗎")
        assert "SMALL PAGE" in terminal.text
        terminal.write(key + TAB + ENTER)
        assert terminal.wait_exit() == 0
        assert_clean(terminal)


def test_f10_on_the_menu_asks_and_leaves() -> None:
    with desk() as terminal:
        terminal.wait_for(MENU)
        terminal.write(F10)
        terminal.wait_for("確定結束程式嗎")
        terminal.write(TAB + ENTER)
        assert terminal.wait_exit() == 0


@pytest.mark.parametrize("words", [("kiosk",), ("exhibition",)])
def test_no_key_leads_out_of_the_kiosk(words: tuple[str, ...]) -> None:
    with desk(*words) as terminal:
        terminal.wait_for(MENU)
        for key in (b"\x11", b"\x03", b"\x1a", b"\x1c", b"\x04", b"\x10", F10):
            terminal.write(key)
        open_page(terminal)
        for key in (b"\x11", b"\x03", b"\x1a", b"\x1c", b"\x04", b"\x10"):
            terminal.write(key)
        terminal.write(b"still here")
        assert "SMALL PAGE" in terminal.wait_for("still here")
        assert b"Search" not in terminal.output


def test_nothing_is_ever_copied() -> None:
    with desk() as terminal:
        open_page(terminal)
        terminal.write(b"in clear" + TAB + SECRET.encode())
        terminal.wait_for("•" * len(SECRET))
        for key in (b"\x1b[1;6A", b"\x01", b"\x18", b"\x1b[99;9u"):
            terminal.write(key)
        terminal.write(b"\x1b[<0;2;2M\x1b[<32;40;4M\x1b[<0;40;4m")
        terminal.write(F8 + F9 + F10)
        terminal.wait_for("Change password")
        assert b"\x1b]52" not in terminal.output
        assert SECRET.encode() not in terminal.output


def test_a_window_too_small_says_so_and_keeps_what_was_typed() -> None:
    with desk() as terminal:
        terminal.wait_for(MENU)
        terminal.resize(60, 16)
        terminal.wait_for("視窗太小")
        terminal.resize(80, 24)
        terminal.wait_gone("視窗太小")
        terminal.wait_for(MENU)


@pytest.mark.parametrize(
    "environment",
    [{"NO_COLOR": "1"}, {"COLORTERM": "", "TERM": "xterm"}, {"COLORTERM": "", "TERM": "linux"}],
    ids=["no colour", "16 colours", "console"],
)
def test_it_can_be_used_with_few_colours(environment: Mapping[str, str]) -> None:
    with Terminal(python("-m", "tests.tui.small_desk"), environment=environment) as terminal:
        open_page(terminal)
        terminal.write(b"a\r" + paste("b") + ENTER)
        terminal.wait_for("SAID a|b")
