"""Commissions: offers, promoters, touches, what lines of orders earn; payouts of creators beside shops'."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0033"
branch_labels = None
depends_on = None

IS_OPEN = sa.text("is_public AND ended_at IS NULL")
IS_ACCRUED = sa.text("state = 'accrued'")
UNDER_WAY = sa.text("state IN ('requested', 'sent')")
ZERO = sa.text("0")


def upgrade() -> None:
    """Apply the change: payouts of until now were those of shops."""
    _create_offers()
    _create_touches()
    _create_commissions()
    with op.batch_alter_table("payouts") as table:
        table.add_column(sa.Column("account", sa.String(), nullable=False, server_default="shop_payable"))
    op.drop_index("uq_payouts_under_way", table_name="payouts")
    _create_under_way(["account", "owner_id", "currency"])


def downgrade() -> None:
    """Take the change back; what was earned is lost but for what the books say of it."""
    op.drop_index("uq_payouts_under_way", table_name="payouts")
    with op.batch_alter_table("payouts") as table:
        table.drop_column("account")
    _create_under_way(["owner_id", "currency"])
    for name in ("commissions", "touches", "promoters", "commission_offers"):
        op.drop_table(name)


def _create_under_way(columns: list[str]) -> None:
    op.create_index(
        "uq_payouts_under_way",
        "payouts",
        columns,
        unique=True,
        sqlite_where=UNDER_WAY,
        postgresql_where=UNDER_WAY,
    )


def _create_offers() -> None:
    op.create_table(
        "commission_offers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("shop_owner_id", sa.Uuid(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("rate_basis_points", sa.Integer(), nullable=False),
        sa.Column("next_rate_basis_points", sa.Integer(), nullable=True),
        sa.Column("next_rate_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "rate_basis_points >= 0 AND rate_basis_points <= 8000", name=op.f("ck_commission_offers_rate")
        ),
        sa.CheckConstraint(
            "(next_rate_basis_points IS NULL) = (next_rate_at IS NULL)",
            name=op.f("ck_commission_offers_next_rate"),
        ),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name="fk_commission_offers_product_id"),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_commission_offers_shop_id"),
        sa.ForeignKeyConstraint(["shop_owner_id"], ["users.id"], name="fk_commission_offers_shop_owner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_commission_offers"),
        sa.UniqueConstraint("product_id", name="uq_commission_offers_product_id"),
    )
    op.create_index("ix_commission_offers_shop_id_id", "commission_offers", ["shop_id", "id"])
    op.create_index(
        "ix_commission_offers_open",
        "commission_offers",
        ["id"],
        sqlite_where=IS_OPEN,
        postgresql_where=IS_OPEN,
    )
    op.create_table(
        "promoters",
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("creator_id", sa.Uuid(), nullable=False),
        sa.Column("rate_basis_points", sa.Integer(), nullable=True),
        sa.Column("next_rate_basis_points", sa.Integer(), nullable=True),
        sa.Column("next_rate_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("picked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "rate_basis_points IS NULL OR (rate_basis_points >= 0 AND rate_basis_points <= 8000)",
            name=op.f("ck_promoters_rate"),
        ),
        sa.CheckConstraint(
            "(next_rate_basis_points IS NULL) = (next_rate_at IS NULL)", name=op.f("ck_promoters_next_rate")
        ),
        sa.ForeignKeyConstraint(["offer_id"], ["commission_offers.id"], name="fk_promoters_offer_id"),
        sa.ForeignKeyConstraint(["creator_id"], ["users.id"], name="fk_promoters_creator_id"),
        sa.PrimaryKeyConstraint("offer_id", "creator_id", name="pk_promoters"),
    )
    op.create_index("ix_promoters_creator_id_offer_id", "promoters", ["creator_id", "offer_id"])


def _create_touches() -> None:
    op.create_table(
        "touches",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("guest_hash", sa.String(), nullable=True),
        sa.Column("creator_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("source_kind", sa.String(), nullable=True),
        sa.Column("source_id", sa.Uuid(), nullable=True),
        sa.Column("pin_id", sa.Uuid(), nullable=True),
        sa.Column("media_ms", sa.BigInteger(), nullable=True),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(person_id IS NULL) <> (guest_hash IS NULL)", name=op.f("ck_touches_has_one_owner")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name="fk_touches_person_id"),
        sa.ForeignKeyConstraint(["creator_id"], ["users.id"], name="fk_touches_creator_id"),
        sa.PrimaryKeyConstraint("id", name="pk_touches"),
        sa.UniqueConstraint("person_id", "creator_id", "kind", name="uq_touches_person_id_creator_id_kind"),
        sa.UniqueConstraint("guest_hash", "creator_id", "kind", name="uq_touches_guest_hash_creator_id_kind"),
    )
    op.create_index("ix_touches_touched_at", "touches", ["touched_at"])


def _create_commissions() -> None:
    op.create_table(
        "commissions",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("creator_id", sa.Uuid(), nullable=False),
        sa.Column("shop_owner_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("product_title", sa.String(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("returned_count", sa.Integer(), nullable=False, server_default=ZERO),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("base_minor", sa.BigInteger(), nullable=False),
        sa.Column("rate_basis_points", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("booked_minor", sa.BigInteger(), nullable=False, server_default=ZERO),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("touch_kind", sa.String(), nullable=False),
        sa.Column("source_kind", sa.String(), nullable=True),
        sa.Column("source_id", sa.Uuid(), nullable=True),
        sa.Column("pin_id", sa.Uuid(), nullable=True),
        sa.Column("media_ms", sa.BigInteger(), nullable=True),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accrued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("payable_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "amount_minor >= 0 AND amount_minor <= base_minor", name=op.f("ck_commissions_amount")
        ),
        sa.CheckConstraint(
            "returned_count >= 0 AND returned_count <= quantity", name=op.f("ck_commissions_returned_count")
        ),
        sa.CheckConstraint(
            "booked_minor >= 0 AND booked_minor <= amount_minor", name=op.f("ck_commissions_booked")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_commissions_order_id"),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name="fk_commissions_variant_id"),
        sa.ForeignKeyConstraint(["creator_id"], ["users.id"], name="fk_commissions_creator_id"),
        sa.PrimaryKeyConstraint("order_id", "variant_id", name="pk_commissions"),
    )
    op.create_index(
        "ix_commissions_creator_id_state_order_id", "commissions", ["creator_id", "state", "order_id"]
    )
    op.create_index("ix_commissions_creator_id_source_id", "commissions", ["creator_id", "source_id"])
    op.create_index(
        "ix_commissions_due_at",
        "commissions",
        ["due_at"],
        sqlite_where=IS_ACCRUED,
        postgresql_where=IS_ACCRUED,
    )
