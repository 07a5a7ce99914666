"""Takedowns: the sanction that takes something from everybody's sight, at once, until it is taken back."""

import uuid
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from moderation import cases, sanctions
from moderation.decisions import Action
from moderation.errors import NotSanctioned
from moderation.models import SanctionRow
from moderation.notices import NoticeState
from moderation.sanctions import NewSanction


def take_down(
    session: Session,
    *,
    subject_kind: str,
    subject_id: uuid.UUID,
    owner_id: uuid.UUID,
    moderator_id: uuid.UUID,
    reason: str,
) -> None:
    """Take a subject from everybody's sight, and close its case: what was reported was acted on.

    Raises AlreadySanctioned, OwnWork, ReasonMissing.
    Publishes TakenDown, StatementIssued.
    """
    case_id = cases.find_case_id(session, subject_kind, subject_id)
    new = NewSanction(
        Action.TAKE_DOWN, subject_kind, subject_id, owner_id, moderator_id, reason, case_id=case_id
    )
    sanctions.impose(session, new)
    cases.settle(session, subject_kind, subject_id, NoticeState.ACTED_ON)


def revert(session: Session, subject_id: uuid.UUID, *, moderator_id: uuid.UUID, reason: str) -> None:
    """Take a takedown back.

    Raises NotSanctioned. Raises OwnWork: the moderator made it.
    Publishes TakedownReverted.
    """
    standing = sanctions.find_standing(session, subject_id, Action.TAKE_DOWN)
    if standing is None:
        raise NotSanctioned
    sanctions.lift(session, standing.id, moderator_id=moderator_id, reason=reason)


def select_taken_down() -> Select[Any]:
    """Return the query of the ids of everything that moderators have taken from everybody's sight."""
    return select(SanctionRow.subject_id).where(
        SanctionRow.action == Action.TAKE_DOWN, SanctionRow.lifted_at.is_(None)
    )


def is_taken_down(session: Session, subject_id: uuid.UUID) -> bool:
    """Tell whether a moderator has taken a subject from everybody's sight."""
    return sanctions.find_standing(session, subject_id, Action.TAKE_DOWN) is not None
