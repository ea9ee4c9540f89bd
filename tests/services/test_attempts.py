"""Guesses under way at the same time (§1.11): every interleaving keeps to the limit and to the count.

The model: of what is settled, failures since the last reset count; nobody gets a guess while the failures
and the guesses under way fill the ladder's step.
"""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services import attempts
from services.attempts import Attempt, Failure
from services.lock_ladder import after_unlock
from services.policy import Policy
from storage.records import LockState, LoginLock
from tests.services.desk import Desk

POLICY = Policy()


class LockRow:
    """The one row of a lock, guarded as in the database."""

    def __init__(self) -> None:
        self.row = LoginLock(1)

    def read(self, customer_id: int) -> LoginLock:
        return self.row

    def replace(self, seen: LoginLock, after: LoginLock) -> bool:
        if self.row != seen:
            return False
        self.row = after
        return True


@dataclass
class OneLock:
    """A transaction with nothing but a lock in it."""

    locks: LockRow

    def reserve(self, seen: LoginLock | None = None) -> Attempt | None:
        return attempts.reserve(self, seen or self.locks.row, POLICY)  # type: ignore[arg-type]

    def grant(self) -> Attempt:
        attempt = self.reserve()
        assert attempt is not None
        return attempt

    def succeed(self, attempt: Attempt) -> bool:
        return attempts.settle_success(self, attempt) is not None  # type: ignore[arg-type]

    def fail(self, attempt: Attempt) -> Failure:
        return attempts.settle_failure(self, attempt, POLICY)  # type: ignore[arg-type]

    def give_back(self, attempt: Attempt) -> None:
        attempts.give_back(self, attempt, POLICY)  # type: ignore[arg-type]

    def unlock(self) -> None:
        opened = after_unlock(self.locks.row)
        assert opened is not None
        self.locks.row = opened

    @property
    def count(self) -> int:
        return self.locks.row.fail_count

    @property
    def state(self) -> LockState:
        return self.locks.row.state


@pytest.fixture
def tx() -> OneLock:
    return OneLock(LockRow())


def test_the_third_reservation_locks_and_there_is_no_fourth(tx: OneLock) -> None:
    for _ in range(3):
        tx.grant()
    assert tx.state is LockState.LOCKED_1
    assert tx.reserve() is None


def test_a_stale_look_does_not_help(tx: OneLock) -> None:
    stale = tx.locks.row
    for _ in range(3):
        assert tx.reserve(stale)
    assert tx.reserve(stale) is None
    assert tx.count == 3


def test_two_right(tx: OneLock) -> None:
    one, two = tx.grant(), tx.grant()
    assert tx.succeed(one)
    assert tx.succeed(two)
    assert (tx.count, tx.state) == (0, LockState.ACTIVE)


def test_right_then_wrong_counts_one(tx: OneLock) -> None:
    right, wrong = tx.grant(), tx.grant()
    assert tx.succeed(right)
    assert tx.fail(wrong).lock.fail_count == 1
    assert tx.count == 1


def test_wrong_then_right_counts_none(tx: OneLock) -> None:
    right, wrong = tx.grant(), tx.grant()
    tx.fail(wrong)
    assert tx.succeed(right)
    assert tx.count == 0


def test_the_right_one_that_reserved_the_last_place_opens_it(tx: OneLock) -> None:
    tx.fail(tx.grant())
    tx.fail(tx.grant())
    last = tx.grant()
    assert tx.state is LockState.LOCKED_1
    assert tx.succeed(last)
    assert (tx.count, tx.state) == (0, LockState.ACTIVE)


def test_the_failure_that_locks_says_so_once(tx: OneLock) -> None:
    one, two, three = tx.grant(), tx.grant(), tx.grant()
    assert [tx.fail(attempt).locked_now for attempt in (two, three, one)] == [False, True, False]


