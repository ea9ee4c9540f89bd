"""The lock state machine of one ID (requirements §1.11), as pure functions over `LoginLock`.

Three failures lock; one unlock, online or by phone, gives three more with the count kept (累計6次); the
second lock is lifted by reissue or at the counter only. `LoginLock.reset` is the success that ends it.
"""

from collections.abc import Mapping
from dataclasses import replace

from services.policy import Policy
from storage.records import LockState, LoginLock


def is_locked(lock: LoginLock) -> bool:
    """Whether every login is refused."""
    return lock.state is not LockState.ACTIVE


def attempts_left(lock: LoginLock, policy: Policy) -> int:
    """Failures that are still possible before the next lock, the locking one included; 0 when locked."""
    return 0 if is_locked(lock) else max(1, _limit(lock, policy) - lock.fail_count)


def after_strike(lock: LoginLock, policy: Policy) -> LoginLock:
    """One more failure: counted while active, at the limit it locks; a locked ID stays as it is."""
    if is_locked(lock):
        return lock
    count = lock.fail_count + 1
    return replace(lock, fail_count=count, state=_state(count, lock, policy))


def without_strike(lock: LoginLock, policy: Policy) -> LoginLock:
    """Takes one strike back that turned out to be none; a lock that only it made opens again."""
    count = max(0, lock.fail_count - 1)
    return replace(lock, fail_count=count, state=_state(count, lock, policy))


def after_unlock(lock: LoginLock) -> LoginLock | None:
    """The one unlock of an episode, online and by phone alike (A-04, A-05); None when it is not to be had."""
    if lock.state is not LockState.LOCKED_1 or lock.unlock_used:
        return None
    return replace(lock, state=LockState.ACTIVE, unlock_used=True)


def lock_facts(lock: LoginLock) -> Mapping[str, str]:
    """What the notice of a lock has to tell: whether it is the second, which no unlock lifts."""
    return {"second": "yes"} if lock.state is LockState.LOCKED_2 else {}


def _limit(lock: LoginLock, policy: Policy) -> int:
    return policy.strikes_before_lock * (2 if lock.unlock_used else 1)


def _state(count: int, lock: LoginLock, policy: Policy) -> LockState:
    if count < _limit(lock, policy):
        return LockState.ACTIVE
    return LockState.LOCKED_2 if lock.unlock_used else LockState.LOCKED_1
