"""Sanctions: what is done to a subject or a person, for a while or for good, and taking it back.

Each one is a statement of reasons that its person can read (`moderation.statements`).
"""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from accounts import people, suspensions
from kernel.clock import now
from kernel.db import change
from kernel.events import publish
from kernel.ids import new_id
from kernel.realtime import announce
from moderation.decisions import Action, log_decision
from moderation.errors import AlreadySanctioned, NoSuchStatement, NotSanctioned, OwnWork, ReasonMissing
from moderation.events import StatementIssued, TakedownReverted, TakenDown
from moderation.models import SanctionRow
from moderation.notices import NoticeCategory
from moderation.reasons import Template, full_reason, sentence_of
from moderation.subjects import find_subject

#: What is done to a person; all other actions are done to what he made.
PERSON_ACTIONS = frozenset({Action.MUTE, Action.SUSPEND})
#: Actions after which nobody sees the subject.
HIDING = frozenset({Action.TAKE_DOWN, Action.REJECT})
BATCH = 100


@dataclass(frozen=True)
class Sanction:
    """What was done, to what, whose it is, why, and for how long. It stands until it is lifted."""

    id: uuid.UUID
    case_id: uuid.UUID | None
    action: Action
    subject_kind: str
    subject_id: uuid.UUID
    person_id: uuid.UUID
    moderator_id: uuid.UUID | None
    category: NoticeCategory
    template: Template | None
    reason: str
    title: str
    imposed_at: dt.datetime
    ends_at: dt.datetime | None
    lifted_at: dt.datetime | None

    @property
    def stands(self) -> bool:
        """Tell whether it still has its effect."""
        return self.lifted_at is None


@dataclass(frozen=True)
class NewSanction:
    """A sanction to be imposed. `about` is what the case is about when that is not the subject itself."""

    action: Action
    subject_kind: str
    subject_id: uuid.UUID
    person_id: uuid.UUID
    moderator_id: uuid.UUID
    reason: str
    category: NoticeCategory = NoticeCategory.OTHER
    template: Template | None = None
    days: int | None = None
    case_id: uuid.UUID | None = None
    title: str = ""
    about: tuple[str, uuid.UUID] | None = None


def impose(session: Session, new: NewSanction) -> uuid.UUID:
    """Impose a sanction, write it down and tell the person; return the statement's id.

    Raises ReasonMissing, OwnWork. Raises AlreadySanctioned: the same stands already.
    Publishes StatementIssued, and TakenDown or PersonSuspended.
    """
    if not new.reason and new.template is None:
        raise ReasonMissing
    if new.person_id == new.moderator_id:
        raise OwnWork
    title = new.title or _find_title(session, new)
    statement_id = _insert(session, new, title)
    kind, subject_id = new.about or (new.subject_kind, new.subject_id)
    log_decision(
        session,
        new.action,
        subject_kind=kind,
        subject_id=subject_id,
        moderator_id=new.moderator_id,
        reason=full_reason(new.template, new.reason),
    )
    _begin(session, new)
    publish(session, StatementIssued(statement_id, new.person_id, new.action, title))
    payload = {"statement_id": str(statement_id), "action": str(new.action)}
    announce(session, f"user:{new.person_id}", "statement_issued", payload)
    return statement_id


def lift(session: Session, sanction_id: uuid.UUID, *, moderator_id: uuid.UUID, reason: str) -> Sanction:
    """Take a sanction back, with all that it did; return it as it stood.

    Raises NoSuchStatement. Raises NotSanctioned: it was taken back, or is over. Raises OwnWork.
    Publishes TakedownReverted if something is shown again.
    """
    sanction = get_sanction(session, sanction_id)
    if sanction.person_id == moderator_id:
        raise OwnWork
    if not _end(session, sanction):
        raise NotSanctioned
    log_decision(
        session,
        Action.REVERT_TAKEDOWN if sanction.action is Action.TAKE_DOWN else Action.LIFT,
        subject_kind=sanction.subject_kind,
        subject_id=sanction.subject_id,
        moderator_id=moderator_id,
        reason=reason,
    )
    return sanction


def lift_due(session: Session) -> int:
    """End the sanctions whose time is over; return how many. Safe to repeat."""
    due = select(SanctionRow).where(SanctionRow.lifted_at.is_(None), SanctionRow.ends_at <= now())
    return sum(_end(session, _sanction(row)) for row in session.scalars(due.limit(BATCH)).all())


