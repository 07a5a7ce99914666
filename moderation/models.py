"""Tables of moderation: reviews, notices, cases, sanctions, appeals, text rules, the log of decisions."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, UniqueConstraint, text
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
    escalated_by_id: Mapped[uuid.UUID | None]
    opened_at: Mapped[dt.datetime]
    closed_at: Mapped[dt.datetime | None]


class NoticeRow(Base):
    """What one person reported of one subject. He has at most one open notice of it."""

    __tablename__ = "notices"
    __table_args__ = (
        Index(
            "uq_notices_open",
            "subject_id",
            "subject_kind",
            "reporter_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_notices_state_id", "state", "id"),
        Index("ix_notices_subject_id_state", "subject_id", "state"),
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
    closed_at: Mapped[dt.datetime | None]


class CaseRow(Base):
    """All that was reported and decided of one subject. A later notice opens the same case again.

    `evidence` is what the subject said each time that it was reported and had changed; `rank` sorts the
    queue, highest first.
    """

    __tablename__ = "cases"
    __table_args__ = (
        UniqueConstraint("subject_id", "subject_kind"),
        Index("ix_cases_state_rank_id", "state", "rank", "id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    subject_kind: Mapped[str]
    subject_id: Mapped[uuid.UUID]
    owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), index=True)
    state: Mapped[str]
    rank: Mapped[int] = mapped_column(BigInteger)
    evidence: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    escalated_by_id: Mapped[uuid.UUID | None]
    opened_at: Mapped[dt.datetime]
    closed_at: Mapped[dt.datetime | None]


class SanctionRow(Base):
    """What was done to a subject or a person: it stands until it is lifted. Never deleted.

    A subject has at most one standing sanction of an action. `title` is what it was called then; without a
    moderator, a rule decided.
    """

    __tablename__ = "sanctions"
    __table_args__ = (
        Index(
            "uq_sanctions_standing",
            "subject_id",
            "action",
            unique=True,
            sqlite_where=text("lifted_at IS NULL"),
            postgresql_where=text("lifted_at IS NULL"),
        ),
        Index("ix_sanctions_action_lifted_at", "action", "lifted_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("cases.id"), index=True)
    action: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[uuid.UUID]
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), index=True)
    moderator_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    category: Mapped[str]
    template: Mapped[str | None]
    reason: Mapped[str]
    title: Mapped[str]
    imposed_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime | None]
    lifted_at: Mapped[dt.datetime | None]


class AppealRow(Base):
    """What a person says against a sanction, once, and what another moderator answered."""

    __tablename__ = "appeals"
    __table_args__ = (Index("ix_appeals_state_id", "state", "id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    sanction_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("sanctions.id"), unique=True)
    text: Mapped[str]
    state: Mapped[str]
    filed_at: Mapped[dt.datetime]
    moderator_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    answer: Mapped[str]
    decided_at: Mapped[dt.datetime | None]


class TextRuleRow(Base):
    """A word or pattern, and what becomes of a text that holds it."""

    __tablename__ = "text_rules"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    phrase: Mapped[str] = mapped_column(unique=True)
    verdict: Mapped[str]
    author_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
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
