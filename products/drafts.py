"""Drafts: products that their merchant still works on, until they go on sale for the first time."""

import uuid

from sqlalchemy.orm import Session

from kernel.clock import now
from products.catalogue import get_product
from products.values import Product
from products.variants import list_kept, lock_own_product, note_prices


def publish_product(session: Session, product_id: uuid.UUID, *, owner_id: uuid.UUID) -> Product:
    """Put a draft on sale: its prices can be paid from now on. Safe to repeat.

    Raises NoSuchProduct: it is not this owner's.
    """
    row = lock_own_product(session, product_id, owner_id)
    if row.published_at is None:
        row.published_at = now()
        note_prices(session, row, list_kept(session, product_id))
        session.flush()
    return get_product(session, product_id)
