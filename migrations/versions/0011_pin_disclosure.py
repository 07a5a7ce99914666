"""What tied the host to a product at the moment of each entry of the pin log."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.add_column("pin_events", sa.Column("disclosure", sa.String(), server_default="none", nullable=False))


def downgrade() -> None:
    """Take the change back."""
    op.drop_column("pin_events", "disclosure")
