"""Price history with kinds and ends; wish lists."""

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
    op.create_table(
        "wishes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("told_price_minor", sa.BigInteger(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name="fk_wishes_person_id"),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name="fk_wishes_product_id"),
        sa.PrimaryKeyConstraint("id", name="pk_wishes"),
        sa.UniqueConstraint("person_id", "product_id", name="uq_wishes_person_id_product_id"),
    )
    op.create_index("ix_wishes_product_id", "wishes", ["product_id"], unique=False)
    op.create_index("ix_wishes_person_id_id", "wishes", ["person_id", "id"], unique=False)


def downgrade() -> None:
    """Take the change back; what ended is not known any more, and wishes are lost."""
    op.drop_table("wishes")
    op.execute("DELETE FROM price_entries WHERE is_end OR kind = 'sold'")
    for name in ("is_end", "reference_id", "kind"):
        op.drop_column("price_entries", name)
