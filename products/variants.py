"""Variants: putting them on sale, changing their prices, withdrawing them.

Every price that a buyer could have paid is written into the price history.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kernel.clock import now
from products import prices, stock_log, values
from products.errors import (
    LastVariant,
    NoSuchProduct,
    NoSuchVariant,
    OptionsDiffer,
    SkuTaken,
    TooManyVariants,
)
from products.models import PriceEntry, Product, Shop, Variant
from products.prior_price import PriceKind, PricePoint

MAX_VARIANTS_COUNT = 50


@dataclass(frozen=True)
class NewVariant:
    """A variant as a merchant describes it; the price in minor units, the stock in units."""

    sku: str
    options: Mapping[str, str]
    price_minor: int
    stock_count: int


def put_on_sale(
    session: Session,
    product: Product,
    variants: Sequence[NewVariant],
    *,
    owner_id: uuid.UUID,
    first_position: int = 0,
) -> Sequence[uuid.UUID]:
    """Write variants with their first price and stock; the caller has checked their options.

    Raises SkuTaken.
    """
    rows = [_build_row(product, new, position) for position, new in enumerate(variants, start=first_position)]
    session.add_all(rows)
    flush_skus(session)
    note_prices(session, product, rows)
    stock_log.record_changes(
        session, {row.id: row.on_hand_count for row in rows}, "received", actor_id=owner_id
    )
    return [row.id for row in rows]


def add_variant(
    session: Session, product_id: uuid.UUID, new: NewVariant, *, owner_id: uuid.UUID
) -> uuid.UUID:
    """Add a variant to a product; return its id.

    Raises NoSuchProduct: it is not this owner's. Raises OptionsDiffer, SkuTaken, TooManyVariants.
    """
    product = lock_own_product(session, product_id, owner_id)
    kept = list_kept(session, product_id)
    check_options([*(variant.options for variant in kept), new.options])
    first = max((variant.position for variant in kept), default=-1) + 1
    return put_on_sale(session, product, [new], owner_id=owner_id, first_position=first)[0]


def change_variant(
    session: Session,
    variant_id: uuid.UUID,
    *,
    owner_id: uuid.UUID,
    price_minor: int | None = None,
    sku: str | None = None,
) -> None:
    """Change a variant's price or SKU; None leaves a thing as it is.

    Raises NoSuchVariant: it is not this owner's. Raises SkuTaken.
    """
    variant = _own_row(session, variant_id, owner_id, locked=True)
    if sku is not None:
        variant.sku = sku
    if price_minor is not None and price_minor != variant.price_minor:
        variant.price_minor = price_minor
        note_prices(session, session.get_one(Product, variant.product_id), [variant])
    flush_skus(session)


def withdraw_variant(session: Session, variant_id: uuid.UUID, *, owner_id: uuid.UUID) -> None:
    """Take a variant off sale for good; orders that hold some of it keep it.

    Raises NoSuchVariant: it is not this owner's. Raises LastVariant.
    """
    product_id = _own_row(session, variant_id, owner_id, locked=True).product_id
    lock_own_product(session, product_id, owner_id)
    kept = list_kept(session, product_id)
    if [variant.id for variant in kept] == [variant_id]:
        raise LastVariant
    session.get_one(Variant, variant_id).withdrawn_at = now()
    session.flush()


def get_own_variant(session: Session, variant_id: uuid.UUID, owner_id: uuid.UUID) -> values.Variant:
    """Return a variant of this owner's shops.

    Raises NoSuchVariant: it is somebody else's, or nobody's.
    """
    return build_variant(_own_row(session, variant_id, owner_id))


def set_special(session: Session, variant_id: uuid.UUID, special: values.Special | None) -> None:
    """Give a variant a lower price for a while, or take it away; the caller has locked the variant."""
    session.execute(
        update(Variant)
        .where(Variant.id == variant_id)
        .values(
            special_id=special and special.id,
            special_price_minor=special and special.price_minor,
            special_starts_at=special and special.starts_at,
            special_ends_at=special and special.ends_at,
        )
    )


def lock_own_variant(session: Session, variant_id: uuid.UUID, owner_id: uuid.UUID) -> values.Variant:
    """Return a variant of this owner's shops, of which nobody else buys or changes anything meanwhile.

    Raises NoSuchVariant: it is somebody else's, or nobody's.
    """
    return build_variant(_own_row(session, variant_id, owner_id, locked=True))


def lock_variants(session: Session, variant_ids: Iterable[uuid.UUID]) -> None:
    """Let nobody buy or change anything of these variants until the commit. In id order, like every lock."""
    rows = select(Variant.id).where(Variant.id.in_(set(variant_ids))).order_by(Variant.id)
    session.execute(rows.with_for_update(key_share=True))


def note_price(
    session: Session,
    variant_id: uuid.UUID,
    price_minor: int,
    currency: str,
    *,
    kind: PriceKind = PriceKind.BASE,
    reference_id: uuid.UUID | None = None,
    at: dt.datetime | None = None,
    is_end: bool = False,
) -> None:
    """Write into the price history what a variant can be bought for from a moment on (None: from now on).

    A price that is no base price names what grants it, and its end is noted the same way with `is_end`.
    """
    session.add(
        PriceEntry(
            variant_id=variant_id,
            kind=kind,
            reference_id=reference_id,
            price_minor=price_minor,
            is_end=is_end,
            currency=currency,
            created_at=at or now(),
        )
    )
    session.flush()


def build_variant(row: Variant, was_minor: int | None = None) -> values.Variant:
    """Return the value of a row."""
    special = values.find_special(row)
    return values.Variant(
        id=row.id,
        product_id=row.product_id,
        sku=row.sku,
        options=row.options,
        price_minor=row.price_minor if special is None else special.price_minor,
        list_price_minor=row.price_minor,
        special=special,
        on_hand_count=row.on_hand_count,
        reserved_count=row.reserved_count,
        available_count=row.available_count,
        was_minor=was_minor,
    )


def select_variant_ids(
    *, product_id: uuid.UUID | None = None, shop_id: uuid.UUID | None = None
) -> Select[uuid.UUID]:
    """Return the query for the ids of a product's or a shop's variants, for use inside another query."""
    query = select(Variant.id)
    if product_id is not None:
        query = query.where(Variant.product_id == product_id)
    return query if shop_id is None else query.where(Variant.shop_id == shop_id)


def list_prices(session: Session, variant_id: uuid.UUID) -> Sequence[PricePoint]:
    """Return every price of a variant, oldest first."""
    return prices.list_points(session, [variant_id]).get(variant_id, [])


def check_options(options: Sequence[Mapping[str, str]]) -> None:
    """Check the options of all variants of a product against each other.

    Raises TooManyVariants. Raises OptionsDiffer: other names, or the same answers twice.
    """
    if len(options) > MAX_VARIANTS_COUNT:
        raise TooManyVariants
    names = {frozenset(one) for one in options}
    answers = {tuple(sorted(one.items())) for one in options}
    if len(names) != 1 or len(answers) != len(options):
        raise OptionsDiffer


def _build_row(product: Product, new: NewVariant, position: int) -> Variant:
    return Variant(
        product_id=product.id,
        shop_id=product.shop_id,
        sku=new.sku,
        options=dict(new.options),
        position=position,
        price_minor=new.price_minor,
        on_hand_count=new.stock_count,
        reserved_count=0,
        available_count=new.stock_count,
        created_at=now(),
    )


def flush_skus(session: Session) -> None:
    """Write what is waiting.

    Raises SkuTaken: another variant of the shop has a SKU that is among it.
    """
    try:
        session.flush()
    except IntegrityError as error:
        if "sku" in str(error.orig):
            raise SkuTaken from None
        raise


def note_prices(session: Session, product: Product, variants: Iterable[Variant]) -> None:
    """Write into the price history what these variants cost, unless nobody can pay it yet: a draft's."""
    if product.published_at is None:
        return
    at = now()
    session.add_all(
        PriceEntry(
            variant_id=variant.id,
            price_minor=variant.price_minor,
            currency=product.currency,
            created_at=at,
        )
        for variant in variants
    )


