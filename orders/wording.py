"""How orders are spoken of to people: words of the states, and an order's life as steps."""

from typing import Any

from flask_babel import format_datetime, gettext

from orders.states import OrderState
from orders.values import Order


def state_words() -> dict[str, str]:
    """Return the reader's word for each state."""
    return {
        OrderState.PENDING_PAYMENT: gettext("Waiting for payment"),
        OrderState.PAID: gettext("Paid"),
        OrderState.SHIPPED: gettext("Shipped"),
        OrderState.CANCELLED: gettext("Cancelled"),
        OrderState.REFUNDED: gettext("Refunded"),
    }


def build_timeline(order: Order) -> list[dict[str, Any]]:
    """Return the steps of an order: what has happened with its time, and what comes next."""
    moments = [
        (gettext("Ordered"), order.created_at, True),
        (gettext("Paid"), order.paid_at, order.cancelled_at is None),
        (gettext("Shipped"), order.shipped_at, order.cancelled_at is None and not order.refund_requested_at),
        (gettext("Cancelled"), order.cancelled_at, False),
        (gettext("Refunded"), order.refunded_at, order.is_refunding),
    ]
    shown = [(title, at) for title, at, is_expected in moments if at is not None or is_expected]
    first_open = next((title for title, at in shown if at is None), None)
    return [
        {
            "title": title,
            "note": format_datetime(at, "short") if at else "",
            "state": _step(title, at, first_open),
        }
        for title, at in shown
    ]


def _step(title: str, at: object, first_open: str | None) -> str:
    if at is not None:
        return "done"
    return "current" if title == first_open else "todo"
