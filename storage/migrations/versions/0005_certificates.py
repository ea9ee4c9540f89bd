"""Challenges that a device has to sign, and the wrong PINs of a certificate."""

import sqlalchemy as sa
from alembic import op

from storage.types import UTCDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes both tables."""
    op.create_table(
        "certificate_challenges",
        sa.Column("nonce_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("terminal_id", sa.String(length=64), nullable=False),
        sa.Column("interaction_id", sa.String(length=64), nullable=False),
        sa.Column("customer_pseudonym", sa.String(length=64), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("nonce_hash", name="pk_certificate_challenges"),
    )
    op.create_table(
        "certificate_pins",
        sa.Column("identity", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failed_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("identity", name="pk_certificate_pins"),
    )


def downgrade() -> None:
    """Drops both."""
    op.drop_table("certificate_pins")
    op.drop_table("certificate_challenges")
