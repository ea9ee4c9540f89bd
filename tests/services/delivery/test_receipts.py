"""Receipts: late, twice, out of order, forged, for nobody; and a listener that a stranger cannot tie up."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from services.delivery.post import Channel, DeliveryState, LetterKind
from services.delivery.receipt_listener import LONGEST_HEAD, Limits, ReceiptListener
from services.delivery.receipts import Answer, ReceiptAddress, Receipts
from services.errors import ErrorCode, ServiceError
from tests.services.desk import Desk

if TYPE_CHECKING:
    from storage.transaction import Transaction

DELIVERED, FAILED, SENT = DeliveryState.DELIVERED, DeliveryState.FAILED, DeliveryState.SENT


def receipts(desk: Desk) -> Receipts:
    ground = desk.program.ground
    return Receipts(ground.store, ground.trail, ground.clock)


def sent(desk: Desk, *, accepted: bool = True) -> str:
    """A letter that the gateway has taken over."""
    post, dies_at = desk.program.ground.post, desk.clock.now() + timedelta(minutes=5)

    def put(tx: "Transaction") -> str:
        number = post.letter(
            *(tx, LetterKind.ONE_TIME_CODE, Channel.SMS, "0900000001"),
            **{"facts": {"code": "7654321"}, "dies_at": dies_at, "reference": "K7Q2"},  # type: ignore[arg-type]
        )
        if accepted:
            tx.outbox.sent(number, None)
        return number

    return desk.database.write_now(put)


def target(desk: Desk, number: str, kind: int | str = 1) -> str:
    """What the gateway asks for."""
    address = ReceiptAddress(desk.program.ground.store.keys, "127.0.0.1", 8771).of(number)
    return address.removeprefix("http://127.0.0.1:8771").replace("%d", str(kind))


async def state(desk: Desk, number: str) -> DeliveryState:
    return await desk.program.ground.post.state(number)


@pytest.mark.parametrize(
    ("kind", "becomes"), [(1, DELIVERED), (2, FAILED), (16, FAILED), (4, SENT), (8, SENT)]
)
async def test_a_receipt_says_what_became_of_a_message(desk: Desk, kind: int, becomes: DeliveryState) -> None:
    number = sent(desk)
    assert await receipts(desk).take(target(desk, number, kind)) is Answer.TAKEN
    assert await state(desk, number) is becomes
    rows = [(row.event, row.reason_code, row.interaction_id) for row in desk.audit()]
    assert rows == ([("letter_failed", f"receipt {kind}", number)] if becomes is FAILED else [])


async def test_late_and_twice_and_out_of_order(desk: Desk) -> None:
    taken, number = receipts(desk), sent(desk)
    desk.clock.advance(days=3)
    for kind in (2, 2, 1, 1, 2, 16, 8):
        assert await taken.take(target(desk, number, kind)) is Answer.TAKEN
    assert await state(desk, number) is DELIVERED
    assert len(desk.audit()) == 1


async def test_a_receipt_that_overtakes_the_relay_ends_the_sending(desk: Desk) -> None:
    number = sent(desk, accepted=False)
    assert await receipts(desk).take(target(desk, number)) is Answer.TAKEN
    assert await state(desk, number) is DELIVERED
    now = desk.clock.now()
    assert desk.database.write_now(lambda tx: tx.outbox.claim((Channel.SMS,), now, now, 9)) == []


async def test_a_receipt_for_nobody_changes_nothing(desk: Desk) -> None:
    number = sent(desk)
    assert await receipts(desk).take(target(desk, "f" * 32)) is Answer.TAKEN
    assert await state(desk, number) is SENT


async def test_a_forged_receipt_changes_nothing_and_a_flood_of_them_makes_one_row(desk: Desk) -> None:
    taken, number, other = receipts(desk), sent(desk), sent(desk)
    stolen = target(desk, other).replace(other, number)
    for _ in range(5):
        assert await taken.take(stolen) is Answer.FORGED
    assert await state(desk, number) is SENT
    assert [(row.event, row.reason_code) for row in desk.audit()] == [("authz_fail", "forged receipt")]
    desk.clock.advance(60)
    await taken.take(stolen)
    assert len(desk.audit()) == 2


async def test_what_is_no_receipt_is_refused(desk: Desk) -> None:
    number = sent(desk)
    good = target(desk, number)
    for bad in (
        *(
            "/",
            "/receipts",
            "/receipts?",
            good.replace("/receipts", "/elsewhere"),
            good + "&type=1",
            good + "&x=1",
        ),
        *(
            good.replace("type=1", "type=1x"),
            good.replace(number, number[1:]),
            good.replace("type=1", "type="),
        ),
        *(good.replace("mac=", "mac=é"), "http://[", good.replace("type=1", "type=1111")),
    ):
        assert await receipts(desk).take(bad) is Answer.MALFORMED, bad
    assert await state(desk, number) is SENT


USUAL = Limits()


@asynccontextmanager
async def listening(
    take: Callable[[str], Awaitable[Answer]], limits: Limits = USUAL
) -> AsyncIterator[ReceiptListener]:
    listener = ReceiptListener("127.0.0.1", 0, take, limits)
    task = asyncio.create_task(listener.run())
    await listener.listening.wait()
    yield listener
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def asked(listener: ReceiptListener, request: bytes) -> bytes:
    """The status line answered to some bytes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", listener.port)
    writer.write(request)
    with suppress(ConnectionError):
        await writer.drain()
    answer = b""
    with suppress(ConnectionError):
        answer = await reader.read()
    writer.close()
    return answer.split(b"\r\n", 1)[0].removeprefix(b"HTTP/1.1 ")


