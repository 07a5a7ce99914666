"""What happens to an order after checkout: cancelled, expired, refunded. `orders.paying` marks it paid,
`orders.shipments` ships it.

Each transition is one conditional UPDATE, so whoever comes second finds the order moved on. Every function
first locks the order's reservations: whatever else concerns the order (its row, its payment) is only touched
under that lock, so two of them can't wait for each other. What concerns several orders of a checkout locks
the reservations of all of them, in the order of the orders' ids, and then their variants.
"""

import uuid
from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import ColumnElement, Row, Table, select, update
from sqlalchemy.orm import Session

from kernel.clock import now
from kernel.db import change
from kernel.events import publish
from orders.errors import NoSuchOrder, NotCancellable, NotRefundable
from orders.events import OrderCancelled
from orders.models import LineItemRecord, OrderRecord
from orders.states import KEPT, TO_SHIP, CancelReason, OrderState, states_before
from payments.authorization import void_payment
from payments.refunds import request_refund
from products import catalogue, stock
from promotions import quota, redeeming

_ORDERS = cast(Table, OrderRecord.__table__)
_LINE_ITEMS = cast(Table, LineItemRecord.__table__)


def lock(session: Session, order_id: uuid.UUID) -> None:
    """Take the lock under which an order is changed; it is given back by the commit."""
    stock.lock_reference(session, order_id)


