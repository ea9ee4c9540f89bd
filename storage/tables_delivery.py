"""The tables of delivery: letters on their way, and how many were sent lately."""

from typing import Final

from sqlalchemy import Column, Integer, LargeBinary, String, Table

from storage.tables import metadata
from storage.types import BigId, UTCDateTime

outbox: Final = Table(
    "outbox",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("channel", String(8), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("state", String(16), nullable=False),
    # address, facts and reference, sealed to the row; null once nobody needs them any more
    Column("payload", LargeBinary),
    Column("tries", Integer, nullable=False),
    # when it may be claimed: while somebody holds it, the end of the lease; null when it is settled
    Column("due_at", UTCDateTime, index=True),
    Column("created_at", UTCDateTime, nullable=False),
    Column("dies_at", UTCDateTime, nullable=False, index=True),
    Column("claim", String(32)),
    Column("reason", String(64)),
    Column("provider_id", String(128)),
)

simulated_messages: Final = Table(
    "simulated_messages",
    metadata,
    # of the letter in the outbox
    Column("id", String(32), primary_key=True),
    Column("channel", String(8), nullable=False),
    Column("arrived_at", UTCDateTime, nullable=False, index=True),
    # address, subject, text and reference, sealed to the row
    Column("content", LargeBinary, nullable=False),
)

sending_counts: Final = Table(
    "sending_counts",
    metadata,
    # whose: the HMAC of an address, or everybody's
    Column("name", String(80), primary_key=True),
    # the window that is counted, by its number since 1970
    Column("period", BigId, nullable=False),
    Column("count", Integer, nullable=False),
    Column("ends_at", UTCDateTime, nullable=False, index=True),
)
