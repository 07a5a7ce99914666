"""Tables of notifications, who is behind each, and which kinds a person does without."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base
from kernel.ids import new_id


class NotificationRow(Base):
    """One thing that a person is told.

    `sort_id` is new whenever something joins it, and sorts the list. `group_key` is unique for a person: what
    happens twice is told once. One that gathers gives the key up when it is read, and the next begins anew.
    `actors_count` people are behind it, the latest of them in `actor_ids`; nobody when it is 0.
    """

    __tablename__ = "notifications"
    __table_args__ = (
        Index("uq_notifications_person_id_group_key", "person_id", "group_key", unique=True),
        Index("ix_notifications_person_id_sort_id", "person_id", "sort_id"),
        Index(
            "ix_notifications_unread",
            "person_id",
            sqlite_where=text("read_at IS NULL"),
            postgresql_where=text("read_at IS NULL"),
        ),
        Index("ix_notifications_post_id", "post_id"),
        Index("ix_notifications_comment_id", "comment_id"),
        Index("ix_notifications_changed_at", "changed_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[str]
    group_key: Mapped[str | None]
    sort_id: Mapped[uuid.UUID]
    path: Mapped[str]
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    actor_ids: Mapped[list[str]] = mapped_column(JSON)
    actors_count: Mapped[int]
    post_id: Mapped[uuid.UUID | None]
    comment_id: Mapped[uuid.UUID | None]
    changed_at: Mapped[dt.datetime]
    read_at: Mapped[dt.datetime | None]


class NotificationActor(Base):
    """Somebody who is behind a notification; `id` sorts them, the latest last."""

    __tablename__ = "notification_actors"
    __table_args__ = (Index("ix_notification_actors_actor_id", "actor_id"),)

    notification_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("notifications.id", ondelete="CASCADE"), primary_key=True
    )
    actor_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(default=new_id)


class NotificationRefusal(Base):
    """A person does not want to be told things of this kind."""

    __tablename__ = "notification_refusals"

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)


class DataExport(Base):
    """A person's own data, asked for: `waiting` while the worker writes it, then `ready` until it expires."""

    __tablename__ = "data_exports"
    __table_args__ = (
        Index("ix_data_exports_person_id_id", "person_id", "id"),
        Index(
            "uq_data_exports_waiting",
            "person_id",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_data_exports_expires_at", "expires_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    state: Mapped[str]
    done_count: Mapped[int] = mapped_column(default=0)
    size_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
