"""Exports of a person's own data."""

import sqlalchemy as sa
from alembic import op

revision = "0034d"
down_revision = "0036"
branch_labels = None
depends_on = None

WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "data_exports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("done_count", sa.Integer(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name="fk_data_exports_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_data_exports"),
    )
    op.create_index("ix_data_exports_person_id_id", "data_exports", ["person_id", "id"])
    op.create_index("ix_data_exports_expires_at", "data_exports", ["expires_at"])
    op.create_index(
        "uq_data_exports_waiting",
        "data_exports",
        ["person_id"],
        unique=True,
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )


def downgrade() -> None:
    """Take the change back; the files of exports stay where they are stored."""
    op.drop_table("data_exports")
