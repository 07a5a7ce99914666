"""Mutes: who was muted may look and buy, and may not comment or post until it ends."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from kernel.clock import now
from moderation.decisions import Action
from moderation.errors import Muted
from moderation.models import SanctionRow


def check_may_speak(session: Session, person_id: uuid.UUID) -> None:
    """Refuse a person who may not comment or post at the moment.

    Raises Muted: with the statement to read, and until when.
    """
    row = session.execute(
        select(SanctionRow.id, SanctionRow.ends_at).where(
            SanctionRow.subject_id == person_id,
            SanctionRow.action == Action.MUTE,
            SanctionRow.lifted_at.is_(None),
        )
    ).one_or_none()
    if row is not None and (row.ends_at is None or row.ends_at > now()):
        until = row.ends_at.isoformat() if row.ends_at else None
        raise Muted(statement_id=row.id, until=until)
