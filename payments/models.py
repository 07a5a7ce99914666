"""Tables of payments, refunds and of what gateways told us."""

import datetime as dt
import uuid

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base


class PaymentRecord(Base):
    """What one buyer owes for one reference. Amount and currency never change.

    `refunds_minor` of it are promised back or back already: the refunds of a payment never exceed it.
    """

    __tablename__ = "payments"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_is_positive"),
        CheckConstraint("refunds_minor >= 0 AND refunds_minor <= amount_minor", name="refunds_fit"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    reference_id: Mapped[uuid.UUID] = mapped_column(unique=True)
    buyer_id: Mapped[uuid.UUID]
    gateway: Mapped[str]
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str]
    refunds_minor: Mapped[int] = mapped_column(BigInteger, default=0)
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
    """Money on its way back: each part of what was paid for (an order of a checkout) once, in full."""

    __tablename__ = "refunds"
    __table_args__ = (
        UniqueConstraint("payment_id", "part_id"),
        CheckConstraint("amount_minor > 0", name="amount_is_positive"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    payment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("payments.id"))
    part_id: Mapped[uuid.UUID]
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str]
    reason: Mapped[str]
    state: Mapped[str]
    created_at: Mapped[dt.datetime]
    succeeded_at: Mapped[dt.datetime | None]


class GatewayReferenceRecord(Base):
    """What a gateway calls a payment, such as its page there, and when it is asked about it next."""

    __tablename__ = "gateway_references"
    __table_args__ = (
        Index(
            "ix_gateway_references_look_up_at",
            "look_up_at",
            sqlite_where=text("look_up_at IS NOT NULL"),
            postgresql_where=text("look_up_at IS NOT NULL"),
        ),
    )

    payment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("payments.id"), primary_key=True)
    reference: Mapped[str]
    kept_at: Mapped[dt.datetime]
    look_up_at: Mapped[dt.datetime | None]
