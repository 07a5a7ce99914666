"""Tables of orders, their line items and their shipments."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base
from kernel.ids import new_id

#: The first order of a checkout lends it its id.
_IS_FIRST = text("checkout_id = id")
_IS_FURTHER = text("checkout_id <> id")


class OrderRecord(Base):
    """What one buyer bought of one shop at once; orders of one checkout were bought and are paid together.

    A buyer's idempotency key stands for one checkout: for its first order, whose id is the checkout's.
    `source` is where he saw it, as his client told; `source_id` and `source_pin_id` are the ids of it by
    which sales are counted. `refunds_minor` of its total are promised back, `refunded_minor` are back.
    """

    __tablename__ = "orders"
    __table_args__ = (
        # The key first: a batch of orders is looked up by its keys alone.
        Index(
            "uq_orders_idempotency_key_buyer_id",
            "idempotency_key",
            "buyer_id",
            unique=True,
            sqlite_where=_IS_FIRST,
            postgresql_where=_IS_FIRST,
        ),
        # Without the first ones: who buys in one shop pays nothing for an index of several.
        Index("ix_orders_checkout_id", "checkout_id", sqlite_where=_IS_FURTHER, postgresql_where=_IS_FURTHER),
        UniqueConstraint("number"),
        Index("ix_orders_buyer_id_id", "buyer_id", "id"),
        Index("ix_orders_shop_owner_id_state_id", "shop_owner_id", "state", "id"),
        Index(
            "ix_orders_source_id",
            "source_id",
            sqlite_where=text("source_id IS NOT NULL"),
            postgresql_where=text("source_id IS NOT NULL"),
        ),
        # A shop's day is counted from the orders that were paid on it.
        Index(
            "ix_orders_shop_id_paid_at",
            "shop_id",
            "paid_at",
            sqlite_where=text("paid_at IS NOT NULL"),
            postgresql_where=text("paid_at IS NOT NULL"),
        ),
        # Only what waits for its time is looked for.
        Index(
            "ix_orders_shipped_at",
            "shipped_at",
            sqlite_where=text("state = 'shipped'"),
            postgresql_where=text("state = 'shipped'"),
        ),
        Index(
            "ix_orders_delivered_at",
            "delivered_at",
            sqlite_where=text("state = 'delivered'"),
            postgresql_where=text("state = 'delivered'"),
        ),
        CheckConstraint("total_minor > 0", name="total_is_positive"),
        CheckConstraint(
            "refunded_minor >= 0 AND refunded_minor <= refunds_minor AND refunds_minor <= total_minor",
            name="refunds_fit",
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    checkout_id: Mapped[uuid.UUID]
    number: Mapped[str]
    buyer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    shop_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("shops.id"))
    shop_owner_id: Mapped[uuid.UUID]
    idempotency_key: Mapped[str]
    request_hash: Mapped[str]
    state: Mapped[str]
    cancel_reason: Mapped[str | None]
    total_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str]
    refunds_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    refunded_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    payment_id: Mapped[uuid.UUID]
    shop_name: Mapped[str]
    shipping_address: Mapped[dict[str, str]] = mapped_column(JSON)
    note: Mapped[str | None]
    source: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    source_id: Mapped[uuid.UUID | None]
    source_pin_id: Mapped[uuid.UUID | None]
    discount_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    #: Beside the goods, as it was promised and asked for then; `standard_shipping_minor` is the cheapest way.
    shipping_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    standard_shipping_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    shipping_method: Mapped[str | None]
    shipping_days_from: Mapped[int | None]
    shipping_days_to: Mapped[int | None]
    shipping_refunds_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    tax_name: Mapped[str | None]
    tax_basis_points: Mapped[int | None]
    added_tax_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    included_tax_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    shipping_tax_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    uses_deal: Mapped[bool] = mapped_column(default=False)
    uses_coupon: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[dt.datetime]
    paid_at: Mapped[dt.datetime | None]
    shipped_at: Mapped[dt.datetime | None]
    delivered_at: Mapped[dt.datetime | None]
    completed_at: Mapped[dt.datetime | None]
    cancelled_at: Mapped[dt.datetime | None]
    refund_requested_at: Mapped[dt.datetime | None]
    refunded_at: Mapped[dt.datetime | None]


class LineItemRecord(Base):
    """One variant in an order. Title and price are copied, so later changes do not reach it.

    `shipped_count` units of it are on their way or there, `returned_count` are in a return, and for
    `refunded_count` of those the money was asked for.
    """

    __tablename__ = "line_items"
    __table_args__ = (
        CheckConstraint(
            "discount_minor >= 0 AND discount_minor <= quantity * unit_price_minor", name="discount"
        ),
        CheckConstraint("quantity > 0", name="quantity_is_positive"),
        CheckConstraint("shipped_count >= 0 AND shipped_count <= quantity", name="shipped_count"),
        CheckConstraint(
            "refunded_count >= 0 AND refunded_count <= returned_count AND returned_count <= quantity",
            name="returned_count",
        ),
    )

    order_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    variant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("variants.id"), primary_key=True)
    product_id: Mapped[uuid.UUID]
    product_title: Mapped[str]
    sku: Mapped[str]
    options: Mapped[dict[str, str]] = mapped_column(JSON)
    quantity: Mapped[int]
    shipped_count: Mapped[int] = mapped_column(default=0)
    returned_count: Mapped[int] = mapped_column(default=0)
    refunded_count: Mapped[int] = mapped_column(default=0)
    unit_price_minor: Mapped[int] = mapped_column(BigInteger)
    list_price_minor: Mapped[int] = mapped_column(BigInteger)
    #: Taken off all units together.
    discount_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    #: The tax of all units, on top of what they cost or in it: one of the two is zero.
    added_tax_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    included_tax_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    deal_id: Mapped[uuid.UUID | None]
    #: Whether it can be given back without a reason, as it was said when it was bought.
    withdrawal: Mapped[str] = mapped_column(default="allowed")


class AdjustmentRecord(Base):
    """Why a line of an order costs less than its units: what, at whose cost, and how it was called then."""

    __tablename__ = "order_adjustments"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    order_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("orders.id"), index=True)
    variant_id: Mapped[uuid.UUID]
    kind: Mapped[str]
    funder: Mapped[str]
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    reference_id: Mapped[uuid.UUID | None]
    title: Mapped[str]


class CartRecord(Base):
    """What somebody means to buy: a person, or a guest who is known by the hash of his browser's token."""

    __tablename__ = "carts"
    __table_args__ = (
        CheckConstraint("(user_id IS NULL) <> (guest_hash IS NULL)", name="has_one_owner"),
        UniqueConstraint("user_id"),
        UniqueConstraint("guest_hash"),
        # Only guests' carts are collected.
        Index(
            "ix_carts_changed_at",
            "changed_at",
            sqlite_where=text("guest_hash IS NOT NULL"),
            postgresql_where=text("guest_hash IS NOT NULL"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    guest_hash: Mapped[str | None]
    changed_at: Mapped[dt.datetime]


class CartLineRecord(Base):
    """Units of a variant in a cart, with the price of one when they were put there."""

    __tablename__ = "cart_lines"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity_is_positive"),)

    cart_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("carts.id", ondelete="CASCADE"), primary_key=True)
    variant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("variants.id"), primary_key=True)
    quantity: Mapped[int]
    is_saved: Mapped[bool]
    seen_price_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str]
    source: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    added_at: Mapped[dt.datetime]


