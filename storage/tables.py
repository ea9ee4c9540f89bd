"""The tables. No column has anything personal in clear: a person is one sealed value (`storage.sealing`)."""

from typing import Final

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from storage.types import BigId, UTCDateTime

metadata: Final = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def _verifier() -> tuple[Column[str], Column[int]]:
    """The two columns of a `records.Verifier`."""
    return Column("phc", String(255), nullable=False), Column("pepper_version", Integer, nullable=False)


def _counter() -> tuple[Column[int], Column[bool]]:
    """The counter of a password that has one of its own."""
    return Column("fail_count", Integer, nullable=False), Column("locked", Boolean, nullable=False)


customers: Final = Table(
    "customers",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=False),
    # the blind index: HMAC of the ID number
    Column("lookup", LargeBinary(32), nullable=False, unique=True),
    Column("person", LargeBinary, nullable=False),
    Column("consolidated", Boolean, nullable=False),
    # when mobile or e-mail changed here, which a cool-down counts from; null: long ago
    Column("contacts_changed_at", UTCDateTime),
    # up to when they are known to be right: what is older does not replace them
    Column("contacts_as_of", UTCDateTime),
)

pending_imports: Final = Table(
    "pending_imports",
    metadata,
    # customers of these numbers are of an import that is not finished: nobody finds them yet
    Column("first_id", BigId, primary_key=True, autoincrement=False),
    Column("last_id", BigId, nullable=False),
    # which import that is; null: one of an earlier version of the program
    Column("owner", String(32)),
)

pending_updates: Final = Table(
    "pending_updates",
    metadata,
    # what an import that is not finished will change of customers who are there already, sealed
    Column("customer_id", BigId, primary_key=True, autoincrement=False),
    Column("change", LargeBinary, nullable=False),
    # what was changed, for the audit row; null until it is
    Column("told", String(128)),
)

pending_confirmations: Final = Table(
    "pending_confirmations",
    metadata,
    # contacts that an import found to be as its file has them: known to be right up to then once it is shown
    Column("owner", String(32), primary_key=True),
    Column("customer_id", BigId, primary_key=True, autoincrement=False),
    Column("as_of", UTCDateTime, nullable=False),
)

credentials: Final = Table(
    "credentials",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("customer_id", BigId, ForeignKey("customers.id"), nullable=False, index=True),
    *_verifier(),
    Column("origin", String(16), nullable=False),
    Column("changed_at", UTCDateTime, nullable=False),
    Column("dies_at", UTCDateTime),
    # a number is never given twice, so a guard on the one seen cannot be fooled
    sqlite_autoincrement=True,
)

accounts: Final = Table(
    "accounts",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("customer_id", BigId, ForeignKey("customers.id"), nullable=False),
    Column("business", String(16), nullable=False),
    Column("branch", String(32), nullable=False),
    Column("position", Integer, nullable=False),
    Column("credential_id", BigId, ForeignKey("credentials.id"), nullable=False, index=True),
    UniqueConstraint("customer_id", "position"),
    sqlite_autoincrement=True,
)

past_passwords: Final = Table(
    "past_passwords",
    metadata,
    # rises with time: the newest has the highest
    Column("id", BigId, primary_key=True),
    Column("account_id", BigId, ForeignKey("accounts.id"), nullable=False),
    Column("credential_id", BigId, ForeignKey("credentials.id"), nullable=False, index=True),
    Column("retired_at", UTCDateTime, nullable=False),
    UniqueConstraint("account_id", "credential_id"),
    sqlite_autoincrement=True,
)

voice_credentials: Final = Table(
    "voice_credentials",
    metadata,
    Column("customer_id", BigId, ForeignKey("customers.id"), primary_key=True, autoincrement=False),
    *_verifier(),
    *_counter(),
    Column("changed_at", UTCDateTime, nullable=False),
)

withdrawal_credentials: Final = Table(
    "withdrawal_credentials",
    metadata,
    Column("account_id", BigId, ForeignKey("accounts.id"), primary_key=True, autoincrement=False),
    *_verifier(),
    *_counter(),
    Column("changed_at", UTCDateTime, nullable=False),
)

login_locks: Final = Table(
    "login_locks",
    metadata,
    Column("customer_id", BigId, ForeignKey("customers.id"), primary_key=True, autoincrement=False),
    Column("fail_count", Integer, nullable=False),
    Column("unlock_used", Boolean, nullable=False),
    Column("state", String(16), nullable=False),
    Column("episode", Integer, nullable=False),
)

sessions: Final = Table(
    "sessions",
    metadata,
    Column("token_hash", LargeBinary(32), primary_key=True),
    # one session a customer
    Column("customer_id", BigId, ForeignKey("customers.id"), nullable=False, unique=True),
    Column("terminal_id", String(64), nullable=False),
    Column("interaction_id", String(64), nullable=False),
    Column("started_at", UTCDateTime, nullable=False),
    Column("seen_at", UTCDateTime, nullable=False),
    Column("ends_at", UTCDateTime, nullable=False),
    Column("matched", Text, nullable=False),
    Column("must_change", Boolean, nullable=False),
)

robot_questions: Final = Table(
    "robot_questions",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("terminal_id", String(64), nullable=False),
    Column("interaction_id", String(64), nullable=False),
    Column("answer_mac", LargeBinary(32), nullable=False),
    Column("expires_at", UTCDateTime, nullable=False),
)

throttles: Final = Table(
    "throttles",
    metadata,
    # keyed digest of what is counted by: nobody's number stands here, not even a wrong one
    Column("key", LargeBinary(32), primary_key=True),
    Column("marks", Text, nullable=False),
    Column("ends_at", UTCDateTime, nullable=False, index=True),
)

certificate_challenges: Final = Table(
    "certificate_challenges",
    metadata,
    # a nonce is known by its hash, so that the database gives none away
    Column("nonce_hash", LargeBinary(32), primary_key=True),
    Column("purpose", String(16), nullable=False),
    Column("terminal_id", String(64), nullable=False),
    Column("interaction_id", String(64), nullable=False),
    Column("customer_pseudonym", String(64), nullable=False),
    Column("expires_at", UTCDateTime, nullable=False),
)

certificate_pins: Final = Table(
    "certificate_pins",
    metadata,
    # wrong PINs in a row, by the identity as its store names it
    Column("identity", String(64), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("failed_at", UTCDateTime, nullable=False),
)

audit: Final = Table(
    "audit",
    metadata,
    Column("chain", String(64), primary_key=True),
    Column("seq", BigId, primary_key=True, autoincrement=False),
    # what is searched, in columns; the MAC covers `facts`, and verifying compares the two
    Column("ts_utc", UTCDateTime, nullable=False, index=True),
    Column("event", String(64), nullable=False),
    Column("outcome", String(32), nullable=False),
    Column("customer_pseudonym", String(64), index=True),
    Column("actor_id", String(64)),
    Column("terminal_id", String(64), nullable=False),
    # the whole `records.AuditEntry` as canonical JSON: it can grow without a migration
    Column("facts", Text, nullable=False),
    Column("prev_mac", LargeBinary(32), nullable=False),
    Column("mac", LargeBinary(32), nullable=False),
)

audit_heads: Final = Table(
    "audit_heads",
    metadata,
    Column("chain", String(64), primary_key=True),
    Column("seq", BigId, nullable=False),
    Column("mac", LargeBinary(32), nullable=False),
)

facts: Final = Table(
    "facts",
    metadata,
    # what the database knows of itself, such as the fingerprint of its keyring
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)
