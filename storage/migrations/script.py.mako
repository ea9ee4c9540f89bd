"""${message}."""

import sqlalchemy as sa
from alembic import op

from storage.types import BigId, UTCDateTime
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    """${message}."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Undoes it."""
    ${downgrades if downgrades else "pass"}
