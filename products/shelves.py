"""A shop's products as its merchant looks through them: by state, words, category and stock, in some order.

Pages are cut after a product, whatever the order: the place of the last one is looked up again, so that
page 100 costs what page 1 costs.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, tuple_, update
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from kernel.clock import now
from kernel.events import publish
from kernel.paging import DEFAULT_LIMIT, Page, cut_page, decode_cursor
from moderation.takedowns import select_taken_down
from products.catalogue import build_products, owned_by, stands_on
from products.categories import codes_of, find_category
from products.events import ProductArchived
from products.low_stock import is_low
from products.models import CollectionProduct, Variant
from products.models import Product as ProductRow
from products.values import Product, ProductState

#: From here on a buyer is told how few are left, and the list of products says so.
LOW_STOCK_COUNT = 5


class ShelfOrder(StrEnum):
    """What comes first."""

    NEWEST = "newest"
    TITLE = "title"
    STOCK = "stock"
    PRICE = "price"


@dataclass(frozen=True)
class ShelfQuery:
    """Which products of a shop are wanted. An unknown category has none."""

    shop_id: uuid.UUID
    state: ProductState = ProductState.ACTIVE
    words: str = ""
    category: str = ""
    low_stock: bool = False
    order: ShelfOrder = ShelfOrder.NEWEST
    collection_id: uuid.UUID | None = None


def list_shelf(
    session: Session, wanted: ShelfQuery, *, cursor: str | None = None, limit: int = DEFAULT_LIMIT
) -> Page[Product]:
    """Return one page of a shop's products.

    Raises BadCursor.
    """
    query = select(ProductRow).where(*_conditions(wanted))
    query = _start_after(query, wanted.order, decode_cursor(cursor) if cursor else None)
    query = query.options(
        joinedload(ProductRow.shop), selectinload(ProductRow.variants), selectinload(ProductRow.pictures)
    )
    rows = session.scalars(query.limit(limit + 1)).all()
    page = cut_page(rows, limit, lambda row: row.id)
    return Page(build_products(session, page.items), page.next_cursor)


def count_shelves(session: Session, shop_id: uuid.UUID) -> dict[ProductState, int]:
    """Return how many products of a shop are in each state."""
    counts = (
        select(func.count()).where(ProductRow.shop_id == shop_id, stands_on(state)).scalar_subquery()
        for state in ProductState
    )
    return dict(zip(ProductState, session.execute(select(*counts)).one(), strict=True))


def list_categories(session: Session, shop_id: uuid.UUID) -> Sequence[str]:
    """Return the codes of the categories that a shop has something on sale in."""
    query = select(ProductRow.category).where(ProductRow.shop_id == shop_id, stands_on(ProductState.ACTIVE))
    return session.scalars(query.distinct().order_by(ProductRow.category)).all()


def archive_products(
    session: Session, shop_id: uuid.UUID, product_ids: Sequence[uuid.UUID], *, owner_id: uuid.UUID
) -> Sequence[uuid.UUID]:
    """Take several products off sale; return those that were not archived yet. What is not his is left alone.

    Publishes ProductArchived.
    """
    changed = _move(session, shop_id, product_ids, owner_id, archived=True)
    for product_id in changed:
        publish(session, ProductArchived(product_id))
    return changed


def restore_products(
    session: Session, shop_id: uuid.UUID, product_ids: Sequence[uuid.UUID], *, owner_id: uuid.UUID
) -> Sequence[uuid.UUID]:
    """Take several products out of the archive, each to where it was; return those that were in it.

    What moderators took down stays there.
    """
    return _move(session, shop_id, product_ids, owner_id, archived=False)


def _move(
    session: Session,
    shop_id: uuid.UUID,
    product_ids: Sequence[uuid.UUID],
    owner_id: uuid.UUID,
    *,
    archived: bool,
) -> Sequence[uuid.UUID]:
    is_archived = ProductRow.archived_at.is_not(None)
    before = ~is_archived if archived else is_archived & ProductRow.id.not_in(select_taken_down())
    statement = (
        update(ProductRow)
        .where(ProductRow.shop_id == shop_id, ProductRow.id.in_(product_ids), owned_by(owner_id), before)
        .values(archived_at=now() if archived else None)
        .returning(ProductRow.id)
    )
    changed = session.scalars(statement.execution_options(synchronize_session=False)).all()
    return sorted(changed)


def _conditions(wanted: ShelfQuery) -> list[ColumnElement[bool]]:
    conditions = [ProductRow.shop_id == wanted.shop_id, stands_on(wanted.state)]
    if wanted.words:
        of_sku = Variant.sku.icontains(wanted.words, autoescape=True)
        by_sku = ProductRow.variants.any(of_sku & Variant.withdrawn_at.is_(None))
        conditions.append(ProductRow.title.icontains(wanted.words, autoescape=True) | by_sku)
    if wanted.category:
        category = find_category(wanted.category)
        conditions.append(ProductRow.category.in_(codes_of(category) if category else []))
    if wanted.low_stock:
        conditions.append(ProductRow.variants.any(is_low()))
    if wanted.collection_id is not None:
        members = select(CollectionProduct.product_id)
        members = members.where(CollectionProduct.collection_id == wanted.collection_id)
        conditions.append(ProductRow.id.in_(members))
    return conditions


def _start_after(query: Select[Any], order: ShelfOrder, last_id: uuid.UUID | None) -> Select[Any]:
    """Sort a query, and start behind a product. Ties go to the newer product."""
    if order is ShelfOrder.NEWEST:
        query = query.where(ProductRow.id < last_id) if last_id else query
        return query.order_by(ProductRow.id.desc())
    key = _sort_key(order, ProductRow)
    if last_id:
        last = aliased(ProductRow)
        place = select(_sort_key(order, last)).where(last.id == last_id).scalar_subquery()
        query = query.where(tuple_(key, ProductRow.id) > tuple_(place, last_id))
    return query.order_by(key, ProductRow.id)


def _sort_key(order: ShelfOrder, product: Any) -> ColumnElement[Any]:
    if order is ShelfOrder.TITLE:
        return func.lower(product.title)
    figure = func.sum(Variant.available_count) if order is ShelfOrder.STOCK else func.min(Variant.price_minor)
    kept = select(figure).where(Variant.product_id == product.id, Variant.withdrawn_at.is_(None))
    return kept.correlate(product).scalar_subquery()
