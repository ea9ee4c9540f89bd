"""Identifiers (identifiers.md): the check vectors, how people type, and what is refused with which reason."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.errors import ErrorCode, ServiceError
from services.identifiers import IdKind, read_birth_date, read_id_number, read_mobile

VALID = {
    IdKind.NATIONAL: "A123456789 F131104093 O158238845 N116247806 L122544270 C180661564 Y123456788 B142610160"
    " A100000001",
    IdKind.RESIDENT_NEW: "A800000014 A900207177 A803095426 B801300667 C800151116 H802717288 T900251126"
    " A930196810 A900000016",
    IdKind.RESIDENT_OLD: "AA00000009 AB23456789 AB00207171 AC03095424 AC01234567 BD01300667 CC00151114"
    " HD02717288 TD00251124 AD30196818 FA12345689",
    IdKind.COMPANY: "04595257 12345675 12345676 10458575 10458574 88117125 53212539 24536806 00501503"
    " 22099131 84149961 04595252 12345670 12345671 10458570",
}
WRONG_DIGIT = (
    "A123456788 F131104091 O158238842 Z299999990 A800000015 A800000000 A812345676 F931104091 O958238842"
    " AA00000000 12345678 12345672 04595253 88117126"
)
WRONG_SHAPE = "A12345678 A323456789 AE23456785 FG31104091 1234567 A1234567890 123456789 AAAAAAAAAA"
CASES = [(kind, number) for kind, numbers in VALID.items() for number in numbers.split()]
TODAY = date(2026, 3, 2)


def refusal(text: str) -> ErrorCode:
    with pytest.raises(ServiceError) as caught:
        read_id_number(text)
    assert caught.value.field == "id_number"
    return caught.value.code


@pytest.mark.parametrize(("kind", "number"), CASES)
def test_good_numbers(kind: IdKind, number: str) -> None:
    read = read_id_number(number)
    assert (read.value, read.kind) == (number, kind)


@pytest.mark.parametrize("number", WRONG_DIGIT.split())
def test_wrong_check_digit(number: str) -> None:
    assert refusal(number) is ErrorCode.ID_CHECK_DIGIT


@pytest.mark.parametrize("number", WRONG_SHAPE.split())
def test_wrong_shape(number: str) -> None:
    assert refusal(number) is ErrorCode.ID_SHAPE


@pytest.mark.parametrize("text", ["A12345678-", "[b]A12345", "A1234\x0056789", "王小明", "A123 456789", "ıd"])
def test_other_characters(text: str) -> None:
    assert refusal(text) is ErrorCode.ID_LETTERS_DIGITS_ONLY


@pytest.mark.parametrize("text", ["", "  ", "\t", "\u3000"])
def test_nothing(text: str) -> None:
    assert refusal(text) is ErrorCode.REQUIRED


def test_a_whole_page_pasted() -> None:
    assert refusal("﷽" * 6_000) is ErrorCode.ID_SHAPE


def test_small_full_width_and_spaces_are_understood() -> None:
    assert read_id_number(" a123456789　").value == "A123456789"


@given(st.sampled_from(CASES), st.data())
def test_any_writing_of_a_number_reads_the_same(case: tuple[IdKind, str], data: st.DataObject) -> None:
    wide = [chr(ord(c) + 0xFEE0) for c in case[1]]
    text = "".join(data.draw(st.sampled_from((c, c.lower(), w))) for c, w in zip(case[1], wide, strict=True))
    assert read_id_number(text).value == case[1]


@given(st.sampled_from(CASES), st.integers(0, 9), st.sampled_from("0123456789"))
def test_one_wrong_digit_of_a_person_is_always_found(
    case: tuple[IdKind, str], place: int, digit: str
) -> None:
    kind, number = case
    if kind is IdKind.COMPANY or place < 2 or number[place] == digit:
        return
    weight = (0, 0, 7, 6, 5, 4, 3, 2, 1, 1)[place]
    if weight * (int(number[place]) - int(digit)) % 10:  # weights 2, 4, 5, 6 hide a few differences
        assert refusal(number[:place] + digit + number[place + 1 :]) is ErrorCode.ID_CHECK_DIGIT


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(ServiceError):
        assert read_id_number(text).value.isalnum()


def test_masked() -> None:
    number = read_id_number("A123456789")
    assert number.masked == "A12345****"
    assert "A123456789" not in repr(number)
    assert read_id_number("24536806").masked == "2453****"


def test_birth_dates() -> None:
    assert read_birth_date(" ２００２０２０１ ", TODAY) == date(2002, 2, 1)
    assert read_birth_date("19600229", TODAY) == date(1960, 2, 29)
    assert read_birth_date("20260302", TODAY) == TODAY


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", ErrorCode.REQUIRED),
        ("0690101", ErrorCode.DATE_ROC),
        ("2002-02-01", ErrorCode.DATE_SHAPE),
        ("200202011", ErrorCode.DATE_SHAPE),
        ("[red]0201", ErrorCode.DATE_SHAPE),
        ("1" * 6_000, ErrorCode.DATE_SHAPE),
        ("20010229", ErrorCode.DATE_UNREAL),
        ("20021301", ErrorCode.DATE_UNREAL),
        ("18991231", ErrorCode.DATE_UNREAL),
        ("20260303", ErrorCode.DATE_FUTURE),
        ("00000000", ErrorCode.DATE_UNREAL),
    ],
)
def test_refused_dates(text: str, code: ErrorCode) -> None:
    with pytest.raises(ServiceError) as caught:
        read_birth_date(text, TODAY)
    assert (caught.value.code, caught.value.field) == (code, "birth_date")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0912345678", "0912345678"),
        ("0900000000", "0900000000"),
        ("+886912345678", "0912345678"),
        ("0912-345 678", "0912345678"),
        ("0991234567", None),
        ("091234567", None),
        ("0212345678", None),
    ],
)
def test_mobile(text: str, number: str | None) -> None:
    assert read_mobile(text) == number
