"""When whoever has to act about a return is reminded."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0030"
branch_labels = None
depends_on = None

WAITS = sa.text("remind_at IS NOT NULL")


def upgrade() -> None:
    """Apply the change: of deadlines that run already nobody is reminded."""
    with op.batch_alter_table("returns") as table:
        table.add_column(sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_returns_remind_at", "returns", ["remind_at"], sqlite_where=WAITS, postgresql_where=WAITS
    )


def downgrade() -> None:
    """Take the change back."""
    op.drop_index("ix_returns_remind_at", table_name="returns")
    with op.batch_alter_table("returns") as table:
        table.drop_column("remind_at")
