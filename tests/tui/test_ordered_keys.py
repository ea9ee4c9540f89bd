"""Bursts through a pseudo-terminal: no key lost, none in another field than a patient typist's."""

import pytest
from textual import events

from tests.terminal import BACKSPACE, ENTER, F8, LEFT, SHIFT_TAB, TAB, Terminal, paste, python
from tui.held_keys import KeysMayGo
from tui.ordered_keys import OrderedKeys

THREE_PAGES = b"1a\r1b\r1c\r2a\t2b\t2c\r3a\r3b\r3c\r"
LAST_LINE = "presses of F8"
EXPECTED = ("one:1a|1b|1c", "two:2a|2b|2c", "three:3a|3b|3c")


def tiny(name: str) -> Terminal:
    return Terminal(python("-m", "tests.tui.tiny", name))


def report_of(name: str, typed: bytes, gap: float = 0.0) -> str:
    with tiny(name) as terminal:
        terminal.wait_for("page one")
        terminal.write(typed, gap=gap)
        return terminal.wait_for(LAST_LINE)


@pytest.mark.parametrize("gap", [0.0, 0.001, 0.002, 0.003, 0.005, 0.010])
def test_three_pages_in_one_burst(gap: float) -> None:
    report = report_of("Wizard", THREE_PAGES, gap)
    assert all(expected in report for expected in EXPECTED), report


@pytest.mark.parametrize("gap", [0.0, 0.003])
def test_a_slow_service_between_pages(gap: float) -> None:
    report = report_of("SlowWizard", THREE_PAGES, gap)
    assert all(expected in report for expected in EXPECTED), report


@pytest.mark.parametrize("gap", [0.0, 0.002])
def test_chinese_paste_and_function_keys_between(gap: float) -> None:
    typed = (
        "王小明".encode() + F8 + TAB + paste("歐陽菲菲") + F8 + ENTER + b"xz" + LEFT + "中".encode() + ENTER
        + F8 + "乙a".encode() + BACKSPACE + TAB + TAB + b"c" + SHIFT_TAB + b"b" + TAB + ENTER
        + b"\r\r\r"
    )  # fmt: skip
    report = report_of("Wizard", typed, gap)
    assert "one:王小明|歐陽菲菲|x中z" in report, report
    assert "two:乙|b|c" in report
    assert "three:||" in report
    assert "3 presses of F8" in report


def test_keys_typed_while_a_form_is_sent_wait_for_what_comes_of_it() -> None:
    report = report_of("Sending", b"a\rb\rc\rX\r\r\r")
    assert "one:aX|b|c" in report, report


def test_what_must_be_read_first_takes_no_key_typed_before() -> None:
    with tiny("Asking") as terminal:
        terminal.wait_for("page one")
        terminal.write(b"a\rb\rc\r9999\r9999\r")
        terminal.wait_for("QUESTION")
        terminal.read(0.3)
        assert "9" not in terminal.text
        terminal.write(b"8\r")
        assert "answer:8" in terminal.wait_for(LAST_LINE)


def test_a_handler_slower_than_the_watchdog_reorders_nothing() -> None:
    report = report_of("SlowHandler", b"xy\tb\rc\r")
    assert "one:xy|b|c" in report, report


def test_keys_typed_before_the_program_had_the_terminal() -> None:
    with tiny("Wizard") as terminal:
        terminal.write(THREE_PAGES)
        report = terminal.wait_for(LAST_LINE)
        assert all(expected in report for expected in EXPECTED), report


def key_at(time: float, key: str) -> events.Key:
    made = events.Key(key, key if len(key) == 1 else None)
    made.time = time
    return made


@pytest.mark.parametrize(
    ("later", "kept"),
    [
        ([(0.2, "2"), (0.9, "T"), (1.4, "tab"), (2.0, "1")], []),
        ([(0.2, "2"), (2.0, "1")], ["1"]),
        ([(0.2, "2"), (0.4, "f3"), (0.5, "A")], ["f3", "A"]),
    ],
    ids=["goes on typing", "pauses", "presses an F-key"],
)
def test_the_rest_of_what_was_being_typed_is_for_nobody(
    later: list[tuple[float, str]], kept: list[str]
) -> None:
    """The visit is over in the middle of a password: its tail opens nothing, and stands in no field."""
    app = OrderedKeys()
    now = KeysMayGo().time
    app._is_the_rest(key_at(now, "R"))
    app.discard_what_is_being_typed()
    typed = [key_at(app._typed_after + seconds, key) for seconds, key in later]
    assert [event.key for event in typed if not app._is_the_rest(event)] == kept


def test_who_was_not_typing_loses_nothing() -> None:
    app = OrderedKeys()
    app._is_the_rest(key_at(KeysMayGo().time - 60, "R"))
    app.discard_what_is_being_typed()
    assert not app._is_the_rest(key_at(app._typed_after + 0.1, "1"))
