"""The first tables: customers and their passwords, sessions, robot questions, audit."""

import sqlalchemy as sa
from alembic import op

from storage.types import BigId, UTCDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    "customers",
    "login_locks",
    "credentials",
    "accounts",
    "past_passwords",
    "voice_credentials",
    "withdrawal_credentials",
    "sessions",
    "robot_questions",
    "audit",
    "audit_heads",
    "facts",
)


def upgrade() -> None:
    """Makes every table, those that others refer to first."""
    _customers()
    _login_locks()
    _credentials()
    _accounts()
    _past_passwords()
    _voice_credentials()
    _withdrawal_credentials()
    _sessions()
    _robot_questions()
    _audit()
    _audit_heads()
    _facts()


def downgrade() -> None:
    """Drops every table, with their indexes."""
    for table in reversed(TABLES):
        op.drop_table(table)


def _customers() -> None:
    op.create_table(
        "customers",
        sa.Column("id", BigId, autoincrement=False, nullable=False),
        sa.Column("lookup", sa.LargeBinary(length=32), nullable=False),
        sa.Column("person", sa.LargeBinary(), nullable=False),
        sa.Column("consolidated", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_customers"),
        sa.UniqueConstraint("lookup", name="uq_customers_lookup"),
    )


def _login_locks() -> None:
    op.create_table(
        "login_locks",
        sa.Column("customer_id", BigId, autoincrement=False, nullable=False),
        sa.Column("fail_count", sa.Integer(), nullable=False),
        sa.Column("unlock_used", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("episode", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_login_locks_customer_id"),
        sa.PrimaryKeyConstraint("customer_id", name="pk_login_locks"),
    )


def _credentials() -> None:
    op.create_table(
        "credentials",
        sa.Column("id", BigId, nullable=False),
        sa.Column("customer_id", BigId, nullable=False),
        sa.Column("phc", sa.String(length=255), nullable=False),
        sa.Column("pepper_version", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("changed_at", UTCDateTime(), nullable=False),
        sa.Column("dies_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_credentials_customer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_credentials"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_credentials_customer_id", "credentials", ["customer_id"], unique=False)


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", BigId, nullable=False),
        sa.Column("customer_id", BigId, nullable=False),
        sa.Column("business", sa.String(length=16), nullable=False),
        sa.Column("branch", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("credential_id", BigId, nullable=False),
        sa.ForeignKeyConstraint(["credential_id"], ["credentials.id"], name="fk_accounts_credential_id"),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_accounts_customer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
        sa.UniqueConstraint("customer_id", "position", name="uq_accounts_customer_id_position"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_accounts_credential_id", "accounts", ["credential_id"], unique=False)


def _past_passwords() -> None:
    op.create_table(
        "past_passwords",
        sa.Column("id", BigId, nullable=False),
        sa.Column("account_id", BigId, nullable=False),
        sa.Column("credential_id", BigId, nullable=False),
        sa.Column("retired_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_past_passwords_account_id"),
        sa.ForeignKeyConstraint(
            ["credential_id"], ["credentials.id"], name="fk_past_passwords_credential_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_past_passwords"),
        sa.UniqueConstraint("account_id", "credential_id", name="uq_past_passwords_account_id_credential_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_past_passwords_credential_id", "past_passwords", ["credential_id"], unique=False)


def _voice_credentials() -> None:
    op.create_table(
        "voice_credentials",
        sa.Column("customer_id", BigId, autoincrement=False, nullable=False),
        sa.Column("phc", sa.String(length=255), nullable=False),
        sa.Column("pepper_version", sa.Integer(), nullable=False),
        sa.Column("fail_count", sa.Integer(), nullable=False),
        sa.Column("locked", sa.Boolean(), nullable=False),
        sa.Column("changed_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_voice_credentials_customer_id"),
        sa.PrimaryKeyConstraint("customer_id", name="pk_voice_credentials"),
    )


def _withdrawal_credentials() -> None:
    op.create_table(
        "withdrawal_credentials",
        sa.Column("account_id", BigId, autoincrement=False, nullable=False),
        sa.Column("phc", sa.String(length=255), nullable=False),
        sa.Column("pepper_version", sa.Integer(), nullable=False),
        sa.Column("fail_count", sa.Integer(), nullable=False),
        sa.Column("locked", sa.Boolean(), nullable=False),
        sa.Column("changed_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_withdrawal_credentials_account_id"),
        sa.PrimaryKeyConstraint("account_id", name="pk_withdrawal_credentials"),
    )


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("customer_id", BigId, nullable=False),
        sa.Column("terminal_id", sa.String(length=64), nullable=False),
        sa.Column("interaction_id", sa.String(length=64), nullable=False),
        sa.Column("started_at", UTCDateTime(), nullable=False),
        sa.Column("seen_at", UTCDateTime(), nullable=False),
        sa.Column("ends_at", UTCDateTime(), nullable=False),
        sa.Column("matched", sa.Text(), nullable=False),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_sessions_customer_id"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_sessions"),
        sa.UniqueConstraint("customer_id", name="uq_sessions_customer_id"),
    )


def _robot_questions() -> None:
    op.create_table(
        "robot_questions",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("terminal_id", sa.String(length=64), nullable=False),
        sa.Column("interaction_id", sa.String(length=64), nullable=False),
        sa.Column("answer_mac", sa.LargeBinary(length=32), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_robot_questions"),
    )


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("chain", sa.String(length=64), nullable=False),
        sa.Column("seq", BigId, autoincrement=False, nullable=False),
        sa.Column("ts_utc", UTCDateTime(), nullable=False),
        sa.Column("event", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("customer_pseudonym", sa.String(length=64), nullable=True),
        sa.Column("actor_id", sa.String(length=64), nullable=True),
        sa.Column("terminal_id", sa.String(length=64), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("prev_mac", sa.LargeBinary(length=32), nullable=False),
        sa.Column("mac", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("chain", "seq", name="pk_audit"),
    )
    op.create_index("ix_audit_customer_pseudonym", "audit", ["customer_pseudonym"], unique=False)
    op.create_index("ix_audit_ts_utc", "audit", ["ts_utc"], unique=False)


def _audit_heads() -> None:
    op.create_table(
        "audit_heads",
        sa.Column("chain", sa.String(length=64), nullable=False),
        sa.Column("seq", BigId, nullable=False),
        sa.Column("mac", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("chain", name="pk_audit_heads"),
    )


def _facts() -> None:
    op.create_table(
        "facts",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_facts"),
    )
