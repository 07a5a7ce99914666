"""Tables of moderation: reviews, takedowns, decisions."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "decisions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("moderator_id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["moderator_id"], ["users.id"], name="fk_decisions_moderator_id"),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
    )
    op.create_index("ix_decisions_moderator_id", "decisions", ["moderator_id"], unique=False)
    op.create_index("ix_decisions_subject_id_id", "decisions", ["subject_id", "id"], unique=False)
    op.create_table(
        "reviews",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name="fk_reviews_owner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reviews"),
    )
    op.create_index("ix_reviews_owner_id_state", "reviews", ["owner_id", "state"], unique=False)
    op.create_index("ix_reviews_state_id", "reviews", ["state", "id"], unique=False)
    op.create_index("ix_reviews_subject_id", "reviews", ["subject_id"], unique=False)
    op.create_index(
        "uq_reviews_open_subject",
        "reviews",
        ["subject_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "takedowns",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("taken_down_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reverted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name="fk_takedowns_owner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_takedowns"),
    )
    op.create_index(
        "uq_takedowns_standing_subject",
        "takedowns",
        ["subject_id"],
        unique=True,
        sqlite_where=sa.text("reverted_at IS NULL"),
        postgresql_where=sa.text("reverted_at IS NULL"),
    )


def downgrade() -> None:
    """Take the change back."""
    op.drop_index("uq_takedowns_standing_subject", table_name="takedowns")
    op.drop_table("takedowns")
    op.drop_index("uq_reviews_open_subject", table_name="reviews")
    op.drop_index("ix_reviews_subject_id", table_name="reviews")
    op.drop_index("ix_reviews_state_id", table_name="reviews")
    op.drop_index("ix_reviews_owner_id_state", table_name="reviews")
    op.drop_table("reviews")
    op.drop_index("ix_decisions_subject_id_id", table_name="decisions")
    op.drop_index("ix_decisions_moderator_id", table_name="decisions")
    op.drop_table("decisions")
