"""Reports: a notice goes into its subject's case, with what the subject says at that moment."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import case, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kernel.clock import now
from kernel.ids import new_id
from moderation import notices, reporters
from moderation.cases import CaseState
from moderation.errors import OwnSubject
from moderation.models import CaseRow
from moderation.notices import NoticeCategory
from moderation.subjects import Subject
from moderation.weights import weigh_age, weigh_notice

#: Of a subject that is changed and reported again and again, the first versions are kept.
MAX_EVIDENCE = 10


def report(
    session: Session,
    subject: Subject,
    *,
    reporter_id: uuid.UUID,
    category: NoticeCategory,
    text: str,
    program_time: dt.datetime | None = None,
) -> uuid.UUID:
    """File a notice into its subject's case, and keep what the subject says; return the receipt.

    Raises OwnSubject.
    """
    if subject.owner_id == reporter_id:
        raise OwnSubject
    receipt = notices.file_notice(
        session,
        subject_kind=subject.kind,
        subject_id=subject.id,
        reporter_id=reporter_id,
        category=category,
        text=text,
        program_time=program_time,
    )
    if receipt.is_new:
        is_distrusted = reporters.is_distrusted(session, reporter_id)
        _open(session, subject, weigh_notice(category, is_distrusted=is_distrusted))
    return receipt.notice_id


def _open(session: Session, subject: Subject, seconds: int) -> None:
    """Open a subject's case, or move an open one forward, and keep what the subject says now."""
    at = now()
    snapshot = _snapshot(subject, at)
    row = {
        "id": new_id(),
        "subject_kind": subject.kind,
        "subject_id": subject.id,
        "owner_id": subject.owner_id,
        "state": CaseState.OPEN,
        "rank": weigh_age(at) + seconds,
        "evidence": [snapshot],
        "opened_at": at,
    }
    try:
        with session.begin_nested():
            session.execute(insert(CaseRow).values(row))
    except IntegrityError:
        _open_again(session, subject, row, seconds)


def _open_again(session: Session, subject: Subject, fresh: dict[str, Any], seconds: int) -> None:
    ours = (CaseRow.subject_id == subject.id, CaseRow.subject_kind == subject.kind)
    is_closed = CaseRow.state == CaseState.CLOSED
    # One statement: a decision may fall between two.
    session.execute(
        update(CaseRow)
        .where(*ours)
        .values(
            rank=case((is_closed, fresh["rank"]), else_=CaseRow.rank + seconds),
            opened_at=case((is_closed, fresh["opened_at"]), else_=CaseRow.opened_at),
            closed_at=None,
            state=case((is_closed, CaseState.OPEN), else_=CaseRow.state),
        )
    )
    query = select(CaseRow).where(*ours).execution_options(populate_existing=True)
    row = session.scalars(query).one()
    [snapshot] = fresh["evidence"]
    is_known = _words_of(snapshot) in [_words_of(one) for one in row.evidence]
    if not is_known and len(row.evidence) < MAX_EVIDENCE:
        row.evidence = [*row.evidence, snapshot]
        session.flush()


def _snapshot(subject: Subject, at: dt.datetime) -> dict[str, Any]:
    return {"title": subject.title, "text": subject.text, "path": subject.path, "at": at.isoformat()}


def _words_of(snapshot: dict[str, Any]) -> tuple[str, str]:
    return snapshot["title"], snapshot["text"]
