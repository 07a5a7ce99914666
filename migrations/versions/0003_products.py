"""Tables of products."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "shops",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name="fk_shops_owner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_shops"),
    )
    op.create_index("ix_shops_owner_id", "shops", ["owner_id"], unique=False)
    op.create_table(
        "products",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_products_shop_id"),
        sa.PrimaryKeyConstraint("id", name="pk_products"),
    )
    op.create_index("ix_products_shop_id_id", "products", ["shop_id", "id"], unique=False)
    op.create_table(
        "product_pictures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("widths", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name="fk_product_pictures_product_id"),
        sa.PrimaryKeyConstraint("id", name="pk_product_pictures"),
    )
    op.create_index("ix_product_pictures_product_id", "product_pictures", ["product_id"], unique=False)
    op.create_table(
        "variants",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("on_hand_count", sa.Integer(), nullable=False),
        sa.Column("reserved_count", sa.Integer(), nullable=False),
        sa.Column("available_count", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("available_count = on_hand_count - reserved_count", name="ck_variants_available"),
        sa.CheckConstraint("available_count >= 0 AND reserved_count >= 0", name="ck_variants_counts"),
        sa.CheckConstraint("price_minor > 0", name="ck_variants_price"),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name="fk_variants_product_id"),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_variants_shop_id"),
        sa.PrimaryKeyConstraint("id", name="pk_variants"),
    )
    op.create_index("ix_variants_product_id", "variants", ["product_id"], unique=False)
    op.create_index(
        "uq_variants_shop_id_sku",
        "variants",
        ["shop_id", "sku"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_table(
        "price_entries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name="fk_price_entries_variant_id"),
        sa.PrimaryKeyConstraint("id", name="pk_price_entries"),
    )
    op.create_index("ix_price_entries_variant_id_id", "price_entries", ["variant_id", "id"], unique=False)
    op.create_table(
        "reservations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference_id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("quantity > 0", name="ck_reservations_quantity"),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name="fk_reservations_variant_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reservations"),
        sa.UniqueConstraint("reference_id", "variant_id", name="uq_reservations_reference_id_variant_id"),
    )
    op.create_index(
        "ix_reservations_held_expires_at",
        "reservations",
        ["expires_at"],
        unique=False,
        sqlite_where=sa.text("state = 'held'"),
        postgresql_where=sa.text("state = 'held'"),
    )
    op.create_table(
        "stock_entries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("on_hand_change", sa.Integer(), nullable=False),
        sa.Column("reserved_change", sa.Integer(), nullable=False),
        sa.Column("reference_id", sa.Uuid(), nullable=True),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name="fk_stock_entries_actor_id"),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name="fk_stock_entries_variant_id"),
        sa.PrimaryKeyConstraint("id", name="pk_stock_entries"),
    )
    op.create_index("ix_stock_entries_variant_id_id", "stock_entries", ["variant_id", "id"], unique=False)


def downgrade() -> None:
    """Take the change back."""
    op.drop_index("ix_stock_entries_variant_id_id", table_name="stock_entries")
    op.drop_table("stock_entries")
    op.drop_index(
        "ix_reservations_held_expires_at",
        table_name="reservations",
        sqlite_where=sa.text("state = 'held'"),
        postgresql_where=sa.text("state = 'held'"),
    )
    op.drop_table("reservations")
    op.drop_index("ix_price_entries_variant_id_id", table_name="price_entries")
    op.drop_table("price_entries")
    op.drop_index(
        "uq_variants_shop_id_sku",
        table_name="variants",
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.drop_index("ix_variants_product_id", table_name="variants")
    op.drop_table("variants")
    op.drop_index("ix_product_pictures_product_id", table_name="product_pictures")
    op.drop_table("product_pictures")
    op.drop_index("ix_products_shop_id_id", table_name="products")
    op.drop_table("products")
    op.drop_index("ix_shops_owner_id", table_name="shops")
    op.drop_table("shops")
