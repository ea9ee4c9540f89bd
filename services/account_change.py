"""變更密碼 of one account (R-ACC): its login password, its futures withdrawal password, or both at once."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from services.accounts import read_withdrawals, view_accounts
from services.audit_trail import AuditEvent
from services.change_case import ChangeCase, NewPasswords
from services.change_course import ChangeCourse
from services.change_form import ChangeForm, LoginBlock, WithdrawalBlock
from services.change_reader import CaseReader
from services.errors import ErrorCode, ServiceError
from services.expiry import expiry_of
from services.ground import Ground
from services.password_advisor import PasswordAdvisor
from services.password_rules import PasswordRules
from services.sessions import CustomerSession, Sessions
from services.unbroken import Unbroken
from services.visit import Visit
from services.voice import VoiceKeypad

if TYPE_CHECKING:
    from storage.transaction import Transaction

__all__ = ["AccountChange", "AccountChanged", "LoginBlock", "WithdrawalBlock"]


@dataclass(frozen=True, slots=True)
class AccountChanged:
    """What a change of one account did."""

    login: bool
    voice: bool
    withdrawal: bool
    at: datetime
    session: CustomerSession
    """The same session, its accounts anew: dates, 相同/不同, withdrawal state."""


class AccountChange:
    """Changes one account of a customer who has not consolidated."""

    def __init__(
        self, ground: Ground, *, rules: PasswordRules, keypad: VoiceKeypad, sessions: Sessions
    ) -> None:
        self._ground, self._rules, self._keypad, self._sessions = ground, rules, keypad, sessions
        self._unbroken = Unbroken()

    async def advisor(self, session: CustomerSession) -> PasswordAdvisor:
        """Live advice for this customer's form. Raises `ServiceError`: SESSION_ENDED, STORAGE_…"""
        return await self._course(0).advisor(session)

    async def anew(self, session: CustomerSession) -> CustomerSession:
        """The session with its accounts as they stand now: what a refusal may have locked, too.

        Raises `ServiceError`: SESSION_ENDED, STORAGE_…
        """
        kind = _OneAccount(self._ground, 0, sessions=self._sessions)
        return await self._ground.store.read(kind.anew, session)

    async def change(
        self,
        visit: Visit,
        session: CustomerSession,
        account_id: int,
        *,
        login: LoginBlock | None,
        withdrawal: WithdrawalBlock | None,
    ) -> AccountChanged:
        """Changes what was ticked, both or neither; this session goes on, and is the customer's only one.

        Raises `ServiceError`, in this order: SESSION_ENDED; CHANGED_ELSEWHERE (consolidated meanwhile, or
        the account is gone); NOT_OFFERED (opened with an initial password; voice sync where the policy has
        none; a withdrawal block where it is no futures account); NOTHING_TICKED; WITHDRAWAL_LOCKED,
        WITHDRAWAL_MISSING; at the fields, login block first, REQUIRED, CONFIRMATION_DIFFERS, PASSWORD_… of
        the rules, WITHDRAWAL_SHAPE (`length`), PASSWORD_SAME, WITHDRAWAL_SAME, WITHDRAWAL_SAME_AS_LOGIN;
        then, the guesses being counted, OLD_PASSWORD_WRONG (`attempts_left`) or LOCKED_OUT,
        INITIAL_PASSWORD_EXPIRED, WITHDRAWAL_OLD_WRONG (`attempts_left`) or WITHDRAWAL_LOCKED, PASSWORD_SAME,
        PASSWORD_USED_BEFORE (`count`), TOO_MANY_PASSWORDS (`limit`), WITHDRAWAL_SAME_AS_LOGIN,
        ACCOUNTS_CHANGED, CHANGED_ELSEWHERE; BUSY and STORAGE_… at any point. Nothing is changed by a refusal.
        """
        form = ChangeForm(visit, session, login, withdrawal)
        done = await self._unbroken.run(self._course(account_id).run(form))
        again = done.session or session
        return AccountChanged(done.accounts > 0, done.voice, done.withdrawal, done.at, again)

    def _course(self, account_id: int) -> ChangeCourse:
        kind = _OneAccount(self._ground, account_id, sessions=self._sessions)
        return ChangeCourse(
            self._ground, kind, rules=self._rules, keypad=self._keypad, sessions=self._sessions
        )


class _OneAccount:
    """The change of one account as a kind of change."""

    done = AuditEvent.PASSWORD_CHANGE
    failed = AuditEvent.PASSWORD_CHANGE_FAIL

    def __init__(self, ground: Ground, account_id: int, *, sessions: Sessions) -> None:
        self._policy = ground.policy
        self._clock = ground.clock
        self._account_id = account_id
        self._sessions = sessions
        self._reader = CaseReader(ground, sessions=sessions)

    def open(self, tx: "Transaction", form: ChangeForm) -> ChangeCase:
        """This account's case, its own password to be proved (§1.0)."""
        standing = self._reader.standing(tx, form.session)
        account = next((a for a in standing.accounts if a.id == self._account_id), None)
        if account is None or standing.customer.consolidated:
            raise ServiceError(ErrorCode.CHANGED_ELSEWHERE)
        if standing.row.must_change:
            raise ServiceError(ErrorCode.NOT_OFFERED)
        if form.login is None and form.withdrawal is None:
            raise ServiceError(ErrorCode.NOTHING_TICKED)
        self._reader.require_sync_offered(form)
        targets = (account,) if form.login is not None else ()
        return self._reader.case(
            tx, form, standing, targets=targets, proof=(account.credential_id,), futures=account
        )

    def finish(
        self, tx: "Transaction", form: ChangeForm, case: ChangeCase, new: NewPasswords
    ) -> CustomerSession:
        """The same session; the account is 相同 again only where it got the password of this login."""
        matched = self._sessions.require(tx, form.session).matched
        if new.credential is not None and any(twin.id in matched for twin in new.twins):
            self._sessions.match(tx, form.session, (*matched, new.credential.id))
        return self.anew(tx, form.session)

    def anew(self, tx: "Transaction", session: CustomerSession) -> CustomerSession:
        """The session with its accounts as they stand. Raises `ServiceError(SESSION_ENDED)`."""
        matched = self._sessions.require(tx, session).matched
        now = self._clock.now()
        accounts = tx.customers.accounts(session.customer_id)
        credentials = {one.id: one for one in tx.credentials.of_accounts(session.customer_id)}
        person = tx.customers.person(session.customer_id)
        withdrawals = read_withdrawals(tx, accounts)
        views = view_accounts(
            accounts, credentials, withdrawals, person, matched=matched, policy=self._policy, now=now
        )
        same = [credential for credential in credentials.values() if credential.id in matched]
        expiry = expiry_of(same[0], self._policy, now) if same else session.expiry
        return replace(session, accounts=views, expiry=expiry)
