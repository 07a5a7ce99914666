"""The log of decisions: who, what, when and why. It is only ever added to."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from kernel.clock import now
from kernel.ids import new_id
from moderation.models import Decision as DecisionRow


class Action(StrEnum):
    """What a moderator can do."""

    APPROVE = "approve"
    REJECT = "reject"
    TAKE_DOWN = "take_down"
    REVERT_TAKEDOWN = "revert_takedown"
    WARN = "warn"
    DISMISS = "dismiss"
    ESCALATE = "escalate"
    LIMIT = "limit"
    MUTE = "mute"
    SUSPEND = "suspend"
    LIFT = "lift"
    REFUSE_APPEAL = "refuse_appeal"


@dataclass(frozen=True)
class Decision:
    """One entry of the log."""

    subject_id: uuid.UUID
    moderator_id: uuid.UUID
    action: Action
    reason: str
    decided_at: dt.datetime


def log_decision(
    session: Session,
    action: Action,
    *,
    subject_kind: str,
    subject_id: uuid.UUID,
    moderator_id: uuid.UUID,
    reason: str,
) -> None:
    """Add an entry, in the transaction of what it tells of."""
    session.execute(
        insert(DecisionRow).values(
            id=new_id(),
            subject_kind=subject_kind,
            subject_id=subject_id,
            moderator_id=moderator_id,
            action=action,
            reason=reason,
            decided_at=now(),
        )
    )


def list_decisions(session: Session, subject_id: uuid.UUID) -> Sequence[Decision]:
    """Return everything that was decided about a subject, oldest first."""
    rows = session.scalars(
        select(DecisionRow).where(DecisionRow.subject_id == subject_id).order_by(DecisionRow.id)
    )
    return [
        Decision(row.subject_id, row.moderator_id, Action(row.action), row.reason, row.decided_at)
        for row in rows
    ]
