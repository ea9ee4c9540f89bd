from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from services.delivery.post import Channel, DeliveryState, LetterKind, channels_of
from services.delivery.settings import DeliverySettings
from storage.records import Person
from tests.kit import person
from tests.services.conftest import OpenDesk
from tests.services.delivery.waiting import waiting
from tests.services.desk import Desk

if TYPE_CHECKING:
    from storage.transaction import Transaction

NOBODY = Person("A123456789", "王小明", person().birth_date, " ", None)


def post_code(
    desk: Desk, to: str = "ming@example.com", *, life: float = 300, by: Channel = Channel.EMAIL
) -> str:
    post, dies_at = desk.program.ground.post, desk.clock.now() + timedelta(seconds=life)

    def put(tx: "Transaction") -> str:
        return post.letter(
            tx,
            LetterKind.ONE_TIME_CODE,
            by,
            to,
            facts={"code": "7654321"},
            dies_at=dies_at,
            reference="K7Q2",
        )

    return desk.database.write_now(put)


async def test_a_letter_waits_with_all_it_needs(desk: Desk) -> None:
    number = post_code(desk)
    assert await desk.program.ground.post.state(number) is DeliveryState.QUEUED
    (letter,) = waiting(desk)
    assert (letter.id, letter.kind, letter.address) == (number, "one_time_code", "ming@example.com")
    assert (letter.facts, letter.reference) == ({"code": "7654321"}, "K7Q2")
    assert letter.dies_at == desk.clock.now() + timedelta(minutes=5)


async def test_a_letter_whose_life_ended_has_failed_though_nobody_buried_it_yet(desk: Desk) -> None:
    number = post_code(desk, life=60)
    desk.clock.advance(60)
    assert await desk.program.ground.post.state(number) is DeliveryState.FAILED
    assert await desk.program.ground.post.state("0" * 32) is DeliveryState.FAILED


async def test_a_notice_goes_to_every_channel(desk: Desk) -> None:
    customer = await desk.customer()
    post = desk.program.ground.post
    ids = desk.database.write_now(lambda tx: post.notice(tx, customer, LetterKind.LOCK, branch="台北"))
    letters = waiting(desk)
    assert {each.id for each in letters} == set(ids)
    assert {each.channel: each.address for each in letters} == {
        Channel.EMAIL: "ming@example.com",
        Channel.SMS: "0900000001",
    }
    assert {str(each.facts) for each in letters} == {
        str({"branch": "台北", "occurred_at": desk.clock.now().isoformat()})
    }
    assert {each.dies_at - desk.clock.now() for each in letters} == {timedelta(hours=72)}


def test_who_has_no_channel_gets_none_and_that_is_on_record(desk: Desk) -> None:
    post = desk.program.ground.post
    assert channels_of(NOBODY) == {}
    assert desk.database.write_now(lambda tx: post.notice(tx, NOBODY, LetterKind.LOCK)) == ()
    row = desk.audit()[-1]
    assert (row.event, row.reason_code) == ("notice_without_channel", "lock")
    assert row.customer_masked == "A12345****"


@pytest.mark.parametrize(("limit", "pause"), [("per_address_hour", 3600), ("per_address_day", 86_400)])
async def test_an_address_cannot_be_bombed(open_desk: OpenDesk, limit: str, pause: float) -> None:
    desk = open_desk(delivery=DeliverySettings(**{limit: 3}))  # type: ignore[arg-type]
    numbers = [post_code(desk, to) for to in ("ming@example.com", " MING@Example.com", "ming@example.com")]
    numbers.append(post_code(desk, "ming@EXAMPLE.com"))
    numbers.append(post_code(desk, "mei@example.com"))
    states = [await desk.program.ground.post.state(number) for number in numbers]
    queued, failed = DeliveryState.QUEUED, DeliveryState.FAILED
    assert states == [queued, queued, queued, failed, queued]
    assert [(row.event, row.interaction_id) for row in desk.audit()] == [
        ("excess_rate_limit_exceeded", numbers[3])
    ]
    desk.clock.advance(pause)
    assert await desk.program.ground.post.state(post_code(desk)) is queued


async def test_a_number_has_one_spelling(open_desk: OpenDesk) -> None:
    desk = open_desk(delivery=DeliverySettings(per_address_hour=3))
    spellings = ("0912345678", "+886912345678", "00886-912-345-678", "(0912) 345 678")
    numbers = [post_code(desk, to, by=Channel.SMS) for to in spellings]
    states = [await desk.program.ground.post.state(number) for number in numbers]
    assert states == [DeliveryState.QUEUED] * 3 + [DeliveryState.FAILED]


async def test_whoever_has_codes_sent_keeps_nobody_from_being_told(open_desk: OpenDesk) -> None:
    desk = open_desk(delivery=DeliverySettings(per_address_hour=8))
    customer = await desk.customer()
    post = desk.program.ground.post
    codes = [post_code(desk, "0900000001", by=Channel.SMS) for _ in range(10)]
    states = [await post.state(number) for number in codes]
    assert states == [DeliveryState.QUEUED] * 6 + [DeliveryState.FAILED] * 4
    told = desk.database.write_now(lambda tx: post.notice(tx, customer, LetterKind.REISSUE_DONE))
    assert [await post.state(number) for number in told] == [DeliveryState.QUEUED] * 2


def test_waking_rings_whoever_waits(desk: Desk) -> None:
    rung: list[str] = []
    leave = desk.program.ground.store.on_letters(lambda: rung.append("now"))
    desk.program.ground.post.wake()
    assert rung == ["now"]
    leave()
