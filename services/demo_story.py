"""How the stories of the demonstration begin: which locks stand, and what is counted."""

from dataclasses import replace

from services.demo_file import DemoPerson, DemoState
from services.policy import Policy
from storage.records import LockState, LoginLock


def lock_of(lock: LoginLock, demo: DemoPerson, policy: Policy) -> LoginLock:
    """The lock as the story begins: as if three, or six, wrong passwords had been typed."""
    strikes = policy.strikes_before_lock
    if demo.state is DemoState.LOCKED_1:
        return replace(lock, fail_count=strikes, state=LockState.LOCKED_1)
    if demo.state is DemoState.LOCKED_2:
        return replace(lock, fail_count=2 * strikes, unlock_used=True, state=LockState.LOCKED_2)
    return lock


def withdrawal_of(demo: DemoPerson, policy: Policy) -> tuple[int, bool]:
    """What is counted against the withdrawal password as the story begins, and whether it is locked."""
    locked = demo.withdrawal_locked
    return (policy.withdrawal_strikes_before_lock if locked else 0), locked
