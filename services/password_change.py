"""密碼修改 (R-CHG): the one login password, and beside it the futures withdrawal password.

Whose accounts: all of a consolidated customer; of another one who came in with an initial password, those
that it opened.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from services.accounts import WithdrawalState, read_withdrawals, withdrawal_state
from services.audit_trail import AuditEvent
from services.change_case import ChangeCase, NewPasswords
from services.change_course import ChangeCourse
from services.change_form import ChangeForm, LoginBlock, WithdrawalBlock
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
class PasswordChanged:
    """What a change did."""

    accounts: int
    """Those that have the new login password; 0 when only the withdrawal one was changed."""
    voice: bool
    at: datetime
    withdrawal: bool = False


class PasswordChange:
    """Changes the password of all accounts that share it."""

    def __init__(
        self, ground: Ground, *, rules: PasswordRules, keypad: VoiceKeypad, sessions: Sessions
    ) -> None:
        self._ground, self._rules, self._keypad, self._sessions = ground, rules, keypad, sessions
        self.unbroken = Unbroken()
        """What was begun is settled, though the caller is cancelled: see `services.login`."""

    async def advisor(self, session: CustomerSession) -> PasswordAdvisor:
        """Live advice for this customer's form. Raises `ServiceError`: SESSION_ENDED, STORAGE_…"""
        return await self._course(None).advisor(session)

    async def change(
        self,
        visit: Visit,
        session: CustomerSession,
        *,
        old: Secret,
        new: Secret,
        confirm: Secret,
        sync_voice: bool,
        withdrawal: WithdrawalBlock | None = None,
        withdrawal_account: int | None = None,
    ) -> PasswordChanged:
        """Sets what was asked for, all or nothing; every session of the customer ends, this one too.

        With a `withdrawal` block and nothing in the login fields only the withdrawal password changes. It is
        the one of `withdrawal_account`, by default of the first futures account that has an open one.

        Raises `ServiceError`, in this order: SESSION_ENDED, NOT_OFFERED, WITHDRAWAL_LOCKED,
        WITHDRAWAL_MISSING, REQUIRED, CONFIRMATION_DIFFERS, PASSWORD_… of the rules, PASSWORD_SAME,
        WITHDRAWAL_…; then, the guesses at both 舊密碼 being counted, OLD_PASSWORD_WRONG (`attempts_left`) or
        LOCKED_OUT, INITIAL_PASSWORD_EXPIRED, WITHDRAWAL_OLD_WRONG (`attempts_left`) or WITHDRAWAL_LOCKED,
        PASSWORD_SAME, PASSWORD_USED_BEFORE (`count`), TOO_MANY_PASSWORDS (`limit`),
        WITHDRAWAL_SAME_AS_LOGIN, ACCOUNTS_CHANGED, CHANGED_ELSEWHERE; BUSY and STORAGE_… at any point.
        Nothing is changed by a refusal.
        """
        typed = bool(old or new or confirm or sync_voice or withdrawal is None)
        login = LoginBlock(old, new, confirm, sync_voice) if typed else None
        form = ChangeForm(visit, session, login, withdrawal)
        done = await self.unbroken.run(self._course(withdrawal_account).run(form))
        return PasswordChanged(done.accounts, done.voice, done.at, done.withdrawal)

    def _course(self, withdrawal_account: int | None) -> ChangeCourse:
        kind = _SharedPassword(self._ground, withdrawal_account, sessions=self._sessions)
        return ChangeCourse(
            self._ground, kind, rules=self._rules, keypad=self._keypad, sessions=self._sessions
        )


class _SharedPassword:
    """The change of a shared, or of an initial, password as a kind of change."""

    done = AuditEvent.PASSWORD_CHANGE
    failed = AuditEvent.PASSWORD_CHANGE_FAIL

    def __init__(self, ground: Ground, withdrawal_account: int | None, *, sessions: Sessions) -> None:
        self._withdrawal_account = withdrawal_account
        self._reader = CaseReader(ground, sessions=sessions)

    def open(self, tx: "Transaction", form: ChangeForm) -> ChangeCase:
        """What is there to be changed; NOT_OFFERED to who changes account by account."""
        standing = self._reader.standing(tx, form.session)
        targets = _sharing(standing)
        if not targets or (standing.row.must_change and form.withdrawal is not None):
            raise ServiceError(ErrorCode.NOT_OFFERED)
        self._reader.require_sync_offered(form)
        proof = {account.credential_id for account in targets}
        futures = self._futures(tx, standing) if form.withdrawal is not None else None
        if form.login is None:
            targets = ()
        return self._reader.case(tx, form, standing, targets=targets, proof=proof, futures=futures)

    def _futures(self, tx: "Transaction", standing: Standing) -> Account | None:
        """The account of the withdrawal block."""
        wanted = self._withdrawal_account
        if wanted is not None:
            return next((account for account in standing.accounts if account.id == wanted), None)
        futures = [account for account in standing.accounts if account.business is Business.FUTURES]
        kept = read_withdrawals(tx, futures)
        order = (WithdrawalState.OPEN, WithdrawalState.LOCKED, WithdrawalState.MISSING)
        return min(
            futures, key=lambda one: order.index(withdrawal_state(one, kept.get(one.id))), default=None
        )

    def finish(self, tx: "Transaction", form: ChangeForm, case: ChangeCase, new: NewPasswords) -> None:
        """Every session ends."""
        tx.sessions.end_all(case.customer.id)


def _sharing(standing: Standing) -> tuple[Account, ...]:
    if standing.customer.consolidated:
        return standing.accounts
    row = standing.row
    return tuple(a for a in standing.accounts if row.must_change and a.credential_id in row.matched)
