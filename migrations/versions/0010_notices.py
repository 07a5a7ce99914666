"""What people report."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "notices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("reporter_id", sa.Uuid(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("program_time", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["reporter_id"], ["users.id"], name="fk_notices_reporter_id"),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
        sa.UniqueConstraint(
            "subject_id", "subject_kind", "reporter_id", name="uq_notices_subject_id_subject_kind_reporter_id"
        ),
    )
    op.create_index("ix_notices_reporter_id", "notices", ["reporter_id"], unique=False)
    op.create_index("ix_notices_state_id", "notices", ["state", "id"], unique=False)


def downgrade() -> None:
    """Take the change back."""
    op.drop_index("ix_notices_state_id", table_name="notices")
    op.drop_index("ix_notices_reporter_id", table_name="notices")
    op.drop_table("notices")
