"""The transactions of every change of passwords, as plain functions over repositories."""

from dataclasses import replace
from typing import TYPE_CHECKING

from services import attempts, withdrawal_attempts
from services.audit_trail import AuditEvent
from services.change_case import ChangeCase, ChangeKind, Done, NewPasswords, Reserved
from services.change_form import ChangeForm
from services.change_notices import ChangeNotices
from services.change_record import ChangeRecord
from services.errors import ErrorCode, ServiceError
from services.ground import Ground
from services.lock_ladder import attempts_left, is_locked
from services.password_replacement import renew_twins, replace_login, require_as_seen
from services.sessions import CustomerSession, Sessions
from storage.records import CredentialOrigin, LoginLock, Person

if TYPE_CHECKING:
    from storage.transaction import Transaction


class ChangeTransactions:
    """`reserve` pays for the guesses; then one of the others settles them.

    Each begins by holding the ID, so that two changes of it come one after the other, on every database.
    """

    def __init__(self, ground: Ground, kind: ChangeKind, *, sessions: Sessions) -> None:
        self.record = ChangeRecord(ground, kind)
        self._notices = ChangeNotices(ground.post, kind)
        self._kind = kind
        self._policy = ground.policy
        self._clock = ground.clock
        self._sessions = sessions

    def person(self, tx: "Transaction", session: CustomerSession) -> Person:
        """The customer of a session that lives."""
        self._sessions.require(tx, session)
        return tx.customers.person(session.customer_id)

    def reserve(self, tx: "Transaction", form: ChangeForm, case: ChangeCase) -> Reserved | ServiceError:
        """Pays for the guesses at both 舊密碼, or for none; the refusal to raise when there is no room."""
        tx.locks.hold(case.customer.id)
        self._sessions.require(tx, form.session)
        withdrawal, login = None, None
        if form.withdrawal is not None and case.futures is not None:
            withdrawal = withdrawal_attempts.reserve(tx, case.futures, self._policy)
            if withdrawal is None:
                return self._no_withdrawal(tx, form, case)
        if form.login is not None:
            login = attempts.reserve(tx, tx.locks.read(case.customer.id), self._policy)
            if login is None:
                self._give_back(tx, Reserved(None, withdrawal))
                return self._locked_out(tx, form, case)
        return Reserved(login, withdrawal)

    def _no_withdrawal(self, tx: "Transaction", form: ChangeForm, case: ChangeCase) -> ServiceError:
        """Locked at another terminal meanwhile, or changed there."""
        kept = tx.withdrawals.find(case.futures.account_id) if case.futures else None
        code = ErrorCode.WITHDRAWAL_LOCKED if kept and kept.locked else ErrorCode.CHANGED_ELSEWHERE
        self.record.withdrawal_failed(tx, form, case, code.value)
        field = "withdrawal_old" if code is ErrorCode.WITHDRAWAL_LOCKED else None
        return ServiceError(code, field)

    def _locked_out(self, tx: "Transaction", form: ChangeForm, case: ChangeCase) -> ServiceError:
        tx.sessions.end_all(case.customer.id)
        self.record.login_failed(tx, form, case, "locked")
        return ServiceError(ErrorCode.LOCKED_OUT)

    def make(
        self, tx: "Transaction", form: ChangeForm, case: ChangeCase, reserved: Reserved, new: NewPasswords
    ) -> Done:
        """The change itself; what it raises leaves everything as it was."""
        now = self._clock.now()
        tx.locks.hold(case.customer.id)
        self._sessions.require(tx, form.session)
        require_as_seen(tx, case)
        wiped = self._wipe_strikes(tx, reserved)
        if new.login is not None:
            credential = tx.credentials.add(case.customer.id, new.login, CredentialOrigin.OWN, now)
            new = replace(new, credential=credential)
            keep = self._policy.password_history
            replace_login(tx, case.targets, credential.id, at=now, keep=keep)
            renew_twins(tx, new.twins, credential.verifier)
        if new.voice is not None:
            tx.credentials.set_voice(case.customer.id, new.voice, now)
        self._set_withdrawal(tx, case, new)
        session = self._kind.finish(tx, form, case, new)
        self.record.changed(tx, form, case, new, before=_lock_before(reserved), lock=wiped)
        self._notices.changed(tx, form, case, new)
        voice, withdrawal = new.voice is not None, new.withdrawal is not None
        return Done(len(case.targets), voice, withdrawal, now, session)

    def _wipe_strikes(self, tx: "Transaction", reserved: Reserved) -> LoginLock | None:
        """A right 舊密碼 wipes what was counted: the lock after it; None where none was proved."""
        if reserved.login is None:
            return None
        wiped = attempts.settle_success(tx, reserved.login)
        if wiped is None:
            raise ServiceError(ErrorCode.LOCKED_OUT)
        return wiped

    def _set_withdrawal(self, tx: "Transaction", case: ChangeCase, new: NewPasswords) -> None:
        if new.withdrawal is None or case.futures is None:
            return
        seen, now = case.futures, self._clock.now()
        if not tx.withdrawals.replace(
            seen.account_id, seen=seen.verifier, new=new.withdrawal, changed_at=now
        ):
            raise ServiceError(ErrorCode.CHANGED_ELSEWHERE)

    def wrong_login(
        self, tx: "Transaction", form: ChangeForm, case: ChangeCase, reserved: Reserved
    ) -> ServiceError:
        """A wrong 舊密碼 on record; the refusal to raise. Out of tries, every session ends with it.

        The withdrawal password was not looked at yet, so its guess is given back.
        """
        tx.locks.hold(case.customer.id)
        self._give_back(tx, Reserved(None, reserved.withdrawal))
        assert reserved.login is not None  # noqa: S101 - who verified it paid for it
        failure = attempts.settle_failure(tx, reserved.login, self._policy)
        before = _lock_before(reserved)
        self.record.login_failed(tx, form, case, "wrong_password", before=before, lock=failure.lock)
        if failure.locked_now:
            self.record.locked(tx, form, case, AuditEvent.LOGIN_LOCK, lock=failure.lock, before=before)
            self._notices.locked(tx, form, case, failure.lock)
        if not is_locked(failure.lock):
            left = attempts_left(failure.lock, self._policy)
            return ServiceError(ErrorCode.OLD_PASSWORD_WRONG, "old", attempts_left=left)
        tx.sessions.end_all(case.customer.id)
        return ServiceError(ErrorCode.LOCKED_OUT)

    def wrong_withdrawal(
        self, tx: "Transaction", form: ChangeForm, case: ChangeCase, reserved: Reserved
    ) -> ServiceError:
        """A wrong 舊密碼 of the withdrawal block; the login password, which was right, is no strike."""
        tx.locks.hold(case.customer.id)
        self._give_back(tx, Reserved(reserved.login, None))
        assert reserved.withdrawal is not None  # noqa: S101 - who verified it paid for it
        failure = withdrawal_attempts.settle_failure(tx, reserved.withdrawal)
        self.record.withdrawal_failed(tx, form, case, "wrong_password", failure.kept)
        if failure.locked_now:
            self.record.locked(tx, form, case, AuditEvent.WITHDRAWAL_LOCK, lock=failure.kept)
            self._notices.withdrawal_locked(tx, form, case)
        left = withdrawal_attempts.attempts_left(failure.kept, self._policy)
        if not left:
            return ServiceError(ErrorCode.WITHDRAWAL_LOCKED, "withdrawal_old")
        return ServiceError(ErrorCode.WITHDRAWAL_OLD_WRONG, "withdrawal_old", attempts_left=left)

    def give_up(
        self,
        tx: "Transaction",
        form: ChangeForm,
        case: ChangeCase,
        reserved: Reserved,
        refusal: ServiceError,
    ) -> None:
        """Refused for another reason than a wrong 舊密碼: no strike."""
        tx.locks.hold(case.customer.id)
        self._give_back(tx, reserved)
        self.record.refused(tx, form, case, refusal)

    def _give_back(self, tx: "Transaction", reserved: Reserved) -> None:
        if reserved.login is not None:
            attempts.give_back(tx, reserved.login, self._policy)
        if reserved.withdrawal is not None:
            withdrawal_attempts.give_back(tx, reserved.withdrawal, self._policy)


def _lock_before(reserved: Reserved) -> LoginLock | None:
    """The lock as the guess found it."""
    return reserved.login.before if reserved.login else None
