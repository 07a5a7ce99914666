"""What others may hear of orders."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from kernel.events import Event


@dataclass(frozen=True)
class OrderEvent(Event):
    """What every event of an order tells."""

    order_id: uuid.UUID
    buyer_id: uuid.UUID
    shop_owner_id: uuid.UUID


@dataclass(frozen=True)
class OrderPlaced(OrderEvent):
    """A buyer ordered; the stock is held and the payment awaited."""


@dataclass(frozen=True)
class PlacedLine:
    """Units of a variant in a new order, and what is paid for the goods: after discounts, without tax."""

    order_id: uuid.UUID
    buyer_id: uuid.UUID
    shop_owner_id: uuid.UUID
    variant_id: uuid.UUID
    product_id: uuid.UUID
    product_title: str
    quantity: int
    paid_minor: int
    currency: str


@dataclass(frozen=True)
class LinesPlaced(Event):
    """A batch of orders was placed; told once, so that what is kept beside lines costs few statements."""

    lines: Sequence[PlacedLine]
    at: dt.datetime


@dataclass(frozen=True)
class OrderPaid(OrderEvent):
    """The money has arrived and the stock is sold."""

    total_minor: int
    currency: str


@dataclass(frozen=True)
class OrderShipped(OrderEvent):
    """The merchant has sent a parcel of it; `is_complete`: nothing is left to ship."""

    shipment_id: uuid.UUID
    is_complete: bool


@dataclass(frozen=True)
class ShipmentCorrected(OrderEvent):
    """The merchant has corrected who carries a parcel, or its tracking number."""

    shipment_id: uuid.UUID


@dataclass(frozen=True)
class OrderDelivered(OrderEvent):
    """All of it has arrived; `told_by` is a `Teller`."""

    told_by: str


@dataclass(frozen=True)
class OrderCompleted(OrderEvent):
    """The buyer has it and keeps it; `told_by` is a `Teller`."""

    told_by: str


@dataclass(frozen=True)
class OrderCancelled(OrderEvent):
    """The buyer cancelled (`buyer`) or did not pay in time (`expired`)."""

    reason: str


@dataclass(frozen=True)
class OrderRefunded(OrderEvent):
    """The money is back with the buyer."""


@dataclass(frozen=True)
class OrderPartlyRefunded(OrderEvent):
    """Some of the money is back with the buyer; the part of the payment is known by its return's id."""

    part_id: uuid.UUID
    amount_minor: int
    currency: str


@dataclass(frozen=True)
class ReturnChanged(OrderEvent):
    """A return is in another `ReturnState`; `told_by` is the `Teller` who moved it there."""

    return_id: uuid.UUID
    state: str
    told_by: str


@dataclass(frozen=True)
class ReturnDueSoon(OrderEvent):
    """Time soon decides about a return, because whoever has to act in its `ReturnState` has not."""

    return_id: uuid.UUID
    state: str