def list_kept(session: Session, product_id: uuid.UUID) -> Sequence[Variant]:
    """Return the rows of a product's variants that were not withdrawn."""
    query = select(Variant).where(Variant.product_id == product_id, Variant.withdrawn_at.is_(None))
    return session.scalars(query.execution_options(populate_existing=True)).all()


def lock_own_product(session: Session, product_id: uuid.UUID, owner_id: uuid.UUID) -> Product:
    """Lock the product, so that nobody adds or withdraws a variant meanwhile."""
    query = (
        select(Product)
        .join(Shop, Shop.id == Product.shop_id)
        .where(Product.id == product_id, Shop.owner_id == owner_id)
    )
    product = session.scalars(query.with_for_update(of=Product, key_share=True)).one_or_none()
    if product is None:
        raise NoSuchProduct
    return product


def _own_row(
    session: Session, variant_id: uuid.UUID, owner_id: uuid.UUID, *, locked: bool = False
) -> Variant:
    query = (
        select(Variant)
        .join(Shop, Shop.id == Variant.shop_id)
        .where(Variant.id == variant_id, Shop.owner_id == owner_id, Variant.withdrawn_at.is_(None))
        .execution_options(populate_existing=True)
    )
    if locked:
        query = query.with_for_update(of=Variant, key_share=True)
    variant = session.scalars(query).one_or_none()
    if variant is None:
        raise NoSuchVariant
    return variant
