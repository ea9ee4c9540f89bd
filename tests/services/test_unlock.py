"""密碼解鎖 (R-UNL, §1.11): who is let in again, who is not and why, and that nothing else changes."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.assisted_unlock import lift_once
from services.certificates.port import CertificateAnswer, CertificateOffer, Need, ProofPurpose
from services.errors import ErrorCode, ServiceError
from services.secret import Secret
from services.unlock import LogInWith, Unlocked
from storage.outgoing import Channel, Claimed
from storage.records import Credential, CredentialOrigin, LockState, LoginLock
from tests.kit import FixedClock, visit
from tests.services.desk import FIRST, MING, STRANGER, Desk
from tests.services.proofs import ScriptedProofs, unlock_with
from tests.services.test_attempts import LockRow

BORN = "19800101"


async def locked(desk: Desk, customer: int, times: int = 3) -> None:
    for _ in range(times):
        assert await desk.refused() is ErrorCode.LOGIN_REFUSED
    assert desk.lock(customer).state is not LockState.ACTIVE


async def unlock(
    desk: Desk,
    proofs: ScriptedProofs | None = None,
    born: str = BORN,
    answer: CertificateAnswer | None = None,
) -> Unlocked:
    return await unlock_with(desk, proofs or ScriptedProofs()).unlock(visit(), MING, born, answer)


async def refused(desk: Desk, proofs: ScriptedProofs | None = None, born: str = BORN) -> ErrorCode:
    with pytest.raises(ServiceError) as caught:
        await unlock(desk, proofs, born)
    return caught.value.code


def letters(desk: Desk) -> list[tuple[str, Channel, dict[str, str]]]:
    now = desk.clock.now()
    found = desk.database.write_now(lambda tx: tx.outbox.claim(tuple(Channel), now, now, 100))
    return [
        (each.message.kind, each.message.channel, dict(each.message.facts))
        for each in found
        if isinstance(each, Claimed)
    ]


async def test_the_first_lock_is_lifted_and_the_old_password_logs_in(desk: Desk) -> None:
    customer = await desk.customer()
    await locked(desk, customer)
    proofs = ScriptedProofs()
    before = desk.phc()
    done = await unlock(desk, proofs)
    assert done == Unlocked(desk.clock.now(), LogInWith.OWN)
    assert desk.lock(customer) == LoginLock(customer, fail_count=3, unlock_used=True, state=LockState.ACTIVE)
    assert proofs.asked == [(ProofPurpose.UNLOCK, MING, None)]
    row = desk.audit()[-1]
    assert (row.event, row.outcome, row.reason_code) == ("authn_unlock", "success", None)
    assert (row.before_state, row.after_state, row.counters) == ("locked_1", "active", "fail_count=3->3")
    assert row.factors == ("cert",)
    assert desk.phc() == before
    await desk.login(password=FIRST)
    assert desk.lock(customer).unlock_used is False


async def test_every_channel_is_told(desk: Desk) -> None:
    customer = await desk.customer()
    await locked(desk, customer)
    letters(desk)
    await unlock(desk)
    told = [letter for letter in letters(desk) if letter[0] == "unlock"]
    assert {channel for _, channel, _ in told} == {Channel.EMAIL, Channel.SMS}
    assert all((facts["branch"], facts["log_in_with"]) == ("taipei", "own") for _, _, facts in told)


async def test_three_more_make_the_second_lock_and_then_it_is_reissue_or_counter(desk: Desk) -> None:
    customer = await desk.customer()
    await locked(desk, customer)
    await unlock(desk)
    await locked(desk, customer)
    assert desk.lock(customer) == LoginLock(
        customer, fail_count=6, unlock_used=True, state=LockState.LOCKED_2
    )
    assert await refused(desk) is ErrorCode.UNLOCK_USED
    row = desk.audit()[-1]
    assert (row.event, row.reason_code) == ("authn_unlock_fail", "unlock_used")
    assert (row.before_state, row.after_state) == ("locked_2", "locked_2")
    assert desk.lock(customer).state is LockState.LOCKED_2


async def test_the_telephone_and_the_terminal_share_the_one_unlock(desk: Desk) -> None:
    customer = await desk.customer()
    await locked(desk, customer)
    ground = desk.program.ground
    by_phone = desk.database.write_now(lambda tx: lift_once(tx, customer, visit("desk-9"), ground))
    assert by_phone.refusal is None
    assert await refused(desk) is ErrorCode.NOT_LOCKED
    await locked(desk, customer)
    assert await refused(desk) is ErrorCode.UNLOCK_USED
    again = desk.database.write_now(lambda tx: lift_once(tx, customer, visit("desk-9"), ground))
    assert again.refusal is ErrorCode.UNLOCK_USED


@pytest.mark.parametrize("strikes", [0, 2])
async def test_not_locked_uses_nothing_up(desk: Desk, strikes: int) -> None:
    customer = await desk.customer()
    for _ in range(strikes):
        await desk.refused()
    before = desk.lock(customer)
    assert await refused(desk) is ErrorCode.NOT_LOCKED
    assert desk.lock(customer) == before
    assert desk.told()[-1] == ("authn_unlock_fail", "not_locked")
    assert [kind for kind, _, _ in letters(desk)] == []


@pytest.mark.parametrize("strikes", [0, 3])
async def test_without_a_certificate_nobody_learns_whether_it_is_locked(desk: Desk, strikes: int) -> None:
    customer = await desk.customer()
    for _ in range(strikes):
        await desk.refused()
    before = desk.lock(customer)
    assert await refused(desk, ScriptedProofs(False)) is ErrorCode.NO_CERTIFICATE
    row = desk.audit()[-1]
    assert (row.event, row.reason_code) == ("authn_unlock_fail", "no_certificate")
    assert (row.before_state, row.after_state, row.factors) == (None, None, ())
    assert desk.lock(customer) == before


async def test_id_and_date_come_before_the_certificate(desk: Desk) -> None:
    await desk.customer()
    proofs = ScriptedProofs(False)
    assert await refused(desk, proofs, "19800102") is ErrorCode.IDENTITY_MISMATCH
    with pytest.raises(ServiceError):
        await unlock_with(desk, proofs).begin(visit(), STRANGER, BORN)
    for _ in range(4):
        await refused(desk, proofs, "19800102")
    assert await refused(desk, proofs) is ErrorCode.IDENTITY_LIMIT_HERE
    assert (proofs.asked, proofs.looks) == ([], 0)


async def test_a_device_that_wants_nothing_unlocks_at_once(desk: Desk) -> None:
    customer = await desk.customer()
    await locked(desk, customer)
    done = await unlock_with(desk, ScriptedProofs()).begin(visit(), MING, BORN)
    assert isinstance(done, Unlocked)
    assert desk.lock(customer).state is LockState.ACTIVE


async def test_a_device_that_wants_a_pin_gets_it_first(desk: Desk) -> None:
    customer = await desk.customer()
    await locked(desk, customer)
    offer = CertificateOffer(Need.PIN, tries_left=3, asks_pin=True)
    proofs = ScriptedProofs(offered=offer)
    service = unlock_with(desk, proofs)
    assert await service.begin(visit(), MING, BORN) == offer
    assert proofs.asked == []
    assert desk.lock(customer).state is LockState.LOCKED_1
    answer = CertificateAnswer(pin=Secret("Pin-246810"))
    await service.unlock(visit(), MING, BORN, answer)
    assert proofs.asked == [(ProofPurpose.UNLOCK, MING, answer)]
    assert desk.lock(customer).state is LockState.ACTIVE


async def test_what_the_device_refuses_changes_nothing(desk: Desk) -> None:
    customer = await desk.customer()
    await locked(desk, customer)
    refusal = ServiceError(ErrorCode.PIN_WRONG, "pin", tries_left=2)
    with pytest.raises(ServiceError) as caught:
        await unlock(desk, ScriptedProofs(refusal))
    assert caught.value is refusal
    assert desk.lock(customer).state is LockState.LOCKED_1


async def test_sessions_and_other_passwords_stay_as_they_are(desk: Desk) -> None:
    customer = await desk.customer()
    await desk.login()
    desk.strike(customer, 3)
    await unlock(desk)
    assert desk.sessions_open(customer) == 1


@pytest.mark.parametrize(
    ("hours", "expected"), [(0, LogInWith.INITIAL), (24, LogInWith.NONE)], ids=["alive", "run out"]
)
async def test_an_initial_password_is_named(desk: Desk, hours: float, expected: LogInWith) -> None:
    dies_at = desk.clock.now() + timedelta(hours=24)
    customer = await desk.customer(passwords=("2468135",), origin=CredentialOrigin.INITIAL, dies_at=dies_at)
    await locked(desk, customer)
    desk.clock.advance(hours=hours)
    assert (await unlock(desk)).log_in_with is expected
    told = [facts for kind, _, facts in letters(desk) if kind == "unlock"]
    assert [facts["log_in_with"] for facts in told] == [expected.value] * 2


@given(st.integers(0, 6), st.booleans(), st.sampled_from(LockState), st.booleans())
def test_lifting_follows_the_ladder(count: int, used: bool, state: LockState, raced: bool) -> None:
    """§1.11: the first lock, once; count and episode stay; a lost race is looked at again."""
    seen = LoginLock(1, count, used, state, episode=4)
    tx = OneLock(seen)
    tx.locks.spoil_next = raced
    lift = lift_once(tx, 1, visit(), Somewhere())  # type: ignore[arg-type]
    possible = state is LockState.LOCKED_1 and not used
    expected = replace(seen, state=LockState.ACTIVE, unlock_used=True) if possible else seen
    assert (lift.refusal is None) == possible
    assert tx.locks.row == expected
    refused = ErrorCode.NOT_LOCKED if state is LockState.ACTIVE else ErrorCode.UNLOCK_USED
    assert possible or lift.refusal is refused


class RacedRow(LockRow):
    """A row that somebody else seems to be quicker at, once."""

    spoil_next = False

    def replace(self, seen: LoginLock, after: LoginLock) -> bool:
        spoiled, self.spoil_next = self.spoil_next, False
        return not spoiled and super().replace(seen, after)


class OneLock:
    def __init__(self, lock: LoginLock) -> None:
        self.locks = RacedRow()
        self.locks.row = lock
        self.credentials = self

    def of_accounts(self, customer_id: int) -> tuple[Credential, ...]:
        return ()


class Somewhere:
    def __init__(self) -> None:
        self.post = self
        self.clock = FixedClock()

    def notice(self, *_: object, **__: str) -> tuple[str, ...]:
        return ()


def test_a_result_names_nobody() -> None:
    answer = CertificateAnswer("a1", Secret("Pin-246810"))
    assert "246810" not in repr(answer)
