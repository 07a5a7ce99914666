"""Polls: a question to the room, one vote a person, counted while it is open."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kernel.clock import now
from kernel.db import change
from kernel.realtime import announce
from live.broadcasts import lock_broadcast, ms_of, room_of
from live.errors import AlreadyVoted, NoSuchPoll, PollClosed, PollIsOpen, WrongBroadcastState
from live.models import PollRow, PollVote
from live.values import Poll


def open_poll(
    session: Session, broadcast_id: uuid.UUID, *, question: str, options: Sequence[str], seconds: int
) -> Poll:
    """Ask the room something for some seconds; the caller asks who may.

    Raises NoSuchBroadcast. Raises WrongBroadcastState: it is not on the air. Raises PollIsOpen.
    """
    broadcast = lock_broadcast(session, broadcast_id)
    if not broadcast.is_live:
        raise WrongBroadcastState(state=broadcast.state)
    if find_open_poll(session, broadcast_id) is not None:
        raise PollIsOpen
    at = now()
    row = PollRow(
        broadcast_id=broadcast_id,
        question=question,
        options=list(options),
        opened_at=at,
        closes_at=at + dt.timedelta(seconds=seconds),
        told_votes_count=0,
    )
    session.add(row)
    session.flush()
    poll = _build(session, [row])[0]
    announce(session, room_of(broadcast_id), "poll_opened", describe_poll(poll))
    return poll


def vote(
    session: Session, broadcast_id: uuid.UUID, poll_id: uuid.UUID, user_id: uuid.UUID, option: int
) -> Poll:
    """Count a person's vote; `option` is the number of the answer, from 0.

    Raises NoSuchPoll: there is none, or no such answer. Raises PollClosed, AlreadyVoted.
    """
    poll = get_poll(session, broadcast_id, poll_id)
    if not 0 <= option < len(poll.options):
        raise NoSuchPoll
    if not poll.is_open:
        raise PollClosed
    row = {"poll_id": poll_id, "user_id": user_id, "option": option, "created_at": now()}
    try:
        with session.begin_nested():
            session.execute(insert(PollVote).values(row))
    except IntegrityError:
        raise AlreadyVoted from None
    return get_poll(session, broadcast_id, poll_id)


def close_poll(session: Session, broadcast_id: uuid.UUID, poll_id: uuid.UUID) -> Poll:
    """End a poll and tell the room its outcome. Safe to repeat.

    Raises NoSuchPoll.
    """
    get_poll(session, broadcast_id, poll_id)
    _close(session, poll_id)
    return get_poll(session, broadcast_id, poll_id)


def close_polls_of(session: Session, broadcast_id: uuid.UUID) -> None:
    """End whatever a broadcast still asks."""
    standing = select(PollRow.id).where(PollRow.broadcast_id == broadcast_id, PollRow.closed_at.is_(None))
    for poll_id in session.scalars(standing).all():
        _close(session, poll_id)


def get_poll(session: Session, broadcast_id: uuid.UUID, poll_id: uuid.UUID) -> Poll:
    """Return a poll of a broadcast.

    Raises NoSuchPoll.
    """
    query = select(PollRow).where(PollRow.id == poll_id, PollRow.broadcast_id == broadcast_id)
    row = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NoSuchPoll
    return _build(session, [row])[0]


def find_open_poll(session: Session, broadcast_id: uuid.UUID) -> Poll | None:
    """Return what a broadcast asks at the moment, or None."""
    query = select(PollRow).where(
        PollRow.broadcast_id == broadcast_id, PollRow.closed_at.is_(None), PollRow.closes_at > now()
    )
    rows = session.scalars(query.order_by(PollRow.id.desc()).limit(1)).all()
    return _build(session, rows)[0] if rows else None


def list_polls(session: Session, broadcast_id: uuid.UUID) -> Sequence[Poll]:
    """Return everything a broadcast has asked, oldest first."""
    query = select(PollRow).where(PollRow.broadcast_id == broadcast_id).order_by(PollRow.id)
    return _build(session, session.scalars(query).all())


def find_vote(session: Session, poll_id: uuid.UUID, user_id: uuid.UUID) -> int | None:
    """Return what a person chose, or None."""
    row = session.get(PollVote, (poll_id, user_id))
    return None if row is None else row.option


def tell_polls(session: Session) -> None:
    """Tell rooms how their polls stand when that has changed, and end those whose time is over.

    A vote is not told by itself: a thousand of them would be a thousand messages to a thousand screens.
    """
    rows = session.scalars(select(PollRow).where(PollRow.closed_at.is_(None))).all()
    for row, poll in zip(rows, _build(session, rows), strict=True):
        if row.closes_at <= now():
            _close(session, row.id)
        elif sum(poll.votes) != row.told_votes_count:
            told = update(PollRow).where(PollRow.id == row.id)
            session.execute(told.values(told_votes_count=sum(poll.votes)))
            announce(session, room_of(row.broadcast_id), "poll_changed", describe_poll(poll))


def describe_poll(poll: Poll) -> dict[str, Any]:
    """Return a poll as it goes over the wire."""
    return {
        "id": str(poll.id),
        "question": poll.question,
        "options": list(poll.options),
        "votes": list(poll.votes),
        "closes_at_ms": ms_of(poll.closes_at),
        "is_open": poll.is_open,
    }


def _close(session: Session, poll_id: uuid.UUID) -> None:
    standing = update(PollRow).where(PollRow.id == poll_id, PollRow.closed_at.is_(None))
    if change(session, standing.values(closed_at=now())) == 1:
        poll = _build(session, [session.get_one(PollRow, poll_id, populate_existing=True)])[0]
        announce(session, room_of(poll.broadcast_id), "poll_closed", describe_poll(poll))


def _build(session: Session, rows: Sequence[PollRow]) -> list[Poll]:
    if not rows:
        return []
    counted = session.execute(
        select(PollVote.poll_id, PollVote.option, func.count())
        .where(PollVote.poll_id.in_([row.id for row in rows]))
        .group_by(PollVote.poll_id, PollVote.option)
    )
    votes = {(poll_id, option): count for poll_id, option, count in counted}
    return [
        Poll(
            id=row.id,
            broadcast_id=row.broadcast_id,
            question=row.question,
            options=row.options,
            votes=[votes.get((row.id, option), 0) for option in range(len(row.options))],
            opened_at=row.opened_at,
            closes_at=row.closes_at,
            is_open=row.closed_at is None and row.closes_at > now(),
        )
        for row in rows
    ]
