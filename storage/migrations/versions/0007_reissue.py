"""密碼補發: applications, one-time codes, activation codes, what is counted of them."""

import sqlalchemy as sa
from alembic import op

from storage.types import BigId, UTCDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = ("reissue_applications", "one_time_codes", "activation_codes", "code_failures")


def upgrade() -> None:
    """Makes the tables, those that others refer to first."""
    _reissue_applications()
    _one_time_codes()
    _activation_codes()
    _code_failures()


def downgrade() -> None:
    """Drops them, with their indexes."""
    for table in reversed(TABLES):
        op.drop_table(table)


def _reissue_applications() -> None:
    name = "reissue_applications"
    op.create_table(
        name,
        sa.Column("id", BigId, nullable=False),
        sa.Column("customer_id", BigId, nullable=False),
        sa.Column("handle_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("terminal_id", sa.String(length=64), nullable=False),
        sa.Column("interaction_id", sa.String(length=64), nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(length=16), nullable=True),
        sa.Column("account_id", BigId, nullable=True),
        sa.Column("credential_id", BigId, nullable=True),
        sa.Column("channel", sa.String(length=8), nullable=True),
        sa.Column("codes_sent", sa.Integer(), nullable=False),
        sa.Column("sent_at", UTCDateTime(), nullable=True),
        sa.Column("message_id", sa.String(length=64), nullable=True),
        sa.Column("begun_at", UTCDateTime(), nullable=False),
        sa.Column("ends_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=f"fk_{name}_customer_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        sa.UniqueConstraint("handle_hash", name=f"uq_{name}_handle_hash"),
        sqlite_autoincrement=True,
    )
    for column in ("customer_id", "ends_at"):
        op.create_index(f"ix_{name}_{column}", name, [column], unique=False)


def _one_time_codes() -> None:
    op.create_table(
        "one_time_codes",
        sa.Column("id", BigId, nullable=False),
        sa.Column("application_id", BigId, nullable=False),
        sa.Column("mac", sa.LargeBinary(length=32), nullable=False),
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("dies_at", UTCDateTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["reissue_applications.id"], name="fk_one_time_codes_application_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_one_time_codes"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_one_time_codes_application_id", "one_time_codes", ["application_id"], unique=False)


def _activation_codes() -> None:
    op.create_table(
        "activation_codes",
        sa.Column("mac", sa.LargeBinary(length=32), nullable=False),
        sa.Column("application_id", BigId, nullable=False),
        sa.Column("dies_at", UTCDateTime(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["reissue_applications.id"], name="fk_activation_codes_application_id"
        ),
        sa.PrimaryKeyConstraint("mac", name="pk_activation_codes"),
        sa.UniqueConstraint("application_id", name="uq_activation_codes_application_id"),
    )


def _code_failures() -> None:
    op.create_table(
        "code_failures",
        sa.Column("customer_id", BigId, autoincrement=False, nullable=False),
        sa.Column("consecutive", sa.Integer(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_code_failures_customer_id"),
        sa.PrimaryKeyConstraint("customer_id", name="pk_code_failures"),
    )
