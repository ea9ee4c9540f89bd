"""The tables of 密碼補發: applications, the codes that were sent for them, and what is counted."""

from typing import Final

from sqlalchemy import Boolean, Column, ForeignKey, Integer, LargeBinary, String, Table

from storage.tables import metadata
from storage.types import BigId, UTCDateTime

reissue_applications: Final = Table(
    "reissue_applications",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("customer_id", BigId, ForeignKey("customers.id"), nullable=False, index=True),
    # whoever shows the token of this hash, at this terminal in this visit, goes on with the application
    Column("handle_hash", LargeBinary(32), unique=True),
    Column("terminal_id", String(64), nullable=False),
    Column("interaction_id", String(64), nullable=False),
    Column("stage", String(16), nullable=False),
    Column("version", Integer, nullable=False),
    Column("method", String(16)),
    # numbers without a reference: an account or a password may go while an application is under way
    Column("account_id", BigId),
    Column("credential_id", BigId),
    Column("channel", String(8)),
    Column("codes_sent", Integer, nullable=False),
    Column("sent_at", UTCDateTime),
    Column("message_id", String(64)),
    Column("begun_at", UTCDateTime, nullable=False),
    Column("ends_at", UTCDateTime, nullable=False, index=True),
    sqlite_autoincrement=True,
)

one_time_codes: Final = Table(
    "one_time_codes",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("application_id", BigId, ForeignKey("reissue_applications.id"), nullable=False, index=True),
    # HMAC of the code and its application, under a key outside the database
    Column("mac", LargeBinary(32), nullable=False),
    Column("reference", String(8), nullable=False),
    Column("dies_at", UTCDateTime, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("state", String(8), nullable=False),
    sqlite_autoincrement=True,
)

activation_codes: Final = Table(
    "activation_codes",
    metadata,
    # HMAC of the code: found by it, not read from it
    Column("mac", LargeBinary(32), primary_key=True),
    Column(
        "application_id",
        BigId,
        ForeignKey("reissue_applications.id"),
        nullable=False,
        unique=True,
    ),
    Column("dies_at", UTCDateTime, nullable=False),
    Column("state", String(8), nullable=False),
)

code_failures: Final = Table(
    "code_failures",
    metadata,
    Column("customer_id", BigId, ForeignKey("customers.id"), primary_key=True, autoincrement=False),
    # in a row, over applications
    Column("consecutive", Integer, nullable=False),
    Column("closed", Boolean, nullable=False),
)
