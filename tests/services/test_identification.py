"""身分證字號 and 出生年月日 (§1.0, C-8): one answer for unknown and wrong, and only so many of them."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.errors import ErrorCode, ServiceError
from services.identification import Identified
from services.identifiers import read_birth_date
from services.policy import Policy
from services.taipei import TAIPEI
from services.throttle import Throttle
from storage.outgoing import Channel, Claimed
from storage.records import Person
from tests.kit import START, person, visit
from tests.services.conftest import OpenDesk
from tests.services.desk import MING, STRANGER, Desk

if TYPE_CHECKING:
    from storage.transaction import Transaction

BORN, NOT_BORN = "19800101", "19800102"
MISMATCH, PAUSED = ErrorCode.IDENTITY_MISMATCH, ErrorCode.TERMINAL_PAUSED
LIMIT_HERE, LIMIT = ErrorCode.IDENTITY_LIMIT_HERE, ErrorCode.IDENTITY_LIMIT
OTHERS = ("F131104093", "O158238845", "N116247806", "L122544270", "C180661564", "Y123456788")
LEAP, TODAY = "J100000107", date(2026, 3, 2)


async def identify(desk: Desk, id_number: str = MING, born: str = BORN, at: str = "kiosk-1") -> Identified:
    return await desk.program.identification.identify(visit(at), id_number, born)


async def refusal(
    desk: Desk, id_number: str = MING, born: str = NOT_BORN, at: str = "kiosk-1"
) -> ServiceError:
    with pytest.raises(ServiceError) as caught:
        await identify(desk, id_number, born, at)
    return caught.value


async def refused(desk: Desk, id_number: str = MING, born: str = NOT_BORN, at: str = "kiosk-1") -> ErrorCode:
    return (await refusal(desk, id_number, born, at)).code


def add(tx: "Transaction", somebody: Person) -> None:
    tx.customers.add(somebody, consolidated=True)


async def test_who_it_is(desk: Desk) -> None:
    customer = await desk.customer()
    found = await identify(desk, "ａ123456789", "１９８０ 01 01")
    assert (found.customer_id, found.id_number.value, found.person.name) == (customer, MING, "王小明")
    assert desk.told() == [("customer_identification", None)]
    assert MING not in repr(found)
    assert "19800101" not in repr(found)


async def test_companies_and_leap_day_births(desk: Desk) -> None:
    for somebody in (person("24536806", birth=date(2005, 8, 16)), person(LEAP, birth=date(1960, 2, 29))):
        desk.database.write_now(add, somebody)
    assert (await identify(desk, "24536806", "20050816")).person.birth_date == date(2005, 8, 16)
    assert (await identify(desk, LEAP, "19600229")).id_number.value == LEAP
    assert await refused(desk, LEAP, "19600301") is MISMATCH


async def test_unknown_and_wrong_are_one_answer_and_two_audit_rows(desk: Desk) -> None:
    await desk.customer()
    unknown, wrong = await refusal(desk, STRANGER, BORN), await refusal(desk)
    assert (unknown.code, unknown.field, unknown.facts) == (wrong.code, wrong.field, wrong.facts)
    assert (wrong.code, wrong.field) == (MISMATCH, None)
    assert desk.told() == [
        ("customer_identification_fail", "unknown_id"),
        ("customer_identification_fail", "wrong_date"),
    ]


async def test_no_answer_before_the_floor(desk: Desk) -> None:
    await desk.customer()
    for id_number, born in ((MING, BORN), (MING, NOT_BORN), (STRANGER, BORN), ("A1", ""), (MING, "1980")):
        before = desk.clock.monotonic()
        with suppress(ServiceError):
            await identify(desk, id_number, born)
        assert desk.clock.monotonic() == pytest.approx(before + 0.4)


async def test_the_form_is_checked_from_the_top_and_counts_as_no_failure(desk: Desk) -> None:
    await desk.customer()
    cases = {
        ("", ""): (ErrorCode.REQUIRED, "id_number"),
        ("A123456788", BORN): (ErrorCode.ID_CHECK_DIGIT, "id_number"),
        (MING, ""): (ErrorCode.REQUIRED, "birth_date"),
        (MING, "0690101"): (ErrorCode.DATE_ROC, "birth_date"),
        (MING, "20260303"): (ErrorCode.DATE_FUTURE, "birth_date"),
    }
    for typed, expected in cases.items():
        for _ in range(3):
            found = await refusal(desk, *typed)
            assert (found.code, found.field) == expected
    assert desk.told() == []
    await identify(desk)


@pytest.mark.parametrize("id_number", [MING, STRANGER])
async def test_five_of_an_id_at_one_terminal(desk: Desk, id_number: str) -> None:
    """Known and unknown IDs alike; then the right date is refused too, and nobody is looked up."""
    await desk.customer()
    codes = [await refused(desk, id_number) for _ in range(5)]
    assert codes == [MISMATCH] * 5
    assert await refused(desk, id_number, BORN) is LIMIT_HERE
    assert desk.told()[-1] == ("excess_rate_limit_exceeded", "id_at_terminal")
    # a stranger at this kiosk shuts neither another kiosk nor another ID
    other = STRANGER if id_number == MING else MING
    assert await refused(desk, other) is MISMATCH
    assert await refused(desk, id_number, at="kiosk-2") is MISMATCH


async def test_twenty_of_an_id_over_all_terminals(desk: Desk) -> None:
    await desk.customer()
    for terminal in range(4):
        assert [await refused(desk, at=f"kiosk-{terminal}") for _ in range(5)] == [MISMATCH] * 5
    assert await refused(desk, MING, BORN, at="kiosk-9") is LIMIT
    assert desk.told()[-1] == ("excess_rate_limit_exceeded", "id")
    # a refusal took no place of the terminal's
    for id_number in OTHERS:
        assert await refused(desk, id_number, at="kiosk-9") is MISMATCH


async def test_the_customer_is_told_once_a_day_and_a_stranger_is_nobody(desk: Desk) -> None:
    await desk.customer()
    for id_number in (MING, STRANGER):
        for at in range(20):
            assert letter_kinds(desk) == []
            await refused(desk, id_number, at=f"kiosk-{at}")
        expected = ["identity_warning"] * 2 if id_number == MING else []
        assert letter_kinds(desk) == expected
    assert await refused(desk, at="kiosk-99") is LIMIT
    assert letter_kinds(desk) == []


def letter_kinds(desk: Desk) -> list[str]:
    """The letters that wait; takes them."""
    now = desk.clock.now()
    found = desk.database.write_now(lambda tx: tx.outbox.claim(tuple(Channel), now, now + timedelta(1), 100))
    return [each.message.kind for each in found if isinstance(each, Claimed)]


async def test_right_ones_count_nothing(desk: Desk) -> None:
    await desk.customer()
    for _ in range(4):
        await refused(desk)
    for _ in range(30):
        await identify(desk)
    assert await refused(desk) is MISMATCH
    assert await refused(desk, MING, BORN) is LIMIT_HERE


async def test_the_terminal_pauses_after_ten_and_says_until_when(desk: Desk) -> None:
    await desk.customer()
    for number in range(10):
        assert await refused(desk, OTHERS[number % 6]) is MISMATCH
        desk.clock.advance(60)
    paused = await refusal(desk, MING, BORN)
    # the first of the ten was at 10:00, and each answer took its floor
    assert (paused.code, paused.field, paused.facts) == (PAUSED, None, {"until": "10:15"})
    assert desk.told()[-1] == ("excess_rate_limit_exceeded", "terminal")
    await identify(desk, at="kiosk-2")


async def test_any_fifteen_minutes_hold_ten(desk: Desk) -> None:
    """No window begins anew all at once: each failure counts until it is fifteen minutes old."""
    await desk.customer()
    minutes = timedelta(minutes=1)
    times: list[datetime] = []
    for _ in range(60):
        at = desk.clock.now()
        if await refused(desk, OTHERS[len(times) % 6], at="kiosk-1") is MISMATCH:
            times.append(at)
        desk.clock.advance(40)
    for start in times:
        assert sum(start <= time < start + 15 * minutes for time in times) <= 10
    assert len(times) > 20


async def test_the_day_begins_at_midnight_in_taipei(open_desk: OpenDesk) -> None:
    desk = open_desk(policy=Policy(terminal_failures=100))
    await desk.customer()
    midnight = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)  # 2026-03-03 00:00 in Taipei
    desk.clock.advance((midnight - desk.clock.now()).total_seconds() - 60)
    for _ in range(5):
        assert await refused(desk) is MISMATCH
    desk.clock.advance((midnight - desk.clock.now()).total_seconds() - 0.001)
    assert await refused(desk, MING, BORN) is LIMIT_HERE
    desk.clock.advance(max(0.0, (midnight - desk.clock.now()).total_seconds()))
    assert (await identify(desk)).id_number.value == MING


async def test_a_failure_at_midnight_counts_for_the_new_day(open_desk: OpenDesk) -> None:
    desk = open_desk(policy=Policy(identity_failures_here=1))
    desk.clock.advance((datetime(2026, 3, 2, 16, 0, tzinfo=UTC) - desk.clock.now()).total_seconds())
    assert await refused(desk) is MISMATCH
    assert await refused(desk) is LIMIT_HERE


async def test_a_clock_set_back_opens_nothing(desk: Desk) -> None:
    for _ in range(5):
        await refused(desk)
    desk.clock.set_back(3_600)
    assert await refused(desk) is LIMIT_HERE


async def test_figures_are_settings_and_old_rows_go(open_desk: OpenDesk) -> None:
    desk = open_desk(policy=Policy(identity_failures_here=1, identity_failures=2, terminal_failures=1))
    await refused(desk)
    assert await refused(desk) is PAUSED
    assert await refused(desk, at="kiosk-2") is MISMATCH
    assert await refused(desk, at="kiosk-3") is LIMIT
    desk.clock.advance(days=1)
    await refused(desk, OTHERS[0], at="kiosk-4")
    names = [("id", MING), ("id_at_terminal", MING, "kiosk-1"), ("terminal", "kiosk-1")]
    kept = desk.database.read_now(lambda tx: [tx.throttles.read(name) for name in names])
    assert kept == [None, None, None]


@given(st.dates(date(1900, 1, 1), TODAY))
def test_every_day_is_read(day: date) -> None:
    typed = day.strftime("%Y%m%d")
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in typed)
    for text in (typed, wide, f" {typed[:4]} {typed[4:6]}\u3000{typed[6:]} "):
        assert read_birth_date(text, TODAY) == day


@given(st.text(alphabet="0123456789０１９ /-年", max_size=12))
def test_what_is_read_is_that_day_and_nothing_else(text: str) -> None:
    with suppress(ServiceError):
        day = read_birth_date(text, TODAY)
        digits = "".join(str(int(char)) for char in text if char.isdigit())
        assert day.strftime("%Y%m%d") == digits
        assert date(1900, 1, 1) <= day <= TODAY


@given(st.timedeltas(timedelta(0), timedelta(days=3_000)))
def test_a_day_ends_at_midnight_in_taipei(after: timedelta) -> None:
    now = START + after
    day = Throttle.of_day(("x",), 1, now)
    assert day.ends_at.astimezone(TAIPEI).time().isoformat() == "00:00:00"
    assert day.since < now < day.ends_at
    assert day.counting((now.replace(microsecond=now.microsecond // 1000 * 1000),))
    assert not Throttle.of_day(("x",), 1, day.ends_at).counting((now,))
