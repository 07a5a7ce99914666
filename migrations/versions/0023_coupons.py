"""Coupons, and what orders and their lines were reduced by."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0028"
branch_labels = None
depends_on = None

ZERO = sa.text("0")
IN_A_SHOP = sa.text("code IS NOT NULL AND ended_at IS NULL AND shop_id IS NOT NULL")
OF_THE_MARKET = sa.text("code IS NOT NULL AND ended_at IS NULL AND shop_id IS NULL")


def upgrade() -> None:
    """Apply the change: no order of until now was reduced."""
    _create_coupons()
    _create_uses()
    with op.batch_alter_table("orders") as table:
        table.add_column(sa.Column("discount_minor", sa.BigInteger(), nullable=False, server_default=ZERO))
        table.add_column(sa.Column("uses_coupon", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("line_items") as table:
        table.add_column(sa.Column("discount_minor", sa.BigInteger(), nullable=False, server_default=ZERO))
        table.create_check_constraint(
            op.f("ck_line_items_discount"),
            "discount_minor >= 0 AND discount_minor <= quantity * unit_price_minor",
        )
    op.create_table(
        "order_adjustments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("funder", sa.String(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("reference_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_order_adjustments_order_id"),
        sa.PrimaryKeyConstraint("id", name="pk_order_adjustments"),
    )
    op.create_index("ix_order_adjustments_order_id", "order_adjustments", ["order_id"])


def downgrade() -> None:
    """Take the change back; what was reduced and why is lost, what was paid is not."""
    op.drop_index("ix_order_adjustments_order_id", table_name="order_adjustments")
    op.drop_table("order_adjustments")
    with op.batch_alter_table("line_items") as table:
        table.drop_constraint(op.f("ck_line_items_discount"), type_="check")
        table.drop_column("discount_minor")
    with op.batch_alter_table("orders") as table:
        table.drop_column("uses_coupon")
        table.drop_column("discount_minor")
    for name in ("coupon_uses", "coupon_claims", "coupon_targets", "coupons"):
        op.drop_table(name)


def _create_coupons() -> None:
    op.create_table(
        "coupons",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("funder", sa.String(), nullable=False),
        sa.Column("shop_id", sa.Uuid(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=True),
        sa.Column("percent", sa.Integer(), nullable=True),
        sa.Column("cap_minor", sa.BigInteger(), nullable=True),
        sa.Column("threshold_minor", sa.BigInteger(), nullable=False),
        sa.Column("is_exclusive", sa.Boolean(), nullable=False),
        sa.Column("budget_count", sa.Integer(), nullable=False),
        sa.Column("left_count", sa.Integer(), nullable=False),
        sa.Column("per_buyer_limit", sa.Integer(), nullable=False),
        sa.Column("returns_on_refund", sa.Boolean(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "left_count >= 0 AND left_count <= budget_count", name=op.f("ck_coupons_left_count")
        ),
        sa.CheckConstraint(
            "(amount_minor IS NULL) <> (percent IS NULL)", name=op.f("ck_coupons_takes_one_thing_off")
        ),
        sa.CheckConstraint(
            "percent IS NULL OR (percent >= 1 AND percent <= 100)", name=op.f("ck_coupons_percent")
        ),
        sa.CheckConstraint("per_buyer_limit > 0", name=op.f("ck_coupons_per_buyer_limit")),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_coupons_shop_id"),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name="fk_coupons_owner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_coupons"),
    )
    op.create_index("ix_coupons_shop_id_id", "coupons", ["shop_id", "id"])
    op.create_index(
        "uq_coupons_shop_id_code",
        "coupons",
        ["shop_id", "code"],
        unique=True,
        sqlite_where=IN_A_SHOP,
        postgresql_where=IN_A_SHOP,
    )
    op.create_index(
        "uq_coupons_code_of_the_market",
        "coupons",
        ["code"],
        unique=True,
        sqlite_where=OF_THE_MARKET,
        postgresql_where=OF_THE_MARKET,
    )


def _create_uses() -> None:
    op.create_table(
        "coupon_targets",
        sa.Column("coupon_id", sa.Uuid(), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["coupon_id"], ["coupons.id"], name="fk_coupon_targets_coupon_id"),
        sa.PrimaryKeyConstraint("coupon_id", "target_id", name="pk_coupon_targets"),
    )
    op.create_table(
        "coupon_claims",
        sa.Column("buyer_id", sa.Uuid(), nullable=False),
        sa.Column("coupon_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["buyer_id"], ["users.id"], name="fk_coupon_claims_buyer_id"),
        sa.ForeignKeyConstraint(["coupon_id"], ["coupons.id"], name="fk_coupon_claims_coupon_id"),
        sa.PrimaryKeyConstraint("buyer_id", "coupon_id", name="pk_coupon_claims"),
    )
    op.create_table(
        "coupon_uses",
        sa.Column("coupon_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("checkout_id", sa.Uuid(), nullable=False),
        sa.Column("buyer_id", sa.Uuid(), nullable=False),
        sa.Column("discount_minor", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["coupon_id"], ["coupons.id"], name="fk_coupon_uses_coupon_id"),
        sa.ForeignKeyConstraint(["buyer_id"], ["users.id"], name="fk_coupon_uses_buyer_id"),
        sa.PrimaryKeyConstraint("coupon_id", "order_id", name="pk_coupon_uses"),
    )
    op.create_index("ix_coupon_uses_order_id", "coupon_uses", ["order_id"])
    op.create_index("ix_coupon_uses_coupon_id_buyer_id", "coupon_uses", ["coupon_id", "buyer_id"])
