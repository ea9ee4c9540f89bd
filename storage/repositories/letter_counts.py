"""Letters in figures: how many of each channel are in which state, and why."""

from datetime import datetime
from typing import Final

from sqlalchemy import and_, bindparam, case, func, select

from storage.connection import Connection
from storage.outgoing import Channel, DeliveryState, LetterCount
from storage.statement import Statement
from storage.tables_delivery import outbox as _outbox

_c = _outbox.c
_DEAD: Final = and_(_c.state == DeliveryState.QUEUED.value, _c.dies_at <= bindparam("now"))
_s = (
    select(
        _c.channel,
        case((_DEAD, DeliveryState.FAILED.value), else_=_c.state).label("shown"),
        _c.reason,
        _c.created_at,
    )
    .subquery()
    .c
)
_COUNTS: Final = Statement(
    select(_s.channel, _s.shown, _s.reason, func.count(), func.min(_s.created_at))
    .group_by(_s.channel, _s.shown, _s.reason)
    .order_by(_s.channel, _s.shown, _s.reason)
)


def read_counts(connection: Connection, now: datetime) -> list[LetterCount]:
    """All letters that are remembered; who waits beyond its life has failed, buried or not."""
    rows = connection.rows(_COUNTS, now=now)
    return [LetterCount(Channel(row[0]), DeliveryState(row[1]), *row[2:]) for row in rows]
