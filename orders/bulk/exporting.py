"""What waits to be shipped as a file: a line for each variant of an order, with room for its tracking."""

import uuid
from collections.abc import Iterator

from sqlalchemy.orm import Session

from kernel.cells import Row, stream_csv
from orders import lookup
from orders.search import OrderFilter
from orders.states import TO_SHIP
from orders.values import Order

COLUMNS = (
    "order",
    "ordered",
    "name",
    "line1",
    "postal_code",
    "city",
    "country",
    "phone",
    "sku",
    "product",
    "options",
    "quantity",
    "note",
    "carrier",
    "tracking_number",
)
_AT_ONCE = 200


def export_to_ship(session: Session, shop_owner_id: uuid.UUID) -> Iterator[bytes]:
    """Return the file piece by piece, newest orders first."""
    return stream_csv(COLUMNS, _rows(session, shop_owner_id))


def _rows(session: Session, shop_owner_id: uuid.UUID) -> Iterator[Row]:
    wanted, cursor = OrderFilter(TO_SHIP), None
    while True:
        page = lookup.list_orders_of_shop_owner(
            session, shop_owner_id, wanted=wanted, cursor=cursor, limit=_AT_ONCE
        )
        for order in page.items:
            if order.is_shippable:
                yield from _lines(order)
        cursor = page.next_cursor
        if cursor is None:
            return


def _lines(order: Order) -> Iterator[Row]:
    to = order.shipping_address
    address = [to.get(name, "") for name in ("name", "line1", "postal_code", "city", "country", "phone")]
    for item in order.line_items:
        if item.left_count:
            yield (
                order.shown_number,
                order.created_at.isoformat(timespec="seconds"),
                *address,
                item.sku,
                item.product_title,
                " · ".join(item.options.values()),
                item.left_count,
                order.note or "",
                "",
                "",
            )