def get(what: str, *, method: str = "GET", version: str = "HTTP/1.1") -> bytes:
    return f"{method} {what} {version}\r\nHost: x\r\n\r\n".encode()


async def test_the_listener_takes_a_receipt_over_the_wire(desk: Desk) -> None:
    number = sent(desk)
    async with listening(receipts(desk).take) as listener:
        assert await asked(listener, get(target(desk, number))) == b"200 OK"
        assert await state(desk, number) is DELIVERED
        assert await asked(listener, get(target(desk, number)[:-9])) == b"400 Bad Request"


async def test_the_listener_answers_strangers_shortly(desk: Desk) -> None:
    async with listening(receipts(desk).take) as listener:
        good = target(desk, sent(desk))
        assert await asked(listener, get(good, method="POST")) == b"405 Method Not Allowed"
        assert await asked(listener, get(good, version="HTTP/9")) == b"400 Bad Request"
        assert await asked(listener, b"\x00\xff\r\n\r\n") == b"400 Bad Request"
        long = get("/" + "a" * 3 * LONGEST_HEAD)
        assert await asked(listener, long) in {b"431 Request Header Fields Too Large", b""}
        assert await asked(listener, get(good.replace("mac=", "mac=0"))) == b"403 Forbidden"


async def test_who_says_nothing_is_hung_up_on_and_nobody_else_waits(desk: Desk) -> None:
    number = sent(desk)
    async with listening(receipts(desk).take, Limits(connections=3, wait=0.2)) as listener:
        silent = [await asyncio.open_connection("127.0.0.1", listener.port) for _ in range(3)]
        assert await asked(listener, get(target(desk, number))) == b""
        for reader, writer in silent:
            assert await reader.read() == b""
            writer.close()
        assert await asked(listener, get(target(desk, number))) == b"200 OK"


async def test_a_receipt_that_cannot_be_put_down_now_is_asked_for_again() -> None:
    async def locked(_: str) -> Answer:
        raise ServiceError(ErrorCode.STORAGE_BUSY)

    async with listening(locked) as listener:
        assert await asked(listener, get("/receipts?id=1")) == b"503 Service Unavailable"


async def test_a_second_relay_waits_for_the_port_and_takes_over(desk: Desk) -> None:
    number = sent(desk)
    async with listening(receipts(desk).take) as first:
        assert first.port is not None
        second = ReceiptListener("127.0.0.1", first.port, receipts(desk).take, Limits(bind_again=0.02))
        waiting = asyncio.create_task(second.run())
        await asyncio.sleep(0.1)
        assert not second.listening.is_set()
    async with asyncio.timeout(5):
        await second.listening.wait()
    assert await asked(second, get(target(desk, number))) == b"200 OK"
    waiting.cancel()
