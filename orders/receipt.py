"""The end of an order: it has arrived, and its buyer keeps it. What nobody says, time says.

Like `orders.lifecycle`, each transition is one conditional UPDATE under the lock of the order's reservations.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Column, ColumnElement, Table, exists, select
from sqlalchemy.orm import Session

from kernel import runtime
from kernel.clock import now
from kernel.events import publish
from orders.errors import NoSuchOrder, NotConfirmable, NotOnItsWay, ReturnOpen
from orders.events import OrderCompleted, OrderDelivered
from orders.lifecycle import lock, move, parties, read
from orders.models import OrderRecord, ReturnRecord
from orders.return_states import OPEN
from orders.states import OrderState, Teller

_ORDERS = cast(Table, OrderRecord.__table__)
_RETURNS = cast(Table, ReturnRecord.__table__)
#: Orders that one sweep moves on, so that its transaction stays short.
SWEEP_COUNT = 100


def mark_delivered(session: Session, order_id: uuid.UUID, *, party_id: uuid.UUID) -> None:
    """Note that all of an order has arrived, as its buyer or its merchant says. Safe to repeat.

    Raises NoSuchOrder: it is neither's. Raises NotOnItsWay: something of it waits for a parcel, or its money
    is on its way back. Publishes OrderDelivered.
    """
    lock(session, order_id)
    order = read(session, order_id)
    if party_id not in {order.buyer_id, order.shop_owner_id}:
        raise NoSuchOrder
    if order.delivered_at is not None:
        return
    teller = Teller.BUYER if party_id == order.buyer_id else Teller.MERCHANT
    if order.refund_requested_at is not None or not _deliver(session, order_id, teller):
        raise NotOnItsWay


def confirm(session: Session, order_id: uuid.UUID, *, buyer_id: uuid.UUID) -> None:
    """Note that the buyer has an order and keeps it. There is no way back. Safe to repeat.

    Raises NoSuchOrder. Raises NotConfirmable: it was not sent, or its money is on its way back.
    Raises ReturnOpen: something of it goes back.
    Publishes OrderCompleted, before it OrderDelivered if nobody had said so.
    """
    lock(session, order_id)
    order = read(session, order_id)
    if order.buyer_id != buyer_id:
        raise NoSuchOrder
    if order.completed_at is not None:
        return
    if order.refund_requested_at is not None:
        raise NotConfirmable
    if session.scalar(select(_ORDERS.c.id).where(_ORDERS.c.id == order_id, _has_open_return())) is not None:
        raise ReturnOpen
    if order.state == OrderState.SHIPPED:
        _deliver(session, order_id, Teller.BUYER)
    if not _complete(session, order_id, Teller.BUYER):
        raise NotConfirmable


def deliver_due(session: Session) -> None:
    """Let orders count as delivered that have been on their way for `delivery_days`. Safe to do at any time.

    Publishes OrderDelivered for each.
    """
    days = runtime.config().delivery_days
    for order_id in _lock_due(session, OrderState.SHIPPED, _ORDERS.c.shipped_at, days):
        _deliver(session, order_id, Teller.TIME)


def complete_due(session: Session) -> None:
    """Complete orders that were delivered `completion_days` ago. Safe to do at any time.

    Publishes OrderCompleted for each.
    """
    days = runtime.config().completion_days
    for order_id in _lock_due(session, OrderState.DELIVERED, _ORDERS.c.delivered_at, days):
        _complete(session, order_id, Teller.TIME)


def _lock_due(session: Session, state: OrderState, since: Column[Any], days: int) -> Sequence[uuid.UUID]:
    """Lock and return some orders that have been in a state for so long and are kept, in the order of ids."""
    is_due = (_ORDERS.c.state == state) & (since <= now() - dt.timedelta(days=days))
    is_kept = _ORDERS.c.refund_requested_at.is_(None) & ~_has_open_return()
    due = session.scalars(select(_ORDERS.c.id).where(is_due, is_kept).order_by(since).limit(SWEEP_COUNT))
    order_ids = sorted(due)
    for order_id in order_ids:
        lock(session, order_id)
    # Somebody may have been quicker while this waited for the locks.
    still = select(_ORDERS.c.id).where(_ORDERS.c.id.in_(order_ids), is_due, is_kept)
    return session.scalars(still.order_by(_ORDERS.c.id)).all()


def _has_open_return() -> ColumnElement[bool]:
    of_order = (_RETURNS.c.order_id == _ORDERS.c.id) & _RETURNS.c.state.in_(OPEN)
    return exists().where(of_order).correlate(_ORDERS)


def _deliver(session: Session, order_id: uuid.UUID, teller: Teller) -> bool:
    if not move(session, order_id, OrderState.DELIVERED, delivered_at=now()):
        return False
    publish(session, OrderDelivered(*parties(read(session, order_id)), teller))
    return True


def _complete(session: Session, order_id: uuid.UUID, teller: Teller) -> bool:
    if not move(session, order_id, OrderState.COMPLETED, completed_at=now()):
        return False
    publish(session, OrderCompleted(*parties(read(session, order_id)), teller))
    return True
