"""Which products can't be given back without a reason, and what was said of it when they were bought."""

import sqlalchemy as sa
from alembic import op

revision = "0034b"
down_revision = "0031"
branch_labels = None
depends_on = None

TABLES = ("products", "line_items")


def upgrade() -> None:
    """Apply the change: until now everything could be given back."""
    for name in TABLES:
        with op.batch_alter_table(name) as table:
            column = sa.Column("withdrawal", sa.String(), nullable=False, server_default=sa.text("'allowed'"))
            table.add_column(column)


def downgrade() -> None:
    """Take the change back; the exceptions are lost."""
    for name in TABLES:
        with op.batch_alter_table(name) as table:
            table.drop_column("withdrawal")
