"""Tables of payments, refunds and of what gateways told us."""

import datetime as dt
import uuid

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base


class PaymentRecord(Base):
    """What one buyer owes for one reference. Amount and currency never change."""

    __tablename__ = "payments"
    __table_args__ = (CheckConstraint("amount_minor > 0", name="amount_is_positive"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    reference_id: Mapped[uuid.UUID] = mapped_column(unique=True)
    buyer_id: Mapped[uuid.UUID]
    gateway: Mapped[str]
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str]
    state: Mapped[str]
    created_at: Mapped[dt.datetime]
    captured_at: Mapped[dt.datetime | None]


class PaymentEventRecord(Base):
    """One event of a gateway, kept by its id so that it counts once however often it is told."""

    __tablename__ = "payment_events"

    gateway: Mapped[str] = mapped_column(primary_key=True)
    event_id: Mapped[str] = mapped_column(primary_key=True)
    payment_id: Mapped[uuid.UUID] = mapped_column(index=True)  # no foreign key: a gateway may err
    kind: Mapped[str]
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str]
    outcome: Mapped[str]
    received_at: Mapped[dt.datetime]


class RefundRecord(Base):
    """Money on its way back: a payment is given back once, in full."""

    __tablename__ = "refunds"
    __table_args__ = (CheckConstraint("amount_minor > 0", name="amount_is_positive"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    payment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("payments.id"), unique=True)
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str]
    reason: Mapped[str]
    state: Mapped[str]
    created_at: Mapped[dt.datetime]
    succeeded_at: Mapped[dt.datetime | None]
