"""A guess at a password is paid for before it is checked, so that guesses at many terminals count too.

`reserve` charges the strike in a transaction of its own; only who got it may verify a password. The third
strike locks at its reservation: nobody finds room for a fourth guess while three are being verified. After
the verification the attempt is settled: a success wipes the count, a failure lets the strike stand. A program
that dies in between leaves the strike standing, which is the safe side.

A reset in the meantime (somebody else's success, a counter unlock) starts a new *episode* and wipes strikes
of attempts still under way; a failure that comes late is charged anew.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.lock_ladder import after_strike, is_locked, without_strike
from services.policy import Policy
from storage.records import LoginLock

if TYPE_CHECKING:
    from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Attempt:
    """The right to verify one password once."""

    customer_id: int
    reserved: LoginLock
    """The lock as the reservation left it, this strike counted."""
    before: LoginLock
    """As it stood before that."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A failed attempt on record."""

    lock: LoginLock
    """How the lock stands now."""
    locked_now: bool
    """Whether it was this failure that locked: its attempt tells about it, and ends the sessions."""


def reserve(tx: "Transaction", seen: LoginLock, policy: Policy) -> Attempt | None:
    """Charges a strike on the lock as it was seen (re-read when that is stale); None when it is locked."""
    before: list[LoginLock] = []

    def strike(lock: LoginLock) -> LoginLock | None:
        before[:] = [lock]
        return None if is_locked(lock) else after_strike(lock, policy)

    reserved = _swap(tx, seen, strike)
    return Attempt(seen.customer_id, reserved, before[0]) if reserved else None


def settle_success(tx: "Transaction", attempt: Attempt) -> LoginLock | None:
    """Wipes the count after a right password (A-06): the lock after it; None when that comes too late.

    While the episode lasts, this attempt's own strike is among those that may have locked, so that the
    failures are too few and the lock opens. After a reset it is not: a lock made since then stands.
    """

    def success(lock: LoginLock) -> LoginLock | None:
        return None if is_locked(lock) and lock.episode != attempt.reserved.episode else lock.reset()

    return _swap(tx, attempt.reserved, success)


def settle_failure(tx: "Transaction", attempt: Attempt, policy: Policy) -> Failure:
    """Lets the strike stand, or charges it in the new episode when a reset wiped it."""
    before = tx.locks.read(attempt.customer_id)
    if before.episode == attempt.reserved.episode:
        return Failure(before, is_locked(before) and is_locked(attempt.reserved))
    after = _strike(tx, before, policy)
    return Failure(after, is_locked(after)) if after else Failure(tx.locks.read(attempt.customer_id), False)


def give_back(tx: "Transaction", attempt: Attempt, policy: Policy) -> None:
    """Takes the strike back where there was no guess: a dead initial password, a busy hash pool."""

    def refund(lock: LoginLock) -> LoginLock | None:
        return without_strike(lock, policy) if lock.episode == attempt.reserved.episode else None

    _swap(tx, attempt.reserved, refund)


def _strike(tx: "Transaction", seen: LoginLock, policy: Policy) -> LoginLock | None:
    """One more strike, as the lock stands after it; None when it is locked already."""
    return _swap(tx, seen, lambda lock: None if is_locked(lock) else after_strike(lock, policy))


def _swap(
    tx: "Transaction", seen: LoginLock, step: Callable[[LoginLock], LoginLock | None]
) -> LoginLock | None:
    """Moves the lock by guarded updates until one holds; None when `step` does not want to any more.

    Each lost race means that another writer got on, so this ends; on SQLite, with its one writer, only a
    stale `seen` makes a second round.
    """
    while (after := step(seen)) is not None:
        if after == seen or tx.locks.replace(seen, after):
            return after
        seen = tx.locks.read(seen.customer_id)
    return None
