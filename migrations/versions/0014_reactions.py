"""Likes, saves, views, scores."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

COUNTS = ("likes_count", "saves_count", "shares_count", "comments_count", "views_count")
#: Milliseconds since 1970 of `published_at`: the score of a post that nobody has reacted to.
PUBLISHED_MS = {
    "sqlite": "CAST(strftime('%s', published_at) AS INTEGER) * 1000",
    "postgresql": "CAST(EXTRACT(EPOCH FROM published_at) * 1000 AS BIGINT)",
}


def upgrade() -> None:
    """Apply the change."""
    for name in COUNTS:
        op.add_column("posts", sa.Column(name, sa.Integer(), nullable=False, server_default=sa.text("0")))
    op.add_column("posts", sa.Column("score", sa.BigInteger(), nullable=True))
    op.add_column("posts", sa.Column("score_due_at", sa.DateTime(timezone=True), nullable=True))
    published_ms = PUBLISHED_MS[op.get_bind().dialect.name]
    op.execute(f"UPDATE posts SET score = {published_ms} WHERE feed_id IS NOT NULL")  # noqa: S608
    op.create_index("ix_posts_score_feed_id", "posts", ["score", "feed_id"], unique=False)
    op.create_index("ix_posts_score_due_at", "posts", ["score_due_at"], unique=False)
    _create_reactions()
    _create_figures()


def downgrade() -> None:
    """Take the change back."""
    for table in ("post_days", "post_viewers", "post_saves", "post_likes"):
        op.drop_table(table)
    op.drop_index("ix_posts_score_due_at", table_name="posts")
    op.drop_index("ix_posts_score_feed_id", table_name="posts")
    for name in ("score_due_at", "score", *COUNTS):
        op.drop_column("posts", name)


def _create_reactions() -> None:
    op.create_table(
        "post_likes",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name="fk_post_likes_person_id"),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_post_likes_post_id"),
        sa.PrimaryKeyConstraint("person_id", "post_id", name="pk_post_likes"),
    )
    op.create_table(
        "post_saves",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name="fk_post_saves_person_id"),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_post_saves_post_id"),
        sa.PrimaryKeyConstraint("person_id", "post_id", name="pk_post_saves"),
    )
    op.create_index("ix_post_saves_person_id_id", "post_saves", ["person_id", "id"], unique=False)


def _create_figures() -> None:
    op.create_table(
        "post_viewers",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("viewer_id", sa.Uuid(), nullable=False),
        sa.Column("has_viewed", sa.Boolean(), nullable=False),
        sa.Column("has_tapped", sa.Boolean(), nullable=False),
        sa.Column("has_shared", sa.Boolean(), nullable=False),
        sa.Column("watch_seconds", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_post_viewers_post_id"),
        sa.PrimaryKeyConstraint("day", "post_id", "viewer_id", name="pk_post_viewers"),
    )
    op.create_table(
        "post_days",
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("views_count", sa.Integer(), nullable=False),
        sa.Column("watch_seconds", sa.BigInteger(), nullable=False),
        sa.Column("taps_count", sa.Integer(), nullable=False),
        sa.Column("likes_count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_post_days_post_id"),
        sa.PrimaryKeyConstraint("post_id", "day", name="pk_post_days"),
    )
