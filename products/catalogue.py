"""The catalogue: products and the offers that buyers, carts and videos make of them."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from sqlalchemy import ColumnElement, Row, Select, Table, and_, bindparam, func, select, update
from sqlalchemy.orm import Session, joinedload, selectinload

from kernel.clock import now
from kernel.db import change
from kernel.events import publish
from kernel.paging import DEFAULT_LIMIT, Page, cut_page, decode_cursor
from moderation import takedowns
from moderation.limits import select_limited
from products import prices
from products.categories import OTHER
from products.errors import NoSuchProduct, RemovedByModerators, TooManyProducts
from products.events import ProductArchived
from products.models import Picture as PictureRow
from products.models import Product as ProductRow
from products.models import Shop as ShopRow
from products.models import Variant as VariantRow
from products.shops import build_shop, get_own_shop
from products.values import (
    TILE_WIDTH_PX,
    Offer,
    Picture,
    Product,
    ProductState,
    find_sale,
    find_special,
    picture_url,
)
from products.variants import NewVariant, build_variant, check_options, put_on_sale
from products.withdrawal import Withdrawal

#: More than any real shop has; a limit so that no script fills the disk.
MAX_PRODUCTS_COUNT = 5_000

_VARIANTS, _PRODUCTS, _SHOPS, _PICTURES = (
    cast(Table, row.__table__) for row in (VariantRow, ProductRow, ShopRow, PictureRow)
)


def get_offers(session: Session, variant_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Offer]:
    """Return the offers of these variants; what does not exist is left out.

    One query, and one more when something is reduced.
    """
    rows = session.execute(_OFFERS, {"variant_ids": list(variant_ids)})
    offers = {row.variant_id: _build_offer(row) for row in rows}
    specials = {key: offer.special for key, offer in offers.items() if offer.special is not None}
    prior = prices.find_prior_prices(session, specials)
    return {**offers, **{key: replace(offers[key], was_minor=was) for key, was in prior.items()}}


def lock_offers(session: Session, variant_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Offer]:
    """Return the offers of these variants, whose stock and price stay as they are until the commit."""
    rows = session.execute(_LOCKED_OFFERS, {"variant_ids": list(variant_ids)})
    return {row.variant_id: _build_offer(row) for row in rows}


def get_product(session: Session, product_id: uuid.UUID) -> Product:
    """Return a product, whatever its state.

    Raises NoSuchProduct.
    """
    return _get(session, ProductRow.id == product_id)


def get_shown_product(session: Session, product_id: uuid.UUID, viewer_id: uuid.UUID | None) -> Product:
    """Return a product that this person (None: nobody) may look at.

    A draft, and what moderators took down, is for its owner only.

    Raises NoSuchProduct.
    """
    product = get_product(session, product_id)
    if product.shop.owner_id == viewer_id:
        return product
    if product.is_draft or (product.archived_at is not None and takedowns.is_taken_down(session, product_id)):
        raise NoSuchProduct
    return product


def list_products(session: Session, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Product]:
    """Return the products with these ids, archived or not; what does not exist is left out."""
    query = _products().where(ProductRow.id.in_(set(ids))).execution_options(populate_existing=True)
    return {product.id: product for product in build_products(session, session.scalars(query).all())}


def get_own_product(session: Session, product_id: uuid.UUID, owner_id: uuid.UUID) -> Product:
    """Return a product of this owner's shops.

    Raises NoSuchProduct: it is somebody else's, or nobody's.
    """
    return _get(session, (ProductRow.id == product_id) & owned_by(owner_id))


def list_products_of_shop(
    session: Session,
    shop_id: uuid.UUID,
    *,
    archived: bool = False,
    cursor: str | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Page[Product]:
    """Return what a shop sells, newest first; or, with `archived`, what it sells no more.

    Raises BadCursor.
    """
    shelf = ProductState.ARCHIVED if archived else ProductState.ACTIVE
    query = _products().where(ProductRow.shop_id == shop_id, stands_on(shelf))
    return _read_page(session, query, cursor, limit)


def search_products(
    session: Session, words: str, *, cursor: str | None = None, limit: int = DEFAULT_LIMIT
) -> Page[Product]:
    """Return what is on sale in any shop and has `words` in its title, newest first.

    Raises BadCursor.
    """
    on_sale = stands_on(ProductState.ACTIVE) & ProductRow.shop.has(ShopRow.closed_at.is_(None))
    found = ProductRow.title.icontains(words, autoescape=True) & ProductRow.id.not_in(select_limited())
    query = _products().where(on_sale, found)
    return _read_page(session, query, cursor, limit)


def create_product(
    session: Session,
    shop_id: uuid.UUID,
    *,
    owner_id: uuid.UUID,
    title: str,
    description: str,
    currency: str,
    variants: Sequence[NewVariant],
    category: str = OTHER,
    withdrawal: Withdrawal = Withdrawal.ALLOWED,
    is_draft: bool = False,
) -> Product:
    """Put a product with its variants on sale, or keep it as a draft.

    Raises NoSuchShop: it is not this owner's. Raises OptionsDiffer, SkuTaken, TooManyProducts.
    Raises TooManyVariants.
    """
    get_own_shop(session, shop_id, owner_id)
    kept = select(func.count()).select_from(ProductRow).where(ProductRow.shop_id == shop_id)
    if (session.scalar(kept) or 0) >= MAX_PRODUCTS_COUNT:
        raise TooManyProducts
    check_options([variant.options for variant in variants])
    at = now()
    row = ProductRow(
        shop_id=shop_id,
        title=title,
        description=description,
        currency=currency,
        category=category,
        withdrawal=withdrawal,
        blocks=[],
        published_at=None if is_draft else at,
        created_at=at,
    )
    session.add(row)
    session.flush()
    put_on_sale(session, row, variants, owner_id=owner_id)
    return get_product(session, row.id)


def change_product(
    session: Session,
    product_id: uuid.UUID,
    *,
    owner_id: uuid.UUID,
    title: str | None = None,
    description: str | None = None,
    category: str | None = None,
    withdrawal: Withdrawal | None = None,
) -> Product:
    """Change the words, the category or the rule of withdrawal of a product; None leaves a thing as it is.

    Raises NoSuchProduct: it is not this owner's.
    """
    values = {"title": title, "description": description, "category": category, "withdrawal": withdrawal}
    given = {name: value for name, value in values.items() if value is not None}
    if given:
        _change_own(session, product_id, owner_id, given)
    return get_own_product(session, product_id, owner_id)


def archive_product(session: Session, product_id: uuid.UUID, *, owner_id: uuid.UUID) -> None:
    """Take a product off sale; orders that hold some of it keep it. Safe to repeat.

    Raises NoSuchProduct: it is not this owner's. Publishes ProductArchived.
    """
    _change_own(session, product_id, owner_id, {"archived_at": now()})
    publish(session, ProductArchived(product_id))


def restore_product(session: Session, product_id: uuid.UUID, *, owner_id: uuid.UUID) -> None:
    """Put an archived product on sale again. Safe to repeat.

    Raises NoSuchProduct: it is not this owner's. Raises RemovedByModerators.
    """
    if takedowns.is_taken_down(session, product_id):
        get_own_product(session, product_id, owner_id)
        raise RemovedByModerators
    _change_own(session, product_id, owner_id, {"archived_at": None})


def stands_on(shelf: ProductState) -> ColumnElement[bool]:
    """Return the condition that a product is in this state."""
    if shelf is ProductState.ARCHIVED:
        return ProductRow.archived_at.is_not(None)
    published = ProductRow.published_at
    is_draft = published.is_(None) if shelf is ProductState.DRAFT else published.is_not(None)
    return ProductRow.archived_at.is_(None) & is_draft


def owned_by(owner_id: uuid.UUID) -> ColumnElement[bool]:
    """Return the condition that a product is of one of this owner's shops."""
    return ProductRow.shop_id.in_(select(ShopRow.id).where(ShopRow.owner_id == owner_id))


