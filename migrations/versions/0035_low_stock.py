"""From how many units on a variant runs low, and which merchants were told of."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.add_column("shops", sa.Column("low_stock_count", sa.Integer(), nullable=False, server_default="5"))
    op.create_table(
        "stock_levels",
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("low_count", sa.Integer(), nullable=False),
        sa.CheckConstraint("low_count >= 0", name="ck_stock_levels_low_count"),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name="fk_stock_levels_variant_id"),
        sa.PrimaryKeyConstraint("variant_id", name="pk_stock_levels"),
    )
    op.create_table(
        "low_stock",
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name="fk_low_stock_variant_id"),
        sa.PrimaryKeyConstraint("variant_id", name="pk_low_stock"),
    )


def downgrade() -> None:
    """Take the change back."""
    op.drop_table("low_stock")
    op.drop_table("stock_levels")
    op.drop_column("shops", "low_stock_count")
