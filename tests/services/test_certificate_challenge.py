"""A challenge is fresh, bound to what it is for, and good once (security C-9, ASVS 6.7.2)."""

from dataclasses import replace
from typing import Any

import pytest

from services.audit_trail import AuditEvent
from services.certificates.challenge import Challenge, ChallengeFlaw, Challenges
from services.certificates.port import ProofPurpose
from services.certificates.rules import NoneReason
from tests.certificates import card
from tests.kit import visit
from tests.services.desk import Desk
from tests.services.proving import Bring, bring, proved

__all__ = ["bring"]


def made(desk: Desk) -> tuple[Challenges, Challenge]:
    challenges = Challenges(desk.program.ground)
    challenge = challenges.new(visit(), ProofPurpose.UNLOCK, "p" * 64)
    desk.database.write_now(challenges.remember, challenge)
    return challenges, challenge


def test_a_challenge_is_answered_once(desk: Desk) -> None:
    challenges, challenge = made(desk)
    assert len(challenge.nonce) == 32
    assert desk.database.write_now(challenges.take, challenge) is None
    assert desk.database.write_now(challenges.take, challenge) is ChallengeFlaw.SPENT


@pytest.mark.parametrize(
    "other",
    [
        {"purpose": ProofPurpose.REISSUE},
        {"terminal_id": "kiosk-2"},
        {"interaction_id": "visit-2"},
        {"customer_pseudonym": "q" * 64},
    ],
)
def test_a_challenge_is_good_for_what_it_was_made_for(desk: Desk, other: dict[str, Any]) -> None:
    challenges, challenge = made(desk)
    elsewhere = replace(challenge, **other)
    assert elsewhere.message() != challenge.message()
    assert desk.database.write_now(challenges.take, elsewhere) is ChallengeFlaw.ELSEWHERE
    # and looking at it used it up
    assert desk.database.write_now(challenges.take, challenge) is ChallengeFlaw.SPENT


def test_a_challenge_lives_two_minutes(desk: Desk) -> None:
    challenges, challenge = made(desk)
    desk.clock.advance(120)
    assert desk.database.write_now(challenges.take, challenge) is ChallengeFlaw.EXPIRED


def test_a_challenge_of_ones_own_is_none(desk: Desk) -> None:
    challenges, challenge = made(desk)
    invented = replace(challenge, nonce=b"n" * 32)
    assert desk.database.write_now(challenges.take, invented) is ChallengeFlaw.SPENT


async def test_every_proof_signs_something_else(bring: Bring) -> None:
    desk, store = bring(card())
    assert [await proved(desk) for _ in range(3)] == [True] * 3
    assert len(set(store.signed)) == 3


async def test_a_signature_of_yesterday_proves_nothing(bring: Bring) -> None:
    brought = card()
    desk, store = bring(brought)
    old = brought.signed(b"what was signed yesterday")
    store.cards[0].signed = lambda message: old  # type: ignore[method-assign]
    assert not await proved(desk)
    assert desk.told() == [(AuditEvent.CERTIFICATE_NONE, NoneReason.SIGNATURE)]


async def test_an_answer_that_came_too_late_proves_nothing(bring: Bring) -> None:
    brought = card()
    desk, store = bring(brought)
    sound = brought.signed

    def slowly(message: bytes) -> Any:
        desk.clock.advance(121)
        return sound(message)

    store.cards[0].signed = slowly  # type: ignore[method-assign]
    assert not await proved(desk)
    assert desk.told() == [(AuditEvent.CERTIFICATE_NONE, ChallengeFlaw.EXPIRED)]
