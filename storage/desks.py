"""How transactions are run on the connection of a thread: reads one by one, writes sharing their commit."""

from collections.abc import Sequence

from storage.audit_entry import AuditHead
from storage.audit_heads import HeadsFile
from storage.bell import Bell
from storage.connection import Connection
from storage.dialect import Backend
from storage.errors import RowConflict, StorageError, same_for_another
from storage.keyring import Keyring, Token
from storage.lane import Outcome, Work
from storage.transaction import Transaction


class _Desk:
    """A connection, and the repositories over it."""

    def __init__(self, backend: Backend, keyring: Keyring, token: Token, heads: HeadsFile | None) -> None:
        self._backend = backend
        self._heads = heads
        self._connection = Connection(backend, shared=True)
        self._transaction = Transaction(self._connection, keyring, token, heads)

    def close(self) -> None:
        """Gives the connection back."""
        self._connection.close()


class ReadingDesk(_Desk):
    """Every work sees the database at one moment."""

    def run(self, works: Sequence[Work]) -> list[Outcome]:
        """Runs each in a transaction of its own; again where the connection was lost."""
        return [self._until_done(work) for work in works]

    def _until_done(self, work: Work) -> Outcome:
        for _ in range(self._backend.attempts - 1):
            outcome = self._one(work)
            if not _worth_again(outcome):
                return outcome
        return self._one(work)

    def _one(self, work: Work) -> Outcome:
        try:
            self._connection.begin(self._backend.begin_read)
            result = work(self._transaction)
            self._connection.commit()
        except BaseException as error:
            self._connection.rollback()
            return None, error
        return result, None


class WritingDesk(_Desk):
    """Several works may share a commit: each is whole or not at all, and is told so only after it."""

    def __init__(
        self, backend: Backend, keyring: Keyring, token: Token, heads: HeadsFile | None, bell: Bell
    ) -> None:
        super().__init__(backend, keyring, token, heads)
        self._bell = bell

    def run(self, works: Sequence[Work]) -> list[Outcome]:
        """Runs them in one transaction; those that lost against another one, or their connection, again."""
        outcomes = self._together(works)
        for _ in range(self._backend.attempts - 1):
            again = [number for number, outcome in enumerate(outcomes) if _worth_again(outcome)]
            if not again:
                break
            for number, outcome in zip(again, self._together([works[n] for n in again]), strict=True):
                outcomes[number] = outcome
        return outcomes

    def _together(self, works: Sequence[Work]) -> list[Outcome]:
        outcomes: list[Outcome] = []
        self._transaction.audit.back_to()
        self._transaction.outbox.added = False
        try:
            self._connection.begin(self._backend.begin_write)
            for work in works:
                outcomes.append(self._one(work, alone=len(works) == 1))
            heads = self._transaction.audit.settle()
            self._commit(heads)
        except BaseException as error:
            # nothing was kept: who had a result has none now, who failed keeps the reason
            self._connection.rollback()
            reasons = [reason for _, reason in outcomes]
            reasons += [None] * (len(works) - len(reasons))
            return [(None, reason or same_for_another(error)) for reason in reasons]
        if self._heads and heads:
            self._heads.append(heads)
        if self._transaction.outbox.added:
            self._bell.ring()
        return outcomes

    def _commit(self, heads: Sequence[AuditHead]) -> None:
        """A commit whose answer is lost is looked for in the audit: it was kept, or can be run again."""
        try:
            self._connection.commit()
        except StorageError as error:
            kept = self._kept(heads[-1]) if error.unanswered and heads else None
            if kept:
                return
            error.worth_again = error.worth_again or kept is False
            raise

    def _kept(self, head: AuditHead) -> bool | None:
        """Whether the row is there; None where nobody can say."""
        self._connection.rollback()
        try:
            self._connection.begin(self._backend.begin_write)
            kept = self._transaction.audit.holds(head)
            self._connection.commit()
        except StorageError:
            return None
        return kept

    def _one(self, work: Work, *, alone: bool) -> Outcome:
        """One work between savepoints; alone it needs none, its failure undoes the transaction."""
        if alone:
            return work(self._transaction), None
        before = self._transaction.audit.mark()
        self._connection.say(self._backend.savepoint)
        try:
            result = work(self._transaction)
        except BaseException as error:
            self._transaction.audit.back_to(before)
            self._undo_one(error)
            return None, error
        self._connection.say(self._backend.release)
        return result, None

    def _undo_one(self, error: BaseException) -> None:
        """Back to before a work; raises when the fault took the whole transaction with it (a full disk)."""
        try:
            self._connection.say(self._backend.back_to_savepoint)
            self._connection.say(self._backend.release)
        except StorageError as fault:
            raise (error if isinstance(error, StorageError) else fault) from None


def _worth_again(outcome: Outcome) -> bool:
    error = outcome[1]
    return isinstance(error, (StorageError, RowConflict)) and error.worth_again
