"""Counted failures of whatever a throttle counts by, found by a keyed digest of what that is."""

from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, delete, select, update

from storage import tables
from storage.connection import Connection
from storage.keyring import Keyring
from storage.statement import Statement, inserting

Name = tuple[str, ...]
"""What is counted by, such as `("identity", ID number, terminal, day)`; never kept in clear."""
Marks = tuple[datetime, ...]
"""When each failure was, oldest first, to the millisecond."""

_throttles = tables.throttles
_READ: Final = Statement(select(_throttles.c.marks).where(_throttles.c.key == bindparam("key_")))
_ADD: Final = inserting(_throttles)
_REPLACE: Final = Statement(
    update(_throttles)
    .where(_throttles.c.key == bindparam("key_"), _throttles.c.marks == bindparam("seen_marks"))
    .values(marks=bindparam("new_marks"), ends_at=bindparam("new_ends_at"))
)
_SWEEP: Final = Statement(delete(_throttles).where(_throttles.c.ends_at <= bindparam("now")))
_FORGET_ALL: Final = Statement(delete(_throttles))
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)


class ThrottleRepository:
    """Every change is guarded by the marks that were seen (ASVS 2.3.4)."""

    def __init__(self, connection: Connection, keys: Keyring) -> None:
        self._connection = connection
        self._keys = keys

    def read(self, name: Name) -> Marks | None:
        """The marks as they stand; None when nothing was ever counted."""
        row = self._connection.row(_READ, key_=self._keys.throttle_key(name))
        return _marks(row[0]) if row else None

    def replace(self, name: Name, seen: Marks | None, after: Marks, ends_at: datetime) -> bool:
        """Writes `after` if the marks are still as seen; False when somebody was quicker: read again.

        From `ends_at` on none of them counts, and the row may be swept. Two who begin the same row conflict:
        the transaction of one is run again.
        """
        key, text = self._keys.throttle_key(name), _text(after)
        if seen is None:
            return self._connection.change(_ADD, key=key, marks=text, ends_at=ends_at) == 1
        changed = self._connection.change(
            _REPLACE, key_=key, seen_marks=_text(seen), new_marks=text, new_ends_at=ends_at
        )
        return changed == 1

    def forget_all(self) -> None:
        """As if nothing had ever been counted: for the demonstration."""
        self._connection.change(_FORGET_ALL)

    def sweep(self, now: datetime) -> int:
        """Deletes what no longer counts; how many rows that were."""
        return self._connection.change(_SWEEP, now=now)


def _text(marks: Marks) -> str:
    return ",".join(str((mark - _EPOCH) // _MILLISECOND) for mark in marks)


def _marks(text: str) -> Marks:
    return tuple(_EPOCH + int(mark) * _MILLISECOND for mark in text.split(",")) if text else ()
