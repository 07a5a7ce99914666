"""Appeals: a person says once why a decision is wrong, and another moderator decides whether it is."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kernel.clock import now
from kernel.db import change
from kernel.events import publish
from kernel.ids import new_id
from kernel.paging import DEFAULT_LIMIT, Page, cut_page, decode_cursor
from kernel.realtime import announce
from moderation import reviews, sanctions
from moderation.decisions import Action, log_decision
from moderation.errors import (
    AppealedAlready,
    AppealTooLate,
    NoOpenAppeal,
    NoOpenReview,
    NoSuchStatement,
    NothingToAppeal,
    OwnDecision,
    OwnWork,
    ReasonMissing,
)
from moderation.events import AppealDecided
from moderation.models import AppealRow
from moderation.sanctions import Sanction

#: Six months at their longest. Source: Regulation (EU) 2022/2065, article 20 (1).
APPEAL_DAYS = 184


class AppealState(StrEnum):
    """Whether somebody has answered an appeal, and how."""

    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"


@dataclass(frozen=True)
class Appeal:
    """What a person says against a sanction, and the answer."""

    id: uuid.UUID
    sanction_id: uuid.UUID
    text: str
    state: AppealState
    filed_at: dt.datetime
    moderator_id: uuid.UUID | None
    answer: str
    decided_at: dt.datetime | None


def closes_at(sanction: Sanction) -> dt.datetime:
    """Return until when an appeal against a sanction is taken."""
    return sanction.imposed_at + dt.timedelta(days=APPEAL_DAYS)


def file_appeal(session: Session, sanction_id: uuid.UUID, person_id: uuid.UUID, text: str) -> uuid.UUID:
    """Appeal against a sanction; return the appeal's id.

    Raises NoSuchStatement: it is about somebody else. Raises ReasonMissing, AppealTooLate, AppealedAlready.
    Raises NothingToAppeal: it was taken back, or is over.
    """
    sanction = sanctions.get_sanction(session, sanction_id)
    if sanction.person_id != person_id:
        raise NoSuchStatement
    if not text:
        raise ReasonMissing
    if not sanction.stands:
        raise NothingToAppeal
    if closes_at(sanction) < now():
        raise AppealTooLate
    appeal_id = new_id()
    row = {"id": appeal_id, "sanction_id": sanction_id, "text": text, "answer": ""}
    try:
        with session.begin_nested():
            session.execute(insert(AppealRow).values(row | {"state": AppealState.OPEN, "filed_at": now()}))
    except IntegrityError:
        raise AppealedAlready from None
    return appeal_id


def decide_appeal(
    session: Session, appeal_id: uuid.UUID, *, moderator_id: uuid.UUID, is_granted: bool, answer: str
) -> None:
    """Take the decision back or let it stand, with an answer. Of two who decide at once, the first counts.

    Raises NoOpenAppeal, OwnWork, ReasonMissing. Raises OwnDecision: the moderator made the decision.
    Publishes AppealDecided, and what lifting the sanction publishes.
    """
    appeal = get_appeal(session, appeal_id)
    sanction = sanctions.get_sanction(session, appeal.sanction_id)
    _check_may_answer(sanction, moderator_id)
    if not answer:
        raise ReasonMissing
    state = AppealState.GRANTED if is_granted else AppealState.REFUSED
    waiting = update(AppealRow).where(AppealRow.id == appeal_id, AppealRow.state == AppealState.OPEN)
    values = {"state": state, "moderator_id": moderator_id, "answer": answer, "decided_at": now()}
    if change(session, waiting.values(values)) != 1:
        raise NoOpenAppeal
    if is_granted:
        _revert(session, sanction, moderator_id, answer)
    else:
        _log_refusal(session, sanction, moderator_id, answer)
    publish(session, AppealDecided(sanction.id, sanction.person_id, is_granted))
    payload = {"statement_id": str(sanction.id), "is_granted": is_granted}
    announce(session, f"user:{sanction.person_id}", "appeal_decided", payload)


def get_appeal(session: Session, appeal_id: uuid.UUID) -> Appeal:
    """Return an appeal.

    Raises NoSuchStatement.
    """
    row = session.get(AppealRow, appeal_id, populate_existing=True)
    if row is None:
        raise NoSuchStatement
    return _appeal(row)


def list_open_appeals(
    session: Session, *, cursor: str | None = None, limit: int = DEFAULT_LIMIT
) -> Page[Appeal]:
    """Return the appeals that wait, the longest waiting first.

    Raises BadCursor.
    """
    query = select(AppealRow).where(AppealRow.state == AppealState.OPEN)
    if cursor is not None:
        query = query.where(AppealRow.id > decode_cursor(cursor))
    rows = session.scalars(query.order_by(AppealRow.id).limit(limit + 1)).all()
    return cut_page(rows, limit, lambda row: row.id).map(_appeal)


def list_appeals(session: Session, sanction_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Appeal]:
    """Return the appeals against these sanctions, by sanction, in one query."""
    rows = session.scalars(select(AppealRow).where(AppealRow.sanction_id.in_(sanction_ids)))
    return {row.sanction_id: _appeal(row) for row in rows}


def _check_may_answer(sanction: Sanction, moderator_id: uuid.UUID) -> None:
    if sanction.person_id == moderator_id:
        raise OwnWork
    if sanction.moderator_id == moderator_id:
        raise OwnDecision


def _revert(session: Session, sanction: Sanction, moderator_id: uuid.UUID, answer: str) -> None:
    """Undo a sanction, unless it has ended meanwhile; what was rejected is published."""
    if not sanctions.get_sanction(session, sanction.id).stands:
        return
    sanctions.lift(session, sanction.id, moderator_id=moderator_id, reason=answer)
    if sanction.action is not Action.REJECT:
        return
    try:
        reviews.decide(
            session,
            sanction.subject_id,
            moderator_id=moderator_id,
            decision=Action.APPROVE,
            reason=answer,
            is_administrator=True,
        )
    except NoOpenReview:
        return  # its creator has removed it since: there is nothing to publish


def _log_refusal(session: Session, sanction: Sanction, moderator_id: uuid.UUID, answer: str) -> None:
    log_decision(
        session,
        Action.REFUSE_APPEAL,
        subject_kind=sanction.subject_kind,
        subject_id=sanction.subject_id,
        moderator_id=moderator_id,
        reason=answer,
    )


def _appeal(row: AppealRow) -> Appeal:
    return Appeal(
        id=row.id,
        sanction_id=row.sanction_id,
        text=row.text,
        state=AppealState(row.state),
        filed_at=row.filed_at,
        moderator_id=row.moderator_id,
        answer=row.answer,
        decided_at=row.decided_at,
    )
