"""Sale prices: what some variants of a product cost between two moments that are known beforehand.

They stand on the variants (`Variant.sale_prices`), so that whatever shows or sells one knows by the clock
what it costs. What is done when one begins or ends, late or not, is to write the history and tell screens.

Locks: the product, then the sale price, then variants in id order.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from kernel.clock import now
from kernel.events import publish
from products import catalogue
from products.errors import (
    NoSuchSalePrice,
    NoSuchVariant,
    NotPublished,
    SaleNotLower,
    SaleOverlaps,
    TooManySales,
    WrongTimes,
)
from products.events import SalePriceTurned
from products.models import Product, SalePriceLine, SalePriceRow, Variant
from products.prior_price import PriceKind
from products.values import Special, read_sale, write_sale
from products.variants import list_kept, lock_own_product, lock_variants, note_price

#: Every one of them is read with its variant.
MAX_STANDING_COUNT = 10
#: Begun or ended in one transaction; the others are by the next.
BATCH_COUNT = 100


class SaleState(StrEnum):
    """How a sale price stands."""

    PLANNED = "planned"
    RUNNING = "running"
    OVER = "over"


@dataclass(frozen=True)
class NewSalePrice:
    """A sale price as its merchant describes it: `percent` less, or `price_minor` for each of the variants.

    Without variants it is for all that the product has. What should have begun already begins now.
    """

    starts_at: dt.datetime
    ends_at: dt.datetime
    percent: int | None = None
    price_minor: int | None = None
    variant_ids: Sequence[uuid.UUID] = ()


@dataclass(frozen=True)
class SaleLine:
    """What a variant costs by a sale price, and what it cost without when that was made."""

    variant_id: uuid.UUID
    price_minor: int
    list_price_minor: int


@dataclass(frozen=True)
class SalePrice:
    """Lower prices of some variants of a product between two moments; `ended_at` if they ended early."""

    id: uuid.UUID
    product_id: uuid.UUID
    percent: int | None
    starts_at: dt.datetime
    ends_at: dt.datetime
    ended_at: dt.datetime | None
    lines: Sequence[SaleLine]

    def find_state(self, at: dt.datetime) -> SaleState:
        """Return how it stands at this moment."""
        if self.ended_at is not None or at >= self.ends_at:
            return SaleState.OVER
        return SaleState.PLANNED if at < self.starts_at else SaleState.RUNNING


def create_sale_price(
    session: Session,
    sale_price_id: uuid.UUID,
    new: NewSalePrice,
    *,
    product_id: uuid.UUID,
    owner_id: uuid.UUID,
) -> SalePrice:
    """Lower the prices of an own product's variants for a while. The same id again is the same sale price.

    Raises NoSuchProduct: it is not this owner's. Raises NoSuchVariant, NotPublished, WrongTimes.
    Raises SaleNotLower, SaleOverlaps, TooManySales. Publishes SalePriceTurned when it begins at once.
    """
    product = lock_own_product(session, product_id, owner_id)
    if session.scalar(select(SalePriceRow.id).where(SalePriceRow.id == sale_price_id)) is not None:
        return get_own_sale_price(session, sale_price_id, owner_id)
    if product.published_at is None:
        raise NotPublished
    at = now()
    starts_at = max(new.starts_at, at)
    if new.ends_at <= starts_at:
        raise WrongTimes
    _check_room(session, product_id)
    row = SalePriceRow(
        id=sale_price_id,
        product_id=product_id,
        percent=new.percent,
        state=SaleState.PLANNED,
        starts_at=starts_at,
        ends_at=new.ends_at,
        created_at=at,
    )
    session.add(row)
    session.flush()
    for variant in _lock_wanted(session, product_id, new):
        price_minor = _choose_price(new, variant.price_minor)
        sale = Special(sale_price_id, price_minor, starts_at, new.ends_at, PriceKind.SALE)
        session.add(_put(variant, sale))
    session.flush()
    if starts_at <= at:
        _begin(session, row)
    return get_own_sale_price(session, sale_price_id, owner_id)


def end_sale_price(session: Session, sale_price_id: uuid.UUID, *, owner_id: uuid.UUID) -> SalePrice:
    """End a sale price early, or take a planned one back. Orders that have it keep it. Safe to repeat.

    Raises NoSuchSalePrice: it is not this owner's. Publishes SalePriceTurned.
    """
    get_own_sale_price(session, sale_price_id, owner_id)
    for row in _lock(session, SalePriceRow.id == sale_price_id, SalePriceRow.state != SaleState.OVER):
        row.ended_at = min(now(), row.ends_at)
        _end(session, row, row.ended_at)
    return get_own_sale_price(session, sale_price_id, owner_id)


def get_own_sale_price(session: Session, sale_price_id: uuid.UUID, owner_id: uuid.UUID) -> SalePrice:
    """Return a sale price of one of this owner's products.

    Raises NoSuchSalePrice.
    """
    own = select(Product.id).where(catalogue.owned_by(owner_id))
    found = _list(session, SalePriceRow.id == sale_price_id, SalePriceRow.product_id.in_(own))
    if not found:
        raise NoSuchSalePrice
    return found[0]


def list_sale_prices(session: Session, product_id: uuid.UUID, *, limit: int = 100) -> Sequence[SalePrice]:
    """Return the sale prices of a product, the latest to begin first, those that are over too."""
    return _list(session, SalePriceRow.product_id == product_id, limit=limit)


def find_sales(
    session: Session, variant_ids: Collection[uuid.UUID], at: dt.datetime
) -> Mapping[uuid.UUID, Special]:
    """Return the sale prices that these variants have at a moment, now or later, by variant."""
    row, line = SalePriceRow, SalePriceLine
    query = (
        select(line.variant_id, row.id, line.price_minor, row.starts_at, row.ends_at)
        .join(row, row.id == line.sale_price_id)
        .where(line.variant_id.in_(variant_ids), row.state != SaleState.OVER)
        .where(row.starts_at <= at, row.ends_at > at)
    )
    return {
        variant_id: Special(sale_id, price_minor, starts_at, ends_at, PriceKind.SALE)
        for variant_id, sale_id, price_minor, starts_at, ends_at in session.execute(query)
    }


def turn_sale_prices(session: Session) -> int:
    """Begin the sale prices whose time has come and end those whose time is over; return how many.

    One that was over before anybody looked held all the same: both is written down.

    Publishes SalePriceTurned.
    """
    at = now()
    due = _lock(session, SalePriceRow.state == SaleState.PLANNED, SalePriceRow.starts_at <= at)
    for row in due:
        _begin(session, row)
    session.flush()
    over = _lock(session, SalePriceRow.state == SaleState.RUNNING, SalePriceRow.ends_at <= at)
    lock_variants(session, {one.variant_id for row in over for one in _list_lines(session, row.id)})
    for row in over:
        _end(session, row, row.ends_at)
    return len(due) + len(over)


def _lock(session: Session, *conditions: ColumnElement[bool]) -> Sequence[SalePriceRow]:
    """Return rows that nobody else begins or ends meanwhile; what another does just now is left to him."""
    query = select(SalePriceRow).where(*conditions).order_by(SalePriceRow.starts_at, SalePriceRow.id)
    query = query.limit(BATCH_COUNT).with_for_update(skip_locked=True)
    return session.scalars(query.execution_options(populate_existing=True)).all()


def _begin(session: Session, row: SalePriceRow) -> None:
    row.state = SaleState.RUNNING
    _note(session, row, row.starts_at)
    publish(session, SalePriceTurned(row.product_id, row.id))


def _end(session: Session, row: SalePriceRow, at: dt.datetime) -> None:
    for variant in _lock_lines(session, [one.variant_id for one in _list_lines(session, row.id)]):
        left = [one for one in variant.sale_prices or () if one["id"] != str(row.id)]
        variant.sale_prices = left or None
    if row.state == SaleState.RUNNING:
        _note(session, row, at, is_end=True)
    row.state = SaleState.OVER
    session.flush()
    publish(session, SalePriceTurned(row.product_id, row.id))


def _note(session: Session, row: SalePriceRow, at: dt.datetime, *, is_end: bool = False) -> None:
    currency = session.get_one(Product, row.product_id).currency
    for line in _list_lines(session, row.id):
        note_price(
            session,
            line.variant_id,
            line.price_minor,
            currency,
            kind=PriceKind.SALE,
            reference_id=row.id,
            at=at,
            is_end=is_end,
        )


def _check_room(session: Session, product_id: uuid.UUID) -> None:
    standing = (SalePriceRow.product_id == product_id) & (SalePriceRow.state != SaleState.OVER)
    count = session.scalar(select(func.count()).select_from(SalePriceRow).where(standing))
    if (count or 0) >= MAX_STANDING_COUNT:
        raise TooManySales


def _lock_wanted(session: Session, product_id: uuid.UUID, new: NewSalePrice) -> Sequence[Variant]:
    kept = {variant.id for variant in list_kept(session, product_id)}
    wanted = set(new.variant_ids) or kept
    if not wanted <= kept:
        raise NoSuchVariant
    return _lock_lines(session, wanted)


def _lock_lines(session: Session, variant_ids: Collection[uuid.UUID]) -> Sequence[Variant]:
    query = select(Variant).where(Variant.id.in_(variant_ids)).order_by(Variant.id)
    query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    return session.scalars(query).all()


def _put(variant: Variant, sale: Special) -> SalePriceLine:
    """Give a variant a sale price; return the line that says so."""
    standing = variant.sale_prices or []
    if any(one.starts_at < sale.ends_at and sale.starts_at < one.ends_at for one in map(read_sale, standing)):
        raise SaleOverlaps
    if not 0 < sale.price_minor < variant.price_minor:
        raise SaleNotLower
    variant.sale_prices = [*standing, write_sale(sale)]
    return SalePriceLine(
        sale_price_id=sale.id,
        variant_id=variant.id,
        price_minor=sale.price_minor,
        list_price_minor=variant.price_minor,
    )


def _choose_price(new: NewSalePrice, list_price_minor: int) -> int:
    if new.percent is None:
        return new.price_minor or 0
    return list_price_minor - (list_price_minor * new.percent + 50) // 100


def _list_lines(session: Session, sale_price_id: uuid.UUID) -> Sequence[SalePriceLine]:
    query = select(SalePriceLine).where(SalePriceLine.sale_price_id == sale_price_id)
    return session.scalars(query.order_by(SalePriceLine.variant_id)).all()


def _list(session: Session, *conditions: ColumnElement[bool], limit: int = 1) -> Sequence[SalePrice]:
    query = select(SalePriceRow).where(*conditions).order_by(SalePriceRow.starts_at.desc(), SalePriceRow.id)
    rows = session.scalars(query.limit(limit).execution_options(populate_existing=True)).all()
    lines: dict[uuid.UUID, list[SaleLine]] = defaultdict(list)
    of_these = SalePriceLine.sale_price_id.in_([row.id for row in rows])
    for line in session.scalars(select(SalePriceLine).where(of_these).order_by(SalePriceLine.variant_id)):
        read = SaleLine(line.variant_id, line.price_minor, line.list_price_minor)
        lines[line.sale_price_id].append(read)
    return [
        SalePrice(
            row.id, row.product_id, row.percent, row.starts_at, row.ends_at, row.ended_at, lines[row.id]
        )
        for row in rows
    ]
