"""The audit rows of changes of passwords: one for each password, made or refused."""

from typing import TYPE_CHECKING, Final

from services.audit_trail import AuditEvent, Outcome
from services.change_case import ChangeCase, ChangeKind, NewPasswords
from services.change_form import ChangeForm
from services.errors import ServiceError
from services.ground import Ground
from storage.records import LoginLock, WithdrawalCredential

if TYPE_CHECKING:
    from storage.transaction import Transaction

_FACTORS: Final = ("pwd",)
_MADE: Final = (AuditEvent.PASSWORD_CHANGE, AuditEvent.CONSOLIDATION, AuditEvent.WITHDRAWAL_CHANGE)

_OF_WITHDRAWAL: Final = (
    AuditEvent.WITHDRAWAL_CHANGE,
    AuditEvent.WITHDRAWAL_CHANGE_FAIL,
    AuditEvent.WITHDRAWAL_LOCK,
)


class ChangeRecord:
    """Writes them, in the words of one kind of change."""

    def __init__(self, ground: Ground, kind: ChangeKind) -> None:
        self._trail = ground.trail
        self._kind = kind

    def changed(
        self,
        tx: "Transaction",
        form: ChangeForm,
        case: ChangeCase,
        new: NewPasswords,
        *,
        before: LoginLock | None,
        lock: LoginLock | None,
    ) -> None:
        """What was made; the lock before and after, since a right 舊密碼 wipes what was counted."""
        if new.login is not None:
            reason = "with_voice" if new.voice else None
            self._append(tx, form, case, self._kind.done, reason=reason, before=before, lock=lock)
        if new.withdrawal is not None:
            self._append(tx, form, case, AuditEvent.WITHDRAWAL_CHANGE)

    def login_failed(
        self,
        tx: "Transaction",
        form: ChangeForm,
        case: ChangeCase,
        reason: str,
        *,
        before: LoginLock | None = None,
        lock: LoginLock | None = None,
    ) -> None:
        """The login password was not changed."""
        self._append(tx, form, case, self._kind.failed, reason=reason, before=before, lock=lock)

    def withdrawal_failed(
        self,
        tx: "Transaction",
        form: ChangeForm,
        case: ChangeCase,
        reason: str,
        kept: WithdrawalCredential | None = None,
    ) -> None:
        """The withdrawal password was not changed."""
        self._append(tx, form, case, AuditEvent.WITHDRAWAL_CHANGE_FAIL, reason=reason, lock=kept)

    def refused(self, tx: "Transaction", form: ChangeForm, case: ChangeCase, refusal: ServiceError) -> None:
        """Nothing was changed, for a reason of the block that the refusal is about."""
        of_withdrawal = form.login is None or (refusal.field or "").startswith("withdrawal")
        write = self.withdrawal_failed if of_withdrawal else self.login_failed
        write(tx, form, case, refusal.code.value)

    def locked(
        self,
        tx: "Transaction",
        form: ChangeForm,
        case: ChangeCase,
        event: AuditEvent,
        *,
        lock: LoginLock | WithdrawalCredential,
        before: LoginLock | None = None,
    ) -> None:
        """This failure was the one that locked."""
        self._append(tx, form, case, event, before=before, lock=lock)

    def not_open(self, tx: "Transaction", form: ChangeForm, event: AuditEvent, reason: str) -> None:
        """Asked for where this customer may not."""
        person = tx.customers.person(form.session.customer_id)
        subject = self._trail.subject(person.id_number)
        entry = self._trail.entry(
            form.visit, event, Outcome.FAILURE, subject=subject, reason=reason, factors=_FACTORS
        )
        tx.audit.append(entry)

    def _append(
        self,
        tx: "Transaction",
        form: ChangeForm,
        case: ChangeCase,
        event: AuditEvent,
        *,
        reason: str | None = None,
        before: LoginLock | None = None,
        lock: LoginLock | WithdrawalCredential | None = None,
    ) -> None:
        entry = self._trail.entry(
            form.visit,
            event,
            Outcome.SUCCESS if event in _MADE else Outcome.FAILURE,
            subject=case.subject,
            reason=reason,
            before=before,
            lock=lock,
            account=case.futures_masked if event in _OF_WITHDRAWAL else case.target_masked,
            factors=_FACTORS,
        )
        tx.audit.append(entry)
