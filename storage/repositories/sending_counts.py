"""How many letters were sent lately: counts in fixed windows, guarded so that racing processes share one."""

from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, delete, select, text

from storage.connection import Connection
from storage.keyring import Keyring
from storage.statement import Statement
from storage.tables_delivery import sending_counts as _counts

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
# a row of an earlier window is begun anew; one that is full is not touched, which is the refusal
_TAKE: Final = Statement(
    text(
        "INSERT INTO sending_counts (name, period, count, ends_at)"
        " VALUES (:name_, :period_, :taken, :ends_at_)"
        " ON CONFLICT (name) DO UPDATE SET"
        " count = CASE WHEN sending_counts.period = excluded.period"
        " THEN sending_counts.count + excluded.count ELSE excluded.count END,"
        " period = excluded.period, ends_at = excluded.ends_at"
        " WHERE sending_counts.period <> excluded.period"
        " OR (sending_counts.period = excluded.period AND sending_counts.count <= :most - :taken)"
    ).bindparams(bindparam("ends_at_", type_=_counts.c.ends_at.type))
)
_TAKEN: Final = Statement(
    select(_counts.c.count).where(
        _counts.c.name == bindparam("name_"), _counts.c.period == bindparam("period_")
    )
)
_SWEEP: Final = Statement(delete(_counts).where(_counts.c.ends_at <= bindparam("now")))


class SendingCountRepository:
    """Windows of a fixed length, one row for every address that was written to."""

    def __init__(self, connection: Connection, keys: Keyring) -> None:
        self._connection = connection
        self._keys = keys

    def to_address(self, address: str, now: datetime, length: timedelta, most: int) -> bool:
        """Counts one letter to an address; False when the window has `most` already."""
        name = f"{int(length.total_seconds())}:{self._keys.address(address)}"
        return self.take(name, now, length, 1, most)

    def take(self, name: str, now: datetime, length: timedelta, wanted: int, most: int) -> bool:
        """Counts `wanted` at once in the window of `now`, or none; False when they do not fit."""
        if wanted > most:
            return False
        period = (now - _EPOCH) // length
        ends_at = _EPOCH + (period + 1) * length
        changed = self._connection.change(
            _TAKE, name_=name, period_=period, taken=wanted, most=most, ends_at_=ends_at
        )
        return changed == 1

    def taken(self, name: str, now: datetime, length: timedelta) -> int:
        """How many the window of `now` has."""
        row = self._connection.row(_TAKEN, name_=name, period_=(now - _EPOCH) // length)
        return int(row[0]) if row else 0

    def sweep(self, now: datetime) -> int:
        """Forgets windows that are over."""
        return self._connection.change(_SWEEP, now=now)
