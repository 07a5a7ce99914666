"""Shipping: an order leaves in one parcel or several, each with what is in it and how it can be followed."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Row, Table, insert, select, update
from sqlalchemy.orm import Session

from kernel.clock import now
from kernel.db import change
from kernel.events import publish
from kernel.ids import new_id
from orders.errors import NoSuchShipment, NotInOrder, NotShippable
from orders.events import OrderShipped, ShipmentCorrected
from orders.lifecycle import lock, move, parties, read_of_owner
from orders.models import LineItemRecord, OrderRecord, ShipmentLineRecord, ShipmentRecord
from orders.states import TO_SHIP, OrderState
from orders.values import Shipment, ShipmentLine

_ORDERS, _LINE_ITEMS, _SHIPMENTS, _LINES = (
    cast(Table, row.__table__) for row in (OrderRecord, LineItemRecord, ShipmentRecord, ShipmentLineRecord)
)


@dataclass(frozen=True)
class NewShipment:
    """A parcel: its units by variant (None: everything that is left), its carrier and its number there."""

    key: str
    carrier: str
    tracking_number: str
    quantities: Mapping[uuid.UUID, int] | None = None


def ship(
    session: Session, order_id: uuid.UUID, parcel: NewShipment, *, shop_owner_id: uuid.UUID
) -> uuid.UUID:
    """Note that a parcel of a paid order has been sent; return its id. Its key again returns the same one.

    Raises NoSuchOrder. Raises NotShippable: the order is not paid, is being refunded, or has been shipped.
    Raises NotInOrder: fewer are left to ship. Publishes OrderShipped.
    """
    lock(session, order_id)
    order = read_of_owner(session, order_id, shop_owner_id)
    kept: uuid.UUID | None = session.scalar(
        select(_SHIPMENTS.c.id).where(
            _SHIPMENTS.c.order_id == order_id, _SHIPMENTS.c.idempotency_key == parcel.key
        )
    )
    if kept is not None:
        return kept
    if order.refund_requested_at is not None or order.state not in TO_SHIP:
        raise NotShippable
    left = _count_left(session, order_id)
    quantities = left if parcel.quantities is None else parcel.quantities
    if not quantities or any(left.get(variant, 0) < count for variant, count in quantities.items()):
        raise NotInOrder
    shipment_id = _write(session, order_id, parcel, quantities)
    _move_on(session, order, shipment_id, is_complete=sum(quantities.values()) == sum(left.values()))
    return shipment_id


def correct(
    session: Session, shipment_id: uuid.UUID, *, shop_owner_id: uuid.UUID, carrier: str, tracking_number: str
) -> uuid.UUID:
    """Correct how a parcel can be followed; return its order's id. The same again changes nothing.

    Raises NoSuchShipment: it is of somebody else's shop. Publishes ShipmentCorrected.
    """
    order = session.execute(
        select(_ORDERS)
        .join(_SHIPMENTS, _SHIPMENTS.c.order_id == _ORDERS.c.id)
        .where(_SHIPMENTS.c.id == shipment_id, _ORDERS.c.shop_owner_id == shop_owner_id)
    ).one_or_none()
    if order is None:
        raise NoSuchShipment
    order_id: uuid.UUID = order.id
    is_other = (_SHIPMENTS.c.carrier != carrier) | (_SHIPMENTS.c.tracking_number != tracking_number)
    correcting = update(_SHIPMENTS).where(_SHIPMENTS.c.id == shipment_id, is_other)
    if change(
        session, correcting.values(carrier=carrier, tracking_number=tracking_number, corrected_at=now())
    ):
        publish(session, ShipmentCorrected(*parties(order), shipment_id))
    return order_id


def list_shipments(session: Session, order_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Shipment]]:
    """Return the parcels of some orders in the order they were sent, by order, in one query."""
    found: dict[uuid.UUID, list[Shipment]] = {order_id: [] for order_id in order_ids}
    rows = session.execute(
        select(_SHIPMENTS, _LINES.c.variant_id, _LINES.c.quantity)
        .join(_LINES, _LINES.c.shipment_id == _SHIPMENTS.c.id)
        .where(_SHIPMENTS.c.order_id.in_(order_ids))
        .order_by(_SHIPMENTS.c.id, _LINES.c.variant_id)
    ).all()
    lines: dict[uuid.UUID, list[ShipmentLine]] = {}
    for row in rows:
        lines.setdefault(row.id, []).append(ShipmentLine(row.variant_id, row.quantity))
    for row in {row.id: row for row in rows}.values():
        found[row.order_id].append(_build(row, lines[row.id]))
    return found


def _count_left(session: Session, order_id: uuid.UUID) -> dict[uuid.UUID, int]:
    rows = session.execute(
        select(_LINE_ITEMS.c.variant_id, _LINE_ITEMS.c.quantity - _LINE_ITEMS.c.shipped_count).where(
            _LINE_ITEMS.c.order_id == order_id
        )
    )
    return {variant_id: count for variant_id, count in rows if count > 0}


def _write(
    session: Session, order_id: uuid.UUID, parcel: NewShipment, quantities: Mapping[uuid.UUID, int]
) -> uuid.UUID:
    shipment_id = new_id()
    session.execute(
        insert(_SHIPMENTS).values(
            id=shipment_id,
            order_id=order_id,
            idempotency_key=parcel.key,
            carrier=parcel.carrier,
            tracking_number=parcel.tracking_number,
            created_at=now(),
        )
    )
    for variant_id, count in sorted(quantities.items()):
        session.execute(insert(_LINES).values(shipment_id=shipment_id, variant_id=variant_id, quantity=count))
        session.execute(
            update(_LINE_ITEMS)
            .where(_LINE_ITEMS.c.order_id == order_id, _LINE_ITEMS.c.variant_id == variant_id)
            .values(shipped_count=_LINE_ITEMS.c.shipped_count + count)
        )
    return shipment_id


def _move_on(session: Session, order: Row[Any], shipment_id: uuid.UUID, *, is_complete: bool) -> None:
    if is_complete:
        move(session, order.id, OrderState.SHIPPED, shipped_at=now())
    elif order.state == OrderState.PAID:
        move(session, order.id, OrderState.PARTIALLY_SHIPPED)
    publish(session, OrderShipped(*parties(order), shipment_id, is_complete))


def _build(row: Row[Any], lines: Sequence[ShipmentLine]) -> Shipment:
    return Shipment(
        id=row.id,
        carrier=row.carrier,
        tracking_number=row.tracking_number,
        created_at=row.created_at,
        corrected_at=row.corrected_at,
        lines=lines,
    )
