"""Orders that a merchant chose from the list: shipped in one step, whole."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from orders import lookup
from orders.bulk.errors import NothingChosen
from orders.shipments import NewShipment, ship
from orders.values import Order

MOST_CHOSEN = 100


@dataclass(frozen=True)
class ShippedChosen:
    """How many of the chosen orders were shipped; the others could not be."""

    shipped_count: int
    left_out_count: int


def list_chosen(
    session: Session, order_ids: Collection[uuid.UUID], *, shop_owner_id: uuid.UUID
) -> Sequence[Order]:
    """Return those of the orders that are this merchant's, oldest first.

    Raises NothingChosen: none or too many are named.
    """
    if not 0 < len(order_ids) <= MOST_CHOSEN:
        raise NothingChosen
    return lookup.list_named_orders(session, order_ids, shop_owner_id=shop_owner_id)


def ship_chosen(
    session: Session, order_ids: Collection[uuid.UUID], parcel: NewShipment, *, shop_owner_id: uuid.UUID
) -> ShippedChosen:
    """Note that all that is left of these orders was sent, a parcel for each; its key again ships nothing.

    Raises NothingChosen. Raises NotShippable: one was taken back at the same moment; nothing is shipped then.
    Publishes OrderShipped.
    """
    orders = list_chosen(session, order_ids, shop_owner_id=shop_owner_id)
    # Oldest first, so that two who ship the same orders cannot wait for each other.
    to_ship = [order for order in orders if order.is_shippable]
    for order in to_ship:
        ship(session, order.id, parcel, shop_owner_id=shop_owner_id)
    return ShippedChosen(len(to_ship), len(order_ids) - len(to_ship))
