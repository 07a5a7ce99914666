"""Counting the days of shops from their orders: those of which something changed, or all of them.

Counting a day anew puts its rows in the place of the earlier ones, so it can be done at any time and twice.
The row of the shop is locked first: whoever counts the same shop waits.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, Table, delete, func, or_, select
from sqlalchemy.orm import Session

from kernel.bulk import insert_rows
from kernel.clock import now
from kernel.days import day_of, start_of
from kernel.db import dialect_of
from orders.figures import cohorts
from orders.figures.models import (
    BuyerMonth,
    CohortMonth,
    FigureMark,
    ProductDay,
    ShopCount,
    ShopDay,
    SourceDay,
)
from orders.models import LineItemRecord, OrderRecord, ReturnRecord

_ORDERS, _ITEMS, _RETURNS, _MARKS = (
    cast(Table, row.__table__) for row in (OrderRecord, LineItemRecord, ReturnRecord, FigureMark)
)
_COUNTS, _DAYS, _PRODUCTS, _SOURCES = (
    cast(Table, row.__table__) for row in (ShopCount, ShopDay, ProductDay, SourceDay)
)
#: Marks that one sweep works off, so that its transaction stays short.
SWEEP_COUNT = 2_000
_DAY = dt.timedelta(days=1)


def count_changed(session: Session) -> int:
    """Count the days anew of which something changed; return how many. Safe to do at any time."""
    marks = session.execute(select(_MARKS).order_by(_MARKS.c.id).limit(SWEEP_COUNT)).all()
    if not marks:
        return 0
    session.execute(delete(_MARKS).where(_MARKS.c.id.in_([mark.id for mark in marks])))
    days = _list_days_of(session, [mark.part_id for mark in marks])
    for shop_id, day in days:
        count_day(session, shop_id, day)
    return len(days)


def count_day(session: Session, shop_id: uuid.UUID, day: dt.date) -> None:
    """Count a day (UTC) of a shop from its orders."""
    _lock(session, shop_id)
    is_of_day = (
        (_ORDERS.c.shop_id == shop_id)
        & (_ORDERS.c.paid_at >= start_of(day))
        & (_ORDERS.c.paid_at < start_of(day + _DAY))
    )
    key = {"shop_id": shop_id, "day": day}
    for table, query in (
        (_DAYS, _sum_orders(is_of_day)),
        (_PRODUCTS, _sum_products(is_of_day)),
        (_SOURCES, _sum_sources(is_of_day)),
    ):
        session.execute(delete(table).where(table.c.shop_id == shop_id, table.c.day == day))
        insert_rows(session, table, [{**key, **_whole(row)} for row in session.execute(query).mappings()])
    buyers = session.scalars(select(_ORDERS.c.buyer_id).where(is_of_day).distinct()).all()
    cohorts.add_buyers(session, shop_id, day.replace(day=1), sorted(buyers))


def forget(session: Session, shop_id: uuid.UUID) -> None:
    """Throw away what was counted of a shop, to count it from nothing."""
    _lock(session, shop_id)
    for row in (ShopDay, ProductDay, SourceDay, BuyerMonth, CohortMonth):
        table = cast(Table, row.__table__)
        session.execute(delete(table).where(table.c.shop_id == shop_id))


def list_shops(session: Session) -> Sequence[uuid.UUID]:
    """Return the shops that anything was paid to."""
    paid = select(_ORDERS.c.shop_id).where(_ORDERS.c.paid_at.is_not(None))
    return session.scalars(paid.distinct().order_by(_ORDERS.c.shop_id)).all()


def list_days(session: Session, shop_id: uuid.UUID) -> Sequence[dt.date]:
    """Return the days on which anything was paid to a shop, oldest first."""
    day = day_of(session, _ORDERS.c.paid_at)
    paid = select(day).where(_ORDERS.c.shop_id == shop_id, _ORDERS.c.paid_at.is_not(None))
    return session.scalars(paid.distinct().order_by(day)).all()


def _lock(session: Session, shop_id: uuid.UUID) -> None:
    counting = dialect_of(session).insert(_COUNTS).values(shop_id=shop_id, counted_at=now())
    again = {"counted_at": counting.excluded.counted_at}
    session.execute(counting.on_conflict_do_update(index_elements=["shop_id"], set_=again))


def _list_days_of(session: Session, part_ids: Sequence[uuid.UUID]) -> list[tuple[uuid.UUID, dt.date]]:
    """Return the days of shops that orders and returns belong to, in the order of their locks."""
    returned = select(_RETURNS.c.order_id).where(_RETURNS.c.id.in_(part_ids))
    day = day_of(session, _ORDERS.c.paid_at).label("day")
    changed = (
        select(_ORDERS.c.shop_id, day)
        .where(_ORDERS.c.paid_at.is_not(None), or_(_ORDERS.c.id.in_(part_ids), _ORDERS.c.id.in_(returned)))
        .distinct()
    )
    return sorted((row.shop_id, row.day) for row in session.execute(changed))


def _sum_orders(is_of_day: ColumnElement[bool]) -> Select[Any]:
    units = (
        select(_ITEMS.c.order_id, func.sum(_ITEMS.c.quantity).label("count"))
        .join(_ORDERS, _ORDERS.c.id == _ITEMS.c.order_id)
        .where(is_of_day)
        .group_by(_ITEMS.c.order_id)
        .subquery()
    )
    return (
        select(
            _ORDERS.c.currency,
            func.count().label("orders_count"),
            func.sum(units.c.count).label("units_count"),
            func.sum(_ORDERS.c.total_minor).label("sales_minor"),
            func.sum(_ORDERS.c.refunds_minor).label("refunds_minor"),
        )
        .join(units, units.c.order_id == _ORDERS.c.id)
        .where(is_of_day)
        .group_by(_ORDERS.c.currency)
    )


def _sum_products(is_of_day: ColumnElement[bool]) -> Select[Any]:
    paid = _ITEMS.c.quantity * _ITEMS.c.unit_price_minor - _ITEMS.c.discount_minor
    return (
        select(
            _ORDERS.c.currency,
            _ITEMS.c.product_id,
            func.sum(_ITEMS.c.quantity).label("units_count"),
            func.sum(paid).label("sales_minor"),
        )
        .join(_ORDERS, _ORDERS.c.id == _ITEMS.c.order_id)
        .where(is_of_day)
        .group_by(_ORDERS.c.currency, _ITEMS.c.product_id)
    )


def _sum_sources(is_of_day: ColumnElement[bool]) -> Select[Any]:
    return (
        select(
            _ORDERS.c.currency,
            _ORDERS.c.source_id,
            _ORDERS.c.source_pin_id.label("pin_id"),
            func.count().label("orders_count"),
            func.sum(_ORDERS.c.total_minor).label("sales_minor"),
            func.sum(_ORDERS.c.refunds_minor).label("refunds_minor"),
        )
        .where(is_of_day, _ORDERS.c.source_id.is_not(None))
        .group_by(_ORDERS.c.currency, _ORDERS.c.source_id, _ORDERS.c.source_pin_id)
    )


def _whole(row: Any) -> dict[str, Any]:
    """Return a row with its sums as integers; PostgreSQL counts large ones in decimals."""
    sums = {"units_count", "sales_minor", "refunds_minor"}
    return {name: int(value) if name in sums else value for name, value in row.items()}
