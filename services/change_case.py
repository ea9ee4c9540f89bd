"""A change of passwords on its way: what is there before it, what is kept of the new ones, what it did."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from services import attempts, withdrawal_attempts
from services.audit_trail import AuditEvent, Subject
from services.change_form import ChangeForm
from services.hashing import HashPool
from services.secret import Secret
from services.sessions import CustomerSession
from storage.records import Account, Credential, Customer, Person, Verifier, WithdrawalCredential

if TYPE_CHECKING:
    from storage.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeCase:
    """What is there before the change; by the time it is made, all of it must still be so."""

    customer: Customer
    person: Person
    subject: Subject
    accounts: tuple[Account, ...]
    """All of the ID."""
    credentials: tuple[Credential, ...]
    """Their login passwords."""
    targets: tuple[Account, ...]
    """The accounts that get the new login password; none when only the withdrawal one changes."""
    proof: tuple[Credential, ...]
    """What 舊密碼 must fit: each of them, or one of them where `one_proves`."""
    one_proves: bool = False
    past: tuple[Credential, ...] = ()
    """Earlier login passwords of the targets."""
    used_to_log_in: tuple[Credential, ...] = ()
    """Those of this login, also when no account has them any more."""
    withdrawals: tuple[WithdrawalCredential, ...] = ()
    """All of the ID."""
    futures: WithdrawalCredential | None = None
    """The one that the withdrawal block changes."""
    target_masked: str | None = None
    """The one account whose login password changes, for the audit row."""
    futures_masked: str | None = None

    @property
    def current(self) -> tuple[Credential, ...]:
        """The login passwords that go."""
        going = {account.credential_id for account in self.targets}
        return tuple(credential for credential in self.credentials if credential.id in going)

    @property
    def staying(self) -> tuple[Credential, ...]:
        """The login passwords of the other accounts."""
        targets = {account.id for account in self.targets}
        kept = {account.credential_id for account in self.accounts if account.id not in targets}
        return tuple(credential for credential in self.credentials if credential.id in kept)

    def proved_by(self, fits: Sequence[Credential]) -> bool:
        """Whether 舊密碼 is right, given the credentials that it fits."""
        return bool(fits) and (self.one_proves or len(fits) == len(self.proof))


@dataclass(frozen=True, slots=True)
class Reserved:
    """The guesses at 舊密碼 that are paid for."""

    login: attempts.Attempt | None
    withdrawal: withdrawal_attempts.WithdrawalAttempt | None


@dataclass(frozen=True, slots=True)
class NewPasswords:
    """What is kept of the new ones; None for what stays as it is."""

    login: Verifier | None = None
    voice: Verifier | None = None
    """Of its keypad digits."""
    withdrawal: Verifier | None = None
    twins: tuple[Credential, ...] = ()
    """The ID's other credentials that have the new login password already."""
    credential: Credential | None = None
    """The new login password, once it is one."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a change did."""

    accounts: int
    voice: bool
    withdrawal: bool
    at: datetime
    session: CustomerSession | None
    """The session that goes on, its accounts anew."""


class ChangeKind(Protocol):
    """What one kind of change does in its own way."""

    done: AuditEvent
    """What a changed login password is put on record as."""
    failed: AuditEvent

    def open(self, tx: "Transaction", form: ChangeForm) -> ChangeCase:
        """What there is to change; raises `ServiceError` where this customer may not."""
        ...

    def finish(
        self, tx: "Transaction", form: ChangeForm, case: ChangeCase, new: NewPasswords
    ) -> CustomerSession | None:
        """What else belongs to the change, and the session that goes on; None when all have ended."""
        ...


async def fitting(
    pool: HashPool, credentials: Sequence[Credential], password: Secret
) -> tuple[Credential, ...]:
    """The credentials that a password fits; a verifier that several of them share is asked once.

    Raises `ServiceError(BUSY)`.
    """
    verifiers = list(dict.fromkeys(credential.verifier for credential in credentials))
    verdicts = dict(zip(verifiers, await pool.verify_each(verifiers, password), strict=True))
    return tuple(credential for credential in credentials if verdicts[credential.verifier])
