"""What was sold by a source, such as a broadcast and its pins: counted from the orders themselves."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, case, func, select
from sqlalchemy.orm import Session

from orders.models import LineItemRecord, OrderRecord
from orders.states import KEPT

_ORDERS = cast(Table, OrderRecord.__table__)
_LINE_ITEMS = cast(Table, LineItemRecord.__table__)


@dataclass(frozen=True)
class Sales:
    """What orders of one source and pin come to. Revenue: of those paid and not given back (minor units)."""

    pin_id: uuid.UUID | None
    currency: str
    placed_count: int
    paid_count: int
    units_count: int
    revenue_minor: int


@dataclass(frozen=True)
class SoldOrder:
    """An order with where its buyer saw it, and the units of each product."""

    order_id: uuid.UUID
    buyer_id: uuid.UUID
    source: Mapping[str, Any]
    source_id: uuid.UUID
    units: Mapping[uuid.UUID, int]


def list_sales(session: Session, source_id: uuid.UUID) -> Sequence[Sales]:
    """Return what was sold by a source, by pin and currency."""
    units = (
        select(_LINE_ITEMS.c.order_id, func.sum(_LINE_ITEMS.c.quantity).label("count"))
        .join(_ORDERS, _ORDERS.c.id == _LINE_ITEMS.c.order_id)
        .where(_ORDERS.c.source_id == source_id)
        .group_by(_LINE_ITEMS.c.order_id)
        .subquery()
    )
    is_paid = _ORDERS.c.state.in_(KEPT) & _ORDERS.c.refund_requested_at.is_(None)
    rows = session.execute(
        select(
            _ORDERS.c.source_pin_id,
            _ORDERS.c.currency,
            func.count(),
            func.sum(case((is_paid, 1), else_=0)),
            func.sum(case((is_paid, units.c.count), else_=0)),
            func.sum(case((is_paid, _ORDERS.c.total_minor - _ORDERS.c.refunds_minor), else_=0)),
        )
        .join(units, units.c.order_id == _ORDERS.c.id)
        .where(_ORDERS.c.source_id == source_id)
        .group_by(_ORDERS.c.source_pin_id, _ORDERS.c.currency)
    )
    return [Sales(pin, currency, *(int(count) for count in counts)) for pin, currency, *counts in rows]


def find_sold_order(session: Session, order_id: uuid.UUID) -> SoldOrder | None:
    """Return an order that names its source, or None."""
    row = session.execute(
        select(_ORDERS.c.buyer_id, _ORDERS.c.source, _ORDERS.c.source_id).where(_ORDERS.c.id == order_id)
    ).one_or_none()
    if row is None or row.source_id is None:
        return None
    units = session.execute(
        select(_LINE_ITEMS.c.product_id, func.sum(_LINE_ITEMS.c.quantity))
        .where(_LINE_ITEMS.c.order_id == order_id)
        .group_by(_LINE_ITEMS.c.product_id)
    )
    by_product = {product_id: int(count) for product_id, count in units}
    return SoldOrder(order_id, row.buyer_id, row.source, row.source_id, by_product)
