"""Checkouts over several shops, refunds of a part of a payment, and carts."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0022"
branch_labels = None
depends_on = None

KEY = "uq_orders_idempotency_key_buyer_id"
FIRST = sa.text("checkout_id = id")
FURTHER = sa.text("checkout_id <> id")
OF_GUESTS = sa.text("guest_hash IS NOT NULL")


def upgrade() -> None:
    """Apply the change: every order of until now was a checkout of its own."""
    with op.batch_alter_table("orders") as table:
        table.add_column(sa.Column("checkout_id", sa.Uuid(), nullable=True))
        table.add_column(sa.Column("note", sa.String(), nullable=True))
    op.execute("UPDATE orders SET checkout_id = id")
    with op.batch_alter_table("orders") as table:
        table.alter_column("checkout_id", existing_type=sa.Uuid(), nullable=False)
        table.drop_constraint(KEY, type_="unique")
    op.create_index(
        KEY,
        "orders",
        ["idempotency_key", "buyer_id"],
        unique=True,
        sqlite_where=FIRST,
        postgresql_where=FIRST,
    )
    op.create_index(
        "ix_orders_checkout_id", "orders", ["checkout_id"], sqlite_where=FURTHER, postgresql_where=FURTHER
    )
    _part_refunds()
    _create_carts()


def downgrade() -> None:
    """Take the change back: a checkout's refunds become one, its further orders get keys of their own."""
    op.drop_table("cart_lines")
    op.drop_index("ix_carts_changed_at", table_name="carts")
    op.drop_table("carts")
    _join_refunds()
    op.drop_index("ix_orders_checkout_id", table_name="orders")
    op.drop_index(KEY, table_name="orders")
    op.execute("UPDATE orders SET idempotency_key = idempotency_key || '/' || number WHERE checkout_id <> id")
    with op.batch_alter_table("orders") as table:
        table.create_unique_constraint(KEY, ["idempotency_key", "buyer_id"])
        table.drop_column("note")
        table.drop_column("checkout_id")


def _part_refunds() -> None:
    with op.batch_alter_table("refunds") as table:
        table.add_column(sa.Column("part_id", sa.Uuid(), nullable=True))
    op.execute(
        "UPDATE refunds SET part_id ="
        " (SELECT reference_id FROM payments WHERE payments.id = refunds.payment_id)"
    )
    with op.batch_alter_table("refunds") as table:
        table.alter_column("part_id", existing_type=sa.Uuid(), nullable=False)
        table.drop_constraint("uq_refunds_payment_id", type_="unique")
        table.create_unique_constraint("uq_refunds_payment_id_part_id", ["payment_id", "part_id"])
    with op.batch_alter_table("payments") as table:
        table.add_column(sa.Column("refunds_minor", sa.BigInteger(), server_default="0", nullable=False))
    op.execute(
        "UPDATE payments SET refunds_minor = COALESCE("
        "(SELECT SUM(amount_minor) FROM refunds WHERE refunds.payment_id = payments.id), 0)"
    )
    with op.batch_alter_table("payments") as table:
        table.create_check_constraint(
            op.f("ck_payments_refunds_fit"), "refunds_minor >= 0 AND refunds_minor <= amount_minor"
        )


def _join_refunds() -> None:
    op.execute("UPDATE payments SET state = 'captured' WHERE state = 'partially_refunded'")
    op.execute(
        "UPDATE refunds SET amount_minor = (SELECT SUM(part.amount_minor) FROM refunds AS part"
        " WHERE part.payment_id = refunds.payment_id)"
    )
    op.execute(
        "DELETE FROM refunds WHERE EXISTS (SELECT 1 FROM refunds AS earlier"
        " WHERE earlier.payment_id = refunds.payment_id AND earlier.id < refunds.id)"
    )
    with op.batch_alter_table("payments") as table:
        table.drop_constraint(op.f("ck_payments_refunds_fit"), type_="check")
        table.drop_column("refunds_minor")
    with op.batch_alter_table("refunds") as table:
        table.drop_constraint("uq_refunds_payment_id_part_id", type_="unique")
        table.create_unique_constraint("uq_refunds_payment_id", ["payment_id"])
        table.drop_column("part_id")


def _create_carts() -> None:
    op.create_table(
        "carts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("guest_hash", sa.String(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(user_id IS NULL) <> (guest_hash IS NULL)", name=op.f("ck_carts_has_one_owner")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_carts_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_carts"),
        sa.UniqueConstraint("user_id", name="uq_carts_user_id"),
        sa.UniqueConstraint("guest_hash", name="uq_carts_guest_hash"),
    )
    op.create_index(
        "ix_carts_changed_at", "carts", ["changed_at"], sqlite_where=OF_GUESTS, postgresql_where=OF_GUESTS
    )
    op.create_table(
        "cart_lines",
        sa.Column("cart_id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("is_saved", sa.Boolean(), nullable=False),
        sa.Column("seen_price_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("source", sa.JSON(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_cart_lines_quantity_is_positive")),
        sa.ForeignKeyConstraint(["cart_id"], ["carts.id"], name="fk_cart_lines_cart_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name="fk_cart_lines_variant_id"),
        sa.PrimaryKeyConstraint("cart_id", "variant_id", name="pk_cart_lines"),
    )
