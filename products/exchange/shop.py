"""What a shop has of the things that a catalogue file names, read before the two are compared."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from products.catalogue import list_products
from products.models import Product as ProductRow
from products.models import Variant as VariantRow
from products.values import Product

T = TypeVar("T")
#: SQLite takes at most 32,766 parameters in a statement; shorter ones are planned faster.
_BATCH_COUNT = 1_000


@dataclass(frozen=True)
class Shelf:
    """A shop's products by id, as far as a file names them, and which product has a SKU."""

    products: Mapping[uuid.UUID, Product]
    product_of_sku: Mapping[str, uuid.UUID]


def read_shelf(session: Session, shop_id: uuid.UUID, skus: Iterable[str], names: Iterable[str]) -> Shelf:
    """Return what the shop has under these SKUs, and the products whose id stands among `names`."""
    product_of_sku: dict[str, uuid.UUID] = {}
    for batch in _batches(sorted(set(skus))):
        rows = session.execute(
            select(VariantRow.sku, VariantRow.product_id).where(
                VariantRow.shop_id == shop_id, VariantRow.sku.in_(batch), VariantRow.withdrawn_at.is_(None)
            )
        )
        product_of_sku |= {row.sku: row.product_id for row in rows}
    ids = {*product_of_sku.values(), *_own_ids(session, shop_id, names)}
    products: dict[uuid.UUID, Product] = {}
    for batch_of_ids in _batches(sorted(ids)):
        products |= list_products(session, batch_of_ids)
    return Shelf(products, product_of_sku)


def parse_id(name: str) -> uuid.UUID | None:
    """Return the id that a product's name in a file is, or None when it is a name of the merchant's."""
    try:
        return uuid.UUID(name)
    except ValueError:
        return None


def _own_ids(session: Session, shop_id: uuid.UUID, names: Iterable[str]) -> set[uuid.UUID]:
    found: set[uuid.UUID] = set()
    wanted = {one for one in map(parse_id, set(names)) if one is not None}
    for batch in _batches(sorted(wanted)):
        of_shop = select(ProductRow.id).where(ProductRow.shop_id == shop_id, ProductRow.id.in_(batch))
        found |= set(session.scalars(of_shop))
    return found


def _batches(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), _BATCH_COUNT):
        yield items[start : start + _BATCH_COUNT]
