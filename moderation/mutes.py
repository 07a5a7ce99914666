"""Mutes: who was muted may look and buy, and may not comment or post until it ends."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from kernel.clock import now
from moderation.decisions import Action
from moderation.errors import Muted
from moderation.models import SanctionRow


@dataclass(frozen=True)
class Mute:
    """A person may not comment or post, for good without `until`; why, says the statement."""

    statement_id: uuid.UUID
    until: dt.datetime | None


def check_may_speak(session: Session, person_id: uuid.UUID) -> None:
    """Refuse a person who may not comment or post at the moment.

    Raises Muted: with the statement to read, and until when.
    """
    mute = find_mute(session, person_id)
    if mute is not None:
        until = mute.until.isoformat() if mute.until else None
        raise Muted(statement_id=mute.statement_id, until=until)


def find_mute(session: Session, person_id: uuid.UUID) -> Mute | None:
    """Return the mute of a person who may not comment or post at the moment, or None."""
    row = session.execute(
        select(SanctionRow.id, SanctionRow.ends_at).where(
            SanctionRow.subject_id == person_id,
            SanctionRow.action == Action.MUTE,
            SanctionRow.lifted_at.is_(None),
        )
    ).one_or_none()
    if row is None or (row.ends_at is not None and row.ends_at <= now()):
        return None
    return Mute(row.id, row.ends_at)
