"""The letters in figures, by what became of them; nobody is named."""

from services.delivery.overview import overview
from services.delivery.post import Channel, DeliveryState
from services.delivery.transport import Accepted, Reject, Retry
from tests.services.delivery.kit import Scripted, put, relay
from tests.services.desk import Desk

EMAIL = Channel.EMAIL


async def test_letters_are_counted_by_state_and_kind_of_reason(desk: Desk) -> None:
    for number in range(5):
        put(desk, f"c{number}@example.com", life=3600)
    way = Scripted(
        *(Reject("rcpt 550 5.1.1"), Reject("rcpt 550 5.7.1"), Retry("no connection")),
        *(Accepted(), Retry("no connection")),
    )
    await relay(desk, {EMAIL: way}).send_due()
    first = desk.clock.now()
    desk.clock.advance(1)
    put(desk, life=60)
    found = desk.database.read_now(lambda tx: overview(tx, desk.clock.now()))
    assert found.letters == {
        (EMAIL, DeliveryState.FAILED, "rcpt 550"): 2,
        (EMAIL, DeliveryState.QUEUED, "no connection"): 2,
        (EMAIL, DeliveryState.QUEUED, ""): 1,
        (EMAIL, DeliveryState.SENT, ""): 1,
    }
    assert found.oldest_waiting == first


async def test_who_waits_beyond_its_life_has_failed_though_nobody_buried_it(desk: Desk) -> None:
    put(desk, life=60)
    desk.clock.advance(60)
    found = desk.database.read_now(lambda tx: overview(tx, desk.clock.now()))
    assert found.letters == {(EMAIL, DeliveryState.FAILED, ""): 1}
    assert found.oldest_waiting is None
