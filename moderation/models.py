"""Tables of moderation: reviews, takedowns, notices, and the log of every decision."""

import datetime as dt
import uuid

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base
from kernel.ids import new_id


class Review(Base):
    """Something that waits, or waited, for a moderator. A subject has at most one open review."""

    __tablename__ = "reviews"
    __table_args__ = (
        Index(
            "uq_reviews_open_subject",
            "subject_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_reviews_state_id", "state", "id"),
        Index("ix_reviews_owner_id_state", "owner_id", "state"),
        Index("ix_reviews_subject_id", "subject_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    subject_kind: Mapped[str]
    subject_id: Mapped[uuid.UUID]
    owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    state: Mapped[str]
    opened_at: Mapped[dt.datetime]
    closed_at: Mapped[dt.datetime | None]


class Takedown(Base):
    """Something that a moderator took from everybody's sight. A subject has at most one that stands."""

    __tablename__ = "takedowns"
    __table_args__ = (
        Index(
            "uq_takedowns_standing_subject",
            "subject_id",
            unique=True,
            sqlite_where=text("reverted_at IS NULL"),
            postgresql_where=text("reverted_at IS NULL"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    subject_kind: Mapped[str]
    subject_id: Mapped[uuid.UUID]
    owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str]
    taken_down_at: Mapped[dt.datetime]
    reverted_at: Mapped[dt.datetime | None]


class NoticeRow(Base):
    """What one person reported of one subject, and whether a moderator has acted on it."""

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("subject_id", "subject_kind", "reporter_id"),
        Index("ix_notices_state_id", "state", "id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    subject_kind: Mapped[str]
    subject_id: Mapped[uuid.UUID]
    reporter_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), index=True)
    category: Mapped[str]
    text: Mapped[str]
    program_time: Mapped[dt.datetime | None]
    state: Mapped[str]
    created_at: Mapped[dt.datetime]


class Decision(Base):
    """Who decided what about which subject, when and why. Rows are only ever added."""

    __tablename__ = "decisions"
    __table_args__ = (Index("ix_decisions_subject_id_id", "subject_id", "id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    subject_kind: Mapped[str]
    subject_id: Mapped[uuid.UUID]
    moderator_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), index=True)
    action: Mapped[str]
    reason: Mapped[str]
    decided_at: Mapped[dt.datetime]
