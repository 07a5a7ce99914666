"""Tables of content: uploads, videos and their tags."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "upload_quotas",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("stored_bytes", sa.BigInteger(), nullable=False),
        sa.Column("in_flight_count", sa.Integer(), nullable=False),
        sa.CheckConstraint("in_flight_count >= 0", name=op.f("ck_upload_quotas_in_flight_count")),
        sa.CheckConstraint("stored_bytes >= 0", name=op.f("ck_upload_quotas_stored_bytes")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_upload_quotas_user_id"),
        sa.PrimaryKeyConstraint("user_id", name="pk_upload_quotas"),
    )
    op.create_table(
        "uploads",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("part_size_bytes", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("storage_key", sa.String(), nullable=False),
        sa.Column("storage_upload_id", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name="fk_uploads_owner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_uploads"),
    )
    op.create_index("ix_uploads_owner_id_id", "uploads", ["owner_id", "id"], unique=False)
    op.create_index("ix_uploads_state_expires_at", "uploads", ["state", "expires_at"], unique=False)
    op.create_table(
        "videos",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("creator_id", sa.Uuid(), nullable=False),
        sa.Column("upload_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("failure", sa.String(), nullable=True),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("set_name", sa.String(), nullable=True),
        sa.Column("playlist", sa.String(), nullable=True),
        sa.Column("is_growing", sa.Boolean(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("duration_seconds", sa.Double(), nullable=True),
        sa.Column("renditions", sa.JSON(), nullable=False),
        sa.Column("posters", sa.JSON(), nullable=False),
        sa.Column("poster_file", sa.String(), nullable=True),
        sa.Column("publish_id", sa.Uuid(), nullable=True),
        sa.Column("feed_id", sa.Uuid(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_by", sa.String(), nullable=True),
        sa.Column("state_before_removal", sa.String(), nullable=True),
        sa.Column("purge_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["creator_id"], ["users.id"], name="fk_videos_creator_id"),
        sa.ForeignKeyConstraint(["upload_id"], ["uploads.id"], name="fk_videos_upload_id"),
        sa.PrimaryKeyConstraint("id", name="pk_videos"),
        sa.UniqueConstraint("upload_id", name="uq_videos_upload_id"),
    )
    op.create_index("ix_videos_creator_id_feed_id", "videos", ["creator_id", "feed_id"], unique=False)
    op.create_index("ix_videos_creator_id_id", "videos", ["creator_id", "id"], unique=False)
    op.create_index("ix_videos_purge_at", "videos", ["purge_at"], unique=False)
    op.create_index("uq_videos_feed_id", "videos", ["feed_id"], unique=True)
    op.create_table(
        "product_tags",
        sa.Column("video_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("start_seconds", sa.Double(), nullable=False),
        sa.Column("end_seconds", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name="fk_product_tags_variant_id"),
        sa.ForeignKeyConstraint(["video_id"], ["videos.id"], name="fk_product_tags_video_id"),
        sa.PrimaryKeyConstraint("video_id", "position", name="pk_product_tags"),
    )
    op.create_index("ix_product_tags_variant_id", "product_tags", ["variant_id"], unique=False)


def downgrade() -> None:
    """Take the change back."""
    op.drop_index("ix_product_tags_variant_id", table_name="product_tags")
    op.drop_table("product_tags")
    op.drop_index("uq_videos_feed_id", table_name="videos")
    op.drop_index("ix_videos_purge_at", table_name="videos")
    op.drop_index("ix_videos_creator_id_id", table_name="videos")
    op.drop_index("ix_videos_creator_id_feed_id", table_name="videos")
    op.drop_table("videos")
    op.drop_index("ix_uploads_state_expires_at", table_name="uploads")
    op.drop_index("ix_uploads_owner_id_id", table_name="uploads")
    op.drop_table("uploads")
    op.drop_table("upload_quotas")
