"""The one unlock of an episode, online and by telephone alike (R-UNL-4, A-04, A-05)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from services.delivery.post import LetterKind
from services.errors import ErrorCode
from services.expiry import is_dead
from services.ground import Ground
from services.lock_ladder import after_unlock, is_locked
from services.visit import Visit
from storage.records import Credential, CredentialOrigin, LoginLock

if TYPE_CHECKING:
    from storage.transaction import Transaction


class LogInWith(StrEnum):
    """Which password is good now that the lock is lifted."""

    OWN = "own"
    """原密碼: the one from before."""
    INITIAL = "initial"
    """An issued 初始密碼, which must be changed at login."""
    NONE = "none"
    """Only initial passwords that have run out: a reissue is needed."""


@dataclass(frozen=True, slots=True)
class Lift:
    """What came of it."""

    before: LoginLock
    after: LoginLock | None
    """None where there was nothing to lift, or nothing left to lift it with: then nothing was used up."""
    log_in_with: LogInWith = LogInWith.OWN
    """Once it is lifted."""

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


def lift_once(tx: "Transaction", customer_id: int, visit: Visit, ground: Ground) -> Lift:
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
            good = _log_in_with(tx.credentials.of_accounts(customer_id), ground.clock.now())
            ground.post.notice(
                tx, customer_id, LetterKind.UNLOCK, branch=visit.branch, log_in_with=good.value
            )
            return Lift(seen, after, good)


def _log_in_with(credentials: tuple[Credential, ...], now: datetime) -> LogInWith:
    alive = [credential for credential in credentials if not is_dead(credential, now)]
    if any(credential.origin is not CredentialOrigin.INITIAL for credential in alive):
        return LogInWith.OWN
    return LogInWith.INITIAL if alive else LogInWith.NONE