def lock_checkout(session: Session, checkout_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """Take the locks under which all orders of a checkout are changed; return their ids, in order.

    Nothing for a reference that is no checkout: it is somebody else's.
    """
    in_checkout = select(_ORDERS.c.id).where(of_checkout(checkout_id)).order_by(_ORDERS.c.id)
    order_ids = session.scalars(in_checkout).all()
    for order_id in order_ids:
        lock(session, order_id)
    if len(order_ids) > 1:
        # Orders of several shops touch their variants in turns: locked at once, they have one order for all.
        variants = select(_LINE_ITEMS.c.variant_id).where(_LINE_ITEMS.c.order_id.in_(order_ids))
        catalogue.lock_offers(session, session.scalars(variants).all())
    return order_ids


def of_checkout(checkout_id: uuid.UUID) -> ColumnElement[bool]:
    """Return the condition that an order is of this checkout, in the form that the indexes know."""
    is_first = (_ORDERS.c.id == checkout_id) & (_ORDERS.c.checkout_id == _ORDERS.c.id)
    is_further = (_ORDERS.c.checkout_id == checkout_id) & (_ORDERS.c.checkout_id != _ORDERS.c.id)
    return is_first | is_further


def cancel(session: Session, order_id: uuid.UUID, *, buyer_id: uuid.UUID) -> None:
    """Cancel an order for its buyer: free its stock, and give the money back if it was paid. Safe to repeat.

    An order that is not paid takes the others of its checkout with it: one amount is owed for all of them.

    Raises NoSuchOrder. Raises NotCancellable: something of it has been shipped, or it is being refunded.
    Publishes OrderCancelled.
    """
    order_ids = lock_checkout(session, read(session, order_id).checkout_id)
    order = read(session, order_id)
    if order.buyer_id != buyer_id:
        raise NoSuchOrder
    if order.state in {OrderState.CANCELLED, OrderState.REFUNDED} and order.cancelled_at is not None:
        return
    if order.refund_requested_at is not None:
        raise NotCancellable
    if order.state == OrderState.PENDING_PAYMENT:
        _cancel_unpaid(session, order_ids)
        void_payment(session, order.payment_id)
    elif _cancel(session, order, CancelReason.BUYER):
        stock.put_back(session, order_id)
        _give_uses_back(session, order)
        give_back(session, order, "cancelled by the buyer")
    else:
        raise NotCancellable


def expire(session: Session, order_id: uuid.UUID) -> None:
    """Cancel an order that was not paid while its stock was held. Safe to repeat.

    A reference that is no order is somebody else's.
    Publishes OrderCancelled.
    """
    order = _find(session, order_id)
    if order is None or order.state != OrderState.PENDING_PAYMENT:
        return
    if _cancel(session, order, CancelReason.EXPIRED):
        _give_uses_back(session, order)
        void_payment(session, order.payment_id)


def refund(session: Session, order_id: uuid.UUID, *, shop_owner_id: uuid.UUID) -> None:
    """Give back what is left of a paid order's money; of its stock only what was never shipped comes back.

    Other orders of its checkout keep theirs.

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
        # Of a deal or coupon all or nothing: what has left once at its price stays counted.
        _give_uses_back(session, order, is_refund=True)
    give_back(session, order, "refunded by the merchant")


def move(session: Session, order_id: uuid.UUID, state: OrderState, **values: object) -> bool:
    """Move an order to `state` if the table of states allows it from where it is; tell whether it did."""
    moving = update(_ORDERS).where(_ORDERS.c.id == order_id, _ORDERS.c.state.in_(states_before(state)))
    return change(session, moving.values(state=state, **values)) == 1


def read_of_owner(session: Session, order_id: uuid.UUID, shop_owner_id: uuid.UUID) -> Row[Any]:
    """Return the row of an order to its shop's owner.

    Raises NoSuchOrder: it is of somebody else's shop.
    """
    row = read(session, order_id)
    if row.shop_owner_id != shop_owner_id:
        raise NoSuchOrder
    return row


def parties(order: Row[Any]) -> tuple[uuid.UUID, uuid.UUID, uuid.UUID]:
    """Return what every event of an order begins with."""
    return (order.id, order.buyer_id, order.shop_owner_id)


def _count_shipped(session: Session, order_id: uuid.UUID) -> dict[uuid.UUID, int]:
    counts = select(_LINE_ITEMS.c.variant_id, _LINE_ITEMS.c.shipped_count)
    rows = session.execute(counts.where(_LINE_ITEMS.c.order_id == order_id))
    return {row.variant_id: row.shipped_count for row in rows}


def _give_uses_back(session: Session, order: Row[Any], *, is_refund: bool = False) -> None:
    """Give back what an order used of deals and coupons."""
    if order.uses_deal:
        quota.release(session, order.id)
    if order.uses_coupon:
        redeeming.release(session, [order.id], is_refund=is_refund)


def give_back(session: Session, order: Row[Any], reason: str) -> None:
    """Ask for the money of an order: its part of the checkout's payment, but for what went back before.

    Raises NotRefundable: all of it did.
    """
    left_minor = order.total_minor - order.refunds_minor
    if left_minor == 0:
        raise NotRefundable
    request_refund(session, order.payment_id, part_id=order.id, amount_minor=left_minor, reason=reason)
    promised = update(_ORDERS).where(_ORDERS.c.id == order.id)
    session.execute(promised.values(refund_requested_at=now(), refunds_minor=order.total_minor))


def _cancel_unpaid(session: Session, order_ids: Sequence[uuid.UUID]) -> None:
    for order_id in order_ids:
        order = read(session, order_id)
        if _cancel(session, order, CancelReason.BUYER):
            stock.release(session, order_id)
            _give_uses_back(session, order)


def _cancel(session: Session, order: Row[Any], reason: CancelReason) -> bool:
    if not move(session, order.id, OrderState.CANCELLED, cancelled_at=now(), cancel_reason=reason):
        return False
    publish(session, OrderCancelled(*parties(order), reason))
    return True


def read(session: Session, order_id: uuid.UUID) -> Row[Any]:
    """Return the row of an order.

    Raises NoSuchOrder.
    """
    row = _find(session, order_id)
    if row is None:
        raise NoSuchOrder
    return row


def _find(session: Session, order_id: uuid.UUID) -> Row[Any] | None:
    return session.execute(select(_ORDERS).where(_ORDERS.c.id == order_id)).one_or_none()
