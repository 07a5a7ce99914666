"""Wish lists: what people keep of products, with the price of that moment, and who hears when it falls."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ScalarSelect, Subquery, and_, case, delete, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kernel.clock import now
from kernel.db import change
from kernel.events import publish
from kernel.ids import new_id
from kernel.paging import DEFAULT_LIMIT, Page, cut_page, decode_cursor
from products import catalogue
from products.errors import NoSuchProduct, TooManyWishes
from products.events import WishPriceFell
from products.models import Product as ProductRow
from products.models import SalePriceLine, SalePriceRow, Variant, WishRow
from products.models import Shop as ShopRow
from products.sale_prices import SaleState
from products.values import Product

#: More than anybody looks through; a limit so that no script fills the disk.
MAX_WISHES_COUNT = 500
#: So long after it was taken off the list, a wish comes back as it was.
UNDO_TIME = dt.timedelta(minutes=10)
#: Told in one transaction; the others are told by the next.
BATCH_COUNT = 200


@dataclass(frozen=True)
class Wish:
    """A product on somebody's list, and what its cheapest variant cost when it came there."""

    id: uuid.UUID
    product: Product
    price_minor: int
    currency: str
    created_at: dt.datetime

    @property
    def is_available(self) -> bool:
        """Tell whether it can be bought now."""
        return self.product.is_on_sale and self.product.available_count > 0

    @property
    def change_minor(self) -> int:
        """Return how much more (or, below zero, less) it costs now."""
        return self.product.lowest_price_minor - self.price_minor