class ShipmentRecord(Base):
    """A parcel of an order. A merchant's idempotency key stands for one parcel."""

    __tablename__ = "shipments"
    __table_args__ = (UniqueConstraint("order_id", "idempotency_key"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    order_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("orders.id"))
    idempotency_key: Mapped[str]
    carrier: Mapped[str]
    tracking_number: Mapped[str]
    created_at: Mapped[dt.datetime]
    corrected_at: Mapped[dt.datetime | None]


class ShipmentLineRecord(Base):
    """Units of a variant in a parcel."""

    __tablename__ = "shipment_lines"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity_is_positive"),)

    shipment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("shipments.id"), primary_key=True)
    variant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("variants.id"), primary_key=True)
    quantity: Mapped[int]


class ReturnRecord(Base):
    """Units of an order that go back, or whose money does. A buyer's idempotency key stands for one return.

    At `due_at` time decides what nobody has said by then; at `remind_at` whoever has to is reminded, once.
    Of `amount_minor`, `shipping_minor` is for the shipping, and `tax_minor` is tax.
    """

    __tablename__ = "returns"
    __table_args__ = (
        UniqueConstraint("order_id", "idempotency_key"),
        Index("ix_returns_shop_owner_id_state_id", "shop_owner_id", "state", "id"),
        Index(
            "ix_returns_due_at",
            "due_at",
            sqlite_where=text("due_at IS NOT NULL"),
            postgresql_where=text("due_at IS NOT NULL"),
        ),
        Index(
            "ix_returns_remind_at",
            "remind_at",
            sqlite_where=text("remind_at IS NOT NULL"),
            postgresql_where=text("remind_at IS NOT NULL"),
        ),
        Index(
            "ix_returns_disputed_at",
            "disputed_at",
            sqlite_where=text("state = 'disputed'"),
            postgresql_where=text("state = 'disputed'"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    order_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("orders.id"))
    buyer_id: Mapped[uuid.UUID]
    shop_owner_id: Mapped[uuid.UUID]
    idempotency_key: Mapped[str]
    kind: Mapped[str]
    state: Mapped[str]
    reason: Mapped[str]
    text: Mapped[str]
    answer: Mapped[str]
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    shipping_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    tax_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    currency: Mapped[str]
    carrier: Mapped[str]
    tracking_number: Mapped[str]
    created_at: Mapped[dt.datetime]
    approved_at: Mapped[dt.datetime | None]
    sent_at: Mapped[dt.datetime | None]
    received_at: Mapped[dt.datetime | None]
    refunded_at: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]
    due_at: Mapped[dt.datetime | None]
    remind_at: Mapped[dt.datetime | None]
    refused_at: Mapped[dt.datetime | None]
    disputed_at: Mapped[dt.datetime | None]
    dispute_text: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[dt.datetime | None]
    decided_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    decision_text: Mapped[str] = mapped_column(default="")


class ReturnPictureRecord(Base):
    """A picture that a side of a return shows as evidence; `widths` are those that it is stored in."""

    __tablename__ = "return_pictures"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    return_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("returns.id"), index=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    width: Mapped[int]
    height: Mapped[int]
    widths: Mapped[list[int]] = mapped_column(JSON)
    created_at: Mapped[dt.datetime]


class ReturnLineRecord(Base):
    """Units of a variant in a return."""

    __tablename__ = "return_lines"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity_is_positive"),)

    return_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("returns.id"), primary_key=True)
    variant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("variants.id"), primary_key=True)
    quantity: Mapped[int]
