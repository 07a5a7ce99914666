"""Money for what goes back: each unit of an order at most once, all of them at most what was paid.

The part of the payment that goes back is known by the return's id. Callers hold the order's lock.
"""

import uuid
from dataclasses import asdict
from typing import Any, cast

from sqlalchemy import Row, Table, select, update
from sqlalchemy.orm import Session

from kernel.clock import now
from kernel.db import change
from kernel.events import publish
from orders.events import ReturnChanged
from orders.lifecycle import parties
from orders.models import LineItemRecord, OrderRecord, ReturnLineRecord, ReturnRecord
from orders.paying import note_back
from orders.return_amounts import measure_return
from orders.return_states import ReturnReason, ReturnState, states_before
from orders.states import Teller
from orders.values import Order
from payments.refunds import request_refund

_ORDERS, _LINE_ITEMS, _RETURNS, _LINES = (
    cast(Table, row.__table__) for row in (OrderRecord, LineItemRecord, ReturnRecord, ReturnLineRecord)
)


def give_back(session: Session, order: Order, returned: Row[Any], *, gives_shipping: bool = False) -> bool:
    """Ask for the money of what goes back, and for shipping that is due or given; tell whether there was any.

    It may all be on its way already, and for some units a coupon has paid everything.
    """
    units = units_of(session, returned.id)
    amounts = measure_return(order, units, ReturnReason(returned.reason), gives_shipping=gives_shipping)
    amount_minor = amounts.amount_minor
    promised = update(_ORDERS).where(
        _ORDERS.c.id == order.id,
        _ORDERS.c.refund_requested_at.is_(None),
        _ORDERS.c.refunds_minor + amount_minor <= _ORDERS.c.total_minor,
    )
    counted = {
        "refunds_minor": _ORDERS.c.refunds_minor + amount_minor,
        "shipping_refunds_minor": _ORDERS.c.shipping_refunds_minor + amounts.shipping_minor,
    }
    if not change(session, promised.values(counted)):
        return False
    for variant_id, count in units.items():
        of_line = (_LINE_ITEMS.c.order_id == order.id) & (_LINE_ITEMS.c.variant_id == variant_id)
        counting = update(_LINE_ITEMS).where(of_line)
        session.execute(counting.values(refunded_count=_LINE_ITEMS.c.refunded_count + count))
    session.execute(update(_RETURNS).where(_RETURNS.c.id == returned.id).values(asdict(amounts)))
    if amount_minor == 0:
        return False
    reason = f"return: {returned.reason}"
    request_refund(session, order.payment_id, part_id=returned.id, amount_minor=amount_minor, reason=reason)
    return True


def settle(session: Session, part_id: uuid.UUID, amount_minor: int) -> bool:
    """Note that the money of a return is back; tell whether the part of the payment was a return.

    Publishes ReturnChanged, and OrderPartlyRefunded or OrderRefunded.
    """
    order = find_order(session, part_id)
    if order is None or order.id == part_id:
        return False
    paid_back = update(_RETURNS).where(
        _RETURNS.c.id == part_id, _RETURNS.c.state.in_(states_before(ReturnState.REFUNDED))
    )
    values = {"state": ReturnState.REFUNDED, "refunded_at": now(), "due_at": None}
    if change(session, paid_back.values(values)):
        publish(session, ReturnChanged(*parties(order), part_id, ReturnState.REFUNDED, Teller.TIME))
        note_back(session, order, part_id, amount_minor)
    return True


def find_order(session: Session, part_id: uuid.UUID) -> Row[Any] | None:
    """Return the order of which something is paid back, by its own id or by a return's, or None."""
    of_return = select(_RETURNS.c.order_id).where(_RETURNS.c.id == part_id)
    is_it = (_ORDERS.c.id == part_id) | (_ORDERS.c.id == of_return.scalar_subquery())
    return session.execute(select(_ORDERS).where(is_it)).one_or_none()


def find_tax_of(session: Session, part_id: uuid.UUID) -> int | None:
    """Return what of the money for a return is tax; None for what is no return."""
    tax_minor: int | None = session.scalar(select(_RETURNS.c.tax_minor).where(_RETURNS.c.id == part_id))
    return tax_minor


def units_of(session: Session, return_id: uuid.UUID) -> dict[uuid.UUID, int]:
    """Return the units of a return by variant, in the order of the variants."""
    lines = select(_LINES.c.variant_id, _LINES.c.quantity).where(_LINES.c.return_id == return_id)
    rows = session.execute(lines.order_by(_LINES.c.variant_id))
    return {row.variant_id: row.quantity for row in rows}
