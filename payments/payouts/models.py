"""Tables of payouts and of where they go."""

import datetime as dt
import uuid

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base

_IS_UNDER_WAY = text("state IN ('requested', 'sent')")


class PayoutDestinationRecord(Base):
    """Where somebody's earnings go: what a gateway calls the account."""

    __tablename__ = "payout_destinations"

    owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    gateway: Mapped[str]
    reference: Mapped[str]
    changed_at: Mapped[dt.datetime]


class PayoutRecord(Base):
    """Earnings on their way to their owner, or there. Of an account, owner and currency one is under way."""

    __tablename__ = "payouts"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_is_positive"),
        Index(
            "uq_payouts_under_way",
            "account",
            "owner_id",
            "currency",
            unique=True,
            sqlite_where=_IS_UNDER_WAY,
            postgresql_where=_IS_UNDER_WAY,
        ),
        Index("ix_payouts_owner_id_id", "owner_id", "id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    account: Mapped[str]
    owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    currency: Mapped[str]
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    gateway: Mapped[str]
    destination: Mapped[str]
    state: Mapped[str]
    requested_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
