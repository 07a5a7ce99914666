"""Figures of shops: what was sold by day, product, source and cohort of buyers."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0029"
branch_labels = None
depends_on = None

IS_PAID = sa.text("paid_at IS NOT NULL")


def upgrade() -> None:
    """Apply the change; the worker counts what was sold before."""
    op.create_table(
        "shop_counts",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_shop_counts_shop_id"),
        sa.PrimaryKeyConstraint("shop_id", name="pk_shop_counts"),
    )
    op.create_table(
        "figure_marks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("part_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_figure_marks"),
    )
    op.create_table(
        "shop_days",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("orders_count", sa.Integer(), nullable=False),
        sa.Column("units_count", sa.Integer(), nullable=False),
        sa.Column("sales_minor", sa.BigInteger(), nullable=False),
        sa.Column("refunds_minor", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_shop_days_shop_id"),
        sa.PrimaryKeyConstraint("shop_id", "day", "currency", name="pk_shop_days"),
    )
    op.create_table(
        "shop_product_days",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("units_count", sa.Integer(), nullable=False),
        sa.Column("sales_minor", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_shop_product_days_shop_id"),
        sa.PrimaryKeyConstraint("shop_id", "day", "currency", "product_id", name="pk_shop_product_days"),
    )
    op.create_table(
        "shop_source_days",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("pin_id", sa.Uuid(), nullable=True),
        sa.Column("orders_count", sa.Integer(), nullable=False),
        sa.Column("sales_minor", sa.BigInteger(), nullable=False),
        sa.Column("refunds_minor", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_shop_source_days_shop_id"),
        sa.PrimaryKeyConstraint("id", name="pk_shop_source_days"),
    )
    op.create_index("ix_shop_source_days_shop_id_day", "shop_source_days", ["shop_id", "day"], unique=False)
    op.create_table(
        "shop_buyer_months",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("buyer_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_shop_buyer_months_shop_id"),
        sa.ForeignKeyConstraint(["buyer_id"], ["users.id"], name="fk_shop_buyer_months_buyer_id"),
        sa.PrimaryKeyConstraint("shop_id", "buyer_id", "month", name="pk_shop_buyer_months"),
    )
    op.create_table(
        "shop_cohort_months",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("first_month", sa.Date(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("buyers_count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_shop_cohort_months_shop_id"),
        sa.PrimaryKeyConstraint("shop_id", "first_month", "month", name="pk_shop_cohort_months"),
    )
    op.create_index(
        "ix_orders_shop_id_paid_at",
        "orders",
        ["shop_id", "paid_at"],
        unique=False,
        sqlite_where=IS_PAID,
        postgresql_where=IS_PAID,
    )
    op.execute("INSERT INTO figure_marks (id, part_id) SELECT id, id FROM orders WHERE paid_at IS NOT NULL")


def downgrade() -> None:
    """Take the change back; all of it can be counted again."""
    op.drop_index("ix_orders_shop_id_paid_at", table_name="orders")
    for table in (
        "shop_cohort_months",
        "shop_buyer_months",
        "shop_source_days",
        "shop_product_days",
        "shop_days",
        "figure_marks",
        "shop_counts",
    ):
        op.drop_table(table)
