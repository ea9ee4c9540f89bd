"""Codes as people type them, and as they are drawn."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.errors import ErrorCode, ServiceError
from services.masking import mask_email, mask_mobile
from services.policy import Policy
from services.reissue.activation import (
    activation_link,
    draw_activation_code,
    grouped,
    read_activation_code,
)
from services.reissue.codes import CROCKFORD, CodeVerdict, draw_code, draw_reference, judge_code, read_code
from services.reissue.initial_password import draw_initial_password
from services.secret import Secret
from storage.records_reissue import CodeState, OneTimeCode
from tests.kit import START, ScriptedRandomness, person
from tests.services.reissue.kit import SpreadRandomness

MACS = {"live": b"l" * 32, "old": b"o" * 32, "other": b"x" * 32}


WIDE = str.maketrans("0123456789 -", "".join(map(chr, [*range(0xFF10, 0xFF1A), 0x3000, 0xFF0D])))


@pytest.mark.parametrize("typed", ["0012345", " 0012345 ", "001 2345", "001-2345"])
@pytest.mark.parametrize("wide", [False, True])
def test_full_width_digits_spaces_and_dashes_are_forgiven(typed: str, wide: bool) -> None:
    assert read_code(Secret(typed.translate(WIDE) if wide else typed)).reveal() == "0012345"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", ErrorCode.REQUIRED),
        ("  ", ErrorCode.REQUIRED),
        ("123456", ErrorCode.CODE_SHAPE),
        ("12345678", ErrorCode.CODE_SHAPE),
        ("12345a7", ErrorCode.CODE_SHAPE),
        ("1" * 5000, ErrorCode.CODE_SHAPE),
        ("\ud800" * 7, ErrorCode.CODE_SHAPE),
        ("٣٣٣٣٣٣٣", ErrorCode.CODE_SHAPE),
    ],
)
def test_what_is_no_code(typed: str, code: ErrorCode) -> None:
    with pytest.raises(ServiceError) as caught:
        read_code(Secret(typed))
    assert (caught.value.code, caught.value.field) == (code, "code")


@given(st.binary(min_size=10, max_size=10))
def test_every_activation_code_is_read_as_it_is_written(drawn: bytes) -> None:
    class Given(ScriptedRandomness):
        def token(self, size: int) -> bytes:
            assert size == len(drawn)  # 80 bits
            return drawn

    code = draw_activation_code(Given())
    assert int.from_bytes(drawn) == sum(
        32**n * CROCKFORD.index(c) for n, c in enumerate(reversed(code.reveal()))
    )
    written = grouped(code)
    assert [len(group) for group in written.split("-")] == [4, 4, 4, 4]
    wide = "".join(chr(ord(c) + 0xFEE0) for c in written)
    for typed in (written, written.lower(), code.reveal(), f" {written} ", written.replace("-", " "), wide):
        assert read_activation_code(Secret(typed)).reveal() == code.reveal()


def test_what_looks_like_a_digit_is_one() -> None:
    assert read_activation_code(Secret("oilO-ILOI-0000-1111")).reveal() == "0110110100001111"


@pytest.mark.parametrize("typed", ["0110-1101-0000-111", "0110-1101-0000-111U", "-" * 16, "0" * 400])
def test_what_is_no_activation_code(typed: str) -> None:
    with pytest.raises(ServiceError) as caught:
        read_activation_code(Secret(typed))
    assert caught.value.code in {ErrorCode.ACTIVATION_SHAPE, ErrorCode.REQUIRED}
    assert caught.value.field == "activation_code"


def test_a_code_that_was_read_shows_itself_to_nobody() -> None:
    for read in (read_code(Secret("1234567")), read_activation_code(Secret("0" * 16))):
        assert isinstance(read, Secret)
        assert read.reveal() not in f"{read!r}{read}"


def test_the_link_keeps_the_code_behind_the_fragment() -> None:
    link = activation_link("https://desk.example.com/pw/", Secret("0123456789ABCDEF"))
    assert link == "https://desk.example.com/pw/activate#0123-4567-89AB-CDEF"


def test_what_is_drawn() -> None:
    chance = SpreadRandomness()
    codes = {draw_code(chance).reveal() for _ in range(200)}
    assert len(codes) == 200
    assert all(len(code) == 7 and code.isdigit() for code in codes)
    assert draw_code(ScriptedRandomness(42)).reveal() == "0000042"
    assert set(draw_reference(chance)) <= set(CROCKFORD)


def test_an_initial_password_has_nothing_of_its_owner() -> None:
    ming = person()  # A123456789, born 1980-01-01, 0900000001
    chance = ScriptedRandomness(2345678, 1980010, 7900000, 8013579)
    assert draw_initial_password(chance, ming, Policy()).reveal() == "8013579"


def code(state: CodeState, mac: bytes, seconds: int = 300) -> OneTimeCode:
    return OneTimeCode(1, 1, mac, "ABCD", START + timedelta(seconds=seconds), 0, state)


LIVE = code(CodeState.LIVE, MACS["live"])
OLD = code(CodeState.VOID, MACS["old"])


@pytest.mark.parametrize(
    ("codes", "typed", "verdict"),
    [
        ((LIVE, OLD), "live", CodeVerdict.RIGHT),
        ((LIVE, OLD), "old", CodeVerdict.SUPERSEDED),
        ((LIVE, OLD), "other", CodeVerdict.WRONG),
        ((OLD,), "old", CodeVerdict.VOID),
        ((code(CodeState.USED, MACS["live"]),), "live", CodeVerdict.VOID),
        ((code(CodeState.SPENT, MACS["live"]),), "live", CodeVerdict.VOID),
        ((code(CodeState.LIVE, MACS["live"], 0),), "live", CodeVerdict.EXPIRED),
        ((code(CodeState.LIVE, MACS["live"], 0),), "other", CodeVerdict.EXPIRED),
        ((), "live", CodeVerdict.VOID),
    ],
)
def test_verdicts(codes: tuple[OneTimeCode, ...], typed: str, verdict: CodeVerdict) -> None:
    assert judge_code(codes, MACS[typed], START) is verdict


def test_masks() -> None:
    assert [mask_mobile(number) for number in ("0912345678", "0912345", "")] == ["0912***678", "***", "***"]
    assert mask_email("wang.ming@example.com") == "wa***@example.com"
    assert mask_email("ab@example.com") == "a***@example.com"
