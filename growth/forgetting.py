"""What people must not be told any more: news of who is blocked or muted, and of what is gone."""

import uuid

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from growth.kinds import Kind
from growth.models import NotificationActor, NotificationRow
from growth.notifications import NAMED_COUNT, tell_count


def forget_person(session: Session, person_id: uuid.UUID, actor_id: uuid.UUID) -> None:
    """Take somebody out of all that a person was told; what nobody is behind any more goes."""
    with_him = (
        select(NotificationRow)
        .join(NotificationActor, NotificationActor.notification_id == NotificationRow.id)
        .where(NotificationRow.person_id == person_id, NotificationActor.actor_id == actor_id)
    )
    rows = session.scalars(with_him).all()
    for row in rows:
        _leave(session, row, actor_id)
    if rows:
        tell_count(session, person_id)


def forget_post(session: Session, post_id: uuid.UUID) -> None:
    """Delete what was told of a post that nobody may see any more."""
    _delete(session, NotificationRow.post_id == post_id)


def forget_comment(session: Session, comment_id: uuid.UUID) -> None:
    """Delete what was told of a comment that nobody may read any more.

    Where others commented too, that stays, without this one's words.
    """
    told = NotificationRow.comment_id == comment_id
    gathered = session.scalars(
        select(NotificationRow).where(
            told,
            NotificationRow.kind.not_in((Kind.COMMENT_MENTIONED, Kind.COMMENT_LIKED)),
            NotificationRow.actors_count > 1,
        )
    )
    for row in gathered:
        row.comment_id = None
        row.details = {name: text for name, text in row.details.items() if name != "excerpt"}
        row.path = row.path.partition("#")[0] + "#comments"
    session.flush()
    _delete(session, told)


def _leave(session: Session, row: NotificationRow, actor_id: uuid.UUID) -> None:
    key = (NotificationActor.notification_id == row.id, NotificationActor.actor_id == actor_id)
    session.execute(delete(NotificationActor).where(*key))
    row.actors_count -= 1
    if row.actors_count == 0:
        session.delete(row)
    else:
        latest = select(NotificationActor.actor_id).where(NotificationActor.notification_id == row.id)
        latest = latest.order_by(NotificationActor.id.desc()).limit(NAMED_COUNT)
        row.actor_ids = [str(one) for one in session.scalars(latest)]
        if row.details.get("by") == str(actor_id):
            row.details = {name: text for name, text in row.details.items() if name != "excerpt"}
    session.flush()


def _delete(session: Session, condition: ColumnElement[bool]) -> None:
    gone = delete(NotificationRow).where(condition)
    told = set(session.scalars(gone.returning(NotificationRow.person_id)))
    for person_id in sorted(told):
        tell_count(session, person_id)
