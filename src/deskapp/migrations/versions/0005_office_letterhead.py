"""The office's letterhead: address, phone, and where letters are dated."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

COLUMNS = ("address", "phone", "place")


def upgrade() -> None:
    """Offices that are there have none yet."""
    for name in COLUMNS:
        op.add_column("office", sa.Column(name, sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    """Take it away again."""
    for name in COLUMNS:
        op.drop_column("office", name)
