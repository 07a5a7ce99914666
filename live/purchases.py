"""Purchases told to the room in which they were made: real ones, without a name unless the buyer wants it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts import people
from kernel.realtime import announce
from live.broadcasts import find_broadcast, room_of
from live.models import TrayItemRow
from orders.events import OrderPaid
from orders.sales import find_sold_order

SOURCE_KIND = "broadcast"


def tell_purchase(session: Session, event: OrderPaid) -> None:
    """Tell a room on the air what somebody has bought and paid of its tray."""
    sold = find_sold_order(session, event.order_id)
    if sold is None or sold.source.get("kind") != SOURCE_KIND:
        return
    broadcast = find_broadcast(session, sold.source_id)
    if broadcast is None or not broadcast.is_live:
        return
    query = select(TrayItemRow.product_id).where(TrayItemRow.broadcast_id == broadcast.id)
    shown = set(session.scalars(query)) & sold.units.keys()
    name = people.find_shown_buyer(session, sold.buyer_id)
    for product_id in sorted(shown):
        payload = {"product_id": str(product_id), "quantity": sold.units[product_id], "name": name}
        announce(session, room_of(broadcast.id), "purchase_made", payload)
