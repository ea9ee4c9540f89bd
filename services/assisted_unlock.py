"""The one unlock of an episode, online and by telephone alike (R-UNL-4, A-04, A-05)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.delivery.post import LetterKind, Post
from services.errors import ErrorCode
from services.lock_ladder import after_unlock, is_locked
from services.visit import Visit
from storage.records import LoginLock

if TYPE_CHECKING:
    from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Lift:
    """What came of it."""

    before: LoginLock
    after: LoginLock | None
    """None where there was nothing to lift, or nothing left to lift it with: then nothing was used up."""

    @property
    def now(self) -> LoginLock:
        """How the lock stands."""
        return self.after or self.before

    @property
    def refusal(self) -> ErrorCode | None:
        """NOT_LOCKED, or UNLOCK_USED: then only reissue and the counter help."""
        if self.after is not None:
            return None
        return ErrorCode.UNLOCK_USED if is_locked(self.before) else ErrorCode.NOT_LOCKED


def lift_once(tx: "Transaction", customer_id: int, visit: Visit, post: Post) -> Lift:
    """Lifts the first lock by a guarded update, and tells the customer on every channel (N-REC-3).

    The count stays: three more failures make the second lock (累計6次). Sessions, passwords and the counters
    of other passwords stay as they are. The caller puts it on record. Of several who try at once one lifts;
    the others find it not locked.
    """
    while True:
        seen = tx.locks.read(customer_id)
        after = after_unlock(seen)
        if after is None:
            return Lift(seen, None)
        if tx.locks.replace(seen, after):
            post.notice(tx, customer_id, LetterKind.UNLOCK, branch=visit.branch)
            return Lift(seen, after)
