"""Money that arrives for a checkout or goes back for one of its orders, as the payment's events tell it."""

import datetime as dt
import uuid
from typing import Any, cast

from sqlalchemy import Row, Table, update
from sqlalchemy.orm import Session

from kernel import runtime
from kernel.clock import now
from kernel.events import publish
from orders.events import OrderPaid, OrderPartlyRefunded, OrderRefunded
from orders.lifecycle import give_back, lock_checkout, move, parties, read
from orders.models import OrderRecord
from orders.states import CancelReason, OrderState
from products import stock
from promotions import quota, redeeming

_ORDERS = cast(Table, OrderRecord.__table__)
_REVIVED = {"cancelled_at": None, "cancel_reason": None}


def mark_paid(session: Session, checkout_id: uuid.UUID) -> None:
    """Sell the stock of the orders of a checkout whose money has arrived.

    An order that had expired is revived when its stock is still there; one that its buyer cancelled is not.
    Of what can't be sold the money goes back, order by order.

    Publishes OrderPaid.
    """
    for order_id in lock_checkout(session, checkout_id):
        order = read(session, order_id)
        if _sell(session, order) and move(session, order_id, OrderState.PAID, paid_at=now(), **_REVIVED):
            publish(session, OrderPaid(*parties(order), order.total_minor, order.currency))
        else:
            give_back(session, order, "paid after cancellation")


def mark_refunded(session: Session, order_id: uuid.UUID, amount_minor: int) -> None:
    """Note that the money of an order is back with its buyer, as far as no return gave it back before.

    Publishes OrderRefunded, or OrderPartlyRefunded as long as a return's part of it is on its way.
    """
    note_back(session, read(session, order_id), order_id, amount_minor)


def note_back(session: Session, order: Row[Any], part_id: uuid.UUID, amount_minor: int) -> None:
    """Count money that is back with an order's buyer. A part of it is counted once: callers see to that.

    Publishes OrderRefunded when it was the last of it, OrderPartlyRefunded otherwise.
    """
    counting = update(_ORDERS).where(_ORDERS.c.id == order.id)
    refunded_minor = session.scalar(
        counting.values(refunded_minor=_ORDERS.c.refunded_minor + amount_minor).returning(
            _ORDERS.c.refunded_minor
        )
    )
    if refunded_minor == order.total_minor:
        move(session, order.id, OrderState.REFUNDED, refunded_at=now())
        publish(session, OrderRefunded(*parties(order)))
    else:
        publish(session, OrderPartlyRefunded(*parties(order), part_id, amount_minor, order.currency))


def _sell(session: Session, order: Row[Any]) -> bool:
    if order.state == OrderState.PENDING_PAYMENT:
        return stock.commit(session, order.id)
    if order.state == OrderState.CANCELLED and order.cancel_reason == CancelReason.EXPIRED:
        until = now() + dt.timedelta(seconds=runtime.config().reservation_seconds)
        return stock.hold_again(session, order.id, until) and _sell_again(session, order)
    return False


def _sell_again(session: Session, order: Row[Any]) -> bool:
    """Sell what is held once more, as it was paid: a live price or coupon only if it can still be had."""
    if not _use_again(session, order):
        stock.release(session, order.id)
        return False
    return stock.commit(session, order.id)


def _use_again(session: Session, order: Row[Any]) -> bool:
    """Take once more what the order had of deals and coupons: all of it or nothing."""
    if order.uses_deal and not quota.take_again(session, order.id):
        return False
    if order.uses_coupon and not redeeming.redeem_again(session, order.id):
        if order.uses_deal:
            quota.release(session, order.id)
        return False
    return True