def test_a_crash_leaves_its_strike(tx: OneLock) -> None:
    tx.grant()
    assert tx.count == 1
    assert tx.state is LockState.ACTIVE


def test_given_back_opens_the_place_again(tx: OneLock) -> None:
    dead = [tx.grant() for _ in range(3)]
    for attempt in dead:
        tx.give_back(attempt)
    assert (tx.count, tx.state) == (0, LockState.ACTIVE)


def test_given_back_after_a_reset_takes_nothing(tx: OneLock) -> None:
    dead, right = tx.grant(), tx.grant()
    assert tx.succeed(right)
    tx.fail(tx.grant())
    tx.give_back(dead)
    assert tx.count == 1


def test_a_late_failure_can_lock_in_the_new_episode(tx: OneLock) -> None:
    late, right = tx.grant(), tx.grant()
    assert tx.succeed(right)
    tx.fail(tx.grant())
    tx.fail(tx.grant())
    failure = tx.fail(late)
    assert failure.locked_now
    assert failure.lock.state is LockState.LOCKED_1


def test_a_late_failure_adds_nothing_to_a_lock(tx: OneLock) -> None:
    late, right = tx.grant(), tx.grant()
    assert tx.succeed(right)
    for _ in range(3):
        tx.fail(tx.grant())
    assert tx.fail(late) == Failure(tx.locks.row, False)


def test_a_late_success_does_not_open_a_lock_of_another_episode(tx: OneLock) -> None:
    late, right = tx.grant(), tx.grant()
    assert tx.succeed(right)
    for _ in range(3):
        tx.fail(tx.grant())
    assert not tx.succeed(late)
    assert tx.state is LockState.LOCKED_1


def test_six_over_an_unlock(tx: OneLock) -> None:
    for _ in range(3):
        tx.fail(tx.grant())
    tx.unlock()
    waiting = [tx.grant() for _ in range(3)]
    assert tx.reserve() is None
    assert [tx.fail(attempt).locked_now for attempt in waiting] == [False, False, True]
    assert (tx.state, tx.count) == (LockState.LOCKED_2, 6)


@given(
    st.lists(
        st.tuples(st.sampled_from(("reserve", "right", "wrong", "back")), st.integers(0, 9)), max_size=40
    )
)
def test_any_interleaving(steps: list[tuple[str, int]]) -> None:
    """Failures since the last success never pass three, whatever is under way; places are never lost."""
    tx = OneLock(LockRow())
    under_way: list[Attempt] = []
    failures_in_a_row = 0
    for step, pick in steps:
        if step == "reserve":
            attempt = tx.reserve()
            same = [a for a in under_way if a.reserved.episode == tx.locks.row.episode]
            assert (attempt is not None) == (failures_in_a_row + len(same) < 3)
            under_way += [attempt] if attempt else []
        elif under_way:
            attempt = under_way.pop(pick % len(under_way))
            if step == "right":
                failures_in_a_row = 0 if tx.succeed(attempt) else failures_in_a_row
            elif step == "wrong":
                late = attempt.reserved.episode != tx.locks.row.episode
                locked = tx.state is not LockState.ACTIVE
                tx.fail(attempt)
                failures_in_a_row += not (late and locked)
            else:
                tx.give_back(attempt)
        assert failures_in_a_row <= 3
        same = [a for a in under_way if a.reserved.episode == tx.locks.row.episode]
        assert tx.count == failures_in_a_row + len(same)
        assert (tx.state is LockState.ACTIVE) == (tx.count < 3)


async def test_in_the_database(desk: Desk) -> None:
    customer = await desk.customer()
    lock = desk.lock(customer)
    granted = [desk.database.write_now(attempts.reserve, lock, POLICY) for _ in range(5)]
    assert [attempt is not None for attempt in granted] == [True, True, True, False, False]
    first = granted[0]
    assert first is not None
    assert desk.database.write_now(attempts.settle_success, first)
    assert desk.lock(customer) == LoginLock(customer, episode=1)
