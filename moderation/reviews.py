"""Reviews: a subject waits until a moderator has looked at it, and goes on as that moderator decides."""

import datetime as dt
import uuid
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kernel.clock import now
from kernel.db import change
from kernel.events import publish
from kernel.ids import new_id
from kernel.paging import DEFAULT_LIMIT, Page, cut_page, decode_cursor
from moderation.decisions import Action, log_decision
from moderation.errors import NoOpenReview, OwnWork, ReasonMissing
from moderation.events import ReviewDecided
from moderation.models import Review as ReviewRow


class ReviewState(StrEnum):
    """Where a review is. All but `open` are final; `withdrawn` means that its owner took the subject back."""

    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


#: A moderator's decision -> what becomes of the review.
OUTCOMES = {Action.APPROVE: ReviewState.APPROVED, Action.REJECT: ReviewState.REJECTED}


@dataclass(frozen=True)
class Review:
    """A subject that waits, or waited, for a moderator."""

    id: uuid.UUID
    subject_kind: str
    subject_id: uuid.UUID
    owner_id: uuid.UUID
    state: ReviewState
    opened_at: dt.datetime


def open_review(
    session: Session, *, subject_id: uuid.UUID, subject_kind: str, owner_id: uuid.UUID
) -> uuid.UUID:
    """Let a subject wait for a moderator; return the id of its one open review. Safe to repeat."""
    review_id = new_id()
    row = {
        "id": review_id,
        "subject_kind": subject_kind,
        "subject_id": subject_id,
        "owner_id": owner_id,
        "state": ReviewState.OPEN,
        "opened_at": now(),
    }
    try:
        with session.begin_nested():
            session.execute(insert(ReviewRow).values(row))
    except IntegrityError:
        return session.scalars(
            select(ReviewRow.id).where(
                ReviewRow.subject_id == subject_id, ReviewRow.state == ReviewState.OPEN
            )
        ).one()
    return review_id


def withdraw_review(session: Session, subject_id: uuid.UUID) -> bool:
    """Take a subject out of the queue, because its owner did; tell whether it was in it."""
    return _close(session, subject_id, ReviewState.WITHDRAWN)


def decide(
    session: Session, subject_id: uuid.UUID, *, moderator_id: uuid.UUID, decision: Action, reason: str
) -> None:
    """Approve or reject what waits. Of two moderators who decide at once, the first one counts.

    Raises NoOpenReview, OwnWork. Raises ReasonMissing: a rejection must say why.
    Publishes ReviewDecided.
    """
    if decision is Action.REJECT and not reason:
        raise ReasonMissing
    row = session.execute(
        select(ReviewRow.subject_kind, ReviewRow.owner_id).where(
            ReviewRow.subject_id == subject_id, ReviewRow.state == ReviewState.OPEN
        )
    ).one_or_none()
    if row is None:
        raise NoOpenReview
    if row.owner_id == moderator_id:
        raise OwnWork
    if not _close(session, subject_id, OUTCOMES[decision]):
        raise NoOpenReview
    log_decision(
        session,
        decision,
        subject_kind=row.subject_kind,
        subject_id=subject_id,
        moderator_id=moderator_id,
        reason=reason,
    )
    publish(session, ReviewDecided(row.subject_kind, subject_id, row.owner_id, decision, reason))


def list_reviews(
    session: Session, state: ReviewState, *, cursor: str | None = None, limit: int = DEFAULT_LIMIT
) -> Page[Review]:
    """Return reviews in this state, the longest waiting first."""
    statement = select(ReviewRow).where(ReviewRow.state == state)
    if cursor is not None:
        statement = statement.where(ReviewRow.id > decode_cursor(cursor))
    rows = session.scalars(statement.order_by(ReviewRow.id).limit(limit + 1)).all()
    return cut_page(rows, limit, lambda row: row.id).map(_review)


def count_approved(session: Session, owner_id: uuid.UUID) -> int:
    """Return how many of a person's subjects a moderator has approved."""
    return (
        session.scalar(
            select(func.count()).where(
                ReviewRow.owner_id == owner_id, ReviewRow.state == ReviewState.APPROVED
            )
        )
        or 0
    )


def _close(session: Session, subject_id: uuid.UUID, state: ReviewState) -> bool:
    statement = (
        update(ReviewRow)
        .where(ReviewRow.subject_id == subject_id, ReviewRow.state == ReviewState.OPEN)
        .values(state=state, closed_at=now())
    )
    return change(session, statement) == 1


def _review(row: ReviewRow) -> Review:
    return Review(
        row.id, row.subject_kind, row.subject_id, row.owner_id, ReviewState(row.state), row.opened_at
    )
