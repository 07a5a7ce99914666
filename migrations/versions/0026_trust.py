"""Price history with kinds and ends."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change. Older prices replaced each other, whatever made them, as base prices do."""
    op.add_column("price_entries", sa.Column("kind", sa.String(), nullable=False, server_default="base"))
    op.add_column("price_entries", sa.Column("reference_id", sa.Uuid(), nullable=True))
    op.add_column(
        "price_entries", sa.Column("is_end", sa.Boolean(), nullable=False, server_default=sa.false())
    )


def downgrade() -> None:
    """Take the change back; what ended is not known any more."""
    op.execute("DELETE FROM price_entries WHERE is_end OR kind = 'sold'")
    for name in ("is_end", "reference_id", "kind"):
        op.drop_column("price_entries", name)
