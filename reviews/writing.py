"""Writing reviews: by whoever bought it and was sent it, one for each line item; and answering them.

What a review said before it was changed is kept. The average counts what is shown, and nothing is hidden for
its stars.
"""

import uuid

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kernel.clock import now
from kernel.db import change
from kernel.ids import new_id
from moderation.errors import TextRefused
from moderation.mutes import check_may_speak
from moderation.rule_book import must_wait
from orders import lookup
from orders.values import LineItem, Order
from reviews import summaries
from reviews.errors import NoSuchReview, NotReviewable, ReviewTakenDown
from reviews.models import ReviewRow, ReviewVersion


def write(
    session: Session,
    order_id: uuid.UUID,
    variant_id: uuid.UUID,
    author_id: uuid.UUID,
    *,
    stars: int,
    text: str,
) -> uuid.UUID:
    """Say how something was that one bought, or say it anew; return the review's id. Safe to repeat.

    Raises NoSuchOrder. Raises NotReviewable: it was not sent to this person.
    Raises Muted, TextRefused, ReviewTakenDown.
    """
    order, item = get_reviewable(session, order_id, variant_id, author_id)
    _check_text(session, author_id, text)
    row = _find_locked(session, order_id, variant_id)
    if row is None:
        row = ReviewRow(
            id=new_id(),
            product_id=item.product_id,
            variant_id=variant_id,
            order_id=order_id,
            author_id=author_id,
            shop_owner_id=order.shop_owner_id,
            stars=stars,
            text=text,
            created_at=now(),
        )
        try:
            with session.begin_nested():
                session.add(row)
        except IntegrityError:
            # The same buyer, twice at once: the later one changes what the earlier one wrote.
            return write(session, order_id, variant_id, author_id, stars=stars, text=text)
        summaries.count(session, row.product_id, stars, 1)
    elif (row.stars, row.text) != (stars, text):
        _rewrite(session, row, stars, text)
    return row.id


def get_reviewable(
    session: Session, order_id: uuid.UUID, variant_id: uuid.UUID, buyer_id: uuid.UUID
) -> tuple[Order, LineItem]:
    """Return the order and its line item that this buyer may write about.

    Raises NoSuchOrder. Raises NotReviewable: nothing of it is on its way, or it is his own shop's.
    """
    order = lookup.get_order_of_buyer(session, order_id, buyer_id)
    for item in order.line_items:
        if item.variant_id == variant_id and item.shipped_count and order.shop_owner_id != buyer_id:
            return order, item
    raise NotReviewable


def reply(session: Session, review_id: uuid.UUID, merchant_id: uuid.UUID, text: str) -> uuid.UUID:
    """Answer a review of one's own product, or answer anew; return the product's id.

    Raises NoSuchReview: it is of somebody else's product, or not shown. Raises Muted, TextRefused.
    """
    _check_text(session, merchant_id, text)
    own = update(ReviewRow).where(
        ReviewRow.id == review_id, ReviewRow.shop_owner_id == merchant_id, ReviewRow.taken_down_at.is_(None)
    )
    product_id: uuid.UUID | None = session.scalar(own.values(reply=text).returning(ReviewRow.product_id))
    if product_id is None:
        raise NoSuchReview
    return product_id


def take_down(session: Session, review_id: uuid.UUID) -> None:
    """Take a review from everybody's sight, and out of the average. Safe to repeat."""
    shown = update(ReviewRow).where(ReviewRow.id == review_id, ReviewRow.taken_down_at.is_(None))
    if change(session, shown.values(taken_down_at=now())):
        row = session.get_one(ReviewRow, review_id, populate_existing=True)
        summaries.count(session, row.product_id, row.stars, -1)


def put_back(session: Session, review_id: uuid.UUID) -> None:
    """Show a review again that was taken down by mistake. Safe to repeat."""
    hidden = update(ReviewRow).where(ReviewRow.id == review_id, ReviewRow.taken_down_at.is_not(None))
    if change(session, hidden.values(taken_down_at=None)):
        row = session.get_one(ReviewRow, review_id, populate_existing=True)
        summaries.count(session, row.product_id, row.stars, 1)


def _rewrite(session: Session, row: ReviewRow, stars: int, text: str) -> None:
    if row.taken_down_at is not None:
        raise ReviewTakenDown
    at = now()
    session.add(ReviewVersion(review_id=row.id, stars=row.stars, text=row.text, created_at=at))
    summaries.count(session, row.product_id, row.stars, -1)
    summaries.count(session, row.product_id, stars, 1)
    row.stars, row.text, row.edited_at = stars, text, at
    session.flush()


def _check_text(session: Session, person_id: uuid.UUID, text: str) -> None:
    """Refuse a person who may not speak, and words that can't be shown at once: no review waits for a look.

    Raises Muted, TextRefused.
    """
    check_may_speak(session, person_id)
    if must_wait(session, text):
        raise TextRefused


def _find_locked(session: Session, order_id: uuid.UUID, variant_id: uuid.UUID) -> ReviewRow | None:
    mine = select(ReviewRow).where(ReviewRow.order_id == order_id, ReviewRow.variant_id == variant_id)
    return session.scalars(mine.with_for_update().execution_options(populate_existing=True)).one_or_none()
