"""The chat of a broadcast: what was said, what waits for a look, what was taken away, who may not talk.

The realtime process decides what may be said and tells the room; here it is kept, searched and moderated.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from accounts import people
from accounts.people import Person
from kernel.clock import now
from kernel.db import change
from kernel.paging import DEFAULT_LIMIT, Page, cut_page, decode_cursor
from kernel.realtime import announce
from live.broadcasts import get_broadcast, list_broadcasts, may_moderate, ms_of, room_of
from live.errors import CannotRestrict, NoSuchComment
from live.models import BroadcastRow, CommentRow, RestrictionRow, RoomModerator
from live.values import Author, Comment, CommentState, NewComment, Restriction, RestrictionKind

LAST_COMMENTS = 30
#: Values of one INSERT; SQLite takes 32,766 parameters.
_BATCH = 1000


def record_comments(session: Session, comments: Sequence[NewComment]) -> int:
    """Write comments in bulk; one that is there already stays as it is. Return how many were new.

    Those that are held are told to the host of their broadcast and to its moderators.
    """
    new: set[uuid.UUID] = set()
    for start in range(0, len(comments), _BATCH):
        new |= _insert(session, comments[start : start + _BATCH])
    held = [one for one in comments if one.state is CommentState.HELD and one.id in new]
    if held:
        _tell_held(session, held)
    return len(new)


def list_last_comments(
    session: Session, broadcast_id: uuid.UUID, count: int = LAST_COMMENTS
) -> Sequence[Comment]:
    """Return what was said last and is shown, oldest first."""
    rows = session.scalars(
        select(CommentRow)
        .where(CommentRow.broadcast_id == broadcast_id, CommentRow.state == CommentState.SHOWN)
        .order_by(CommentRow.id.desc())
        .limit(count)
    ).all()
    return _build(session, broadcast_id, rows[::-1])


def list_comments(
    session: Session,
    broadcast_id: uuid.UUID,
    *,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    cursor: str | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Page[Comment]:
    """Return what was said and is shown in a stretch of media time, oldest first: for a replay.

    Raises BadCursor.
    """
    conditions = [CommentRow.state == CommentState.SHOWN]
    if since is not None:
        conditions.append(CommentRow.program_time >= since)
    if until is not None:
        conditions.append(CommentRow.program_time < until)
    if cursor:
        conditions.append(CommentRow.id > decode_cursor(cursor))
    return _page(session, broadcast_id, conditions, CommentRow.id.asc(), limit)


def search_comments(
    session: Session,
    broadcast_id: uuid.UUID,
    *,
    state: CommentState | None = None,
    words: str = "",
    cursor: str | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Page[Comment]:
    """Return comments as moderators look for them, newest first; what was removed is among them.

    Raises BadCursor.
    """
    conditions: list[ColumnElement[bool]] = []
    if state is not None:
        conditions.append(CommentRow.state == state)
    if words:
        conditions.append(CommentRow.text.icontains(words, autoescape=True))
    if cursor:
        conditions.append(CommentRow.id < decode_cursor(cursor))
    return _page(session, broadcast_id, conditions, CommentRow.id.desc(), limit)


def remove_comment(
    session: Session, broadcast_id: uuid.UUID, comment_id: uuid.UUID, *, actor_id: uuid.UUID
) -> None:
    """Take a comment off every screen; it is kept as evidence. Safe to repeat.

    Raises NoSuchComment: there is none in this broadcast (yet: it is written within a second).
    """
    _decide(session, broadcast_id, comment_id, CommentState.REMOVED, actor_id)
    announce(session, room_of(broadcast_id), "comment_removed", {"comment_id": str(comment_id)})


def release_comment(
    session: Session, broadcast_id: uuid.UUID, comment_id: uuid.UUID, *, actor_id: uuid.UUID
) -> None:
    """Show a comment that waited for a look, or one that was removed. Safe to repeat.

    Raises NoSuchComment.
    """
    _decide(session, broadcast_id, comment_id, CommentState.SHOWN, actor_id)
    row = session.get_one(CommentRow, comment_id, populate_existing=True)
    comment = _build(session, broadcast_id, [row])[0]
    announce(session, room_of(broadcast_id), "comment_released", {"comment": describe_comment(comment)})


def restrict(
    session: Session,
    broadcast_id: uuid.UUID,
    user_id: uuid.UUID,
    *,
    kind: RestrictionKind,
    seconds: int | None,
    actor_id: uuid.UUID,
) -> Restriction:
    """Keep a person from talking or from being there, for some seconds or for good; a later word counts.

    Raises NoSuchBroadcast, NoSuchPerson. Raises CannotRestrict: he runs the show or keeps its peace.
    """
    people.get_person(session, user_id)
    broadcast = get_broadcast(session, broadcast_id)
    if may_moderate(session, broadcast, user_id, is_moderator=False) or user_id == actor_id:
        raise CannotRestrict
    at = now()
    until = at + dt.timedelta(seconds=seconds) if seconds else None
    key = {"broadcast_id": broadcast_id, "user_id": user_id}
    values = {"kind": kind, "until": until, "actor_id": actor_id, "created_at": at}
    insert = _dialect(session).insert(RestrictionRow).values(**key, **values)
    session.execute(insert.on_conflict_do_update(index_elements=list(key), set_=values))
    payload = {"user_id": str(user_id), "kind": str(kind), "until_ms": ms_of(until)}
    announce(session, room_of(broadcast_id), "person_restricted", payload)
    return Restriction(user_id, kind, until)


def lift_restriction(session: Session, broadcast_id: uuid.UUID, user_id: uuid.UUID) -> None:
    """Let a person talk again; not having been restricted is fine. The room is told a `kind` of None."""
    key = (RestrictionRow.broadcast_id == broadcast_id) & (RestrictionRow.user_id == user_id)
    if change(session, delete(RestrictionRow).where(key)):
        payload = {"user_id": str(user_id), "kind": None, "until_ms": None}
        announce(session, room_of(broadcast_id), "person_restricted", payload)


def find_restrictions(session: Session, broadcast_id: uuid.UUID, user_id: uuid.UUID) -> Restriction | None:
    """Return what a person may not do in this room at the moment, or None."""
    row = session.get(RestrictionRow, (broadcast_id, user_id), populate_existing=True)
    if row is None or (row.until is not None and row.until <= now()):
        return None
    return Restriction(row.user_id, RestrictionKind(row.kind), row.until)


def list_restrictions(session: Session, broadcast_id: uuid.UUID) -> Sequence[Restriction]:
    """Return who may not talk or be in a room at the moment."""
    standing = RestrictionRow.until.is_(None) | (RestrictionRow.until > now())
    rows = session.scalars(
        select(RestrictionRow).where(RestrictionRow.broadcast_id == broadcast_id, standing)
    )
    return [Restriction(row.user_id, RestrictionKind(row.kind), row.until) for row in rows]


def describe_comment(comment: Comment) -> dict[str, Any]:
    """Return a comment as it goes over the wire."""
    author = comment.author
    return {
        "id": str(comment.id),
        "author": {
            "id": str(author.id),
            "name": author.name,
            "handle": author.handle,
            "avatar_url": author.avatar_url,
        },
        "text": comment.text,
        "state": comment.state,
        "is_host": comment.is_host,
        "is_moderator": comment.is_moderator,
        "at_ms": ms_of(comment.at),
        "program_time_ms": ms_of(comment.program_time),
    }


def _insert(session: Session, comments: Sequence[NewComment]) -> set[uuid.UUID]:
    rows = [
        {
            "id": one.id,
            "broadcast_id": one.broadcast_id,
            "author_id": one.author_id,
            "text": one.text,
            "state": one.state,
            "at": one.at,
            "program_time": one.program_time or one.at,
        }
        for one in comments
    ]
    insert = _dialect(session).insert(CommentRow).values(rows).on_conflict_do_nothing()
    return set(session.scalars(insert.returning(CommentRow.id)))


def _tell_held(session: Session, held: Sequence[NewComment]) -> None:
    for broadcast_id, broadcast in list_broadcasts(session, {one.broadcast_id for one in held}).items():
        ids = [one.id for one in held if one.broadcast_id == broadcast_id]
        rows = session.scalars(select(CommentRow).where(CommentRow.id.in_(ids)).order_by(CommentRow.id)).all()
        told = [broadcast.creator_id, *_list_moderators(session, broadcast_id)]
        for comment in _build(session, broadcast_id, rows):
            payload = {"broadcast_id": str(broadcast_id), "comment": describe_comment(comment)}
            for user_id in told:
                announce(session, f"user:{user_id}", "comment_held", payload)


def _decide(
    session: Session,
    broadcast_id: uuid.UUID,
    comment_id: uuid.UUID,
    state: CommentState,
    actor_id: uuid.UUID,
) -> None:
    ours = update(CommentRow).where(CommentRow.id == comment_id, CommentRow.broadcast_id == broadcast_id)
    if change(session, ours.values(state=state, decided_by_id=actor_id, decided_at=now())) == 0:
        raise NoSuchComment


def _page(
    session: Session,
    broadcast_id: uuid.UUID,
    conditions: Sequence[ColumnElement[bool]],
    order: ColumnElement[Any],
    limit: int,
) -> Page[Comment]:
    query = select(CommentRow).where(CommentRow.broadcast_id == broadcast_id, *conditions)
    rows = session.scalars(query.order_by(order).limit(limit + 1)).all()
    page = cut_page(rows, limit, lambda row: row.id)
    return Page(_build(session, broadcast_id, page.items), page.next_cursor)


def _build(session: Session, broadcast_id: uuid.UUID, rows: Sequence[CommentRow]) -> list[Comment]:
    authors = people.list_people(session, {row.author_id for row in rows})
    host_id = session.scalar(select(BroadcastRow.creator_id).where(BroadcastRow.id == broadcast_id))
    moderators = _list_moderators(session, broadcast_id)
    return [
        Comment(
            id=row.id,
            broadcast_id=broadcast_id,
            author=build_author(authors[row.author_id]),
            text=row.text,
            state=CommentState(row.state),
            is_host=row.author_id == host_id,
            is_moderator=row.author_id in moderators,
            at=row.at,
            program_time=row.program_time,
        )
        for row in rows
    ]


def build_author(person: Person) -> Author:
    """Return a person as a room shows him."""
    return Author(person.id, person.display_name, person.handle, person.avatar_url)


def _list_moderators(session: Session, broadcast_id: uuid.UUID) -> set[uuid.UUID]:
    query = select(RoomModerator.user_id).where(RoomModerator.broadcast_id == broadcast_id)
    return set(session.scalars(query))


def _dialect(session: Session) -> Any:
    return postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
