"""Codes are answered at the same floor and at the same cost, whatever they turn out to be (FP-2)."""

from collections.abc import Awaitable, Callable

import pytest

from services.errors import ErrorCode, ServiceError
from services.policy import Policy
from tests.services.conftest import OpenDesk
from tests.services.desk import Desk
from tests.services.proofs import ScriptedProofs
from tests.services.reissue.kit import Applicant, SpreadRandomness, refused

Prepare = Callable[[Applicant], Awaitable[str]]
"""Makes everything ready and gives what is to be typed."""


@pytest.fixture
def slow(open_desk: OpenDesk) -> Desk:
    """With the floor of the policy."""
    return open_desk(chance=SpreadRandomness(), policy=Policy(identity_floor_ms=0))


async def answered_at_the_floor(desk: Desk, step: Awaitable[object], expected: ErrorCode | None) -> None:
    desk.clock.slept.clear()
    before = desk.clock.monotonic()
    try:
        await step
        said = None
    except ServiceError as refusal:
        said = refusal.code
    assert said is expected
    assert desk.clock.monotonic() - before == pytest.approx(0.4)
    # waited for once: who reads the database longer waits so much less
    assert desk.clock.slept == [pytest.approx(0.4)]


async def right(ming: Applicant) -> str:
    return ming.code_of(await ming.apply())


async def wrong(ming: Applicant) -> str:
    return ming.wrong_code(await ming.apply())


async def misshapen(ming: Applicant) -> str:
    await ming.apply()
    return "12"


async def run_out(ming: Applicant) -> str:
    code = ming.code_of(await ming.apply())
    ming.desk.clock.advance(seconds=300)
    return code


async def replaced(ming: Applicant) -> str:
    code = ming.code_of(await ming.apply())
    ming.desk.clock.advance(seconds=120)
    await ming.resend()
    return code


async def spent(ming: Applicant) -> str:
    sent = await ming.apply()
    for _ in range(3):
        await refused(ming.verify(ming.wrong_code(sent)))
    return ming.code_of(sent)


@pytest.mark.parametrize(
    ("prepare", "expected"),
    [
        (right, None),
        (wrong, ErrorCode.CODE_WRONG),
        (misshapen, ErrorCode.CODE_SHAPE),
        (run_out, ErrorCode.CODE_EXPIRED),
        (replaced, ErrorCode.CODE_SUPERSEDED),
        (spent, ErrorCode.CODE_VOID),
    ],
)
async def test_one_time_codes(slow: Desk, prepare: Prepare, expected: ErrorCode | None) -> None:
    await slow.customer()
    ming = Applicant(slow)
    code = await prepare(ming)
    await answered_at_the_floor(slow, ming.verify(code), expected)


async def known(ming: Applicant) -> str:
    return await ming.ask_for_letter()


async def unknown(ming: Applicant) -> str:
    await ming.ask_for_letter()
    return "0000-0000-0000-0000"


async def not_sixteen(ming: Applicant) -> str:
    return (await ming.ask_for_letter())[:-1]


async def used(ming: Applicant) -> str:
    code = await ming.ask_for_letter()
    await ming.activate(code)
    await ming.verify(ming.code_of(await ming.request_code()))
    return code


async def void(ming: Applicant) -> str:
    """By a success with another letter."""
    code = await ming.ask_for_letter()
    await used(ming)
    return code


async def dead(ming: Applicant) -> str:
    code = await ming.ask_for_letter()
    ming.desk.clock.advance(hours=24)
    return code


@pytest.mark.parametrize(
    ("prepare", "expected"),
    [
        (known, None),
        (unknown, ErrorCode.ACTIVATION_UNKNOWN),
        (not_sixteen, ErrorCode.ACTIVATION_SHAPE),
        (used, ErrorCode.ACTIVATION_USED),
        (void, ErrorCode.ACTIVATION_VOID),
        (dead, ErrorCode.ACTIVATION_EXPIRED),
    ],
)
async def test_activation_codes(slow: Desk, prepare: Prepare, expected: ErrorCode | None) -> None:
    await slow.customer()
    ming = Applicant(slow, ScriptedProofs(said=False))
    code = await prepare(ming)
    await answered_at_the_floor(slow, ming.activate(code), expected)


async def test_wrong_guesses_cost_a_hash_as_right_ones_do(desk: Desk) -> None:
    await desk.customer()
    ming = Applicant(desk)
    sent = await ming.apply()
    hashed: list[object] = []
    pool = desk.program.pool
    hash_one = pool.hash

    async def counted(*args: object) -> object:
        hashed.append(None)
        return await hash_one(*args)  # type: ignore[arg-type]

    pool.hash = counted  # type: ignore[method-assign, assignment]
    await refused(ming.verify(ming.wrong_code(sent)))
    assert len(hashed) == 1
    await ming.verify(ming.code_of(sent))
    assert len(hashed) == 2
