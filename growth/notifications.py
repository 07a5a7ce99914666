"""Notifications: what people are told in the market itself, one row a notice.

Whoever tells runs after the event, in a job of its own: a like never waits for the news of it. Screens hear
how many are unread; the truth is in the table.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import case, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from accounts import blocks, people
from accounts.people import Person
from growth.errors import NoSuchNotification
from growth.kinds import GATHERING, TRAITS, Kind
from growth.models import NotificationActor, NotificationRefusal, NotificationRow
from kernel.clock import now
from kernel.ids import new_id
from kernel.paging import DEFAULT_LIMIT, Page, cut_page, decode_cursor
from kernel.realtime import announce

#: As many are named; the others are counted.
NAMED_COUNT = 2
#: More than this is told as "99+".
MAX_COUNTED = 100
KEEP_DAYS = 90


@dataclass(frozen=True)
class News:
    """Something to be told. `subject_id` is what it is about: nothing is told of it twice.

    `details` are words for the sentence; `post_id` and `comment_id` say with what it disappears.
    """

    kind: Kind
    subject_id: uuid.UUID
    path: str
    actor_id: uuid.UUID | None = None
    details: Mapping[str, str] = field(default_factory=dict)
    post_id: uuid.UUID | None = None
    comment_id: uuid.UUID | None = None


@dataclass(frozen=True)
class Notification:
    """What a person is told; `actors` are the latest of the `actors_count` people who are behind it."""

    id: uuid.UUID
    sort_id: uuid.UUID
    kind: Kind
    path: str
    details: Mapping[str, str]
    actors: Sequence[Person]
    actors_count: int
    changed_at: dt.datetime
    is_read: bool


def notify(session: Session, person_id: uuid.UUID, news: News) -> None:
    """Tell a person something; nothing of himself, of people he blocked or muted, or that he does without."""
    if news.actor_id is not None and _is_unwanted(session, person_id, news.actor_id):
        return
    if session.get(NotificationRefusal, (person_id, news.kind)) is not None:
        return
    row_id = _write(session, person_id, news)
    if row_id is None:
        return
    if news.actor_id is not None:
        _join(session, row_id, news.actor_id)
    tell_count(session, person_id)


def list_notifications(
    session: Session, person_id: uuid.UUID, *, cursor: str | None = None, limit: int = DEFAULT_LIMIT
) -> Page[Notification]:
    """Return what a person was told, what happened last first.

    Raises BadCursor.
    """
    query = select(NotificationRow).where(NotificationRow.person_id == person_id)
    if cursor:
        query = query.where(NotificationRow.sort_id < decode_cursor(cursor))
    rows = session.scalars(query.order_by(NotificationRow.sort_id.desc()).limit(limit + 1)).all()
    page = cut_page(rows, limit, lambda row: row.sort_id)
    ids = {uuid.UUID(one) for row in page.items for one in row.actor_ids}
    actors = people.list_people(session, ids) if ids else {}
    return page.map(lambda row: _notification(row, actors))


def count_unread(session: Session, person_id: uuid.UUID) -> int:
    """Return how many notifications a person has not read, at most `MAX_COUNTED`."""
    unread = select(NotificationRow.id).where(*_unread(person_id)).limit(MAX_COUNTED).subquery()
    return session.scalar(select(func.count()).select_from(unread)) or 0


def open_notification(session: Session, notification_id: uuid.UUID, person_id: uuid.UUID) -> str:
    """Mark a notification of this person as read; return the path that it leads to.

    Raises NoSuchNotification.
    """
    mine = (NotificationRow.id == notification_id) & (NotificationRow.person_id == person_id)
    path = session.scalar(select(NotificationRow.path).where(mine))
    if path is None:
        raise NoSuchNotification
    _mark_read(session, person_id, NotificationRow.id == notification_id)
    return path


def mark_all_read(session: Session, person_id: uuid.UUID, *, newest: uuid.UUID | None = None) -> None:
    """Mark what a person was told as read; with `newest`, only what the person can have seen by then."""
    _mark_read(session, person_id, *([NotificationRow.sort_id <= newest] if newest else []))


def tell_count(session: Session, person_id: uuid.UUID) -> None:
    """Tell a person's screens how many notifications are unread."""
    payload = {"unread_count": count_unread(session, person_id)}
    announce(session, f"user:{person_id}", "notifications_changed", payload)


def prune_notifications(session: Session) -> None:
    """Delete what was told long ago."""
    old = NotificationRow.changed_at < now() - dt.timedelta(days=KEEP_DAYS)
    session.execute(delete(NotificationRow).where(old))


def _is_unwanted(session: Session, person_id: uuid.UUID, actor_id: uuid.UUID) -> bool:
    if person_id == actor_id or blocks.is_muted(session, person_id, actor_id):
        return True
    return blocks.are_parted(session, person_id, actor_id)


def _write(session: Session, person_id: uuid.UUID, news: News) -> uuid.UUID | None:
    """Write the row of some news, or find the one that it joins; None when the person was told already."""
    told = {
        "sort_id": new_id(),
        "path": news.path,
        "details": dict(news.details),
        "comment_id": news.comment_id,
        "changed_at": now(),
    }
    row = {
        "id": new_id(),
        "person_id": person_id,
        "kind": news.kind,
        "group_key": f"{news.kind}:{news.subject_id}",
        "post_id": news.post_id,
        "actor_ids": [],
        "actors_count": 0,
        **told,
    }
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    insert = dialect.insert(NotificationRow).values(row)
    key = [NotificationRow.person_id, NotificationRow.group_key]
    if TRAITS[news.kind].gathers:
        statement = insert.on_conflict_do_update(index_elements=key, set_=told)
    else:
        statement = insert.on_conflict_do_nothing(index_elements=key)
    written: uuid.UUID | None = session.scalar(statement.returning(NotificationRow.id))
    return written


def _join(session: Session, row_id: uuid.UUID, actor_id: uuid.UUID) -> None:
    """Put somebody among those who are behind a notification; being there already changes only the order."""
    row = session.get_one(NotificationRow, row_id, populate_existing=True)
    known = session.get(NotificationActor, (row_id, actor_id))
    if known is None:
        session.add(NotificationActor(notification_id=row_id, actor_id=actor_id))
        row.actors_count += 1
    else:
        known.id = new_id()
    others = [one for one in row.actor_ids if one != str(actor_id)]
    row.actor_ids = [str(actor_id), *others][:NAMED_COUNT]
    session.flush()


def _mark_read(session: Session, person_id: uuid.UUID, *conditions: Any) -> None:
    unread = update(NotificationRow).where(*_unread(person_id), *conditions)
    key = case((NotificationRow.kind.in_(GATHERING), None), else_=NotificationRow.group_key)
    session.execute(unread.values(read_at=now(), group_key=key))
    tell_count(session, person_id)


def _unread(person_id: uuid.UUID) -> tuple[Any, ...]:
    return NotificationRow.person_id == person_id, NotificationRow.read_at.is_(None)


def _notification(row: NotificationRow, actors: Mapping[uuid.UUID, Person]) -> Notification:
    return Notification(
        id=row.id,
        sort_id=row.sort_id,
        kind=Kind(row.kind),
        path=row.path,
        details=row.details,
        actors=[actors[uuid.UUID(one)] for one in row.actor_ids],
        actors_count=row.actors_count,
        changed_at=row.changed_at,
        is_read=row.read_at is not None,
    )
