"""A shop's catalogue as a file, written while it is sent: importing it again changes nothing."""

import uuid
from collections.abc import Iterator
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from kernel.cells import Row, stream_csv
from kernel.money import minor_digits
from products.catalogue import build_product
from products.exchange.reading import COLUMNS
from products.fields import MAX_OPTIONS_COUNT
from products.models import Product as ProductRow
from products.values import Product, Variant

#: Products that are read at a time.
_BATCH_COUNT = 200


def export_catalogue(session: Session, shop_id: uuid.UUID) -> Iterator[bytes]:
    """Return a shop's whole catalogue as CSV, oldest first; the caller has checked whose shop it is."""
    return stream_csv(COLUMNS, _rows(session, shop_id))


def _rows(session: Session, shop_id: uuid.UUID) -> Iterator[Row]:
    query = (
        select(ProductRow)
        .where(ProductRow.shop_id == shop_id)
        .order_by(ProductRow.id)
        .options(
            joinedload(ProductRow.shop), selectinload(ProductRow.variants), selectinload(ProductRow.pictures)
        )
    )
    last_id = uuid.UUID(int=0)
    while rows := session.scalars(query.where(ProductRow.id > last_id).limit(_BATCH_COUNT)).all():
        for row in rows:
            product = build_product(row)
            for variant in product.variants:
                yield build_row(product, variant)
        last_id = rows[-1].id
        session.expunge_all()


def build_row(product: Product, variant: Variant) -> Row:
    """Return a variant as a line of the file, in the order of its columns."""
    options = list(variant.options.items())
    options += [("", "")] * (MAX_OPTIONS_COUNT - len(options))
    price = Decimal(variant.list_price_minor).scaleb(-minor_digits(product.currency))
    return (
        str(product.id),
        product.title,
        product.description,
        product.category,
        product.currency,
        product.state,
        *(cell for pair in options for cell in pair),
        variant.sku,
        f"{price:f}",
        variant.on_hand_count,
    )
