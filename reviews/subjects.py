"""Reviews as moderation sees them."""

import uuid

from sqlalchemy.orm import Session

from moderation.subjects import Subject
from reviews.models import ReviewRow

KIND = "product_review"
TITLE_CHARACTERS = 60


def find_review(session: Session, review_id: uuid.UUID, _moderator_id: uuid.UUID | None) -> Subject | None:
    """Return a review as a subject; its stars belong to what it says."""
    row = session.get(ReviewRow, review_id)
    if row is None:
        return None
    return Subject(
        kind=KIND,
        id=row.id,
        owner_id=row.author_id,
        title=row.text[:TITLE_CHARACTERS] or "★" * row.stars,
        text=f"{'★' * row.stars} {row.text}".strip(),
        path=f"/p/{row.product_id}/reviews",
        is_public=row.taken_down_at is None,
    )
