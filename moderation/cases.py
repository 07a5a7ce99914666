"""Cases: all that was reported of one subject, in one place, until a moderator has decided about it.

A subject has one case; `moderation.reports` opens it, and whatever is reported later opens it again.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, and_, or_, select, update
from sqlalchemy.orm import Session

from kernel.clock import now
from kernel.db import change
from kernel.paging import DEFAULT_LIMIT, Page, cut_page, decode_cursor
from moderation import notices
from moderation.decisions import Action, log_decision
from moderation.errors import (
    AlreadyEscalated,
    CaseDecided,
    CaseEscalated,
    NoSuchCase,
    OwnReport,
    OwnWork,
    ReasonMissing,
)
from moderation.models import CaseRow, NoticeRow
from moderation.notices import NoticeState

#: What was reported is kept as evidence as long as orders and broadcasts are.
KEPT_DAYS = 3 * 365


class CaseState(StrEnum):
    """Where a case is: it waits for a moderator, or for an administrator, or was decided."""

    OPEN = "open"
    ESCALATED = "escalated"
    CLOSED = "closed"


WAITING = (CaseState.OPEN, CaseState.ESCALATED)


@dataclass(frozen=True)
class Evidence:
    """What a subject said when it was reported."""

    title: str
    text: str
    path: str
    at: dt.datetime


@dataclass(frozen=True)
class Case:
    """A subject that was reported; `evidence` has what it said, oldest first."""

    id: uuid.UUID
    subject_kind: str
    subject_id: uuid.UUID
    owner_id: uuid.UUID
    state: CaseState
    rank: int
    evidence: Sequence[Evidence]
    escalated_by_id: uuid.UUID | None
    opened_at: dt.datetime
    closed_at: dt.datetime | None

    @property
    def is_waiting(self) -> bool:
        """Tell whether somebody has to decide."""
        return self.state in WAITING


def get_case(session: Session, case_id: uuid.UUID) -> Case:
    """Return a case.

    Raises NoSuchCase.
    """
    row = session.get(CaseRow, case_id, populate_existing=True)
    if row is None:
        raise NoSuchCase
    return _case(row)


def find_case_id(session: Session, subject_kind: str, subject_id: uuid.UUID) -> uuid.UUID | None:
    """Return the id of a subject's case, or None: it was never reported."""
    return session.scalar(select(CaseRow.id).where(*_of(subject_kind, subject_id)))


def list_evidence(session: Session, subject_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Evidence]:
    """Return what these subjects said when they were reported last, in one query."""
    rows = session.scalars(select(CaseRow).where(CaseRow.subject_id.in_(subject_ids)))
    return {row.subject_id: _case(row).evidence[-1] for row in rows}


def list_cases(
    session: Session, *states: CaseState, cursor: str | None = None, limit: int = DEFAULT_LIMIT
) -> Page[Case]:
    """Return cases in these states, the most urgent first.

    Raises BadCursor.
    """
    query = select(CaseRow).where(CaseRow.state.in_(states))
    if cursor is not None:
        last = session.get(CaseRow, decode_cursor(cursor))
        query = query.where(_after(last.rank, last.id) if last else CaseRow.id.is_(None))
    rows = session.scalars(query.order_by(CaseRow.rank.desc(), CaseRow.id).limit(limit + 1)).all()
    return cut_page(rows, limit, lambda row: row.id).map(_case)


def find_neighbours(session: Session, this: Case) -> tuple[uuid.UUID | None, uuid.UUID | None]:
    """Return the ids of the waiting cases before and after this one in the queue."""
    waiting = select(CaseRow.id).where(CaseRow.state.in_(WAITING))
    before = waiting.where(_before(this.rank, this.id)).order_by(CaseRow.rank, CaseRow.id.desc()).limit(1)
    after = waiting.where(_after(this.rank, this.id)).order_by(CaseRow.rank.desc(), CaseRow.id).limit(1)
    return session.scalar(before), session.scalar(after)


def claim(session: Session, this: Case, *, moderator_id: uuid.UUID, is_administrator: bool) -> None:
    """Close a case because this moderator decides it. Of two who decide at once, the first one counts.

    Raises OwnWork, OwnReport, CaseEscalated, CaseDecided.
    """
    _check_may_decide(session, this, moderator_id)
    if this.state is CaseState.ESCALATED and not is_administrator:
        raise CaseEscalated
    states = WAITING if is_administrator else (CaseState.OPEN,)
    if not _close(session, CaseRow.id == this.id, CaseRow.state.in_(states)):
        raise CaseDecided


