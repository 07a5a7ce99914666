"""What runs low: variants of which fewer are left than their merchant wants, and telling him so once.

A shop has one level for all its variants; a variant may have one of its own. `tell_low` looks every so often,
not at each order: who buys waits for nothing, and what is only held for a moment is no news.
"""

import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, and_, delete, func, select, tuple_, update
from sqlalchemy.orm import Session, aliased

from kernel.clock import now
from kernel.db import change, dialect_of
from kernel.events import publish
from kernel.ids import new_id
from kernel.paging import DEFAULT_LIMIT, Page, cut_page, decode_cursor
from products.errors import NoSuchShop, NoSuchVariant
from products.events import StockRanLow
from products.models import LowStock, Product, Shop, StockLevel, Variant

_VARIANTS, _LEVELS, _LOW = (cast(Table, row.__table__) for row in (Variant, StockLevel, LowStock))
#: Variants that one look tells of, so that its transaction stays short.
TOLD_COUNT = 1_000
MAX_LEVEL_COUNT = 100_000


@dataclass(frozen=True)
class StockLine:
    """A variant, how many of it can be bought, and from how many on it runs low."""

    variant_id: uuid.UUID
    product_id: uuid.UUID
    product_title: str
    sku: str
    options: Mapping[str, str]
    available_count: int
    level_count: int
    own_level_count: int | None

    @property
    def is_low(self) -> bool:
        """Tell whether it runs low."""
        return self.available_count <= self.level_count


def is_low() -> ColumnElement[bool]:
    """Return the condition that a variant that is sold runs low."""
    level, shop = aliased(StockLevel), aliased(Shop)
    own = select(level.low_count).where(level.variant_id == Variant.id).scalar_subquery()
    of_shop = select(shop.low_stock_count).where(shop.id == Variant.shop_id).scalar_subquery()
    return and_(Variant.withdrawn_at.is_(None), Variant.available_count <= func.coalesce(own, of_shop))


def list_stock(
    session: Session, shop_id: uuid.UUID, *, only_low: bool, cursor: str | None = None
) -> Page[StockLine]:
    """Return one page of the variants that a shop sells, those of which fewest are left first.

    Raises BadCursor.
    """
    query = _select_lines(shop_id)
    if only_low:
        query = query.where(is_low())
    if cursor:
        last = aliased(Variant)
        last_id = decode_cursor(cursor)
        place = select(last.available_count).where(last.id == last_id).scalar_subquery()
        query = query.where(tuple_(Variant.available_count, Variant.id) > tuple_(place, last_id))
    query = query.order_by(Variant.available_count, Variant.id).limit(DEFAULT_LIMIT + 1)
    lines = [StockLine(*row) for row in session.execute(query)]
    return cut_page(lines, DEFAULT_LIMIT, lambda line: line.variant_id)


def count_low(session: Session, shop_id: uuid.UUID) -> int:
    """Return how many variants of a shop run low."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Variant)
            .join(Product, Product.id == Variant.product_id)
            .where(Variant.shop_id == shop_id, _is_sold(), is_low())
        )
        or 0
    )


def get_shop_level(session: Session, shop_id: uuid.UUID) -> int:
    """Return from how many units on the variants of a shop run low that have no level of their own.

    Raises NoSuchShop.
    """
    level = session.scalar(select(Shop.low_stock_count).where(Shop.id == shop_id))
    if level is None:
        raise NoSuchShop
    return level


def set_shop_level(session: Session, shop_id: uuid.UUID, low_count: int, *, owner_id: uuid.UUID) -> None:
    """Say from how many units on the variants of a shop run low.

    Raises NoSuchShop: it is not this owner's.
    """
    own = update(Shop).where(Shop.id == shop_id, Shop.owner_id == owner_id).values(low_stock_count=low_count)
    if not change(session, own):
        raise NoSuchShop


def set_level(
    session: Session, variant_id: uuid.UUID, low_count: int | None, *, owner_id: uuid.UUID
) -> uuid.UUID:
    """Say from how many units on a variant runs low, or None for what the shop says; return the shop's id.

    Raises NoSuchVariant: it is not this owner's.
    """
    owned = select(Variant.shop_id).join(Shop, Shop.id == Variant.shop_id)
    shop_id = session.scalar(owned.where(Variant.id == variant_id, Shop.owner_id == owner_id))
    if shop_id is None:
        raise NoSuchVariant
    if low_count is None:
        session.execute(delete(_LEVELS).where(_LEVELS.c.variant_id == variant_id))
        return shop_id
    setting = dialect_of(session).insert(_LEVELS).values(variant_id=variant_id, low_count=low_count)
    session.execute(
        setting.on_conflict_do_update(index_elements=["variant_id"], set_={"low_count": low_count})
    )
    return shop_id


def tell_low(session: Session) -> int:
    """Tell merchants what runs low since the last look; return how many variants. Safe to do at any time.

    What is plentiful again is forgotten, so that the next time it runs low is news.

    Publishes StockRanLow, once for a shop.
    """
    plenty = select(Variant.id).where(~is_low() | Variant.withdrawn_at.is_not(None))
    session.execute(delete(_LOW).where(_LOW.c.variant_id.in_(plenty)))
    told = aliased(LowStock)
    untold = (
        select(
            Variant.id, Product.title, Product.id.label("product_id"), Shop.id.label("shop_id"), Shop.owner_id
        )
        .join(Product, Product.id == Variant.product_id)
        .join(Shop, Shop.id == Variant.shop_id)
        .outerjoin(told, told.variant_id == Variant.id)
        .where(told.variant_id.is_(None), Shop.closed_at.is_(None), _is_sold(), is_low())
        .order_by(Shop.id, Variant.id)
        .limit(TOLD_COUNT)
    )
    rows = {row.id: row for row in session.execute(untold)}
    news = defaultdict(list)
    for variant_id in _note(session, list(rows)):
        news[rows[variant_id].shop_id].append(rows[variant_id])
    for shop_id, lines in news.items():
        first = lines[0]
        publish(session, StockRanLow(new_id(), shop_id, first.owner_id, first.title, len(lines)))
    return sum(len(lines) for lines in news.values())


def _note(session: Session, variant_ids: list[uuid.UUID]) -> list[uuid.UUID]:
    """Note that these run low; return those that nobody else noted meanwhile, in the same order."""
    if not variant_ids:
        return []
    at = now()
    rows = [{"variant_id": variant_id, "told_at": at} for variant_id in variant_ids]
    noting = dialect_of(session).insert(_LOW).values(rows).on_conflict_do_nothing()
    noted = set(session.scalars(noting.returning(_LOW.c.variant_id)))
    return [variant_id for variant_id in variant_ids if variant_id in noted]


def _is_sold() -> ColumnElement[bool]:
    return and_(Product.archived_at.is_(None), Product.published_at.is_not(None))


def _select_lines(shop_id: uuid.UUID) -> Any:
    return (
        select(
            Variant.id,
            Variant.product_id,
            Product.title,
            Variant.sku,
            Variant.options,
            Variant.available_count,
            func.coalesce(StockLevel.low_count, Shop.low_stock_count),
            StockLevel.low_count,
        )
        .join(Product, Product.id == Variant.product_id)
        .join(Shop, Shop.id == Variant.shop_id)
        .outerjoin(StockLevel, StockLevel.variant_id == Variant.id)
        .where(Variant.shop_id == shop_id, Variant.withdrawn_at.is_(None), _is_sold())
    )
