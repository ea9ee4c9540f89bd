"""Mail or SMS down in a reissue: the step says so, nothing is lost, and nothing is given away."""

import pytest

from services.delivery.transport import Accepted, Reject, Retry
from services.errors import ErrorCode
from storage.outgoing import Channel, DeliveryState
from tests.services.delivery.kit import Scripted, relay
from tests.services.desk import FIRST, Desk
from tests.services.reissue.kit import NEW, Applicant, refused

QUEUED, SENT, FAILED = DeliveryState.QUEUED, DeliveryState.SENT, DeliveryState.FAILED


@pytest.fixture
async def ming(desk: Desk) -> Applicant:
    await desk.customer()
    return Applicant(desk)


async def seen(one: Applicant) -> DeliveryState:
    """What stands on screen about the letter of this step."""
    return await one.reissue.delivery(one.at, one.handle)


async def test_a_code_that_the_gateway_refuses_says_so_and_another_one_helps(
    desk: Desk, ming: Applicant
) -> None:
    transport = Scripted(Reject("unroutable"), Accepted("4711"))
    sender = relay(desk, {Channel.SMS: transport})
    before = desk.phc()
    refused_one = ming.code_of(await ming.apply())
    await sender.send_due()
    assert await seen(ming) is FAILED
    desk.clock.advance(seconds=120)
    sent = await ming.resend()
    code = ming.code_of(sent)
    assert await seen(ming) is QUEUED
    await sender.send_due()
    assert await seen(ming) is SENT
    assert await refused(ming.verify(refused_one)) is ErrorCode.CODE_SUPERSEDED
    assert desk.phc() == before
    await ming.verify(code)


async def test_a_gateway_that_stays_away_leaves_the_old_password(desk: Desk, ming: Applicant) -> None:
    sender = relay(desk, {Channel.SMS: Scripted(*[Retry("away")] * 100)})
    before = desk.phc()
    await ming.apply()
    for _ in range(31):
        await sender.send_due()
        desk.clock.advance(seconds=10)
    assert await seen(ming) is FAILED
    assert desk.phc() == before
    await desk.login(password=FIRST)


async def test_a_letter_that_was_refused_says_so_and_a_new_application_sends_another(
    desk: Desk, ming: Applicant
) -> None:
    ming.proofs.said = False
    sender = relay(desk, {Channel.EMAIL: Scripted(Reject("550"), Accepted("4711"))})
    await ming.confirm(await ming.begin())
    await sender.send_due()
    assert await seen(ming) is FAILED
    code = await ming.ask_for_letter()
    await sender.send_due()
    assert await seen(ming) is SENT
    await ming.activate(code)


async def test_a_mail_server_away_for_a_day_lets_the_letter_die_with_its_code(
    desk: Desk, ming: Applicant
) -> None:
    ming.proofs.said = False
    code = await ming.ask_for_letter()
    transport = Scripted(*[Retry("away")] * 1000)
    sender = relay(desk, {Channel.EMAIL: transport})
    await sender.send_due()
    desk.clock.advance(hours=24)
    await sender.send_due()
    assert len(transport.sent) == 1
    found = await desk.program.ground.post.state(transport.sent[0].id)
    assert found is FAILED
    assert await refused(ming.activate(code)) is ErrorCode.ACTIVATION_EXPIRED


async def test_notices_that_cannot_be_sent_stop_nobody(desk: Desk, ming: Applicant) -> None:
    down = {channel: Scripted(*[Reject("down")] * 20) for channel in Channel}
    sender = relay(desk, down)
    code = ming.code_of(await ming.apply())
    await ming.verify(code)
    await sender.send_due()
    await ming.set_password()
    await sender.send_due()
    assert not (await desk.login(password=NEW)).must_change
    failed = [row for row in desk.told() if row[0] == "letter_failed"]
    assert len(failed) == 5  # the code, and two notices by two ways each