def get_sanction(session: Session, sanction_id: uuid.UUID) -> Sanction:
    """Return a sanction.

    Raises NoSuchStatement.
    """
    row = session.get(SanctionRow, sanction_id, populate_existing=True)
    if row is None:
        raise NoSuchStatement
    return _sanction(row)


def list_sanctions(session: Session, ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Sanction]:
    """Return the sanctions with these ids, in one query."""
    rows = session.scalars(select(SanctionRow).where(SanctionRow.id.in_(ids)))
    return {row.id: _sanction(row) for row in rows}


def find_standing(session: Session, subject_id: uuid.UUID, action: Action) -> Sanction | None:
    """Return the standing sanction of this action on a subject, or None."""
    row = session.scalars(
        select(SanctionRow).where(
            SanctionRow.subject_id == subject_id,
            SanctionRow.action == action,
            SanctionRow.lifted_at.is_(None),
        )
    ).one_or_none()
    return None if row is None else _sanction(row)


def list_of_person(session: Session, person_id: uuid.UUID, *, limit: int = BATCH) -> Sequence[Sanction]:
    """Return what was decided against a person, newest first, at most `limit`."""
    query = select(SanctionRow).where(SanctionRow.person_id == person_id).order_by(SanctionRow.id.desc())
    return [_sanction(row) for row in session.scalars(query.limit(limit))]


def list_of_case(session: Session, case_id: uuid.UUID) -> Sequence[Sanction]:
    """Return what was done in a case, oldest first."""
    query = select(SanctionRow).where(SanctionRow.case_id == case_id).order_by(SanctionRow.id)
    return [_sanction(row) for row in session.scalars(query)]


def _find_title(session: Session, new: NewSanction) -> str:
    subject = find_subject(session, new.subject_kind, new.subject_id)
    return subject.title if subject else ""


def _insert(session: Session, new: NewSanction, title: str) -> uuid.UUID:
    _end_what_is_over(session, new.subject_id, new.action)
    statement_id, at = new_id(), now()
    row = {
        "id": statement_id,
        "case_id": new.case_id,
        "action": new.action,
        "subject_kind": new.subject_kind,
        "subject_id": new.subject_id,
        "person_id": new.person_id,
        "moderator_id": new.moderator_id,
        "category": new.category,
        "template": new.template,
        "reason": new.reason,
        "title": title,
        "imposed_at": at,
        "ends_at": at + dt.timedelta(days=new.days) if new.days else None,
    }
    try:
        with session.begin_nested():
            session.execute(insert(SanctionRow).values(row))
    except IntegrityError:
        raise AlreadySanctioned from None
    return statement_id


def _begin(session: Session, new: NewSanction) -> None:
    """Do what a sanction says; limits and mutes are asked for where they count."""
    if new.action is Action.TAKE_DOWN:
        text = sentence_of(new.template, new.reason)
        publish(session, TakenDown(new.subject_kind, new.subject_id, new.person_id, text, new.moderator_id))
    elif new.action is Action.SUSPEND:
        people.suspend(session, new.person_id)


def _end(session: Session, sanction: Sanction) -> bool:
    """Undo what a sanction did; tell whether it stood. Of two who end it at once, one does."""
    standing = update(SanctionRow).where(SanctionRow.id == sanction.id, SanctionRow.lifted_at.is_(None))
    if change(session, standing.values(lifted_at=now())) != 1:
        return False
    if sanction.action in HIDING:
        reverted = TakedownReverted(sanction.subject_kind, sanction.subject_id, sanction.person_id)
        publish(session, reverted)
    elif sanction.action is Action.SUSPEND:
        suspensions.reinstate(session, sanction.person_id)
    return True


def _end_what_is_over(session: Session, subject_id: uuid.UUID, action: Action) -> None:
    """End a sanction whose time is over before the worker does: a new one may follow it."""
    earlier = find_standing(session, subject_id, action)
    if earlier is not None and earlier.ends_at is not None and earlier.ends_at <= now():
        _end(session, earlier)


def _sanction(row: SanctionRow) -> Sanction:
    return Sanction(
        id=row.id,
        case_id=row.case_id,
        action=Action(row.action),
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        person_id=row.person_id,
        moderator_id=row.moderator_id,
        category=NoticeCategory(row.category),
        template=Template(row.template) if row.template else None,
        reason=row.reason,
        title=row.title,
        imposed_at=row.imposed_at,
        ends_at=row.ends_at,
        lifted_at=row.lifted_at,
    )
