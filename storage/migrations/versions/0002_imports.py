"""Contacts know when they changed; an import that is not finished yet has a place."""

import sqlalchemy as sa
from alembic import op

from storage.types import BigId, UTCDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds two columns and two tables."""
    op.add_column("customers", sa.Column("contacts_changed_at", UTCDateTime()))
    op.add_column("customers", sa.Column("contacts_as_of", UTCDateTime()))
    op.create_table(
        "pending_imports",
        sa.Column("first_id", BigId, autoincrement=False, nullable=False),
        sa.Column("last_id", BigId, nullable=False),
        sa.PrimaryKeyConstraint("first_id", name="pk_pending_imports"),
    )
    op.create_table(
        "pending_updates",
        sa.Column("customer_id", BigId, autoincrement=False, nullable=False),
        sa.Column("change", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("customer_id", name="pk_pending_updates"),
    )


def downgrade() -> None:
    """Takes them away again."""
    op.drop_table("pending_updates")
    op.drop_table("pending_imports")
    op.drop_column("customers", "contacts_as_of")
    op.drop_column("customers", "contacts_changed_at")
