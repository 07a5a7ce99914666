"""Live deals, special prices of variants, and what orders were sold by."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "deals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("reference_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("list_price_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("quota_count", sa.Integer(), nullable=False),
        sa.Column("left_count", sa.Integer(), nullable=False),
        sa.Column("per_buyer_limit", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("close_reason", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("left_count >= 0 AND left_count <= quota_count", name=op.f("ck_deals_left_count")),
        sa.CheckConstraint("per_buyer_limit > 0", name=op.f("ck_deals_per_buyer_limit")),
        sa.CheckConstraint("price_minor > 0 AND price_minor < list_price_minor", name=op.f("ck_deals_price")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name="fk_deals_owner_id"),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name="fk_deals_variant_id"),
        sa.PrimaryKeyConstraint("id", name="pk_deals"),
    )
    op.create_index("ix_deals_reference_id_id", "deals", ["reference_id", "id"], unique=False)
    op.create_index("ix_deals_state", "deals", ["state"], unique=False)
    op.create_index("ix_deals_variant_id", "deals", ["variant_id"], unique=False)
    op.create_index(
        "uq_deals_standing_variant_id",
        "deals",
        ["variant_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'closed'"),
        postgresql_where=sa.text("state <> 'closed'"),
    )
    op.create_table(
        "deal_uses",
        sa.Column("deal_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("buyer_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_deal_uses_quantity")),
        sa.ForeignKeyConstraint(["buyer_id"], ["users.id"], name="fk_deal_uses_buyer_id"),
        sa.ForeignKeyConstraint(["deal_id"], ["deals.id"], name="fk_deal_uses_deal_id"),
        sa.PrimaryKeyConstraint("deal_id", "order_id", name="pk_deal_uses"),
    )
    op.create_index("ix_deal_uses_deal_id_buyer_id", "deal_uses", ["deal_id", "buyer_id"], unique=False)
    op.create_index("ix_deal_uses_order_id", "deal_uses", ["order_id"], unique=False)
    op.add_column(
        "line_items", sa.Column("list_price_minor", sa.BigInteger(), server_default="0", nullable=False)
    )
    op.execute("UPDATE line_items SET list_price_minor = unit_price_minor")
    op.add_column("line_items", sa.Column("deal_id", sa.Uuid(), nullable=True))
    op.add_column("orders", sa.Column("source_id", sa.Uuid(), nullable=True))
    op.add_column("orders", sa.Column("source_pin_id", sa.Uuid(), nullable=True))
    op.add_column("orders", sa.Column("uses_deal", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index(
        "ix_orders_source_id",
        "orders",
        ["source_id"],
        unique=False,
        sqlite_where=sa.text("source_id IS NOT NULL"),
        postgresql_where=sa.text("source_id IS NOT NULL"),
    )
    op.add_column("variants", sa.Column("special_id", sa.Uuid(), nullable=True))
    op.add_column("variants", sa.Column("special_price_minor", sa.BigInteger(), nullable=True))
    op.add_column("variants", sa.Column("special_starts_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("variants", sa.Column("special_ends_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Take the change back."""
    op.drop_column("variants", "special_ends_at")
    op.drop_column("variants", "special_starts_at")
    op.drop_column("variants", "special_price_minor")
    op.drop_column("variants", "special_id")
    op.drop_index(
        "ix_orders_source_id",
        table_name="orders",
        sqlite_where=sa.text("source_id IS NOT NULL"),
        postgresql_where=sa.text("source_id IS NOT NULL"),
    )
    op.drop_column("orders", "uses_deal")
    op.drop_column("orders", "source_pin_id")
    op.drop_column("orders", "source_id")
    op.drop_column("line_items", "deal_id")
    op.drop_column("line_items", "list_price_minor")
    op.drop_index("ix_deal_uses_order_id", table_name="deal_uses")
    op.drop_index("ix_deal_uses_deal_id_buyer_id", table_name="deal_uses")
    op.drop_table("deal_uses")
    op.drop_index(
        "uq_deals_standing_variant_id",
        table_name="deals",
        sqlite_where=sa.text("state <> 'closed'"),
        postgresql_where=sa.text("state <> 'closed'"),
    )
    op.drop_index("ix_deals_variant_id", table_name="deals")
    op.drop_index("ix_deals_state", table_name="deals")
    op.drop_index("ix_deals_reference_id_id", table_name="deals")
    op.drop_table("deals")
