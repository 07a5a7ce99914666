"""Captions of videos, covers of one's own choice, and videos cut at their ends."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

COLUMNS = ("cover", "trim", "edit")


def upgrade() -> None:
    """Apply the change."""
    with op.batch_alter_table("posts") as batch:
        batch.add_column(sa.Column("captions", sa.JSON(), server_default=sa.text("'[]'"), nullable=False))
        for name in COLUMNS:
            batch.add_column(sa.Column(name, sa.JSON(), nullable=True))


def downgrade() -> None:
    """Take the change back; a video that was cut stays as it is shown."""
    with op.batch_alter_table("posts") as batch:
        for name in reversed(COLUMNS):
            batch.drop_column(name)
        batch.drop_column("captions")
