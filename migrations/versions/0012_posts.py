"""Videos become posts, of which there are several kinds."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

SHARED = (
    "id, creator_id, upload_id, title, description, state, failure, job_id, set_name, playlist, is_growing, "
    "width, height, duration_seconds, renditions, posters, poster_file, publish_id, feed_id, published_at, "
    "removed_by, state_before_removal, purge_at, created_at"
)


def upgrade() -> None:
    """Apply the change."""
    _create_table("posts", sa.Column("kind", sa.String(), nullable=False), is_upload_needed=False)
    op.execute(f"INSERT INTO posts (kind, {SHARED}) SELECT 'video', {SHARED} FROM videos")  # noqa: S608
    _replace_tags("video_id", "post_id", "posts")
    op.drop_table("videos")


def downgrade() -> None:
    """Take the change back; posts of other kinds are lost."""
    _create_table("videos", is_upload_needed=True)
    op.execute(f"INSERT INTO videos ({SHARED}) SELECT {SHARED} FROM posts WHERE kind = 'video'")  # noqa: S608
    op.execute("DELETE FROM product_tags WHERE post_id NOT IN (SELECT id FROM videos)")
    _replace_tags("post_id", "video_id", "videos")
    op.drop_table("posts")


def _create_table(table: str, *columns: sa.Column[str], is_upload_needed: bool) -> None:
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        *columns,
        sa.Column("creator_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("failure", sa.String(), nullable=True),
        sa.Column("upload_id", sa.Uuid(), nullable=not is_upload_needed),
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
        sa.ForeignKeyConstraint(["creator_id"], ["users.id"], name=f"fk_{table}_creator_id"),
        sa.ForeignKeyConstraint(["upload_id"], ["uploads.id"], name=f"fk_{table}_upload_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    )
    op.create_index(f"ix_{table}_creator_id_feed_id", table, ["creator_id", "feed_id"], unique=False)
    op.create_index(f"ix_{table}_creator_id_id", table, ["creator_id", "id"], unique=False)
    op.create_index(f"ix_{table}_purge_at", table, ["purge_at"], unique=False)
    op.create_index(f"uq_{table}_feed_id", table, ["feed_id"], unique=True)
    op.create_index(f"uq_{table}_upload_id", table, ["upload_id"], unique=True)


def _replace_tags(old_column: str, new_column: str, parent: str) -> None:
    """Make the tags' table anew: names of keys and constraints can't be changed alike on both databases."""
    op.execute("CREATE TEMPORARY TABLE kept_tags AS SELECT * FROM product_tags")
    op.drop_index("ix_product_tags_variant_id", table_name="product_tags")
    op.drop_table("product_tags")
    op.create_table(
        "product_tags",
        sa.Column(new_column, sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("start_seconds", sa.Double(), nullable=False),
        sa.Column("end_seconds", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name="fk_product_tags_variant_id"),
        sa.ForeignKeyConstraint([new_column], [f"{parent}.id"], name=f"fk_product_tags_{new_column}"),
        sa.PrimaryKeyConstraint(new_column, "position", name="pk_product_tags"),
    )
    op.create_index("ix_product_tags_variant_id", "product_tags", ["variant_id"], unique=False)
    columns = "position, variant_id, start_seconds, end_seconds"
    op.execute(
        f"INSERT INTO product_tags ({new_column}, {columns}) "  # noqa: S608
        f"SELECT {old_column}, {columns} FROM kept_tags"
    )
    op.execute("DROP TABLE kept_tags")
