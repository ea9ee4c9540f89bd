"""Imports: whose reservation it is, what was changed, and contacts that were found to be right."""

import sqlalchemy as sa
from alembic import op

from storage.types import BigId, UTCDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds two columns and a table."""
    op.add_column("pending_imports", sa.Column("owner", sa.String(length=32)))
    op.add_column("pending_updates", sa.Column("told", sa.String(length=128)))
    op.create_table(
        "pending_confirmations",
        sa.Column("owner", sa.String(length=32), nullable=False),
        sa.Column("customer_id", BigId, autoincrement=False, nullable=False),
        sa.Column("as_of", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("owner", "customer_id", name="pk_pending_confirmations"),
    )


def downgrade() -> None:
    """Drops them."""
    op.drop_table("pending_confirmations")
    op.drop_column("pending_updates", "told")
    op.drop_column("pending_imports", "owner")
