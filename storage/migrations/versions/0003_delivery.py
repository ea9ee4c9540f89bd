"""Delivery: the outbox, and the counts behind the sending limits."""

import sqlalchemy as sa
from alembic import op

from storage.types import BigId, UTCDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes both tables."""
    _outbox()
    _sending_counts()


def downgrade() -> None:
    """Drops them: letters not sent yet are gone with them."""
    op.drop_table("sending_counts")
    op.drop_table("outbox")


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("dies_at", UTCDateTime(), nullable=False),
        sa.Column("claim", sa.String(length=32), nullable=True),
        sa.Column("reason", sa.String(length=64), nullable=True),
        sa.Column("provider_id", sa.String(length=128), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
    )
    op.create_index("ix_outbox_due_at", "outbox", ["due_at"], unique=False)
    op.create_index("ix_outbox_dies_at", "outbox", ["dies_at"], unique=False)


def _sending_counts() -> None:
    op.create_table(
        "sending_counts",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("period", BigId, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("ends_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_sending_counts"),
    )
    op.create_index("ix_sending_counts_ends_at", "sending_counts", ["ends_at"], unique=False)
