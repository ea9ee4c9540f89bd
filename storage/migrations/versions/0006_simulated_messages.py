"""The demo's simulated phone and mailbox: what arrived there."""

import sqlalchemy as sa
from alembic import op

from storage.types import UTCDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "simulated_messages",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("arrived_at", UTCDateTime(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_simulated_messages"),
    )
    op.create_index("ix_simulated_messages_arrived_at", "simulated_messages", ["arrived_at"], unique=False)


def downgrade() -> None:
    """Drops it."""
    op.drop_table("simulated_messages")
