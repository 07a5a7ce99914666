"""The API of notifications: one's own, and how many are unread."""

import datetime as dt
import uuid
from typing import Annotated

from pydantic import BaseModel, Field

from growth import notifications
from growth.kinds import Kind
from growth.wording import tell
from kernel.fields import Body
from kernel.paging import MAX_LIMIT
from kernel.transaction import reading, transaction
from kernel.web.access import SIGNED_IN
from kernel.web.actor import get_actor
from kernel.web.routes import Api

api = Api("notifications", __name__)


class ListNotifications(Body):
    """Which page is wanted."""

    cursor: Annotated[str, Field(max_length=100)] | None = None
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = 20


class NotificationAnswer(BaseModel):
    """Something that the person is told, as a sentence, and the path that it leads to."""

    id: uuid.UUID
    kind: Kind
    text: str
    path: str
    is_read: bool
    changed_at: dt.datetime


class NotificationPage(BaseModel):
    """Some notifications, and where the next ones start."""

    items: list[NotificationAnswer]
    next_cursor: str | None


class UnreadAnswer(BaseModel):
    """How many notifications are unread, counted up to 100."""

    unread_count: int


@api.get("/me/notifications", access=SIGNED_IN, query=ListNotifications, answer=NotificationPage)
def list_notifications(query: ListNotifications) -> NotificationPage:
    """Return what the person was told, what happened last first."""
    with reading() as session:
        page = notifications.list_notifications(
            session, get_actor().user_id, cursor=query.cursor, limit=query.limit
        )
    items = [
        NotificationAnswer(
            id=one.id,
            kind=one.kind,
            text=tell(one),
            path=one.path,
            is_read=one.is_read,
            changed_at=one.changed_at,
        )
        for one in page.items
    ]
    return NotificationPage(items=items, next_cursor=page.next_cursor)


@api.get("/me/notifications/unread", access=SIGNED_IN, answer=UnreadAnswer)
def count_unread() -> UnreadAnswer:
    """Return how many notifications the person has not read."""
    with reading() as session:
        return UnreadAnswer(unread_count=notifications.count_unread(session, get_actor().user_id))


@api.post("/me/notifications/read", access=SIGNED_IN, status=204)
def mark_all_read() -> None:
    """Mark everything that the person was told as read."""
    with transaction() as session:
        notifications.mark_all_read(session, get_actor().user_id)
