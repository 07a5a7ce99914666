"""What happens to an order after checkout: paid, cancelled, expired, refunded; `orders.shipments` ships it.

Each transition is one conditional UPDATE, so whoever comes second finds the order moved on. Every function
first locks the order's reservations: whatever else concerns the order (its row, its payment) is only touched
under that lock, so two of them can't wait for each other.
"""

import datetime as dt
import uuid
from typing import Any, cast

from sqlalchemy import Row, Table, select, update
from sqlalchemy.orm import Session

from kernel import runtime
from kernel.clock import now
from kernel.db import change
from kernel.events import publish
from orders.errors import NoSuchOrder, NotCancellable, NotRefundable
from orders.events import OrderCancelled, OrderPaid, OrderRefunded
from orders.models import LineItemRecord, OrderRecord
from orders.states import KEPT, TO_SHIP, CancelReason, OrderState, states_before
from payments.authorization import void_payment
from payments.refunds import request_refund
from products import stock
from promotions import quota

_ORDERS = cast(Table, OrderRecord.__table__)
_LINE_ITEMS = cast(Table, LineItemRecord.__table__)
_REVIVED = {"cancelled_at": None, "cancel_reason": None}


def lock(session: Session, order_id: uuid.UUID) -> None:
    """Take the lock under which an order is changed; it is given back by the commit."""
    stock.lock_reference(session, order_id)


def mark_paid(session: Session, order_id: uuid.UUID) -> None:
    """Sell the stock of an order whose money has arrived; give the money back if that is not possible.

    An order that had expired is revived when its stock is still there. One that its buyer cancelled is not.

    Publishes OrderPaid.
    """
    lock(session, order_id)
    order = _read(session, order_id)
    if _sell(session, order) and move(session, order_id, OrderState.PAID, paid_at=now(), **_REVIVED):
        publish(session, OrderPaid(*parties(order), order.total_minor, order.currency))
    else:
        _give_back(session, order, "paid after cancellation")


def cancel(session: Session, order_id: uuid.UUID, *, buyer_id: uuid.UUID) -> None:
    """Cancel an order for its buyer: free its stock, and give the money back if it was paid. Safe to repeat.

    Raises NoSuchOrder. Raises NotCancellable: something of it has been shipped, or it is being refunded.
    Publishes OrderCancelled.
    """
    lock(session, order_id)
    order = _read(session, order_id)
    if order.buyer_id != buyer_id:
        raise NoSuchOrder
    if order.state in {OrderState.CANCELLED, OrderState.REFUNDED} and order.cancelled_at is not None:
        return
    if order.refund_requested_at is not None:
        raise NotCancellable
    if not _cancel(session, order, CancelReason.BUYER):
        raise NotCancellable
    if order.state == OrderState.PAID:
        stock.put_back(session, order_id)
        _give_deal_back(session, order)
        _give_back(session, order, "cancelled by the buyer")
    else:
        stock.release(session, order_id)
        _give_deal_back(session, order)
        void_payment(session, order.payment_id)


def expire(session: Session, order_id: uuid.UUID) -> None:
    """Cancel an order that was not paid while its stock was held. Safe to repeat.

    A reference that is no order is somebody else's.
    Publishes OrderCancelled.
    """
    order = _find(session, order_id)
    if order is None or order.state != OrderState.PENDING_PAYMENT:
        return
    if _cancel(session, order, CancelReason.EXPIRED):
        _give_deal_back(session, order)
        void_payment(session, order.payment_id)


def refund(session: Session, order_id: uuid.UUID, *, shop_owner_id: uuid.UUID) -> None:
    """Give a paid order's money back in full; of its stock only what was never shipped comes back.

    The order is `refunded` when the gateway has told so. Safe to repeat.

    Raises NoSuchOrder. Raises NotRefundable: it was not paid.
    """
    lock(session, order_id)
    order = read_of_owner(session, order_id, shop_owner_id)
    if order.refund_requested_at is not None:
        return
    if order.state not in KEPT:
        raise NotRefundable
    if order.state in TO_SHIP:
        stock.put_back(session, order_id, gone=_count_shipped(session, order_id))
    if order.state == OrderState.PAID:
        # Of a deal all or nothing: what has left once at its price stays counted.
        _give_deal_back(session, order)
    _give_back(session, order, "refunded by the merchant")


def mark_refunded(session: Session, order_id: uuid.UUID) -> None:
    """Note that the money of an order is back with its buyer.

    Publishes OrderRefunded.
    """
    order = _read(session, order_id)
    if move(session, order_id, OrderState.REFUNDED, refunded_at=now()):
        publish(session, OrderRefunded(*parties(order)))


def move(session: Session, order_id: uuid.UUID, state: OrderState, **values: object) -> bool:
    """Move an order to `state` if the table of states allows it from where it is; tell whether it did."""
    moving = update(_ORDERS).where(_ORDERS.c.id == order_id, _ORDERS.c.state.in_(states_before(state)))
    return change(session, moving.values(state=state, **values)) == 1


def read_of_owner(session: Session, order_id: uuid.UUID, shop_owner_id: uuid.UUID) -> Row[Any]:
    """Return the row of an order to its shop's owner.

    Raises NoSuchOrder: it is of somebody else's shop.
    """
    row = _read(session, order_id)
    if row.shop_owner_id != shop_owner_id:
        raise NoSuchOrder
    return row


def parties(order: Row[Any]) -> tuple[uuid.UUID, uuid.UUID, uuid.UUID]:
    """Return what every event of an order begins with."""
    return (order.id, order.buyer_id, order.shop_owner_id)


def _sell(session: Session, order: Row[Any]) -> bool:
    if order.state == OrderState.PENDING_PAYMENT:
        return stock.commit(session, order.id)
    if order.state == OrderState.CANCELLED and order.cancel_reason == CancelReason.EXPIRED:
        until = now() + dt.timedelta(seconds=runtime.config().reservation_seconds)
        return stock.hold_again(session, order.id, until) and _sell_again(session, order)
    return False


def _sell_again(session: Session, order: Row[Any]) -> bool:
    """Sell what is held once more, at the price that was paid: a live price only if it can still be had."""
    if order.uses_deal and not quota.take_again(session, order.id):
        stock.release(session, order.id)
        return False
    return stock.commit(session, order.id)


def _count_shipped(session: Session, order_id: uuid.UUID) -> dict[uuid.UUID, int]:
    counts = select(_LINE_ITEMS.c.variant_id, _LINE_ITEMS.c.shipped_count)
    rows = session.execute(counts.where(_LINE_ITEMS.c.order_id == order_id))
    return {row.variant_id: row.shipped_count for row in rows}


def _give_deal_back(session: Session, order: Row[Any]) -> None:
    if order.uses_deal:
        quota.release(session, order.id)


def _give_back(session: Session, order: Row[Any], reason: str) -> None:
    request_refund(session, order.payment_id, reason=reason)
    session.execute(update(_ORDERS).where(_ORDERS.c.id == order.id).values(refund_requested_at=now()))


def _cancel(session: Session, order: Row[Any], reason: CancelReason) -> bool:
    if not move(session, order.id, OrderState.CANCELLED, cancelled_at=now(), cancel_reason=reason):
        return False
    publish(session, OrderCancelled(*parties(order), reason))
    return True


def _read(session: Session, order_id: uuid.UUID) -> Row[Any]:
    row = _find(session, order_id)
    if row is None:
        raise NoSuchOrder
    return row


def _find(session: Session, order_id: uuid.UUID) -> Row[Any] | None:
    return session.execute(select(_ORDERS).where(_ORDERS.c.id == order_id)).one_or_none()
