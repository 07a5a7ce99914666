"""Posting what orders did before the market kept books, or what it was never told of."""

import uuid

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from kernel.transaction import reading, transaction
from orders import bookkeeping
from orders.models import OrderRecord

AT_ONCE = 100


def catch_up() -> int:
    """See to it that all orders with money are in the books; return how many there are. Safe to repeat."""
    count, last = 0, None
    while True:
        with reading() as session:
            order_ids = _list_orders(session, last)
        if not order_ids:
            return count
        with transaction() as session:
            for order_id in order_ids:
                bookkeeping.book_order(session, order_id)
        count, last = count + len(order_ids), order_ids[-1]


def _list_orders(session: Session, after: uuid.UUID | None) -> list[uuid.UUID]:
    has_money = or_(OrderRecord.paid_at.is_not(None), OrderRecord.refund_requested_at.is_not(None))
    query = select(OrderRecord.id).where(has_money).order_by(OrderRecord.id).limit(AT_ONCE)
    if after is not None:
        query = query.where(OrderRecord.id > after)
    return list(session.scalars(query))
