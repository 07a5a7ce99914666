"""Reading the figures of a shop: by day, by product, by what sold it, and its cohorts of buyers."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from orders.figures.models import CohortMonth, ProductDay, ShopCount, ShopDay, SourceDay

_COUNTS, _DAYS, _PRODUCTS, _SOURCES, _COHORTS = (
    cast(Table, row.__table__) for row in (ShopCount, ShopDay, ProductDay, SourceDay, CohortMonth)
)


@dataclass(frozen=True)
class Span:
    """Some days (UTC), both the first and the last among them."""

    first: dt.date
    last: dt.date

    @property
    def days_count(self) -> int:
        """Return how many days it has."""
        return (self.last - self.first).days + 1

    @property
    def before(self) -> "Span":
        """Return as many days before it."""
        return Span(self.first - dt.timedelta(days=self.days_count), self.first - dt.timedelta(days=1))


@dataclass(frozen=True)
class Trade:
    """What came of the orders that were paid in some time, in one currency (minor units)."""

    orders_count: int = 0
    units_count: int = 0
    sales_minor: int = 0
    refunds_minor: int = 0

    @property
    def kept_minor(self) -> int:
        """Return what is left of the sales beside what goes back."""
        return self.sales_minor - self.refunds_minor

    @property
    def average_minor(self) -> int:
        """Return what an order came to on the average."""
        return round(self.sales_minor / self.orders_count) if self.orders_count else 0

    def __add__(self, other: "Trade") -> "Trade":
        """Return both together."""
        return Trade(
            self.orders_count + other.orders_count,
            self.units_count + other.units_count,
            self.sales_minor + other.sales_minor,
            self.refunds_minor + other.refunds_minor,
        )


@dataclass(frozen=True)
class ProductTrade:
    """What was paid for a product, after discounts."""

    product_id: uuid.UUID
    units_count: int
    sales_minor: int


@dataclass(frozen=True)
class SourceTrade:
    """What came from a post, or from a broadcast; `pin_id` where one pin of it is meant."""

    source_id: uuid.UUID
    pin_id: uuid.UUID | None
    orders_count: int
    sales_minor: int
    refunds_minor: int

    @property
    def kept_minor(self) -> int:
        """Return what is left of the sales beside what goes back."""
        return self.sales_minor - self.refunds_minor


@dataclass(frozen=True)
class Cohort:
    """Those who bought for the first time in a month: how many, and how many again in each later month."""

    month: dt.date
    buyers_count: int
    returning: Mapping[dt.date, int]


def find_counted_at(session: Session, shop_id: uuid.UUID) -> dt.datetime | None:
    """Return when a shop was counted last, or None: nothing was ever sold."""
    return session.scalar(select(_COUNTS.c.counted_at).where(_COUNTS.c.shop_id == shop_id))


def list_days(session: Session, shop_id: uuid.UUID, span: Span) -> Mapping[str, Mapping[dt.date, Trade]]:
    """Return the days of a span on which something was paid, by currency; what sold most comes first."""
    found: dict[str, dict[dt.date, Trade]] = defaultdict(dict)
    query = select(_DAYS).where(
        _DAYS.c.shop_id == shop_id, _DAYS.c.day >= span.first, _DAYS.c.day <= span.last
    )
    for row in session.execute(query.order_by(_DAYS.c.day)):
        found[row.currency][row.day] = Trade(
            row.orders_count, row.units_count, row.sales_minor, row.refunds_minor
        )
    by_orders = {one: sum(day.orders_count for day in days.values()) for one, days in found.items()}
    return {one: found[one] for one in sorted(found, key=lambda one: (-by_orders[one], one))}


def list_products(
    session: Session, shop_id: uuid.UUID, span: Span, currency: str, *, limit: int
) -> Sequence[ProductTrade]:
    """Return what sold best in a span, by what was paid for it."""
    sales = func.sum(_PRODUCTS.c.sales_minor)
    query = (
        select(_PRODUCTS.c.product_id, func.sum(_PRODUCTS.c.units_count), sales)
        .where(
            _PRODUCTS.c.shop_id == shop_id,
            _PRODUCTS.c.day >= span.first,
            _PRODUCTS.c.day <= span.last,
            _PRODUCTS.c.currency == currency,
        )
        .group_by(_PRODUCTS.c.product_id)
        .order_by(sales.desc(), _PRODUCTS.c.product_id)
        .limit(limit)
    )
    return [
        ProductTrade(product_id, int(units), int(sold)) for product_id, units, sold in session.execute(query)
    ]


def list_sources(
    session: Session, shop_id: uuid.UUID, span: Span, currency: str, *, limit: int
) -> Sequence[SourceTrade]:
    """Return which posts and broadcasts sold most in a span."""
    return _list_sources(session, shop_id, span, currency, limit, by_pin=False)


def list_pins(
    session: Session, shop_id: uuid.UUID, span: Span, currency: str, *, limit: int
) -> Sequence[SourceTrade]:
    """Return which pins of broadcasts sold most in a span."""
    return _list_sources(session, shop_id, span, currency, limit, by_pin=True)


def list_cohorts(session: Session, shop_id: uuid.UUID, *, since: dt.date) -> Sequence[Cohort]:
    """Return the cohorts of a shop from a month on, oldest first."""
    found: dict[dt.date, dict[dt.date, int]] = defaultdict(dict)
    query = select(_COHORTS).where(_COHORTS.c.shop_id == shop_id, _COHORTS.c.first_month >= since)
    for row in session.execute(query.order_by(_COHORTS.c.first_month, _COHORTS.c.month)):
        found[row.first_month][row.month] = row.buyers_count
    return [Cohort(month, counts.pop(month), counts) for month, counts in found.items() if counts[month]]


def _list_sources(
    session: Session, shop_id: uuid.UUID, span: Span, currency: str, limit: int, *, by_pin: bool
) -> Sequence[SourceTrade]:
    keys = [_SOURCES.c.source_id, _SOURCES.c.pin_id] if by_pin else [_SOURCES.c.source_id]
    sales, refunds = func.sum(_SOURCES.c.sales_minor), func.sum(_SOURCES.c.refunds_minor)
    query = select(*keys, func.sum(_SOURCES.c.orders_count), sales, refunds).where(
        _SOURCES.c.shop_id == shop_id,
        _SOURCES.c.day >= span.first,
        _SOURCES.c.day <= span.last,
        _SOURCES.c.currency == currency,
    )
    if by_pin:
        query = query.where(_SOURCES.c.pin_id.is_not(None))
    query = query.group_by(*keys).order_by((sales - refunds).desc(), *keys).limit(limit)
    return [
        SourceTrade(row[0], row[1] if by_pin else None, *(int(sum_) for sum_ in row[-3:]))
        for row in session.execute(query)
    ]
