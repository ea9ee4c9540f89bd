"""24 hours are the ceiling of a letter (N-REC-1): nothing that is done with it makes them longer."""

from datetime import timedelta

import pytest

from services.errors import ErrorCode
from tests.kit import visit
from tests.services.desk import Desk
from tests.services.proofs import ScriptedProofs
from tests.services.reissue.kit import Applicant, refusal, refused


@pytest.fixture
async def ming(desk: Desk) -> Applicant:
    await desk.customer()
    return Applicant(desk, ScriptedProofs(said=False))


async def typed_at_the_last_moment(ming: Applicant, seconds: float = 4) -> str:
    """The activation code is typed so long before the letter's end."""
    code = await ming.ask_for_letter()
    ming.desk.clock.advance(hours=24, seconds=-seconds)
    await ming.activate(code)
    return code


async def test_no_code_is_sent_after_it(desk: Desk, ming: Applicant) -> None:
    await typed_at_the_last_moment(ming)
    desk.clock.advance(seconds=4)
    error = await refusal(ming.request_code())
    assert (error.code, error.field) == (ErrorCode.ACTIVATION_EXPIRED, None)
    assert desk.told()[-1] == ("authn_reissue_activation", "activation_expired")
    assert ("sequence_fail", "reissue") not in desk.told()


async def test_no_code_is_sent_again_after_it_and_the_last_one_lives_its_minutes(
    desk: Desk, ming: Applicant
) -> None:
    await typed_at_the_last_moment(ming)
    sent = await ming.request_code()
    # another one would come after the end: none is promised
    assert (sent.resend_at, sent.resends_left) == (None, 0)
    desk.clock.advance(seconds=120)
    assert await refused(ming.resend()) is ErrorCode.ACTIVATION_EXPIRED
    desk.clock.advance(seconds=179)
    assert (await ming.verify(ming.code_of(sent))).initial_password is not None


async def test_resends_do_not_add_up(desk: Desk, ming: Applicant) -> None:
    await typed_at_the_last_moment(ming, seconds=300)
    first = await ming.request_code()
    assert first.resend_at == desk.clock.now() + timedelta(seconds=120)
    desk.clock.advance(seconds=120)
    second = await ming.resend()
    assert second.resend_at == desk.clock.now() + timedelta(seconds=120)
    desk.clock.advance(seconds=120)
    third = await ming.resend()
    assert (third.resend_at, third.resends_left) == (None, 0)
    desk.clock.advance(seconds=120)
    assert await refused(ming.resend()) is ErrorCode.ACTIVATION_EXPIRED


async def test_a_code_asked_for_before_is_not_gone_on_with_after_it(desk: Desk, ming: Applicant) -> None:
    code = await typed_at_the_last_moment(ming)
    await ming.request_code()
    other = Applicant(desk, ming.proofs, visit("kiosk-2", "visit-2"))
    step = await other.activate(code)
    assert step.pending is not None
    assert (step.codes_left, step.code_from) == (0, None)
    desk.clock.advance(seconds=4)
    assert await refused(other.reissue.go_on(other.at, other.handle)) is ErrorCode.ACTIVATION_EXPIRED
    assert await refused(other.activate(code)) is ErrorCode.ACTIVATION_EXPIRED
