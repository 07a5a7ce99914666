"""Notices: what people report, with the moment they mean, why, and what became of it."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kernel.clock import now
from kernel.events import publish
from kernel.ids import new_id
from kernel.paging import DEFAULT_LIMIT, Page, cut_page, decode_cursor
from kernel.realtime import announce
from moderation.events import NoticeDecided
from moderation.models import NoticeRow


class NoticeCategory(StrEnum):
    """What is wrong, as the reporter sees it; and the rule that a decision names."""

    COUNTERFEIT = "counterfeit"
    MISLEADING = "misleading"
    DANGEROUS = "dangerous"
    HATE = "hate"
    NUDITY = "nudity"
    MINORS = "minors"
    SPAM = "spam"
    OTHER = "other"


class NoticeState(StrEnum):
    """Whether a moderator has acted on a notice, or saw no reason to."""

    OPEN = "open"
    ACTED_ON = "acted_on"
    DISMISSED = "dismissed"


@dataclass(frozen=True)
class Notice:
    """What one person reported of one subject; `program_time` is the moment of the recording he means."""

    id: uuid.UUID
    subject_kind: str
    subject_id: uuid.UUID
    reporter_id: uuid.UUID
    category: NoticeCategory
    text: str
    program_time: dt.datetime | None
    state: NoticeState
    created_at: dt.datetime


@dataclass(frozen=True)
class Receipt:
    """That a notice was received; `is_new` is false when the person has an open one of the subject."""

    notice_id: uuid.UUID
    is_new: bool


def file_notice(
    session: Session,
    *,
    subject_kind: str,
    subject_id: uuid.UUID,
    reporter_id: uuid.UUID,
    category: NoticeCategory,
    text: str,
    program_time: dt.datetime | None = None,
) -> Receipt:
    """Write down what a person reports; while his first notice of a subject is open, it is that one."""
    notice_id = new_id()
    row = {
        "id": notice_id,
        "subject_kind": subject_kind,
        "subject_id": subject_id,
        "reporter_id": reporter_id,
        "category": category,
        "text": text,
        "program_time": program_time,
        "state": NoticeState.OPEN,
        "created_at": now(),
    }
    try:
        with session.begin_nested():
            session.execute(insert(NoticeRow).values(row))
    except IntegrityError:
        ours = select(NoticeRow.id).where(
            NoticeRow.reporter_id == reporter_id,
            NoticeRow.subject_kind == subject_kind,
            NoticeRow.subject_id == subject_id,
            NoticeRow.state == NoticeState.OPEN,
        )
        return Receipt(session.scalars(ours).one(), is_new=False)
    return Receipt(notice_id, is_new=True)


def list_notices(session: Session, subject_id: uuid.UUID) -> Sequence[Notice]:
    """Return what was reported of a subject, oldest first."""
    query = select(NoticeRow).where(NoticeRow.subject_id == subject_id).order_by(NoticeRow.id)
    return [_notice(row) for row in session.scalars(query)]


def list_own_notices(
    session: Session, reporter_id: uuid.UUID, *, cursor: str | None = None, limit: int = DEFAULT_LIMIT
) -> Page[Notice]:
    """Return what a person reported, newest first.

    Raises BadCursor.
    """
    query = select(NoticeRow).where(NoticeRow.reporter_id == reporter_id)
    if cursor is not None:
        query = query.where(NoticeRow.id < decode_cursor(cursor))
    rows = session.scalars(query.order_by(NoticeRow.id.desc()).limit(limit + 1)).all()
    return cut_page(rows, limit, lambda row: row.id).map(_notice)


def count_open(session: Session, subject_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, int]:
    """Return how many open notices these subjects have, in one query; none is left out."""
    counts = count_categories(session, subject_ids)
    return {subject_id: sum(categories.values()) for subject_id, categories in counts.items()}


def count_categories(
    session: Session, subject_ids: Collection[uuid.UUID]
) -> Mapping[uuid.UUID, Mapping[NoticeCategory, int]]:
    """Return of what these subjects' open notices speak and how many, in one query."""
    rows = session.execute(
        select(NoticeRow.subject_id, NoticeRow.category, func.count().label("open_count"))
        .where(NoticeRow.subject_id.in_(subject_ids), NoticeRow.state == NoticeState.OPEN)
        .group_by(NoticeRow.subject_id, NoticeRow.category)
        .order_by(func.count().desc(), NoticeRow.category)
    )
    counts: dict[uuid.UUID, dict[NoticeCategory, int]] = {}
    for row in rows:
        counts.setdefault(row.subject_id, {})[NoticeCategory(row.category)] = row.open_count
    return counts


def close_notices(session: Session, subject_kind: str, subject_id: uuid.UUID, outcome: NoticeState) -> None:
    """Note what became of a subject's open notices, and tell who filed them.

    Publishes NoticeDecided for each.
    """
    closing = update(NoticeRow).where(
        NoticeRow.subject_id == subject_id,
        NoticeRow.subject_kind == subject_kind,
        NoticeRow.state == NoticeState.OPEN,
    )
    closed = session.execute(
        closing.values(state=outcome, closed_at=now()).returning(NoticeRow.id, NoticeRow.reporter_id)
    ).all()
    for row in closed:
        publish(session, NoticeDecided(row.id, row.reporter_id, subject_kind, subject_id, outcome))
        payload = {"notice_id": str(row.id), "outcome": str(outcome)}
        announce(session, f"user:{row.reporter_id}", "notice_decided", payload)


def _notice(row: NoticeRow) -> Notice:
    return Notice(
        id=row.id,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        reporter_id=row.reporter_id,
        category=NoticeCategory(row.category),
        text=row.text,
        program_time=row.program_time,
        state=NoticeState(row.state),
        created_at=row.created_at,
    )
