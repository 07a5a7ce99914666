"""Reviews: a subject waits until a moderator has looked at it, and goes on as that moderator decides."""

import datetime as dt
import uuid
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Update, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kernel.clock import now
from kernel.db import change
from kernel.events import publish
from kernel.ids import new_id
from kernel.paging import DEFAULT_LIMIT, Page, cut_page, decode_cursor
from moderation import sanctions
from moderation.decisions import Action, log_decision
from moderation.errors import AlreadyEscalated, CaseEscalated, NoOpenReview, OwnWork, ReasonMissing
from moderation.events import ReviewDecided
from moderation.models import Review as ReviewRow
from moderation.notices import NoticeCategory
from moderation.reasons import WORDINGS, Template, sentence_of
from moderation.sanctions import NewSanction


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
    escalated_by_id: uuid.UUID | None
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
    session: Session,
    subject_id: uuid.UUID,
    *,
    moderator_id: uuid.UUID,
    decision: Action,
    reason: str,
    template: Template | None = None,
    is_administrator: bool = False,
) -> None:
    """Approve or reject what waits. Of two moderators who decide at once, the first one counts.

    Raises NoOpenReview, OwnWork. Raises ReasonMissing: a rejection must say why.
    Raises CaseEscalated: an administrator decides.
    Publishes ReviewDecided, and StatementIssued with a rejection.
    """
    if decision is Action.REJECT and not reason and template is None:
        raise ReasonMissing
    waiting = _get_waiting(session, subject_id, moderator_id)
    if waiting.escalated_by_id is not None and not is_administrator:
        raise CaseEscalated
    if not _close(session, subject_id, OUTCOMES[decision]):
        raise NoOpenReview
    if decision is Action.REJECT:
        sanctions.impose(session, _rejection(waiting, moderator_id, reason, template))
    else:
        _log(session, decision, waiting, moderator_id, reason)
    text = sentence_of(template, reason)
    publish(session, ReviewDecided(waiting.subject_kind, subject_id, waiting.owner_id, decision, text))


def escalate(session: Session, subject_id: uuid.UUID, *, moderator_id: uuid.UUID, reason: str) -> None:
    """Leave a review to an administrator, with a word on why.

    Raises NoOpenReview, OwnWork, ReasonMissing, AlreadyEscalated.
    """
    if not reason:
        raise ReasonMissing
    waiting = _get_waiting(session, subject_id, moderator_id)
    mine = _open(subject_id).where(ReviewRow.escalated_by_id.is_(None)).values(escalated_by_id=moderator_id)
    if change(session, mine) != 1:
        raise AlreadyEscalated
    _log(session, Action.ESCALATE, waiting, moderator_id, reason)


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


def _get_waiting(session: Session, subject_id: uuid.UUID, moderator_id: uuid.UUID) -> Review:
    """Return the open review of a subject that this moderator may decide about."""
    query = select(ReviewRow).where(ReviewRow.subject_id == subject_id, ReviewRow.state == ReviewState.OPEN)
    row = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NoOpenReview
    if row.owner_id == moderator_id:
        raise OwnWork
    return _review(row)


def _rejection(
    waiting: Review, moderator_id: uuid.UUID, reason: str, template: Template | None
) -> NewSanction:
    return NewSanction(
        Action.REJECT,
        waiting.subject_kind,
        waiting.subject_id,
        waiting.owner_id,
        moderator_id,
        reason,
        category=WORDINGS[template].category if template else NoticeCategory.OTHER,
        template=template,
    )


def _open(subject_id: uuid.UUID) -> Update:
    return update(ReviewRow).where(ReviewRow.subject_id == subject_id, ReviewRow.state == ReviewState.OPEN)


def _close(session: Session, subject_id: uuid.UUID, state: ReviewState) -> bool:
    return change(session, _open(subject_id).values(state=state, closed_at=now())) == 1


def _log(session: Session, action: Action, review: Review, moderator_id: uuid.UUID, reason: str) -> None:
    log_decision(
        session,
        action,
        subject_kind=review.subject_kind,
        subject_id=review.subject_id,
        moderator_id=moderator_id,
        reason=reason,
    )


def _review(row: ReviewRow) -> Review:
    return Review(
        id=row.id,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        owner_id=row.owner_id,
        state=ReviewState(row.state),
        escalated_by_id=row.escalated_by_id,
        opened_at=row.opened_at,
    )
