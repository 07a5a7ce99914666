"""What moderators of the market see of everything that is live, and what they can do about it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from accounts import people
from kernel.realtime import announce
from live.broadcasts import get_broadcast, list_live
from live.chat import build_author
from live.errors import WrongBroadcastState
from live.models import CommentRow
from live.states import BroadcastState
from live.values import Author, Broadcast, CommentState
from moderation import notices, takedowns
from moderation.decisions import Action, log_decision
from moderation.errors import OwnWork, ReasonMissing

SUBJECT_KIND = "broadcast"


@dataclass(frozen=True)
class WallItem:
    """A broadcast on the air as moderators see it."""

    broadcast: Broadcast
    host: Author
    reports_count: int
    held_comments_count: int


def list_wall(session: Session) -> Sequence[WallItem]:
    """Return everything on the air but rehearsals: the most reported first, then the most watched."""
    shown = [one for one in list_live(session) if not one.is_rehearsal]
    ids = [one.id for one in shown]
    hosts = people.list_people(session, {one.creator_id for one in shown})
    reports = notices.count_open(session, ids)
    held = _count_held(session, ids)
    items = [
        WallItem(one, build_author(hosts[one.creator_id]), reports.get(one.id, 0), held.get(one.id, 0))
        for one in shown
    ]
    return sorted(items, key=lambda item: (-item.reports_count, -item.broadcast.viewers_count))


def warn_host(session: Session, broadcast_id: uuid.UUID, moderator_id: uuid.UUID, reason: str) -> None:
    """Tell a host what a moderator wants to be changed; the broadcast goes on.

    Raises NoSuchBroadcast, ReasonMissing, OwnWork. Raises WrongBroadcastState: it is over.
    """
    broadcast = get_broadcast(session, broadcast_id)
    if not reason:
        raise ReasonMissing
    if broadcast.creator_id == moderator_id:
        raise OwnWork
    if broadcast.is_over:
        raise WrongBroadcastState(state=broadcast.state)
    _log(session, Action.WARN, broadcast_id, moderator_id, reason)
    payload = {"broadcast_id": str(broadcast_id), "reason": reason}
    announce(session, f"user:{broadcast.creator_id}", "host_warned", payload)


def stop(session: Session, broadcast_id: uuid.UUID, moderator_id: uuid.UUID, reason: str) -> Broadcast:
    """Stop a broadcast at once with a reason, and close what was reported of it. Nothing is deleted.

    Raises NoSuchBroadcast, ReasonMissing, OwnWork, AlreadySanctioned.
    Raises WrongBroadcastState: it is stopped already.
    Publishes TakenDown (which stops it), StatementIssued, BroadcastEnded.
    """
    broadcast = get_broadcast(session, broadcast_id)
    if broadcast.state is BroadcastState.STOPPED:
        raise WrongBroadcastState(state=broadcast.state)
    takedowns.take_down(
        session,
        subject_kind=SUBJECT_KIND,
        subject_id=broadcast_id,
        owner_id=broadcast.creator_id,
        moderator_id=moderator_id,
        reason=reason,
    )
    return get_broadcast(session, broadcast_id)


def _count_held(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    rows = session.execute(
        select(CommentRow.broadcast_id, func.count().label("held_count"))
        .where(CommentRow.broadcast_id.in_(ids), CommentRow.state == CommentState.HELD)
        .group_by(CommentRow.broadcast_id)
    )
    return {row.broadcast_id: row.held_count for row in rows}


def _log(
    session: Session, action: Action, broadcast_id: uuid.UUID, moderator_id: uuid.UUID, reason: str
) -> None:
    log_decision(
        session,
        action,
        subject_kind=SUBJECT_KIND,
        subject_id=broadcast_id,
        moderator_id=moderator_id,
        reason=reason,
    )
