"""A step's ten minutes are counted from the code's sending, as those of the visit are (§1.0)."""

from datetime import timedelta

import pytest

from services.errors import ErrorCode
from tests.services.desk import Desk
from tests.services.proofs import ScriptedProofs
from tests.services.reissue.kit import Applicant, refused


@pytest.fixture
async def ming(desk: Desk) -> Applicant:
    await desk.customer()
    return Applicant(desk)


async def test_ten_minutes_from_the_sending_end_it(desk: Desk, ming: Applicant) -> None:
    sent = await ming.apply()
    assert sent.ends_at == sent.sent_at + timedelta(minutes=10)
    desk.clock.advance(seconds=600)
    assert await refused(ming.resend()) is ErrorCode.REISSUE_ENDED


async def test_a_right_code_makes_them_no_longer(desk: Desk, ming: Applicant) -> None:
    sent = await ming.apply()
    desk.clock.advance(seconds=299)
    verified = await ming.verify(ming.code_of(sent))
    assert (verified.sent_at, verified.deadline) == (sent.sent_at, sent.ends_at)
    desk.clock.advance(seconds=301)
    assert await refused(ming.set_password()) is ErrorCode.REISSUE_ENDED


async def test_nor_does_typing_the_activation_code_again(desk: Desk) -> None:
    await desk.customer()
    ming = Applicant(desk, ScriptedProofs(said=False))
    code = await ming.ask_for_letter()
    await ming.activate(code)
    sent = await ming.request_code()
    desk.clock.advance(seconds=200)
    assert (await ming.activate(code)).pending is not None
    assert await ming.reissue.go_on(ming.at, ming.handle) == sent


async def test_nor_the_steps_before_the_first_code(desk: Desk, ming: Applicant) -> None:
    begun = desk.clock.now()
    await ming.identify()
    desk.clock.advance(seconds=400)
    offer = await ming.reissue.begin(ming.at, ming.handle)
    assert offer.ends_at == begun + timedelta(minutes=10)


@pytest.mark.parametrize("how", ["run_out", "guessed"])
async def test_a_broken_off_one_says_whether_its_code_is_over(desk: Desk, ming: Applicant, how: str) -> None:
    sent = await ming.apply()
    if how == "run_out":
        desk.clock.advance(seconds=300)
    else:
        for _ in range(3):
            await refused(ming.verify(ming.wrong_code(sent)))
    pending = (await ming.begin()).pending
    assert pending is not None
    assert (pending.code_over, pending.deadline, sent.code_over) == (True, sent.deadline, False)
    assert (await ming.reissue.go_on(ming.at, ming.handle)).code_over
    desk.clock.advance(seconds=120)
    await ming.verify(ming.code_of(await ming.resend()))
