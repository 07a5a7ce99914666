"""Shipping zones and taxes of shops, and what orders paid of both."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0034"
branch_labels = None
depends_on = None

ZERO = sa.text("0")
IS_REST = sa.text("is_rest")
#: Amounts of an order, of a line and of a return.
AMOUNTS = {
    "orders": (
        "shipping_minor",
        "standard_shipping_minor",
        "shipping_refunds_minor",
        "added_tax_minor",
        "included_tax_minor",
        "shipping_tax_minor",
    ),
    "line_items": ("added_tax_minor", "included_tax_minor"),
    "returns": ("shipping_minor", "tax_minor"),
}
TEXTS = ("shipping_method", "tax_name")
COUNTS = ("shipping_days_from", "shipping_days_to", "tax_basis_points")


def upgrade() -> None:
    """Apply the change: no order of until now paid shipping or tax."""
    _create_zones()
    _create_taxes()
    for table, names in AMOUNTS.items():
        for name in names:
            op.add_column(table, sa.Column(name, sa.BigInteger(), nullable=False, server_default=ZERO))
    for name in TEXTS:
        op.add_column("orders", sa.Column(name, sa.String(), nullable=True))
    for name in COUNTS:
        op.add_column("orders", sa.Column(name, sa.Integer(), nullable=True))


def downgrade() -> None:
    """Take the change back; what of an order was shipping and tax is lost, what was paid is not."""
    for name in (*TEXTS, *COUNTS):
        op.drop_column("orders", name)
    for table, names in AMOUNTS.items():
        for name in names:
            op.drop_column(table, name)
    for name in ("shop_taxes", "shipping_methods", "shipping_countries", "shipping_zones"):
        op.drop_table(name)


def _create_zones() -> None:
    op.create_table(
        "shipping_zones",
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in ("id", "shop_id", "owner_id")),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("is_rest", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_shipping_zones_shop_id"),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name="fk_shipping_zones_owner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_shipping_zones"),
    )
    op.create_index("ix_shipping_zones_shop_id", "shipping_zones", ["shop_id"])
    op.create_index(
        "uq_shipping_zones_rest",
        "shipping_zones",
        ["shop_id"],
        unique=True,
        sqlite_where=IS_REST,
        postgresql_where=IS_REST,
    )
    op.create_table(
        "shipping_countries",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("zone_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_shipping_countries_shop_id"),
        sa.ForeignKeyConstraint(
            ["zone_id"], ["shipping_zones.id"], name="fk_shipping_countries_zone_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("shop_id", "country", name="pk_shipping_countries"),
    )
    op.create_index("ix_shipping_countries_zone_id", "shipping_countries", ["zone_id"])
    op.create_table(
        "shipping_methods",
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in ("id", "zone_id")),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("name", "currency")),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("free_from_minor", sa.BigInteger(), nullable=True),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("days_from", "days_to")),
        sa.Column("is_off", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("price_minor >= 0", name=op.f("ck_shipping_methods_price")),
        sa.CheckConstraint(
            "free_from_minor IS NULL OR free_from_minor > 0", name=op.f("ck_shipping_methods_free_from")
        ),
        sa.CheckConstraint("days_from >= 0 AND days_from <= days_to", name=op.f("ck_shipping_methods_days")),
        sa.ForeignKeyConstraint(
            ["zone_id"], ["shipping_zones.id"], name="fk_shipping_methods_zone_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_shipping_methods"),
    )
    op.create_index("ix_shipping_methods_zone_id", "shipping_methods", ["zone_id"])


def _create_taxes() -> None:
    op.create_table(
        "shop_taxes",
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in ("id", "shop_id", "owner_id")),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("country", "name")),
        sa.Column("basis_points", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Boolean(), nullable=False) for name in ("is_included", "covers_shipping")),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "basis_points > 0 AND basis_points <= 10000", name=op.f("ck_shop_taxes_basis_points")
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_shop_taxes_shop_id"),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name="fk_shop_taxes_owner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_shop_taxes"),
        sa.UniqueConstraint("shop_id", "country", name="uq_shop_taxes_shop_id_country"),
    )
