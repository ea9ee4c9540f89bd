"""The relay against a real mail server."""

from collections import Counter
from collections.abc import Iterator

import pytest

from services.delivery.post import DeliveryState
from tests.postfix import Postfix, postfix
from tests.services.delivery.kit import mailing, put, smtp, state
from tests.services.desk import Desk


@pytest.fixture(scope="module")
def server() -> Iterator[Postfix]:
    with postfix() as running:
        yield running


@pytest.mark.parametrize("tls", ["none", "starttls"])
async def test_letters_reach_their_end_once_each(desk: Desk, server: Postfix, tls: str) -> None:
    before = len(server.delivered())
    numbers = [put(desk, f"c{number}@example.com") for number in range(50)]
    settings = smtp(server.port, tls=tls, ca=str(server.ca))
    async with mailing(desk, settings) as relay:
        await relay.send_due()
    assert {await state(desk, number) for number in numbers} == {DeliveryState.SENT}
    delivered = server.wait_delivered(before + len(numbers))[before:]
    assert Counter(delivered) == Counter(f"{number}@broker.example" for number in numbers)


async def test_a_certificate_that_nobody_vouches_for_stops_everything(desk: Desk, server: Postfix) -> None:
    before = len(server.delivered())
    number = put(desk)
    async with mailing(desk, smtp(server.port, tls="starttls")) as relay:
        await relay.send_due()
    assert await state(desk, number) is DeliveryState.QUEUED
    assert len(server.delivered()) == before
