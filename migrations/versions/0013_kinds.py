"""Photo posts, articles, schedules, hashtags."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

PLACES = ("picture_id", "x_permille", "y_permille")


def upgrade() -> None:
    """Apply the change."""
    empty = sa.text("'[]'")
    op.add_column("posts", sa.Column("blocks", sa.JSON(), server_default=empty, nullable=False))
    op.add_column("posts", sa.Column("mentions", sa.JSON(), server_default=empty, nullable=False))
    op.add_column("posts", sa.Column("disclosure", sa.String(), server_default="none", nullable=False))
    op.add_column("posts", sa.Column("scheduled_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_posts_scheduled_at", "posts", ["scheduled_at"], unique=False)
    _create_pictures()
    _create_hashtags()
    with op.batch_alter_table("product_tags") as tags:
        tags.add_column(sa.Column("picture_id", sa.Uuid(), nullable=True))
        tags.add_column(sa.Column("x_permille", sa.Integer(), nullable=True))
        tags.add_column(sa.Column("y_permille", sa.Integer(), nullable=True))
        tags.create_foreign_key("fk_product_tags_picture_id", "post_pictures", ["picture_id"], ["id"])


def downgrade() -> None:
    """Take the change back."""
    op.execute("DELETE FROM product_tags WHERE picture_id IS NOT NULL")
    with op.batch_alter_table("product_tags") as tags:
        tags.drop_constraint("fk_product_tags_picture_id", type_="foreignkey")
        for name in PLACES:
            tags.drop_column(name)
    op.drop_table("post_hashtags")
    op.drop_table("post_pictures")
    op.drop_index("ix_posts_scheduled_at", table_name="posts")
    for name in ("scheduled_at", "disclosure", "mentions", "blocks"):
        op.drop_column("posts", name)


def _create_pictures() -> None:
    op.create_table(
        "post_pictures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("widths", sa.JSON(), nullable=False),
        sa.Column("alt", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_post_pictures_post_id"),
        sa.PrimaryKeyConstraint("id", name="pk_post_pictures"),
    )
    op.create_index(
        "ix_post_pictures_post_id_position", "post_pictures", ["post_id", "position"], unique=False
    )


def _create_hashtags() -> None:
    op.create_table(
        "post_hashtags",
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("tag", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_post_hashtags_post_id"),
        sa.PrimaryKeyConstraint("post_id", "tag", name="pk_post_hashtags"),
    )
    op.create_index("ix_post_hashtags_tag_post_id", "post_hashtags", ["tag", "post_id"], unique=False)
