"""Tables of promotions: live deals, full-reductions and coupons, and which orders used them."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base
from kernel.ids import new_id

_STANDS_IN_A_SHOP = text("code IS NOT NULL AND ended_at IS NULL AND shop_id IS NOT NULL")
_STANDS_IN_THE_MARKET = text("code IS NOT NULL AND ended_at IS NULL AND shop_id IS NULL")


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


class CouponRow(Base):
    """Money off for whoever meets its terms, so many times in all. Without a shop it is the market's own."""

    __tablename__ = "coupons"
    __table_args__ = (
        CheckConstraint("left_count >= 0 AND left_count <= budget_count", name="left_count"),
        CheckConstraint("(amount_minor IS NULL) <> (percent IS NULL)", name="takes_one_thing_off"),
        CheckConstraint("percent IS NULL OR (percent >= 1 AND percent <= 100)", name="percent"),
        CheckConstraint("per_buyer_limit > 0", name="per_buyer_limit"),
        # A code is one coupon's in a shop as long as that stands.
        Index(
            "uq_coupons_shop_id_code",
            "shop_id",
            "code",
            unique=True,
            sqlite_where=_STANDS_IN_A_SHOP,
            postgresql_where=_STANDS_IN_A_SHOP,
        ),
        Index(
            "uq_coupons_code_of_the_market",
            "code",
            unique=True,
            sqlite_where=_STANDS_IN_THE_MARKET,
            postgresql_where=_STANDS_IN_THE_MARKET,
        ),
        Index("ix_coupons_shop_id_id", "shop_id", "id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    funder: Mapped[str]
    shop_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("shops.id"))
    owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str]
    code: Mapped[str | None]
    is_public: Mapped[bool]
    scope: Mapped[str]
    currency: Mapped[str]
    amount_minor: Mapped[int | None] = mapped_column(BigInteger)
    percent: Mapped[int | None]
    cap_minor: Mapped[int | None] = mapped_column(BigInteger)
    threshold_minor: Mapped[int] = mapped_column(BigInteger)
    is_exclusive: Mapped[bool]
    budget_count: Mapped[int]
    left_count: Mapped[int]
    per_buyer_limit: Mapped[int]
    returns_on_refund: Mapped[bool]
    starts_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]


class FullReductionRow(Base):
    """Spend so much in a shop, get so much off: its tiers are never changed."""

    __tablename__ = "full_reductions"
    __table_args__ = (Index("ix_full_reductions_shop_id_id", "shop_id", "id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    shop_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("shops.id"))
    owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str]
    currency: Mapped[str]
    tiers: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    starts_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]


class CouponTarget(Base):
    """A product or a collection that a coupon is for."""

    __tablename__ = "coupon_targets"

    coupon_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("coupons.id"), primary_key=True)
    target_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)


class CouponClaim(Base):
    """A coupon that a buyer keeps for later."""

    __tablename__ = "coupon_claims"

    buyer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    coupon_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("coupons.id"), primary_key=True)
    created_at: Mapped[dt.datetime]


class CouponUse(Base):
    """An order that a coupon took something off; `released` when the order died.

    All orders of a checkout are one use of it.
    """

    __tablename__ = "coupon_uses"
    __table_args__ = (
        Index("ix_coupon_uses_order_id", "order_id"),
        Index("ix_coupon_uses_coupon_id_buyer_id", "coupon_id", "buyer_id"),
    )

    coupon_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("coupons.id"), primary_key=True)
    order_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    checkout_id: Mapped[uuid.UUID]
    buyer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    discount_minor: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str]
    created_at: Mapped[dt.datetime]
