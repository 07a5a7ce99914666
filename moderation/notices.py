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
from kernel.ids import new_id
from moderation.models import NoticeRow


class NoticeCategory(StrEnum):
    """What is wrong, as the reporter sees it."""

    COUNTERFEIT = "counterfeit"
    MISLEADING = "misleading"
    DANGEROUS = "dangerous"
    HATE = "hate"
    NUDITY = "nudity"
    MINORS = "minors"
    SPAM = "spam"
    OTHER = "other"


class NoticeState(StrEnum):
    """Whether a moderator has acted on a notice."""

    OPEN = "open"
    ACTED_ON = "acted_on"


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


def file_notice(
    session: Session,
    *,
    subject_kind: str,
    subject_id: uuid.UUID,
    reporter_id: uuid.UUID,
    category: NoticeCategory,
    text: str,
    program_time: dt.datetime | None = None,
) -> uuid.UUID:
    """Write down what a person reports; return the receipt, the first one if he reports a subject again."""
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
        )
        return session.scalars(ours).one()
    return notice_id


def list_notices(session: Session, subject_id: uuid.UUID) -> Sequence[Notice]:
    """Return what was reported of a subject, oldest first."""
    query = select(NoticeRow).where(NoticeRow.subject_id == subject_id).order_by(NoticeRow.id)
    return [_notice(row) for row in session.scalars(query)]


def count_open(session: Session, subject_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, int]:
    """Return how many open notices these subjects have, in one query; none is left out."""
    rows = session.execute(
        select(NoticeRow.subject_id, func.count().label("open_count"))
        .where(NoticeRow.subject_id.in_(subject_ids), NoticeRow.state == NoticeState.OPEN)
        .group_by(NoticeRow.subject_id)
    )
    return {row.subject_id: row.open_count for row in rows}


def close_notices(session: Session, subject_id: uuid.UUID) -> None:
    """Note that a moderator has acted on what was reported of a subject."""
    waiting = update(NoticeRow).where(NoticeRow.subject_id == subject_id, NoticeRow.state == NoticeState.OPEN)
    session.execute(waiting.values(state=NoticeState.ACTED_ON))


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
