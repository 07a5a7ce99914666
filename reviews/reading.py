"""Reviews as they are read: of a product, newest first, all of them or those with some number of stars."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts import people
from accounts.people import Person
from kernel.paging import DEFAULT_LIMIT, Page, cut_page, decode_cursor
from reviews.models import ReviewRow, ReviewVersion


@dataclass(frozen=True)
class Review:
    """What a buyer says of a product. `incentive` says what was given for it, if anything was."""

    id: uuid.UUID
    product_id: uuid.UUID
    author: Person
    stars: int
    text: str
    incentive: str
    reply: str
    helpful_count: int
    created_at: dt.datetime
    edited_at: dt.datetime | None


@dataclass(frozen=True)
class Words:
    """What a review says, or said once."""

    stars: int
    text: str


def list_reviews(
    session: Session,
    product_id: uuid.UUID,
    *,
    stars: int | None = None,
    cursor: str | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Page[Review]:
    """Return the reviews of a product that are shown, newest first.

    Raises BadCursor.
    """
    query = select(ReviewRow).where(ReviewRow.product_id == product_id, ReviewRow.taken_down_at.is_(None))
    if stars is not None:
        query = query.where(ReviewRow.stars == stars)
    if cursor:
        query = query.where(ReviewRow.id < decode_cursor(cursor))
    rows = session.scalars(query.order_by(ReviewRow.id.desc()).limit(limit + 1)).all()
    page = cut_page(rows, limit, lambda row: row.id)
    authors = people.list_people(session, {row.author_id for row in page.items}) if page.items else {}
    return page.map(lambda row: _build(row, authors[row.author_id]))


def find_own(session: Session, order_id: uuid.UUID, variant_id: uuid.UUID) -> Words | None:
    """Return what was said of a line item, or None."""
    mine = select(ReviewRow).where(ReviewRow.order_id == order_id, ReviewRow.variant_id == variant_id)
    row = session.scalars(mine).one_or_none()
    return None if row is None else Words(row.stars, row.text)


def list_versions(session: Session, review_id: uuid.UUID) -> Sequence[Words]:
    """Return what a review said before it was changed, oldest first."""
    rows = select(ReviewVersion).where(ReviewVersion.review_id == review_id).order_by(ReviewVersion.id)
    return [Words(row.stars, row.text) for row in session.scalars(rows)]


def _build(row: ReviewRow, author: Person) -> Review:
    return Review(
        id=row.id,
        product_id=row.product_id,
        author=author,
        stars=row.stars,
        text=row.text,
        incentive=row.incentive,
        reply=row.reply,
        helpful_count=row.helpful_count,
        created_at=row.created_at,
        edited_at=row.edited_at,
    )
