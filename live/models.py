"""Tables of live: broadcasts, what is shown and said in them, who asked for what, what was counted."""

import datetime as dt
import uuid

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base
from kernel.ids import new_id


class BroadcastRow(Base):
    """One live show, from its announcement to its replay. `pin_id` names the pin that is explained now."""

    __tablename__ = "broadcasts"
    __table_args__ = (
        Index("ix_broadcasts_state_id", "state", "id"),
        Index("ix_broadcasts_state_scheduled_at", "state", "scheduled_at"),
        Index("ix_broadcasts_creator_id_id", "creator_id", "id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    creator_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    title: Mapped[str]
    category: Mapped[str]
    disclosure: Mapped[str]
    audience: Mapped[str]
    is_rehearsal: Mapped[bool]
    state: Mapped[str]
    scheduled_at: Mapped[dt.datetime | None]
    started_at: Mapped[dt.datetime | None]
    interrupted_at: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]
    end_reason: Mapped[str | None]
    ended_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    media_started_at: Mapped[dt.datetime | None]
    ingest_url: Mapped[str | None]
    cover_key: Mapped[str | None]
    replay: Mapped[str | None]
    pin_id: Mapped[uuid.UUID | None]
    likes_count: Mapped[int] = mapped_column(BigInteger, default=0)
    viewers_count: Mapped[int] = mapped_column(default=0)
    peak_viewers_count: Mapped[int] = mapped_column(default=0)
    slow_mode_seconds: Mapped[int] = mapped_column(default=0)
    is_followers_only: Mapped[bool] = mapped_column(default=False)
    links_allowed: Mapped[bool] = mapped_column(default=False)
    blocked_words: Mapped[list[str]] = mapped_column(JSON, default=list)
    holds_for_review: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[dt.datetime]


class StreamKey(Base):
    """What an encoder proves itself with, kept as a digest. A broadcast has at most one that works."""

    __tablename__ = "stream_keys"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    broadcast_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("broadcasts.id"), index=True)
    key_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[dt.datetime]
    revoked_at: Mapped[dt.datetime | None]


class TrayItemRow(Base):
    """A product of the tray, in the order of the show, with the host's own note."""

    __tablename__ = "tray_items"
    __table_args__ = (Index("ix_tray_items_product_id", "product_id"),)

    broadcast_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("broadcasts.id"), primary_key=True)
    product_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("products.id"), primary_key=True)
    position: Mapped[int]
    note: Mapped[str]


class PinEvent(Base):
    """One entry of a broadcast's pin log. Rows are only ever added.

    Orders name the pin they were sold by; here stand the price and the disclosure that their buyers saw.
    """

    __tablename__ = "pin_events"
    __table_args__ = (Index("ix_pin_events_broadcast_id_id", "broadcast_id", "id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    broadcast_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("broadcasts.id"))
    kind: Mapped[str]
    product_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("products.id"))
    variant_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("variants.id"))
    deal_id: Mapped[uuid.UUID | None]
    pin_id: Mapped[uuid.UUID | None]
    actor_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime]
    program_time: Mapped[dt.datetime | None]
    price_minor: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str | None]
    disclosure: Mapped[str]
    viewers_count: Mapped[int]


class CommentRow(Base):
    """What somebody said. A removed comment stays here: it is evidence."""

    __tablename__ = "comments"
    __table_args__ = (
        Index("ix_comments_broadcast_id_state_id", "broadcast_id", "state", "id"),
        Index("ix_comments_broadcast_id_program_time", "broadcast_id", "program_time"),
        Index("ix_comments_author_id", "author_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    broadcast_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("broadcasts.id"))
    author_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    text: Mapped[str]
    state: Mapped[str]
    at: Mapped[dt.datetime]
    program_time: Mapped[dt.datetime]
    decided_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[dt.datetime | None]


class RestrictionRow(Base):
    """A person who may not talk (mute) or not be there (ban), until a time or for good."""

    __tablename__ = "room_restrictions"

    broadcast_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("broadcasts.id"), primary_key=True)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    kind: Mapped[str]
    until: Mapped[dt.datetime | None]
    actor_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[dt.datetime]


class RoomModerator(Base):
    """Somebody who keeps the peace in one broadcast, at its host's wish."""

    __tablename__ = "room_moderators"

    broadcast_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("broadcasts.id"), primary_key=True)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    created_at: Mapped[dt.datetime]


class PollRow(Base):
    """A question with two to four answers, open until `closes_at` or until it is closed.

    `told_votes_count`: how many votes there were when screens were last told.
    """

    __tablename__ = "polls"
    __table_args__ = (Index("ix_polls_broadcast_id_id", "broadcast_id", "id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    broadcast_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("broadcasts.id"))
    question: Mapped[str]
    options: Mapped[list[str]] = mapped_column(JSON)
    opened_at: Mapped[dt.datetime]
    closes_at: Mapped[dt.datetime]
    closed_at: Mapped[dt.datetime | None]
    told_votes_count: Mapped[int] = mapped_column(default=0)


class PollVote(Base):
    """What a person chose. One vote each, and it stands."""

    __tablename__ = "poll_votes"

    poll_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("polls.id"), primary_key=True)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    option: Mapped[int]
    created_at: Mapped[dt.datetime]


class HostAnnouncement(Base):
    """A line that the host put over the picture for everybody."""

    __tablename__ = "host_announcements"
    __table_args__ = (Index("ix_host_announcements_broadcast_id_id", "broadcast_id", "id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    broadcast_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("broadcasts.id"))
    actor_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    text: Mapped[str]
    at: Mapped[dt.datetime]


class Reminder(Base):
    """Somebody who wants to be told when a broadcast starts; `told_at` says that it was done."""

    __tablename__ = "broadcast_reminders"

    broadcast_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("broadcasts.id"), primary_key=True)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    created_at: Mapped[dt.datetime]
    told_at: Mapped[dt.datetime | None]


class ViewerCount(Base):
    """How many viewers of a broadcast one realtime process has, and when it last said so."""

    __tablename__ = "viewer_counts"

    broadcast_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("broadcasts.id"), primary_key=True)
    process: Mapped[str] = mapped_column(primary_key=True)
    viewers_count: Mapped[int]
    at: Mapped[dt.datetime]


class ViewerSample(Base):
    """How many watched at a moment, and how many likes there were until then."""

    __tablename__ = "viewer_samples"

    broadcast_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("broadcasts.id"), primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(primary_key=True)
    viewers_count: Mapped[int]
    likes_count: Mapped[int] = mapped_column(BigInteger)


class PinTaps(Base):
    """How often viewers opened the product of a pin."""

    __tablename__ = "pin_taps"
    __table_args__ = (CheckConstraint("taps_count >= 0", name="taps_count"),)

    pin_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pin_events.id"), primary_key=True)
    broadcast_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("broadcasts.id"), index=True)
    taps_count: Mapped[int]
