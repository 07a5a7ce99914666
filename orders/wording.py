"""How orders are spoken of to people: words of the states, and an order's life as steps."""

import datetime as dt
from dataclasses import dataclass

from flask_babel import gettext

from orders.carriers import CARRIERS
from orders.states import OrderState
from orders.values import Order, Shipment


@dataclass(frozen=True)
class Step:
    """A step of an order's life: `at` when it happened, `state` done, current or coming."""

    title: str
    at: dt.datetime | None
    state: str
    shipment: Shipment | None = None


def state_words() -> dict[str, str]:
    """Return the reader's word for each state."""
    return {
        OrderState.PENDING_PAYMENT: gettext("Waiting for payment"),
        OrderState.PAID: gettext("Paid"),
        OrderState.PARTIALLY_SHIPPED: gettext("Partially shipped"),
        OrderState.SHIPPED: gettext("Shipped"),
        OrderState.DELIVERED: gettext("Delivered"),
        OrderState.COMPLETED: gettext("Completed"),
        OrderState.CANCELLED: gettext("Cancelled"),
        OrderState.REFUNDED: gettext("Refunded"),
    }


def carrier_names() -> dict[str, str]:
    """Return the reader's name of each carrier."""
    return {key: gettext(carrier.name) for key, carrier in CARRIERS.items()}


def build_timeline(order: Order) -> list[Step]:
    """Return the steps of an order: what has happened with its time, and what comes next."""
    happened = [Step(gettext("Ordered"), order.created_at, "done")]
    if order.paid_at is not None:
        happened.append(Step(gettext("Paid"), order.paid_at, "done"))
    happened += _shipping(order)
    if order.delivered_at is not None:
        happened.append(Step(gettext("Delivered"), order.delivered_at, "done"))
    if order.completed_at is not None:
        happened.append(Step(gettext("Completed"), order.completed_at, "done"))
    if order.cancelled_at is not None:
        happened.append(Step(gettext("Cancelled"), order.cancelled_at, "done"))
    if order.refunded_at is not None:
        happened.append(Step(gettext("Refunded"), order.refunded_at, "done"))
    happened.sort(key=lambda step: step.at or order.created_at)
    first, *later = [*_coming(order), ""]
    coming = [Step(title, None, "coming") for title in later if title]
    return [*happened, *([Step(first, None, "current")] if first else []), *coming]


def _shipping(order: Order) -> list[Step]:
    if not order.shipments and order.shipped_at is not None:
        return [Step(gettext("Shipped"), order.shipped_at, "done")]
    if len(order.shipments) == 1 and order.state is not OrderState.PARTIALLY_SHIPPED:
        return [Step(gettext("Shipped"), one.created_at, "done", one) for one in order.shipments]
    return [
        Step(gettext("Parcel %(number)s shipped", number=number), one.created_at, "done", one)
        for number, one in enumerate(order.shipments, start=1)
    ]


def _coming(order: Order) -> list[str]:
    """Return what is expected to happen next, in this order."""
    if order.is_refunding:
        return [gettext("Refunded")]
    return {
        OrderState.PENDING_PAYMENT: [gettext("Paid"), gettext("Shipped"), gettext("Delivered")],
        OrderState.PAID: [gettext("Shipped"), gettext("Delivered")],
        OrderState.PARTIALLY_SHIPPED: [gettext("The rest is shipped"), gettext("Delivered")],
        OrderState.SHIPPED: [gettext("Delivered"), gettext("Completed")],
        OrderState.DELIVERED: [gettext("Completed")],
    }.get(order.state, [])
