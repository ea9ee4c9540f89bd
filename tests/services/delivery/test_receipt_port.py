"""Who has the address that receipts come to: a relay of ours, which is well, or a stranger, which is told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from services.delivery.receipt_listener import Limits, Port, ReceiptListener, answer_at, who_is_at
from services.delivery.receipts import Answer, Receipts
from services.errors import ErrorCode, ServiceError
from tests.gateway import gateway
from tests.services.conftest import OpenDesk
from tests.services.desk import Desk

IMPATIENT = Limits(bind_again=0.01, doubt_every=2)


def receipts(desk: Desk) -> Receipts:
    ground = desk.program.ground
    return Receipts(ground.store, ground.trail, ground.clock)


@dataclass
class Owner:
    """Wants to hear receipts, and remembers what it was told."""

    receipts: Receipts
    faults: int = 0
    asked: int = 0
    told: int = 0
    came: asyncio.Event = field(default_factory=asyncio.Event)

    def own_target(self) -> str:
        self.asked += 1
        self.came.set()
        return self.receipts.own_target()

    async def unheard(self) -> None:
        if self.faults:
            self.faults -= 1
            raise ServiceError(ErrorCode.STORAGE_BUSY)
        await self.receipts.unheard("127.0.0.1:8771")
        self.told += 1
        self.came.set()

    async def until_asked(self, times: int) -> None:
        while self.asked < times:
            self.came.clear()
            await self.came.wait()

    async def until_told(self) -> None:
        while not self.told:
            self.came.clear()
            await self.came.wait()


@asynccontextmanager
async def listener_of(desk: Desk, port: int, owner: Owner | None = None) -> AsyncIterator[ReceiptListener]:
    made = ReceiptListener("127.0.0.1", port, receipts(desk).take, IMPATIENT, owner)
    running = asyncio.create_task(made.run())
    yield made
    running.cancel()
    await asyncio.wait([running])


async def test_a_stranger_at_the_port_is_told_once_and_on_record(desk: Desk) -> None:
    owner = Owner(receipts(desk), faults=1)
    async with gateway(200) as stranger, listener_of(desk, stranger.port, owner):
        await owner.until_told()
        before = owner.asked
        for _ in range(20):
            await asyncio.sleep(0)
        assert (owner.told, owner.asked) == (1, before)
    assert desk.told() == [("receipts_unheard", "127.0.0.1:8771")]


@pytest.mark.parametrize("statuses", [(None,), (0,), (200,), (403,)])
async def test_whoever_is_no_listener_of_ours_is_a_stranger(desk: Desk, statuses: tuple[int | None]) -> None:
    async with gateway(*statuses) as stranger:
        target = receipts(desk).own_target()
        assert await answer_at("127.0.0.1", stranger.port, target, wait=0.2) is None
        if statuses != (None,):
            assert await who_is_at("127.0.0.1", stranger.port) is Port.TAKEN


async def test_another_relay_of_ours_at_the_port_is_well(open_desk: OpenDesk) -> None:
    desk, other = open_desk(), open_desk(seed="other")
    owner = Owner(receipts(other))
    async with listener_of(desk, 0) as first:
        await first.listening.wait()
        assert first.port is not None
        assert await who_is_at("127.0.0.1", first.port) is Port.OURS
        async with listener_of(other, first.port, owner):
            await owner.until_asked(2)
    assert owner.told == 0
    assert desk.told() == []
    assert await who_is_at("127.0.0.1", first.port) is Port.FREE


async def test_the_question_reports_nothing_and_other_keys_do_not_say_yes(desk: Desk) -> None:
    target = receipts(desk).own_target()
    assert await receipts(desk).take(target) is Answer.TAKEN
    assert await receipts(desk).take(target.replace("mac=", "mac=0")) is Answer.FORGED
