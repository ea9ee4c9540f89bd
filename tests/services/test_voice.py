"""The letter→digit table (A-24)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.voice import VoiceKeypad

KEYPAD = VoiceKeypad.load()


def test_both_cases_are_one_key_and_digits_stay() -> None:
    assert KEYPAD.digits("Kiosk2026") == "546752026"
    assert KEYPAD.digits("abcdefghijklmnopqrstuvwxyz") == KEYPAD.digits("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def test_rows_for_the_table_on_screen() -> None:
    assert KEYPAD.rows[0] == ("2", "ABC")
    assert [key for key, _ in KEYPAD.rows] == list("23456789")


@pytest.mark.parametrize("text", ["a/b", "Ａ", "密", "１"])
def test_nothing_else_has_a_key(text: str) -> None:
    with pytest.raises(ValueError, match="letters and digits"):
        KEYPAD.digits(text)


@given(st.text("abcXYZ789", max_size=10))
def test_as_many_digits_as_characters(text: str) -> None:
    digits = KEYPAD.digits(text)
    assert len(digits) == len(text)
    assert digits == "" or digits.isdigit()
