"""Order numbers, shipments, and which mails went out."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.add_column("orders", sa.Column("number", sa.String(), nullable=True))
    _number_orders()
    with op.batch_alter_table("orders") as table:
        table.alter_column("number", existing_type=sa.String(), nullable=False)
        table.create_unique_constraint("uq_orders_number", ["number"])
    with op.batch_alter_table("line_items") as table:
        table.add_column(sa.Column("shipped_count", sa.Integer(), server_default="0", nullable=False))
    # Until now an order was shipped as a whole.
    op.execute(
        "UPDATE line_items SET shipped_count = quantity "
        "WHERE order_id IN (SELECT id FROM orders WHERE shipped_at IS NOT NULL)"
    )
    with op.batch_alter_table("line_items") as table:
        table.create_check_constraint(
            op.f("ck_line_items_shipped_count"), "shipped_count >= 0 AND shipped_count <= quantity"
        )
    _create_shipments()
    op.create_table(
        "sent_mails",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_sent_mails"),
    )
    op.create_index("ix_sent_mails_sent_at", "sent_mails", ["sent_at"], unique=False)


def downgrade() -> None:
    """Take the change back; what is partially shipped counts as paid."""
    op.drop_index("ix_sent_mails_sent_at", table_name="sent_mails")
    op.drop_table("sent_mails")
    op.drop_table("shipment_lines")
    op.drop_table("shipments")
    op.execute("UPDATE orders SET state = 'paid' WHERE state = 'partially_shipped'")
    with op.batch_alter_table("line_items") as table:
        table.drop_constraint(op.f("ck_line_items_shipped_count"), type_="check")
        table.drop_column("shipped_count")
    with op.batch_alter_table("orders") as table:
        table.drop_constraint("uq_orders_number", type_="unique")
        table.drop_column("number")


def _number_orders() -> None:
    orders = sa.table("orders", sa.column("id", sa.Uuid()), sa.column("number", sa.String()))
    connection = op.get_bind()
    ids = connection.execute(sa.select(orders.c.id)).scalars().all()
    numbers: set[int] = set()
    while len(numbers) < len(ids):
        numbers.add(secrets.randbelow(10**12))
    for order_id, number in zip(ids, numbers, strict=True):
        connection.execute(sa.update(orders).where(orders.c.id == order_id).values(number=f"{number:012d}"))


def _create_shipments() -> None:
    op.create_table(
        "shipments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("idempotency_key", sa.String(), nullable=False),
        sa.Column("carrier", sa.String(), nullable=False),
        sa.Column("tracking_number", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_shipments_order_id"),
        sa.PrimaryKeyConstraint("id", name="pk_shipments"),
        sa.UniqueConstraint("order_id", "idempotency_key", name="uq_shipments_order_id_idempotency_key"),
    )
    op.create_table(
        "shipment_lines",
        sa.Column("shipment_id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_shipment_lines_quantity_is_positive")),
        sa.ForeignKeyConstraint(["shipment_id"], ["shipments.id"], name="fk_shipment_lines_shipment_id"),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name="fk_shipment_lines_variant_id"),
        sa.PrimaryKeyConstraint("shipment_id", "variant_id", name="pk_shipment_lines"),
    )
