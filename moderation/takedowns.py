"""Takedowns: a moderator takes something from everybody's sight, at once, and can take that back."""

import uuid

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kernel.clock import now
from kernel.db import change
from kernel.events import publish
from kernel.ids import new_id
from moderation.decisions import Action, log_decision
from moderation.errors import AlreadyTakenDown, NotTakenDown, OwnWork, ReasonMissing
from moderation.events import TakedownReverted, TakenDown
from moderation.models import Takedown


def take_down(
    session: Session,
    *,
    subject_kind: str,
    subject_id: uuid.UUID,
    owner_id: uuid.UUID,
    moderator_id: uuid.UUID,
    reason: str,
) -> None:
    """Take a subject from everybody's sight.

    Raises AlreadyTakenDown, ReasonMissing.
    Publishes TakenDown.
    """
    if not reason:
        raise ReasonMissing
    row = {
        "id": new_id(),
        "subject_kind": subject_kind,
        "subject_id": subject_id,
        "owner_id": owner_id,
        "reason": reason,
        "taken_down_at": now(),
    }
    try:
        with session.begin_nested():
            session.execute(insert(Takedown).values(row))
    except IntegrityError:
        raise AlreadyTakenDown from None
    log_decision(
        session,
        Action.TAKE_DOWN,
        subject_kind=subject_kind,
        subject_id=subject_id,
        moderator_id=moderator_id,
        reason=reason,
    )
    publish(session, TakenDown(subject_kind, subject_id, owner_id, reason))


def revert(session: Session, subject_id: uuid.UUID, *, moderator_id: uuid.UUID, reason: str) -> None:
    """Take a takedown back.

    Raises NotTakenDown. Raises OwnWork: the moderator made it.
    Publishes TakedownReverted.
    """
    row = session.execute(
        select(Takedown.id, Takedown.subject_kind, Takedown.owner_id).where(
            Takedown.subject_id == subject_id, Takedown.reverted_at.is_(None)
        )
    ).one_or_none()
    if row is None:
        raise NotTakenDown
    if row.owner_id == moderator_id:
        raise OwnWork
    standing = update(Takedown).where(Takedown.id == row.id, Takedown.reverted_at.is_(None))
    if change(session, standing.values(reverted_at=now())) != 1:
        raise NotTakenDown
    log_decision(
        session,
        Action.REVERT_TAKEDOWN,
        subject_kind=row.subject_kind,
        subject_id=subject_id,
        moderator_id=moderator_id,
        reason=reason,
    )
    publish(session, TakedownReverted(row.subject_kind, subject_id, row.owner_id))
