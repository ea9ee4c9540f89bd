"""The demonstration's people as F6 shows them, and how they stand now (contract §6)."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from services.demo_file import DemoPerson
from services.demo_story import lock_of, withdrawal_of
from services.lock_ladder import is_locked
from services.policy import Policy
from storage.records import Business, LockState

if TYPE_CHECKING:
    from storage.transaction import Transaction


class DemoStanding(StrEnum):
    """How a person stands now."""

    AS_IN_STORY = "as_in_story"
    """Nothing has happened since the last put-back."""
    CHANGED = "changed"
    """已變更: a login password is not the first one any more."""
    LOCKED = "locked"
    """鎖定."""
    CONSOLIDATED = "consolidated"
    """已歸戶."""


@dataclass(frozen=True, slots=True)
class DemoCard:
    """A person as shown by F6; invented, so nothing is masked."""

    id_number: str
    name: str
    birth_date: date
    passwords: tuple[tuple[Business, str], ...]
    """The first login password of each account."""
    story: str
    standing: frozenset[DemoStanding]
    withdrawal_password: str | None = None
    """The first one of the futures account; None where there is none, or none is set yet."""

    @property
    def first_password(self) -> str:
        """The one to try first."""
        return self.passwords[0][1]


def card_of(tx: "Transaction", demo: DemoPerson, policy: Policy) -> DemoCard:
    """How the person stands now."""
    return DemoCard(
        id_number=demo.person.id_number,
        name=demo.person.name,
        birth_date=demo.person.birth_date,
        passwords=tuple((account.business, account.password) for account in demo.accounts),
        story=demo.story,
        standing=_standing(tx, demo, policy),
        withdrawal_password=demo.withdrawal_password,
    )


def _standing(tx: "Transaction", demo: DemoPerson, policy: Policy) -> frozenset[DemoStanding]:
    customer = tx.customers.find(demo.person.id_number)
    if customer is None:
        return frozenset()
    lock = tx.locks.read(customer.id)
    changed = bool(tx.credentials.past([account.id for account in tx.customers.accounts(customer.id)]))
    untouched = replace(lock, fail_count=0, unlock_used=False, state=LockState.ACTIVE)
    as_told = lock_of(untouched, demo, policy)
    flags = {
        DemoStanding.AS_IN_STORY: not changed
        and lock == as_told
        and _withdrawals_as_told(tx, customer.id, demo, policy)
        and customer.consolidated == demo.consolidated,
        DemoStanding.CHANGED: changed,
        DemoStanding.LOCKED: is_locked(lock),
        DemoStanding.CONSOLIDATED: customer.consolidated,
    }
    return frozenset(flag for flag, holds in flags.items() if holds)


def _withdrawals_as_told(tx: "Transaction", customer_id: int, demo: DemoPerson, policy: Policy) -> bool:
    """Nothing counted, and none changed later than the login passwords were chosen."""
    chosen = {credential.changed_at for credential in tx.credentials.of_accounts(customer_id)}
    return all(
        (kept.fail_count, kept.locked) == withdrawal_of(demo, policy) and kept.changed_at in chosen
        for kept in tx.withdrawals.of_customer(customer_id)
    )
