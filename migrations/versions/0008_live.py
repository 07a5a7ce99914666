"""Tables of live; and whether a person lets others see what he buys there."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "broadcasts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("creator_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("disclosure", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("is_rehearsal", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("scheduled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("interrupted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.String(), nullable=True),
        sa.Column("ended_by_id", sa.Uuid(), nullable=True),
        sa.Column("media_started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ingest_url", sa.String(), nullable=True),
        sa.Column("cover_key", sa.String(), nullable=True),
        sa.Column("replay", sa.String(), nullable=True),
        sa.Column("pin_id", sa.Uuid(), nullable=True),
        sa.Column("likes_count", sa.BigInteger(), nullable=False),
        sa.Column("viewers_count", sa.Integer(), nullable=False),
        sa.Column("peak_viewers_count", sa.Integer(), nullable=False),
        sa.Column("slow_mode_seconds", sa.Integer(), nullable=False),
        sa.Column("is_followers_only", sa.Boolean(), nullable=False),
        sa.Column("links_allowed", sa.Boolean(), nullable=False),
        sa.Column("blocked_words", sa.JSON(), nullable=False),
        sa.Column("holds_for_review", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["creator_id"], ["users.id"], name="fk_broadcasts_creator_id"),
        sa.ForeignKeyConstraint(["ended_by_id"], ["users.id"], name="fk_broadcasts_ended_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_broadcasts"),
    )
    op.create_index("ix_broadcasts_creator_id_id", "broadcasts", ["creator_id", "id"], unique=False)
    op.create_index("ix_broadcasts_state_id", "broadcasts", ["state", "id"], unique=False)
    op.create_index("ix_broadcasts_state_scheduled_at", "broadcasts", ["state", "scheduled_at"], unique=False)
    op.create_table(
        "broadcast_reminders",
        sa.Column("broadcast_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcasts.id"], name="fk_broadcast_reminders_broadcast_id"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_broadcast_reminders_user_id"),
        sa.PrimaryKeyConstraint("broadcast_id", "user_id", name="pk_broadcast_reminders"),
    )
    op.create_table(
        "comments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("broadcast_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("program_time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name="fk_comments_author_id"),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcasts.id"], name="fk_comments_broadcast_id"),
        sa.ForeignKeyConstraint(["decided_by_id"], ["users.id"], name="fk_comments_decided_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_comments"),
    )
    op.create_index("ix_comments_author_id", "comments", ["author_id"], unique=False)
    op.create_index(
        "ix_comments_broadcast_id_program_time", "comments", ["broadcast_id", "program_time"], unique=False
    )
    op.create_index(
        "ix_comments_broadcast_id_state_id", "comments", ["broadcast_id", "state", "id"], unique=False
    )
    op.create_table(
        "host_announcements",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("broadcast_id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name="fk_host_announcements_actor_id"),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcasts.id"], name="fk_host_announcements_broadcast_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_host_announcements"),
    )
    op.create_index(
        "ix_host_announcements_broadcast_id_id", "host_announcements", ["broadcast_id", "id"], unique=False
    )
    op.create_table(
        "polls",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("broadcast_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_votes_count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcasts.id"], name="fk_polls_broadcast_id"),
        sa.PrimaryKeyConstraint("id", name="pk_polls"),
    )
    op.create_index("ix_polls_broadcast_id_id", "polls", ["broadcast_id", "id"], unique=False)
    op.create_table(
        "room_moderators",
        sa.Column("broadcast_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcasts.id"], name="fk_room_moderators_broadcast_id"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_room_moderators_user_id"),
        sa.PrimaryKeyConstraint("broadcast_id", "user_id", name="pk_room_moderators"),
    )
    op.create_table(
        "room_restrictions",
        sa.Column("broadcast_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name="fk_room_restrictions_actor_id"),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcasts.id"], name="fk_room_restrictions_broadcast_id"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_room_restrictions_user_id"),
        sa.PrimaryKeyConstraint("broadcast_id", "user_id", name="pk_room_restrictions"),
    )
    op.create_table(
        "stream_keys",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("broadcast_id", sa.Uuid(), nullable=False),
        sa.Column("key_hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcasts.id"], name="fk_stream_keys_broadcast_id"),
        sa.PrimaryKeyConstraint("id", name="pk_stream_keys"),
        sa.UniqueConstraint("key_hash", name="uq_stream_keys_key_hash"),
    )
    op.create_index("ix_stream_keys_broadcast_id", "stream_keys", ["broadcast_id"], unique=False)
    op.create_table(
        "viewer_counts",
        sa.Column("broadcast_id", sa.Uuid(), nullable=False),
        sa.Column("process", sa.String(), nullable=False),
        sa.Column("viewers_count", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcasts.id"], name="fk_viewer_counts_broadcast_id"),
        sa.PrimaryKeyConstraint("broadcast_id", "process", name="pk_viewer_counts"),
    )
    op.create_table(
        "viewer_samples",
        sa.Column("broadcast_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("viewers_count", sa.Integer(), nullable=False),
        sa.Column("likes_count", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcasts.id"], name="fk_viewer_samples_broadcast_id"),
        sa.PrimaryKeyConstraint("broadcast_id", "at", name="pk_viewer_samples"),
    )
    op.create_table(
        "poll_votes",
        sa.Column("poll_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("option", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name="fk_poll_votes_poll_id"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_poll_votes_user_id"),
        sa.PrimaryKeyConstraint("poll_id", "user_id", name="pk_poll_votes"),
    )
    op.create_table(
        "tray_items",
        sa.Column("broadcast_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcasts.id"], name="fk_tray_items_broadcast_id"),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name="fk_tray_items_product_id"),
        sa.PrimaryKeyConstraint("broadcast_id", "product_id", name="pk_tray_items"),
    )
    op.create_index("ix_tray_items_product_id", "tray_items", ["product_id"], unique=False)
    op.create_table(
        "pin_events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("broadcast_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=True),
        sa.Column("deal_id", sa.Uuid(), nullable=True),
        sa.Column("pin_id", sa.Uuid(), nullable=True),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("program_time", sa.DateTime(timezone=True), nullable=True),
        sa.Column("price_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("viewers_count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name="fk_pin_events_actor_id"),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcasts.id"], name="fk_pin_events_broadcast_id"),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name="fk_pin_events_product_id"),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name="fk_pin_events_variant_id"),
        sa.PrimaryKeyConstraint("id", name="pk_pin_events"),
    )
    op.create_index("ix_pin_events_broadcast_id_id", "pin_events", ["broadcast_id", "id"], unique=False)
    op.create_table(
        "pin_taps",
        sa.Column("pin_id", sa.Uuid(), nullable=False),
        sa.Column("broadcast_id", sa.Uuid(), nullable=False),
        sa.Column("taps_count", sa.Integer(), nullable=False),
        sa.CheckConstraint("taps_count >= 0", name=op.f("ck_pin_taps_taps_count")),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcasts.id"], name="fk_pin_taps_broadcast_id"),
        sa.ForeignKeyConstraint(["pin_id"], ["pin_events.id"], name="fk_pin_taps_pin_id"),
        sa.PrimaryKeyConstraint("pin_id", name="pk_pin_taps"),
    )
    op.create_index("ix_pin_taps_broadcast_id", "pin_taps", ["broadcast_id"], unique=False)
    op.add_column(
        "users", sa.Column("shows_purchases", sa.Boolean(), server_default=sa.false(), nullable=False)
    )


def downgrade() -> None:
    """Take the change back."""
    op.drop_column("users", "shows_purchases")
    op.drop_index("ix_pin_taps_broadcast_id", table_name="pin_taps")
    op.drop_table("pin_taps")
    op.drop_index("ix_pin_events_broadcast_id_id", table_name="pin_events")
    op.drop_table("pin_events")
    op.drop_index("ix_tray_items_product_id", table_name="tray_items")
    op.drop_table("tray_items")
    op.drop_table("poll_votes")
    op.drop_table("viewer_samples")
    op.drop_table("viewer_counts")
    op.drop_index("ix_stream_keys_broadcast_id", table_name="stream_keys")
    op.drop_table("stream_keys")
    op.drop_table("room_restrictions")
    op.drop_table("room_moderators")
    op.drop_index("ix_polls_broadcast_id_id", table_name="polls")
    op.drop_table("polls")
    op.drop_index("ix_host_announcements_broadcast_id_id", table_name="host_announcements")
    op.drop_table("host_announcements")
    op.drop_index("ix_comments_broadcast_id_state_id", table_name="comments")
    op.drop_index("ix_comments_broadcast_id_program_time", table_name="comments")
    op.drop_index("ix_comments_author_id", table_name="comments")
    op.drop_table("comments")
    op.drop_table("broadcast_reminders")
    op.drop_index("ix_broadcasts_state_scheduled_at", table_name="broadcasts")
    op.drop_index("ix_broadcasts_state_id", table_name="broadcasts")
    op.drop_index("ix_broadcasts_creator_id_id", table_name="broadcasts")
    op.drop_table("broadcasts")