def dismiss(
    session: Session, case_id: uuid.UUID, *, moderator_id: uuid.UUID, is_administrator: bool, reason: str
) -> None:
    """Decide that nothing has to be done.

    Raises NoSuchCase, OwnWork, OwnReport, CaseEscalated, CaseDecided. Publishes NoticeDecided.
    """
    this = get_case(session, case_id)
    claim(session, this, moderator_id=moderator_id, is_administrator=is_administrator)
    notices.close_notices(session, this.subject_kind, this.subject_id, NoticeState.DISMISSED)
    _log(session, Action.DISMISS, this, moderator_id, reason)


def escalate(session: Session, case_id: uuid.UUID, *, moderator_id: uuid.UUID, reason: str) -> None:
    """Leave a case to an administrator, with a word on why.

    Raises NoSuchCase, OwnWork, OwnReport, ReasonMissing. Raises AlreadyEscalated, CaseDecided.
    """
    this = get_case(session, case_id)
    _check_may_decide(session, this, moderator_id)
    if not reason:
        raise ReasonMissing
    if this.state is CaseState.ESCALATED:
        raise AlreadyEscalated
    waiting = update(CaseRow).where(CaseRow.id == case_id, CaseRow.state == CaseState.OPEN)
    if change(session, waiting.values(state=CaseState.ESCALATED, escalated_by_id=moderator_id)) != 1:
        raise CaseDecided
    _log(session, Action.ESCALATE, this, moderator_id, reason)


def settle(session: Session, subject_kind: str, subject_id: uuid.UUID, outcome: NoticeState) -> None:
    """Close a subject's case and notices, if there are any: somebody acted elsewhere. Safe to repeat.

    Publishes NoticeDecided.
    """
    _close(session, *_of(subject_kind, subject_id), CaseRow.state.in_(WAITING))
    notices.close_notices(session, subject_kind, subject_id, outcome)


def select_kept() -> Select[Any]:
    """Return the query of the ids of all subjects that are evidence and must not be deleted."""
    since = now() - dt.timedelta(days=KEPT_DAYS)
    return select(CaseRow.subject_id).where(or_(CaseRow.state.in_(WAITING), CaseRow.closed_at > since))


def _check_may_decide(session: Session, this: Case, moderator_id: uuid.UUID) -> None:
    if this.owner_id == moderator_id:
        raise OwnWork
    own = select(NoticeRow.id).where(
        NoticeRow.subject_id == this.subject_id,
        NoticeRow.subject_kind == this.subject_kind,
        NoticeRow.reporter_id == moderator_id,
        NoticeRow.state == NoticeState.OPEN,
    )
    if session.scalar(own) is not None:
        raise OwnReport


def _close(session: Session, *conditions: Any) -> bool:
    closing = update(CaseRow).where(*conditions)
    closed = closing.values(state=CaseState.CLOSED, closed_at=now(), escalated_by_id=None)
    return change(session, closed) == 1


def _log(session: Session, action: Action, this: Case, moderator_id: uuid.UUID, reason: str) -> None:
    log_decision(
        session,
        action,
        subject_kind=this.subject_kind,
        subject_id=this.subject_id,
        moderator_id=moderator_id,
        reason=reason,
    )


def _of(subject_kind: str, subject_id: uuid.UUID) -> tuple[Any, Any]:
    return CaseRow.subject_id == subject_id, CaseRow.subject_kind == subject_kind


def _after(rank: int, case_id: uuid.UUID) -> Any:
    return or_(CaseRow.rank < rank, and_(CaseRow.rank == rank, CaseRow.id > case_id))


def _before(rank: int, case_id: uuid.UUID) -> Any:
    return or_(CaseRow.rank > rank, and_(CaseRow.rank == rank, CaseRow.id < case_id))


def _case(row: CaseRow) -> Case:
    return Case(
        id=row.id,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        owner_id=row.owner_id,
        state=CaseState(row.state),
        rank=row.rank,
        evidence=[
            Evidence(one["title"], one["text"], one["path"], dt.datetime.fromisoformat(one["at"]))
            for one in row.evidence
        ],
        escalated_by_id=row.escalated_by_id,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
    )
