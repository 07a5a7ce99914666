"""Price history with kinds and ends; wish lists; reviews."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change. Older prices replaced each other, whatever made them, as base prices do."""
    op.add_column("price_entries", sa.Column("kind", sa.String(), nullable=False, server_default="base"))
    op.add_column("price_entries", sa.Column("reference_id", sa.Uuid(), nullable=True))
    op.add_column(
        "price_entries", sa.Column("is_end", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_table(
        "wishes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("told_price_minor", sa.BigInteger(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name="fk_wishes_person_id"),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name="fk_wishes_product_id"),
        sa.PrimaryKeyConstraint("id", name="pk_wishes"),
        sa.UniqueConstraint("person_id", "product_id", name="uq_wishes_person_id_product_id"),
    )
    op.create_index("ix_wishes_product_id", "wishes", ["product_id"], unique=False)
    op.create_index("ix_wishes_person_id_id", "wishes", ["person_id", "id"], unique=False)
    _create_reviews()


def downgrade() -> None:
    """Take the change back; what ended is not known any more; wishes and reviews are lost."""
    for name in (
        "product_review_summaries",
        "product_review_votes",
        "product_review_versions",
        "product_reviews",
        "wishes",
    ):
        op.drop_table(name)
    op.execute("DELETE FROM price_entries WHERE is_end OR kind = 'sold'")
    for name in ("is_end", "reference_id", "kind"):
        op.drop_column("price_entries", name)


def _create_reviews() -> None:
    op.create_table(
        "product_reviews",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("shop_owner_id", sa.Uuid(), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("incentive", sa.String(), nullable=False),
        sa.Column("reply", sa.String(), nullable=False),
        sa.Column("helpful_count", sa.Integer(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_down_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("stars >= 1 AND stars <= 5", name=op.f("ck_product_reviews_stars")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name="fk_product_reviews_product_id"),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_product_reviews_order_id"),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name="fk_product_reviews_author_id"),
        sa.PrimaryKeyConstraint("id", name="pk_product_reviews"),
        sa.UniqueConstraint("order_id", "variant_id", name="uq_product_reviews_order_id_variant_id"),
    )
    op.create_index("ix_product_reviews_product_id_id", "product_reviews", ["product_id", "id"], unique=False)
    op.create_index("ix_product_reviews_author_id", "product_reviews", ["author_id"], unique=False)
    op.create_table(
        "product_review_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"], ["product_reviews.id"], name="fk_product_review_versions_review_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_product_review_versions"),
    )
    op.create_index(
        "ix_product_review_versions_review_id_id",
        "product_review_versions",
        ["review_id", "id"],
        unique=False,
    )
    op.create_table(
        "product_review_votes",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"], ["product_reviews.id"], name="fk_product_review_votes_review_id"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name="fk_product_review_votes_person_id"),
        sa.PrimaryKeyConstraint("review_id", "person_id", name="pk_product_review_votes"),
    )
    op.create_table(
        "product_review_summaries",
        sa.Column("product_id", sa.Uuid(), nullable=False),
        *(sa.Column(f"stars_{stars}", sa.Integer(), nullable=False) for stars in range(1, 6)),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name="fk_product_review_summaries_product_id"
        ),
        sa.PrimaryKeyConstraint("product_id", name="pk_product_review_summaries"),
    )
