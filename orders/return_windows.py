"""How long something can be sent back: pure, asked by pages before and by `orders.returns` when it counts."""

import datetime as dt

from kernel import runtime
from orders.return_states import ReturnKind, ReturnReason
from orders.states import SENT
from orders.values import LineItem, Order

#: For what is the shop's fault: nobody finds all of it out at once. The rules of trade are silent here.
FAULT_DAYS = 30


def last_moment(order: Order, reason: ReturnReason) -> dt.datetime | None:
    """Return until when an order can be given back for a reason; None as long as it has not arrived."""
    days = runtime.config().return_days if reason is ReturnReason.CHANGED_MIND else FAULT_DAYS
    return None if order.delivered_at is None else order.delivered_at + dt.timedelta(days=days)


def is_returnable(order: Order, kind: ReturnKind, reason: ReturnReason, at: dt.datetime) -> bool:
    """Tell whether a buyer may ask for this at a moment.

    Whoever changed his mind sends the goods back; what never arrived nobody can send.
    """
    needs_goods = kind is ReturnKind.RETURN_AND_REFUND
    if (reason is ReturnReason.CHANGED_MIND and not needs_goods) or (
        reason is ReturnReason.NEVER_ARRIVED and needs_goods
    ):
        return False
    until = last_moment(order, reason)
    return has_something_to_return(order, reason) and (until is None or at <= until)


def list_reasons(order: Order, at: dt.datetime) -> list[ReturnReason]:
    """Return the reasons for which an order can be given back at a moment, in one way or the other."""
    return [
        reason
        for reason in ReturnReason
        if any(is_returnable(order, kind, reason, at) for kind in ReturnKind)
    ]


def has_something_to_return(order: Order, reason: ReturnReason) -> bool:
    """Tell whether an order was sent, and units of it may go back for a reason and are in no return."""
    is_kept = order.state in SENT and order.refund_requested_at is None
    return is_kept and any(item.returnable_count and fits(item, reason) for item in order.line_items)


def fits(item: LineItem, reason: ReturnReason) -> bool:
    """Tell whether a line may be given back for a reason at all."""
    return reason is not ReturnReason.CHANGED_MIND or item.is_withdrawable


def is_withdrawable(order: Order, at: dt.datetime) -> bool:
    """Tell whether its buyer may withdraw from the contract of an order at a moment."""
    return is_returnable(order, ReturnKind.RETURN_AND_REFUND, ReturnReason.CHANGED_MIND, at)
