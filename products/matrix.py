"""All variants of a product at once, as the matrix of its options shows them.

What stays keeps its id, and with it its stock, its reservations and its price history; what is not named any
more is withdrawn; what is new goes on sale. All of it in one transaction: no buyer sees half a matrix.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from kernel.clock import now
from products.catalogue import get_product
from products.errors import LastVariant, NoSuchVariant
from products.models import Product as ProductRow
from products.models import Variant
from products.values import Product
from products.variants import (
    NewVariant,
    check_options,
    flush_skus,
    list_kept,
    lock_own_product,
    lock_variants,
    note_prices,
    put_on_sale,
)


@dataclass(frozen=True)
class KeptVariant:
    """A variant that stays, with what it is called and costs from now on; its stock is its own."""

    id: uuid.UUID
    sku: str
    options: Mapping[str, str]
    price_minor: int


MatrixRow = KeptVariant | NewVariant


def set_variants(
    session: Session, product_id: uuid.UUID, rows: Sequence[MatrixRow], *, owner_id: uuid.UUID
) -> Product:
    """Make these the variants of a product, in this order.

    Raises NoSuchProduct: it is not this owner's. Raises NoSuchVariant: a kept one is not the product's, or is
    named twice. Raises LastVariant: there is none. Raises OptionsDiffer, SkuTaken, TooManyVariants.
    """
    if not rows:
        raise LastVariant
    check_options([row.options for row in rows])
    product = lock_own_product(session, product_id, owner_id)
    lock_variants(session, [row.id for row in list_kept(session, product_id)])
    before = {row.id: row for row in list_kept(session, product_id)}
    kept = [(position, row) for position, row in enumerate(rows) if isinstance(row, KeptVariant)]
    ids = {row.id for _, row in kept}
    if len(ids) < len(kept) or not ids <= before.keys():
        raise NoSuchVariant
    _withdraw(session, [row for row in before.values() if row.id not in ids])
    _free_skus(session, [(before[row.id], row) for _, row in kept])
    for position, row in kept:
        _change(session, product, before[row.id], row, position)
    flush_skus(session)
    for position, new in enumerate(rows):
        if isinstance(new, NewVariant):
            put_on_sale(session, product, [new], owner_id=owner_id, first_position=position)
    return get_product(session, product_id)


def _withdraw(session: Session, variants: Sequence[Variant]) -> None:
    at = now()
    for variant in variants:
        variant.withdrawn_at = at
    session.flush()


def _free_skus(session: Session, changes: Sequence[tuple[Variant, KeptVariant]]) -> None:
    """Take away the SKUs that change, so that two variants can exchange theirs; nobody can type a ~."""
    changing = [variant for variant, wanted in changes if variant.sku != wanted.sku]
    for variant in changing:
        variant.sku = f"~{variant.id}"
    session.flush()


def _change(
    session: Session, product: ProductRow, variant: Variant, wanted: KeptVariant, position: int
) -> None:
    variant.sku, variant.position = wanted.sku, position
    if dict(variant.options) != dict(wanted.options):
        variant.options = dict(wanted.options)
    if variant.price_minor != wanted.price_minor:
        variant.price_minor = wanted.price_minor
        note_prices(session, product, [variant])
