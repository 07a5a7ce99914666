"""Comments, blocks, notifications."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    _create_blocks()
    _create_comments()
    _create_notifications()
    _create_pinned_posts()


def downgrade() -> None:
    """Take the change back."""
    op.drop_index("ix_pinned_posts_creator_id", table_name="pinned_posts")
    op.drop_table("pinned_posts")
    op.drop_table("notification_refusals")
    op.drop_index("ix_notification_actors_actor_id", table_name="notification_actors")
    op.drop_table("notification_actors")
    for index in ("changed_at", "comment_id", "post_id", "unread", "person_id_sort_id"):
        op.drop_index(f"ix_notifications_{index}", table_name="notifications")
    op.drop_index("uq_notifications_person_id_group_key", table_name="notifications")
    op.drop_table("notifications")
    for index in ("author_id_id", "parent_id_id", "post_id_parent_id_id"):
        op.drop_index(f"ix_post_comments_{index}", table_name="post_comments")
    op.drop_table("post_comments")
    op.drop_table("mutes")
    op.drop_index("ix_blocks_blocked_id", table_name="blocks")
    op.drop_table("blocks")


def _create_blocks() -> None:
    op.create_table(
        "blocks",
        sa.Column("blocker_id", sa.Uuid(), nullable=False),
        sa.Column("blocked_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["blocked_id"], ["users.id"], name="fk_blocks_blocked_id"),
        sa.ForeignKeyConstraint(["blocker_id"], ["users.id"], name="fk_blocks_blocker_id"),
        sa.PrimaryKeyConstraint("blocker_id", "blocked_id", name="pk_blocks"),
    )
    op.create_index("ix_blocks_blocked_id", "blocks", ["blocked_id"], unique=False)
    op.create_table(
        "mutes",
        sa.Column("muter_id", sa.Uuid(), nullable=False),
        sa.Column("muted_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["muted_id"], ["users.id"], name="fk_mutes_muted_id"),
        sa.ForeignKeyConstraint(["muter_id"], ["users.id"], name="fk_mutes_muter_id"),
        sa.PrimaryKeyConstraint("muter_id", "muted_id", name="pk_mutes"),
    )


def _create_comments() -> None:
    op.create_table(
        "post_comments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("replied_to_id", sa.Uuid(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("mentions", sa.JSON(), nullable=False),
        sa.Column("replies_count", sa.Integer(), nullable=False),
        sa.Column("is_pinned", sa.Boolean(), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_by_id", sa.Uuid(), nullable=True),
        sa.Column("taken_down_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_post_comments_post_id"),
        sa.ForeignKeyConstraint(["parent_id"], ["post_comments.id"], name="fk_post_comments_parent_id"),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name="fk_post_comments_author_id"),
        sa.ForeignKeyConstraint(["replied_to_id"], ["users.id"], name="fk_post_comments_replied_to_id"),
        sa.ForeignKeyConstraint(["removed_by_id"], ["users.id"], name="fk_post_comments_removed_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_post_comments"),
    )
    op.create_index("ix_post_comments_post_id_parent_id_id", "post_comments", ["post_id", "parent_id", "id"])
    op.create_index("ix_post_comments_parent_id_id", "post_comments", ["parent_id", "id"])
    op.create_index("ix_post_comments_author_id_id", "post_comments", ["author_id", "id"])


def _create_notifications() -> None:
    op.create_table(
        "notifications",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("group_key", sa.String(), nullable=True),
        sa.Column("sort_id", sa.Uuid(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("actor_ids", sa.JSON(), nullable=False),
        sa.Column("actors_count", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=True),
        sa.Column("comment_id", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name="fk_notifications_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_notifications"),
    )
    op.create_index(
        "uq_notifications_person_id_group_key", "notifications", ["person_id", "group_key"], unique=True
    )
    op.create_index("ix_notifications_person_id_sort_id", "notifications", ["person_id", "sort_id"])
    unread = sa.text("read_at IS NULL")
    op.create_index(
        "ix_notifications_unread",
        "notifications",
        ["person_id"],
        sqlite_where=unread,
        postgresql_where=unread,
    )
    for column in ("post_id", "comment_id", "changed_at"):
        op.create_index(f"ix_notifications_{column}", "notifications", [column])
    op.create_table(
        "notification_actors",
        sa.Column("notification_id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["notification_id"],
            ["notifications.id"],
            name="fk_notification_actors_notification_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name="fk_notification_actors_actor_id"),
        sa.PrimaryKeyConstraint("notification_id", "actor_id", name="pk_notification_actors"),
    )
    op.create_index("ix_notification_actors_actor_id", "notification_actors", ["actor_id"])
    op.create_table(
        "notification_refusals",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name="fk_notification_refusals_person_id"),
        sa.PrimaryKeyConstraint("person_id", "kind", name="pk_notification_refusals"),
    )


def _create_pinned_posts() -> None:
    op.create_table(
        "pinned_posts",
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("creator_id", sa.Uuid(), nullable=False),
        sa.Column("pinned_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_pinned_posts_post_id"),
        sa.ForeignKeyConstraint(["creator_id"], ["users.id"], name="fk_pinned_posts_creator_id"),
        sa.PrimaryKeyConstraint("post_id", name="pk_pinned_posts"),
    )
    op.create_index("ix_pinned_posts_creator_id", "pinned_posts", ["creator_id"])
