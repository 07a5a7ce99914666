"""What orders tell the books: who gets what of a paid order, and who gives it back.

These hear of what happened by a job, so nobody who buys waits for the books. Jobs come in any order: whatever
is posted for an order sees to it first that its payment is.
"""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from kernel import runtime
from orders import lifecycle
from orders.events import OrderPaid
from orders.models import AdjustmentRecord
from orders.return_money import find_order, find_tax_of
from payments.authorization import get_payment
from payments.events import PaymentRefunded, RefundRequested
from payments.ledger.sales import (
    Funding,
    GivenBack,
    Sale,
    post_paid_in_vain,
    post_promise,
    post_sale,
    post_sent,
)
from payments.refunds import Refund, get_refund, list_refunds
from promotions.pipeline.values import Funder


def book_paid(session: Session, event: OrderPaid) -> None:
    """Post that an order is paid."""
    _post_payment(session, lifecycle.read(session, event.order_id))


def book_promise(session: Session, event: RefundRequested) -> None:
    """Post that money of an order is owed back to its buyer; for what is no order, nothing."""
    order = find_order(session, event.part_id)
    if order is None:
        return
    _post_promise(session, order, get_refund(session, event.refund_id))


def book_refund(session: Session, event: PaymentRefunded) -> None:
    """Post that money of an order is back with its buyer; for what is no order, nothing."""
    order = find_order(session, event.part_id)
    if order is None:
        return
    _post_refund(session, order, get_refund(session, event.refund_id))


def book_order(session: Session, order_id: uuid.UUID) -> None:
    """Post all that an order's money did until now. Safe to repeat."""
    order = lifecycle.read(session, order_id)
    _post_payment(session, order)
    for refund in list_refunds(session, order.payment_id):
        refunded = find_order(session, refund.part_id)
        if refunded is not None and refunded.id == order_id:
            _post_refund(session, order, refund)


def _post_refund(session: Session, order: Row[Any], refund: Refund) -> None:
    _post_promise(session, order, refund)
    if refund.succeeded_at is not None:
        post_sent(
            session,
            GivenBack(order.id, refund.id, refund.amount_minor, refund.currency, refund.succeeded_at),
        )


def _post_promise(session: Session, order: Row[Any], refund: Refund) -> None:
    """Post the promise of a refund; what was paid and never sold is owed back from the moment it arrived."""
    _post_payment(session, order)
    if order.paid_at is not None:
        given = GivenBack(
            order.id,
            refund.id,
            refund.amount_minor,
            refund.currency,
            refund.created_at,
            find_tax_of(session, refund.part_id),
        )
        post_promise(session, given)


def _post_payment(session: Session, order: Row[Any]) -> None:
    if order.paid_at is not None:
        sale = Sale(
            order.id,
            order.shop_owner_id,
            order.total_minor,
            order.currency,
            order.paid_at,
            _list_fundings(session, order.id),
            order.added_tax_minor + order.included_tax_minor,
        )
        post_sale(session, sale, fee_basis_points=runtime.config().platform_fee_basis_points)
        return
    captured_at = get_payment(session, order.payment_id).captured_at
    assert captured_at is not None
    post_paid_in_vain(
        session, Sale(order.id, order.shop_owner_id, order.total_minor, order.currency, captured_at)
    )


def _list_fundings(session: Session, order_id: uuid.UUID) -> Sequence[Funding]:
    """Return what the market pays of an order's discounts: its shop is owed that as well."""
    taken_off = session.scalar(
        select(func.sum(AdjustmentRecord.amount_minor)).where(
            AdjustmentRecord.order_id == order_id, AdjustmentRecord.funder == Funder.PLATFORM
        )
    )
    return (Funding(-int(taken_off)),) if taken_off else ()
