"""The lock state machine (requirements §1.11) against a simple model of it."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from services.lock_ladder import after_strike, after_unlock, attempts_left, is_locked, without_strike
from services.policy import Policy
from storage.records import LockState, LoginLock


def struck(times: int, lock: LoginLock | None = None) -> LoginLock:
    lock = lock or LoginLock(1)
    for _ in range(times):
        lock = after_strike(lock, Policy())
    return lock


def test_three_then_three_more() -> None:
    assert struck(2).state is LockState.ACTIVE
    first = struck(3)
    assert (first.state, first.fail_count) == (LockState.LOCKED_1, 3)
    opened = after_unlock(first)
    assert opened is not None
    assert (opened.state, opened.fail_count, opened.unlock_used) == (LockState.ACTIVE, 3, True)
    assert struck(2, opened).state is LockState.ACTIVE
    second = struck(3, opened)
    assert (second.state, second.fail_count) == (LockState.LOCKED_2, 6)
    assert after_unlock(second) is None


def test_a_locked_id_counts_no_further() -> None:
    assert struck(9) == struck(3)


def test_unlock_of_an_open_id_uses_nothing_up() -> None:
    assert after_unlock(struck(2)) is None


def test_attempts_left() -> None:
    assert [attempts_left(struck(n), Policy()) for n in range(5)] == [3, 2, 1, 0, 0]


def test_the_only_strike_taken_back_opens_again() -> None:
    assert without_strike(struck(3), Policy()) == struck(2)
    assert without_strike(LoginLock(1), Policy()) == LoginLock(1)


class Ladder(RuleBasedStateMachine):
    """Plays any story of strikes, unlocks and resets; counts by hand beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.lock = LoginLock(1)
        self.policy = Policy(strikes_before_lock=3)
        self.failures = 0
        self.unlocks = 0
        self.resets = 0

    @rule()
    def fail(self) -> None:
        allowed = 3 + 3 * self.unlocks
        if self.failures < allowed:
            self.failures += 1
        self.lock = after_strike(self.lock, self.policy)

    @rule()
    def unlock(self) -> None:
        opened = after_unlock(self.lock)
        possible = self.failures == 3 and self.unlocks == 0
        assert (opened is not None) == possible
        if opened is not None:
            self.unlocks, self.lock = 1, opened

    @rule(strikes=st.integers(0, 3))
    def reset(self, strikes: int) -> None:
        self.lock = struck(strikes, self.lock.reset())
        self.failures, self.unlocks, self.resets = strikes, 0, self.resets + 1

    @rule()
    def strike_and_take_back(self) -> None:
        if not is_locked(self.lock):
            assert without_strike(after_strike(self.lock, self.policy), self.policy) == self.lock

    @invariant()
    def as_counted(self) -> None:
        locked = self.failures >= 3 + 3 * self.unlocks
        assert is_locked(self.lock) == locked
        assert self.lock.fail_count == self.failures
        assert self.lock.unlock_used == bool(self.unlocks)
        assert self.lock.episode == self.resets
        assert (self.lock.state is LockState.LOCKED_2) == (locked and bool(self.unlocks))
        assert attempts_left(self.lock, self.policy) == 3 + 3 * self.unlocks - self.failures


TestLadder = Ladder.TestCase
TestLadder.settings = settings(max_examples=60, stateful_step_count=25)
