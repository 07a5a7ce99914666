"""Numbers of posts by day: saves and shares; likes of comments."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0018"
branch_labels = None
depends_on = None

ZERO = sa.text("0")
TOP = ["post_id", "parent_id", "likes_count", "id"]


def upgrade() -> None:
    """Apply the change."""
    for name in ("saves_count", "shares_count"):
        op.add_column("post_days", sa.Column(name, sa.Integer(), nullable=False, server_default=ZERO))
    op.add_column(
        "post_comments", sa.Column("likes_count", sa.Integer(), nullable=False, server_default=ZERO)
    )
    op.create_index("ix_post_comments_top", "post_comments", TOP, unique=False)
    op.create_table(
        "comment_likes",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("comment_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name="fk_comment_likes_person_id"),
        sa.ForeignKeyConstraint(["comment_id"], ["post_comments.id"], name="fk_comment_likes_comment_id"),
        sa.PrimaryKeyConstraint("person_id", "comment_id", name="pk_comment_likes"),
    )
    op.create_index("ix_comment_likes_comment_id", "comment_likes", ["comment_id"], unique=False)


def downgrade() -> None:
    """Take the change back; likes of comments are lost."""
    op.drop_index("ix_comment_likes_comment_id", table_name="comment_likes")
    op.drop_table("comment_likes")
    op.drop_index("ix_post_comments_top", table_name="post_comments")
    op.drop_column("post_comments", "likes_count")
    for name in ("shares_count", "saves_count"):
        op.drop_column("post_days", name)
