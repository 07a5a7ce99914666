"""Tables of reviews: what they say and said, who found them helpful, what they come to for a product."""

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base
from kernel.ids import new_id


class ReviewRow(Base):
    """What a buyer says of a line item of his order: one review each.

    `incentive` says what was given for it; it is empty unless something was. A row that was taken down stays.
    """

    __tablename__ = "product_reviews"
    __table_args__ = (
        UniqueConstraint("order_id", "variant_id"),
        CheckConstraint("stars >= 1 AND stars <= 5", name="stars"),
        Index("ix_product_reviews_product_id_id", "product_id", "id"),
        Index("ix_product_reviews_author_id", "author_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    product_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("products.id"))
    variant_id: Mapped[uuid.UUID]
    order_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("orders.id"))
    author_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    shop_owner_id: Mapped[uuid.UUID]
    stars: Mapped[int]
    text: Mapped[str]
    incentive: Mapped[str] = mapped_column(default="")
    reply: Mapped[str] = mapped_column(default="")
    helpful_count: Mapped[int] = mapped_column(default=0)
    edited_at: Mapped[dt.datetime | None]
    taken_down_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]


class ReviewVersion(Base):
    """What a review said until it was changed. Rows are never changed."""

    __tablename__ = "product_review_versions"
    __table_args__ = (Index("ix_product_review_versions_review_id_id", "review_id", "id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    review_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("product_reviews.id"))
    stars: Mapped[int]
    text: Mapped[str]
    created_at: Mapped[dt.datetime]


class ReviewVote(Base):
    """A person found a review helpful."""

    __tablename__ = "product_review_votes"

    review_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("product_reviews.id"), primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    created_at: Mapped[dt.datetime]


class ReviewSummaryRow(Base):
    """How many shown reviews of a product gave how many stars."""

    __tablename__ = "product_review_summaries"

    product_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("products.id"), primary_key=True)
    stars_1: Mapped[int] = mapped_column(default=0)
    stars_2: Mapped[int] = mapped_column(default=0)
    stars_3: Mapped[int] = mapped_column(default=0)
    stars_4: Mapped[int] = mapped_column(default=0)
    stars_5: Mapped[int] = mapped_column(default=0)