def _change_own(session: Session, product_id: uuid.UUID, owner_id: uuid.UUID, values: dict[str, Any]) -> None:
    statement = update(ProductRow).where(ProductRow.id == product_id, owned_by(owner_id)).values(values)
    if change(session, statement.execution_options(synchronize_session=False)) == 0:
        raise NoSuchProduct


def _build_offers_query() -> Select[Any]:
    # Core tables: the ORM would cost every order a third of a millisecond.
    variants, products, shops, pictures = _VARIANTS, _PRODUCTS, _SHOPS, _PICTURES
    cover = and_(pictures.c.product_id == products.c.id, pictures.c.position == 0)
    columns: tuple[Any, ...] = (
        variants.c.id.label("variant_id"),
        variants.c.product_id,
        variants.c.shop_id,
        shops.c.owner_id.label("shop_owner_id"),
        products.c.title.label("product_title"),
        shops.c.name.label("shop_name"),
        variants.c.options,
        variants.c.sku,
        variants.c.price_minor,
        variants.c.special_id,
        variants.c.special_price_minor,
        variants.c.special_starts_at,
        variants.c.special_ends_at,
        variants.c.sale_prices,
        products.c.currency,
        products.c.withdrawal,
        variants.c.available_count,
        variants.c.withdrawn_at,
        products.c.archived_at,
        products.c.published_at,
        shops.c.closed_at,
        pictures.c.id.label("picture_id"),
        pictures.c.widths,
    )
    return (
        select(*columns)
        .select_from(variants)
        .join(products, products.c.id == variants.c.product_id)
        .join(shops, shops.c.id == variants.c.shop_id)
        .outerjoin(pictures, cover)
        .where(variants.c.id.in_(bindparam("variant_ids", expanding=True)))
    )


