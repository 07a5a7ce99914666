"""Tables of promotions: live deals, and which orders used them."""

import datetime as dt
import uuid

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base
from kernel.ids import new_id


class DealRow(Base):
    """A lower price of one variant for a quota of units and a while. A variant has at most one at a time."""

    __tablename__ = "deals"
    __table_args__ = (
        CheckConstraint("left_count >= 0 AND left_count <= quota_count", name="left_count"),
        CheckConstraint("price_minor > 0 AND price_minor < list_price_minor", name="price"),
        CheckConstraint("per_buyer_limit > 0", name="per_buyer_limit"),
        Index(
            "uq_deals_standing_variant_id",
            "variant_id",
            unique=True,
            sqlite_where=text("state <> 'closed'"),
            postgresql_where=text("state <> 'closed'"),
        ),
        Index("ix_deals_reference_id_id", "reference_id", "id"),
        Index("ix_deals_state", "state"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    variant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("variants.id"), index=True)
    product_id: Mapped[uuid.UUID]
    reference_id: Mapped[uuid.UUID]
    owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    state: Mapped[str]
    price_minor: Mapped[int] = mapped_column(BigInteger)
    list_price_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str]
    quota_count: Mapped[int]
    left_count: Mapped[int]
    per_buyer_limit: Mapped[int]
    starts_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    closed_at: Mapped[dt.datetime | None]
    close_reason: Mapped[str | None]
    created_at: Mapped[dt.datetime]


class DealUse(Base):
    """Units of a deal's quota that an order has; `released` when the order died."""

    __tablename__ = "deal_uses"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        Index("ix_deal_uses_order_id", "order_id"),
        Index("ix_deal_uses_deal_id_buyer_id", "deal_id", "buyer_id"),
    )

    deal_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("deals.id"), primary_key=True)
    order_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    buyer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    quantity: Mapped[int]
    state: Mapped[str]
    created_at: Mapped[dt.datetime]
