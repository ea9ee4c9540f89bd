"""Guesses at a 網路出金密碼, paid for before they are checked as those at a login (`services.attempts`).

Its counter is its own (R-ACC-6): three failures lock it, and neither login, unlock nor reissue touches it. A
new password is a new beginning, so a verdict on an old one that comes late changes nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from services.policy import Policy
from storage.records import WithdrawalCredential

if TYPE_CHECKING:
    from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class WithdrawalAttempt:
    """The right to verify one password once."""

    reserved: WithdrawalCredential
    """As the reservation left it, this strike counted."""


@dataclass(frozen=True, slots=True)
class WithdrawalFailure:
    """A failed attempt on record."""

    kept: WithdrawalCredential
    """How it stands now."""
    locked_now: bool
    """Whether it was this failure that locked."""


def reserve(tx: "Transaction", seen: WithdrawalCredential, policy: Policy) -> WithdrawalAttempt | None:
    """Charges a strike, re-reading what is stale; None when it is locked, or not that password any more."""
    reserved = _swap(tx, seen, lambda kept: None if kept.locked else _counted(kept, 1, policy))
    return WithdrawalAttempt(reserved) if reserved else None


def settle_failure(tx: "Transaction", attempt: WithdrawalAttempt) -> WithdrawalFailure:
    """Lets the strike stand."""
    kept = tx.withdrawals.find(attempt.reserved.account_id)
    if kept is None or kept.verifier != attempt.reserved.verifier:
        return WithdrawalFailure(attempt.reserved, False)
    return WithdrawalFailure(kept, kept.locked and attempt.reserved.locked)


def give_back(tx: "Transaction", attempt: WithdrawalAttempt, policy: Policy) -> None:
    """Takes the strike back where there was no guess, or a right one that changed nothing."""
    _swap(tx, attempt.reserved, lambda kept: _counted(kept, -1, policy))


def attempts_left(kept: WithdrawalCredential, policy: Policy) -> int:
    """Failures that are still possible, the locking one included; 0 when locked."""
    return 0 if kept.locked else max(1, policy.withdrawal_strikes_before_lock - kept.fail_count)


def _counted(kept: WithdrawalCredential, strikes: int, policy: Policy) -> WithdrawalCredential:
    count = max(0, kept.fail_count + strikes)
    return replace(kept, fail_count=count, locked=count >= policy.withdrawal_strikes_before_lock)


def _swap(
    tx: "Transaction",
    seen: WithdrawalCredential,
    step: Callable[[WithdrawalCredential], WithdrawalCredential | None],
) -> WithdrawalCredential | None:
    """Moves the counter by guarded updates until one holds; None when there is nothing to move any more."""
    kept: WithdrawalCredential | None = seen
    while kept is not None and kept.verifier == seen.verifier and (after := step(kept)) is not None:
        if tx.withdrawals.count(kept, fail_count=after.fail_count, locked=after.locked):
            return after
        kept = tx.withdrawals.find(seen.account_id)
    return None
