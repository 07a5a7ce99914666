"""Returns, and refunds of an order in parts."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0023"
branch_labels = None
depends_on = None

ZERO = sa.text("0")
REFUNDS = "refunded_minor >= 0 AND refunded_minor <= refunds_minor AND refunds_minor <= total_minor"
RETURNED = "refunded_count >= 0 AND refunded_count <= returned_count AND returned_count <= quantity"
WAITS = sa.text("due_at IS NOT NULL")
TEXTS = (
    "idempotency_key",
    "kind",
    "state",
    "reason",
    "text",
    "answer",
    "currency",
    "carrier",
    "tracking_number",
)
TIMES = ("approved_at", "sent_at", "received_at", "refunded_at", "ended_at", "due_at")


def upgrade() -> None:
    """Apply the change: until now an order was paid back as a whole or not at all."""
    with op.batch_alter_table("orders") as table:
        for name in ("refunds_minor", "refunded_minor"):
            table.add_column(sa.Column(name, sa.BigInteger(), nullable=False, server_default=ZERO))
    op.execute("UPDATE orders SET refunds_minor = total_minor WHERE refund_requested_at IS NOT NULL")
    op.execute(
        "UPDATE orders SET refunds_minor = total_minor, refunded_minor = total_minor WHERE state = 'refunded'"
    )
    with op.batch_alter_table("orders") as table:
        table.create_check_constraint(op.f("ck_orders_refunds_fit"), REFUNDS)
    with op.batch_alter_table("line_items") as table:
        for name in ("returned_count", "refunded_count"):
            table.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default=ZERO))
        table.create_check_constraint(op.f("ck_line_items_returned_count"), RETURNED)
    _create_returns()


def downgrade() -> None:
    """Take the change back; what is known of returns is lost."""
    op.drop_table("return_lines")
    op.drop_index("ix_returns_due_at", table_name="returns")
    op.drop_index("ix_returns_shop_owner_id_state_id", table_name="returns")
    op.drop_table("returns")
    with op.batch_alter_table("line_items") as table:
        table.drop_constraint(op.f("ck_line_items_returned_count"), type_="check")
        for name in ("refunded_count", "returned_count"):
            table.drop_column(name)
    with op.batch_alter_table("orders") as table:
        table.drop_constraint(op.f("ck_orders_refunds_fit"), type_="check")
        for name in ("refunded_minor", "refunds_minor"):
            table.drop_column(name)


def _create_returns() -> None:
    op.create_table(
        "returns",
        *(
            sa.Column(name, sa.Uuid(), nullable=False)
            for name in ("id", "order_id", "buyer_id", "shop_owner_id")
        ),
        *(sa.Column(name, sa.String(), nullable=False) for name in TEXTS),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.DateTime(timezone=True), nullable=True) for name in TIMES),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_returns_order_id"),
        sa.PrimaryKeyConstraint("id", name="pk_returns"),
        sa.UniqueConstraint("order_id", "idempotency_key", name="uq_returns_order_id_idempotency_key"),
    )
    op.create_index("ix_returns_shop_owner_id_state_id", "returns", ["shop_owner_id", "state", "id"])
    op.create_index("ix_returns_due_at", "returns", ["due_at"], sqlite_where=WAITS, postgresql_where=WAITS)
    op.create_table(
        "return_lines",
        sa.Column("return_id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_return_lines_quantity_is_positive")),
        sa.ForeignKeyConstraint(["return_id"], ["returns.id"], name="fk_return_lines_return_id"),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name="fk_return_lines_variant_id"),
        sa.PrimaryKeyConstraint("return_id", "variant_id", name="pk_return_lines"),
    )
