"""Who is logged in: at most one session a customer, found by the hash of its token."""

from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, delete, select, update

from storage import tables
from storage.connection import Connection
from storage.records import SessionRow
from storage.statement import Statement, inserting

_sessions = tables.sessions
_FIND: Final = Statement(select(_sessions).where(_sessions.c.token_hash == bindparam("token_hash_")))
_OPEN: Final = inserting(_sessions)
_TOUCH: Final = Statement(
    update(_sessions)
    .where(_sessions.c.token_hash == bindparam("token_hash_"))
    .values(seen_at=bindparam("new_seen_at"))
)
_MATCH: Final = Statement(
    update(_sessions)
    .where(_sessions.c.token_hash == bindparam("token_hash_"))
    .values(matched=bindparam("new_matched"))
)
_END: Final = Statement(delete(_sessions).where(_sessions.c.token_hash == bindparam("token_hash_")))
_END_ALL: Final = Statement(delete(_sessions).where(_sessions.c.customer_id == bindparam("customer_id_")))
_SWEEP: Final = Statement(delete(_sessions).where(_sessions.c.ends_at <= bindparam("now")))


class SessionRepository:
    """A row that is gone is a session that has ended, in this process and in every other."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open(self, row: SessionRow) -> int:
        """Starts a session and ends the customer's others; how many those were."""
        ended = self.end_all(row.customer_id)
        self._connection.change(
            _OPEN,
            token_hash=row.token_hash,
            customer_id=row.customer_id,
            terminal_id=row.terminal_id,
            interaction_id=row.interaction_id,
            started_at=row.started_at,
            seen_at=row.seen_at,
            ends_at=row.ends_at,
            matched=_text(row.matched),
            must_change=row.must_change,
        )
        return ended

    def find(self, token_hash: bytes) -> SessionRow | None:
        """The session as it stands; whether its time is over is for the caller to judge."""
        row = self._connection.row(_FIND, token_hash_=token_hash)
        if row is None:
            return None
        *front, matched, must_change = row
        return SessionRow(*[*front, _numbers(matched), must_change])

    def touch(self, token_hash: bytes, seen_at: datetime) -> bool:
        """Notes activity; False when the session has ended."""
        return self._connection.change(_TOUCH, token_hash_=token_hash, new_seen_at=seen_at) == 1

    def match(self, token_hash: bytes, matched: tuple[int, ...]) -> bool:
        """Says anew which credentials the login password fits; False when the session has ended."""
        return self._connection.change(_MATCH, token_hash_=token_hash, new_matched=_text(matched)) == 1

    def end(self, token_hash: bytes) -> bool:
        """Ends a session; False when it had ended already."""
        return self._connection.change(_END, token_hash_=token_hash) == 1

    def end_all(self, customer_id: int) -> int:
        """Ends whatever the customer has open; how many those were."""
        return self._connection.change(_END_ALL, customer_id_=customer_id)

    def sweep(self, now: datetime) -> int:
        """Deletes what has reached its absolute end; how many those were."""
        return self._connection.change(_SWEEP, now=now)


def _text(numbers: tuple[int, ...]) -> str:
    return ",".join(map(str, numbers))


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split(","))) if text else ()
