"""Drafts, categories, pictures with words and blocks of products; collections; files to be imported."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.add_column("products", sa.Column("category", sa.String(), server_default="other", nullable=False))
    op.add_column("products", sa.Column("blocks", sa.JSON(), server_default="[]", nullable=False))
    op.add_column("products", sa.Column("published_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE products SET published_at = created_at")
    op.add_column("product_pictures", sa.Column("alt", sa.String(), server_default="", nullable=False))
    _create_collections()
    op.create_table(
        "catalogue_files",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_catalogue_files_shop_id"),
        sa.PrimaryKeyConstraint("shop_id", name="pk_catalogue_files"),
    )


def downgrade() -> None:
    """Take the change back. A draft has no place in the older market but the archive."""
    op.drop_table("catalogue_files")
    op.drop_index("ix_collection_products_product_id", table_name="collection_products")
    op.drop_table("collection_products")
    op.drop_index("ix_collections_shop_id", table_name="collections")
    op.drop_table("collections")
    op.drop_column("product_pictures", "alt")
    op.execute(
        "UPDATE products SET archived_at = created_at WHERE published_at IS NULL AND archived_at IS NULL"
    )
    op.drop_column("products", "published_at")
    op.drop_column("products", "blocks")
    op.drop_column("products", "category")


def _create_collections() -> None:
    op.create_table(
        "collections",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_collections_shop_id"),
        sa.PrimaryKeyConstraint("id", name="pk_collections"),
    )
    op.create_index("ix_collections_shop_id", "collections", ["shop_id"], unique=False)
    op.create_table(
        "collection_products",
        sa.Column("collection_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["collection_id"], ["collections.id"], name="fk_collection_products_collection_id"
        ),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name="fk_collection_products_product_id"),
        sa.PrimaryKeyConstraint("collection_id", "product_id", name="pk_collection_products"),
    )
    op.create_index("ix_collection_products_product_id", "collection_products", ["product_id"], unique=False)
