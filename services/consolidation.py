"""密碼歸戶 (R-CON): one password for every account and voice, for good; and what counter and imports need.

Undoing it is the counter's: `separate` is the transaction function that it calls.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from services.audit_trail import AuditEvent, Outcome
from services.change_case import ChangeCase, NewPasswords
from services.change_course import ChangeCourse
from services.change_form import ChangeForm, LoginBlock
from services.change_reader import CaseReader, Standing
from services.errors import ErrorCode, ServiceError
from services.ground import Ground
from services.password_advisor import PasswordAdvisor
from services.password_rules import PasswordRules
from services.secret import Secret
from services.sessions import CustomerSession, Sessions
from services.unbroken import Unbroken
from services.visit import Visit
from services.voice import VoiceKeypad
from storage.records import Account, Business

if TYPE_CHECKING:
    from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Consolidated:
    """What 密碼歸戶 did."""

    accounts: int
    at: datetime


class Consolidation:
    """Consolidates, and undoes it for the counter."""

    def __init__(
        self, ground: Ground, *, rules: PasswordRules, keypad: VoiceKeypad, sessions: Sessions
    ) -> None:
        self._ground, self._rules, self._keypad, self._sessions = ground, rules, keypad, sessions
        self._trail = ground.trail
        self._unbroken = Unbroken()

    async def advisor(self, session: CustomerSession) -> PasswordAdvisor:
        """Live advice for this customer's form. Raises `ServiceError`: SESSION_ENDED, STORAGE_…"""
        return await self._course(()).advisor(session)

    async def consolidate(
        self,
        visit: Visit,
        session: CustomerSession,
        *,
        old: Secret,
        new: Secret,
        confirm: Secret,
        listed: Collection[int],
    ) -> Consolidated:
        """All accounts and voice take the new password, in one transaction; every session ends.

        `listed` are the accounts that the person was shown and said yes to (§1.0): it is for good, so none
        is taken along unseen. Withdrawal passwords stay as they are (A-23). `old` is the password of this
        login; where no account has that any more, a password of any of them. Raises `ServiceError`, in this
        order: SESSION_ENDED, CHANGED_ELSEWHERE (consolidated already), NOT_OFFERED (opened with an initial
        password), ACCOUNTS_CHANGED (others than listed); then as `PasswordChange.change`.
        """
        block = LoginBlock(old, new, confirm, sync_voice=True)
        done = await self._unbroken.run(self._course(listed).run(ChangeForm(visit, session, block)))
        return Consolidated(done.accounts, done.at)

    def _course(self, listed: Collection[int]) -> ChangeCourse:
        kind = _AllAccounts(self._ground, listed, sessions=self._sessions)
        return ChangeCourse(
            self._ground, kind, rules=self._rules, keypad=self._keypad, sessions=self._sessions
        )

    def separate(
        self,
        tx: "Transaction",
        visit: Visit,
        customer_id: int,
        *,
        reason: str | None = None,
        actor_type: str = "staff",
    ) -> bool:
        """De-consolidation (A-13), inside the counter's transaction; False for who is not consolidated.

        Each account keeps the shared password as its own: it refers to the same credential, its date and its
        history stay, and the first change of one account gives that one another. Every session ends, because
        what a session is offered has changed. The audit row is written here.
        """
        tx.locks.hold(customer_id)
        if not tx.customers.set_consolidated(customer_id, False):
            return False
        tx.sessions.end_all(customer_id)
        subject = self._trail.subject(tx.customers.person(customer_id).id_number)
        entry = self._trail.entry(
            visit,
            AuditEvent.SEPARATION,
            Outcome.SUCCESS,
            subject=subject,
            reason=reason,
            actor_type=actor_type,
        )
        tx.audit.append(entry)
        return True


def join_consolidated(tx: "Transaction", customer_id: int, business: Business, branch: str) -> Account | None:
    """A new account of a consolidated customer, under the shared password (R-CON-5).

    None for who is not consolidated, or has no account yet: then the account needs a password of its own
    (`CustomerRepository.add_account`). The account's number goes into the person, by its position.
    """
    tx.locks.hold(customer_id)
    shared = tx.customers.shared_credential(customer_id)
    return None if shared is None else tx.customers.add_account(customer_id, business, branch, shared)


class _AllAccounts:
    """密碼歸戶 as a kind of change."""

    done = AuditEvent.CONSOLIDATION
    failed = AuditEvent.CONSOLIDATION_FAIL

    def __init__(self, ground: Ground, listed: Collection[int], *, sessions: Sessions) -> None:
        self._listed = frozenset(listed)
        self._reader = CaseReader(ground, sessions=sessions)

    def open(self, tx: "Transaction", form: ChangeForm) -> ChangeCase:
        """All accounts; one account's password proves the customer, as at login (§1.0).

        One that joins after this is met at the commit (`require_as_seen`).
        """
        standing = self._reader.standing(tx, form.session)
        if standing.customer.consolidated:
            raise ServiceError(ErrorCode.CHANGED_ELSEWHERE)
        if standing.row.must_change or not standing.accounts:
            raise ServiceError(ErrorCode.NOT_OFFERED)
        if {account.id for account in standing.accounts} != self._listed:
            raise ServiceError(ErrorCode.ACCOUNTS_CHANGED)
        proof = _proof(standing)
        return self._reader.case(tx, form, standing, targets=standing.accounts, proof=proof, one_proves=True)

    def finish(self, tx: "Transaction", form: ChangeForm, case: ChangeCase, new: NewPasswords) -> None:
        """The customer is consolidated, and nobody is logged in."""
        if not tx.customers.set_consolidated(case.customer.id, True):
            raise ServiceError(ErrorCode.CHANGED_ELSEWHERE)
        tx.sessions.end_all(case.customer.id)


def _proof(standing: Standing) -> frozenset[int]:
    """The password of this login; when every account that had it was changed meanwhile, any of the ID."""
    in_use = frozenset(account.credential_id for account in standing.accounts)
    return in_use.intersection(standing.row.matched) or in_use
