"""What a customer is told of changes of passwords and of locks, on every channel, in the same commit."""

from typing import TYPE_CHECKING, Final

from services.audit_trail import AuditEvent
from services.change_case import ChangeCase, ChangeKind, NewPasswords
from services.change_form import ChangeForm
from services.delivery.post import LetterKind, Post
from services.lock_ladder import lock_facts
from storage.records import LoginLock

if TYPE_CHECKING:
    from storage.transaction import Transaction

_LETTERS: Final = {
    AuditEvent.PASSWORD_CHANGE: LetterKind.PASSWORD_CHANGE,
    AuditEvent.CONSOLIDATION: LetterKind.CONSOLIDATION,
}
_UNKNOWN: Final = "****"
"""For an account whose number nobody knows."""


class ChangeNotices:
    """Enqueues them; a refused change tells nobody, unless it locked."""

    def __init__(self, post: Post, kind: ChangeKind) -> None:
        self._post = post
        self._kind = kind

    def changed(self, tx: "Transaction", form: ChangeForm, case: ChangeCase, new: NewPasswords) -> None:
        """One notice for the login password, one for the withdrawal password (N-REC-3, FP-9)."""
        if new.login is not None:
            facts = {"account": case.target_masked} if case.target_masked else {}
            facts |= {"voice": "yes"} if new.voice is not None else {}
            self._tell(tx, form, case, _LETTERS[self._kind.done], **facts)
        if new.withdrawal is not None:
            self._tell(tx, form, case, LetterKind.WITHDRAWAL_CHANGE, account=_futures(case))

    def locked(self, tx: "Transaction", form: ChangeForm, case: ChangeCase, lock: LoginLock) -> None:
        """The ID is locked."""
        self._tell(tx, form, case, LetterKind.LOCK, **lock_facts(lock))

    def withdrawal_locked(self, tx: "Transaction", form: ChangeForm, case: ChangeCase) -> None:
        """The withdrawal password of one account is locked."""
        self._tell(tx, form, case, LetterKind.WITHDRAWAL_LOCK, account=_futures(case))

    def _tell(
        self, tx: "Transaction", form: ChangeForm, case: ChangeCase, kind: LetterKind, **facts: str
    ) -> None:
        self._post.notice(tx, case.customer.id, kind, branch=form.visit.branch, **facts)


def _futures(case: ChangeCase) -> str:
    return case.futures_masked or _UNKNOWN
