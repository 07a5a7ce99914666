"""Full-reductions of shops."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0034c"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "full_reductions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("tiers", sa.JSON(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name="fk_full_reductions_owner_id"),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_full_reductions_shop_id"),
        sa.PrimaryKeyConstraint("id", name="pk_full_reductions"),
    )
    op.create_index("ix_full_reductions_shop_id_id", "full_reductions", ["shop_id", "id"], unique=False)


def downgrade() -> None:
    """Take the change back; orders keep what was taken off."""
    op.drop_table("full_reductions")