def wish(session: Session, product_id: uuid.UUID, person_id: uuid.UUID) -> None:
    """Put a product on a person's list; doing so twice is fine, and so is undoing its removal.

    Raises NoSuchProduct: this person may not look at it. Raises TooManyWishes.
    """
    product = catalogue.get_shown_product(session, product_id, person_id)
    if _take_back(session, product_id, person_id) or _find(session, product_id, person_id):
        return
    count = select(func.count()).select_from(WishRow).where(WishRow.person_id == person_id)
    if (session.scalar(count) or 0) >= MAX_WISHES_COUNT:
        raise TooManyWishes
    row = WishRow(
        person_id=person_id,
        product_id=product_id,
        price_minor=product.lowest_price_minor,
        currency=product.currency,
        created_at=now(),
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return  # the same person, twice at once


def unwish(session: Session, product_id: uuid.UUID, person_id: uuid.UUID) -> None:
    """Take a product off a person's list; not having it there is fine."""
    mine = (WishRow.product_id == product_id) & (WishRow.person_id == person_id)
    change(session, update(WishRow).where(mine, WishRow.removed_at.is_(None)).values(removed_at=now()))


def is_wished(session: Session, product_id: uuid.UUID, person_id: uuid.UUID) -> bool:
    """Tell whether a product is on a person's list."""
    return _find(session, product_id, person_id) is not None


def list_wishes(
    session: Session, person_id: uuid.UUID, *, cursor: str | None = None, limit: int = DEFAULT_LIMIT
) -> Page[Wish]:
    """Return a person's list, the latest first; what he may not look at any more is left out.

    Raises BadCursor.
    """
    query = select(WishRow).where(WishRow.person_id == person_id, WishRow.removed_at.is_(None))
    if cursor:
        query = query.where(WishRow.id < decode_cursor(cursor))
    page = cut_page(session.scalars(query.order_by(WishRow.id.desc()).limit(limit + 1)).all(), limit, _id_of)
    return Page(_build(session, page.items, person_id), page.next_cursor)


def tell_price_drops(session: Session) -> int:
    """Publish which wished products cost less than when they were wished; return how many. Safe to repeat.

    Each drop is told once: again only when the price falls further, or after it was back.

    Publishes WishPriceFell.
    """
    _forget_removed(session)
    lowest = _select_lowest()
    of_wish = select(lowest.c.price_minor).where(lowest.c.product_id == WishRow.product_id)
    is_back = WishRow.told_price_minor.is_not(None) & (of_wish.scalar_subquery() >= WishRow.price_minor)
    change(session, update(WishRow).where(is_back).values(told_price_minor=None))
    fell = (
        select(WishRow.id, lowest.c.price_minor)
        .join(lowest, lowest.c.product_id == WishRow.product_id)
        .where(
            WishRow.removed_at.is_(None),
            lowest.c.price_minor < WishRow.price_minor,
            or_(WishRow.told_price_minor.is_(None), WishRow.told_price_minor > lowest.c.price_minor),
        )
        .order_by(WishRow.id)
        .limit(BATCH_COUNT)
    )
    drops = session.execute(fell).all()
    return sum(_tell(session, wish_id, price_minor) for wish_id, price_minor in drops)


def _tell(session: Session, wish_id: uuid.UUID, price_minor: int) -> bool:
    """Publish that a wish costs this now, unless that was told already; tell whether it was not."""
    untold = or_(WishRow.told_price_minor.is_(None), WishRow.told_price_minor > price_minor)
    telling = update(WishRow).where(WishRow.id == wish_id, untold).values(told_price_minor=price_minor)
    if change(session, telling) == 0:
        return False
    row = session.get_one(WishRow, wish_id)
    title = catalogue.get_product(session, row.product_id).title
    told = (row.person_id, row.product_id, title, row.price_minor, price_minor, row.currency)
    publish(session, WishPriceFell(new_id(), *told))
    return True


def _forget_removed(session: Session) -> None:
    """Delete the wishes that nobody can take back any more."""
    session.execute(delete(WishRow).where(WishRow.removed_at < now() - UNDO_TIME))


def _select_lowest() -> Subquery:
    """Return what the cheapest variant of each wished product costs now, of those that can be bought."""
    at = now()
    is_special = and_(
        Variant.special_price_minor < Variant.price_minor,
        Variant.special_starts_at <= at,
        Variant.special_ends_at > at,
    )
    sale_minor = _select_sale(at)
    is_on_sale = sale_minor < Variant.price_minor
    price = case(
        (is_special, Variant.special_price_minor), (is_on_sale, sale_minor), else_=Variant.price_minor
    )
    return (
        select(Variant.product_id, func.min(price).label("price_minor"))
        .join(ProductRow, ProductRow.id == Variant.product_id)
        .join(ShopRow, ShopRow.id == ProductRow.shop_id)
        .where(
            Variant.withdrawn_at.is_(None),
            Variant.available_count > 0,
            ProductRow.archived_at.is_(None),
            ProductRow.published_at.is_not(None),
            ShopRow.closed_at.is_(None),
            Variant.product_id.in_(select(WishRow.product_id)),
        )
        .group_by(Variant.product_id)
        .subquery()
    )


def _select_sale(at: dt.datetime) -> ScalarSelect[int]:
    """Return what a variant costs by its sale price at a moment."""
    holds = and_(
        SalePriceRow.state != SaleState.OVER, SalePriceRow.starts_at <= at, SalePriceRow.ends_at > at
    )
    return (
        select(func.min(SalePriceLine.price_minor))
        .join(SalePriceRow, SalePriceRow.id == SalePriceLine.sale_price_id)
        .where(SalePriceLine.variant_id == Variant.id, holds)
        .correlate(Variant)
        .scalar_subquery()
    )


def _take_back(session: Session, product_id: uuid.UUID, person_id: uuid.UUID) -> bool:
    mine = (WishRow.product_id == product_id) & (WishRow.person_id == person_id)
    forgotten = delete(WishRow).where(mine, WishRow.removed_at <= now() - UNDO_TIME)
    session.execute(forgotten)
    removed = update(WishRow).where(mine, WishRow.removed_at.is_not(None))
    return change(session, removed.values(removed_at=None)) == 1


def _find(session: Session, product_id: uuid.UUID, person_id: uuid.UUID) -> uuid.UUID | None:
    return session.scalar(
        select(WishRow.id).where(
            WishRow.product_id == product_id, WishRow.person_id == person_id, WishRow.removed_at.is_(None)
        )
    )


def _build(session: Session, rows: Sequence[WishRow], person_id: uuid.UUID) -> Sequence[Wish]:
    wishes = []
    for row in rows:
        try:
            product = catalogue.get_shown_product(session, row.product_id, person_id)
        except NoSuchProduct:
            continue
        wishes.append(Wish(row.id, product, row.price_minor, row.currency, row.created_at))
    return wishes


def _id_of(row: WishRow) -> uuid.UUID:
    return row.id
