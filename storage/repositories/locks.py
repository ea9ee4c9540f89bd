"""The lock ladder's state of every customer."""

from types import MappingProxyType
from typing import Final

from sqlalchemy import bindparam, select, update

from storage import tables
from storage.connection import Connection
from storage.records import LockState, LoginLock
from storage.statement import Row, Statement

UNTOUCHED: Final = MappingProxyType(
    {"fail_count": 0, "unlock_used": False, "state": LockState.ACTIVE.value, "episode": 0}
)
"""The columns of a new customer's lock, besides whose it is."""

_locks = tables.login_locks
_READ: Final = Statement(
    select(
        _locks.c.customer_id,
        _locks.c.fail_count,
        _locks.c.unlock_used,
        _locks.c.state,
        _locks.c.episode,
    ).where(_locks.c.customer_id == bindparam("customer_id_"))
)
_REPLACE: Final = Statement(
    update(_locks)
    .where(
        _locks.c.customer_id == bindparam("customer_id_"),
        _locks.c.fail_count == bindparam("seen_fail_count"),
        _locks.c.unlock_used == bindparam("seen_unlock_used"),
        _locks.c.state == bindparam("seen_state"),
        _locks.c.episode == bindparam("seen_episode"),
    )
    .values(
        fail_count=bindparam("new_fail_count"),
        unlock_used=bindparam("new_unlock_used"),
        state=bindparam("new_state"),
        episode=bindparam("new_episode"),
    )
)

_HOLD: Final = Statement(
    update(_locks).where(_locks.c.customer_id == bindparam("customer_id_")).values(episode=_locks.c.episode)
)


class LockRepository:
    """Every change is guarded by the state that was seen; `CustomerRepository.add` makes the row."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def read(self, customer_id: int) -> LoginLock:
        """The lock as it stands; `KeyError` for no such customer."""
        row = self._connection.row(_READ, customer_id_=customer_id)
        if row is None:
            raise KeyError(customer_id)
        return lock_of(row)

    def hold(self, customer_id: int) -> bool:
        """Whoever else holds this ID waits until the transaction ends; what is read from here on stays so.

        PostgreSQL waits at the row; on SQLite, which has one writer anyway, nothing is done. True where
        it may have waited: what was read before may be out of date.
        """
        if self._connection.one_writer:
            return False
        self._connection.change(_HOLD, customer_id_=customer_id)
        return True

    def replace(self, seen: LoginLock, after: LoginLock) -> bool:
        """Writes `after` if the lock is still as seen; False when somebody was quicker: read again."""
        changed = self._connection.change(
            _REPLACE,
            customer_id_=seen.customer_id,
            seen_fail_count=seen.fail_count,
            seen_unlock_used=seen.unlock_used,
            seen_state=seen.state.value,
            seen_episode=seen.episode,
            new_fail_count=after.fail_count,
            new_unlock_used=after.unlock_used,
            new_state=after.state.value,
            new_episode=after.episode,
        )
        return changed == 1


def lock_of(row: Row) -> LoginLock:
    """A lock from its five columns."""
    customer_id, fail_count, unlock_used, state, episode = row
    return LoginLock(customer_id, fail_count, unlock_used, LockState(state), episode)
