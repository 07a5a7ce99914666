"""Sale prices: lower prices of variants between two moments."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0032"
branch_labels = None
depends_on = None

STANDS = sa.text("state <> 'over'")


def upgrade() -> None:
    """Apply the change."""
    op.add_column("variants", sa.Column("sale_prices", sa.JSON(none_as_null=True), nullable=True))
    op.create_table(
        "sale_prices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name="ck_sale_prices_times"),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name="fk_sale_prices_product_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sale_prices"),
    )
    op.create_index("ix_sale_prices_product_id_id", "sale_prices", ["product_id", "id"], unique=False)
    op.create_index(
        "ix_sale_prices_standing",
        "sale_prices",
        ["starts_at"],
        unique=False,
        sqlite_where=STANDS,
        postgresql_where=STANDS,
    )
    op.create_table(
        "sale_price_lines",
        sa.Column("sale_price_id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("list_price_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "price_minor > 0 AND price_minor < list_price_minor", name="ck_sale_price_lines_price"
        ),
        sa.ForeignKeyConstraint(
            ["sale_price_id"], ["sale_prices.id"], name="fk_sale_price_lines_sale_price_id"
        ),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name="fk_sale_price_lines_variant_id"),
        sa.PrimaryKeyConstraint("sale_price_id", "variant_id", name="pk_sale_price_lines"),
    )
    op.create_index("ix_sale_price_lines_variant_id", "sale_price_lines", ["variant_id"], unique=False)


def downgrade() -> None:
    """Take the change back; sale prices end, the price history keeps them."""
    op.drop_table("sale_price_lines")
    op.drop_table("sale_prices")
    op.drop_column("variants", "sale_prices")