#: Built once: every order, feed and product page asks for offers.
_OFFERS = _build_offers_query()
# In id order, so that two checkouts cannot wait for each other. SQLite has locked everything already.
_LOCKED_OFFERS = _OFFERS.order_by(_VARIANTS.c.id).with_for_update(of=_VARIANTS, key_share=True)


def _build_offer(row: Row[Any]) -> Offer:
    special = find_special(row)
    return Offer(
        variant_id=row.variant_id,
        product_id=row.product_id,
        shop_id=row.shop_id,
        shop_owner_id=row.shop_owner_id,
        product_title=row.product_title,
        shop_name=row.shop_name,
        options=row.options,
        sku=row.sku,
        price_minor=row.price_minor if special is None else special.price_minor,
        list_price_minor=row.price_minor,
        special=special,
        currency=row.currency,
        available_count=row.available_count,
        is_on_sale=row.published_at is not None
        and (row.withdrawn_at, row.archived_at, row.closed_at) == (None, None, None),
        picture_url=picture_url(row.picture_id, row.widths, TILE_WIDTH_PX) if row.picture_id else None,
        sale=find_sale(row, now()) if row.sale_prices else None,
        withdrawal=Withdrawal(row.withdrawal),
    )


def _products() -> Select[ProductRow]:
    return select(ProductRow).options(
        joinedload(ProductRow.shop), selectinload(ProductRow.variants), selectinload(ProductRow.pictures)
    )


def _read_page(session: Session, query: Select[ProductRow], cursor: str | None, limit: int) -> Page[Product]:
    if cursor:
        query = query.where(ProductRow.id < decode_cursor(cursor))
    rows = session.scalars(query.order_by(ProductRow.id.desc()).limit(limit + 1)).all()
    page = cut_page(rows, limit, lambda row: row.id)
    return Page(build_products(session, page.items), page.next_cursor)


def _get(session: Session, condition: ColumnElement[bool]) -> Product:
    query = _products().where(condition).execution_options(populate_existing=True)
    row = session.scalars(query).one_or_none()
    if row is None:
        raise NoSuchProduct
    return build_products(session, [row])[0]


def build_products(session: Session, rows: Sequence[ProductRow]) -> Sequence[Product]:
    """Return the values of rows, with the prior prices of what is reduced."""
    prior = prices.find_prior_prices_of(session, (variant for row in rows for variant in row.variants))
    return [build_product(row, prior) for row in rows]


def build_product(row: ProductRow, prior: Mapping[uuid.UUID, int] | None = None) -> Product:
    """Return the value of a row that was read with its shop, variants and pictures.

    `prior` are the prices that reductions may be said to come from, by variant.
    """
    was = prior or {}
    return Product(
        id=row.id,
        shop=build_shop(row.shop),
        title=row.title,
        description=row.description,
        currency=row.currency,
        archived_at=row.archived_at,
        variants=[build_variant(one, was.get(one.id)) for one in row.variants if one.withdrawn_at is None],
        pictures=[
            Picture(one.id, one.width, one.height, sorted(one.widths), one.alt) for one in row.pictures
        ],
        category=row.category,
        is_draft=row.published_at is None,
        withdrawal=Withdrawal(row.withdrawal),
    )
