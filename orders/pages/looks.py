"""What pages about orders show beside the orders themselves."""

import uuid
from collections.abc import Iterable

from sqlalchemy.orm import Session

from orders.values import Order
from products import catalogue


def find_pictures(session: Session, orders: Iterable[Order]) -> dict[uuid.UUID, str]:
    """Return what the products of some orders look like today, by variant."""
    offers = catalogue.get_offers(session, {item.variant_id for order in orders for item in order.line_items})
    return {variant_id: offer.picture_url for variant_id, offer in offers.items() if offer.picture_url}
