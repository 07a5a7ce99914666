"""Orders are delivered and complete."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0026"
branch_labels = None
depends_on = None

#: index -> its column and the state in which an order waits for its time.
WAITING = {
    "ix_orders_shipped_at": ("shipped_at", "shipped"),
    "ix_orders_delivered_at": ("delivered_at", "delivered"),
}


def upgrade() -> None:
    """Apply the change."""
    for name in ("delivered_at", "completed_at"):
        op.add_column("orders", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    for index, (column, state) in WAITING.items():
        is_waiting = sa.text(f"state = '{state}'")
        op.create_index(index, "orders", [column], sqlite_where=is_waiting, postgresql_where=is_waiting)


def downgrade() -> None:
    """Take the change back: what was delivered or complete is shipped again."""
    for index in WAITING:
        op.drop_index(index, table_name="orders")
    op.execute("UPDATE orders SET state = 'shipped' WHERE state IN ('delivered', 'completed')")
    for name in ("completed_at", "delivered_at"):
        op.drop_column("orders", name)
