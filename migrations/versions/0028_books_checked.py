"""How the market's books were when they were read, and entries by their time."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_index("ix_ledger_entries_occurred_at", "ledger_entries", ["occurred_at"])
    op.create_table(
        "ledger_checks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entries_count", sa.BigInteger(), nullable=False),
        sa.Column("last_hash", sa.String(), nullable=False),
        sa.Column("broken_number", sa.BigInteger(), nullable=True),
        sa.Column("wrong_balances_count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ledger_checks"),
    )


def downgrade() -> None:
    """Take the change back."""
    op.drop_table("ledger_checks")
    op.drop_index("ix_ledger_entries_occurred_at", table_name="ledger_entries")
