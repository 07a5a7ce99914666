"""Who finds a review helpful: one vote a person, none of its author and of the merchant."""

import uuid
from typing import Any

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from kernel.clock import now
from reviews.errors import NoSuchReview, OwnReview
from reviews.models import ReviewRow, ReviewVote


def find_helpful(session: Session, review_id: uuid.UUID, person_id: uuid.UUID) -> uuid.UUID:
    """Find a review helpful; doing so twice is fine. Return the product's id.

    Raises NoSuchReview. Raises OwnReview: it is by this person, or of his product.
    """
    row = session.get(ReviewRow, review_id, populate_existing=True)
    if row is None or row.taken_down_at is not None:
        raise NoSuchReview
    if person_id in {row.author_id, row.shop_owner_id}:
        raise OwnReview
    dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    vote = {"review_id": review_id, "person_id": person_id, "created_at": now()}
    new = dialect.insert(ReviewVote).values(vote).on_conflict_do_nothing()
    if session.scalar(new.returning(ReviewVote.review_id)) is not None:
        counted = update(ReviewRow).where(ReviewRow.id == review_id)
        session.execute(counted.values(helpful_count=ReviewRow.helpful_count + 1))
    return row.product_id
