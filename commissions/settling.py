"""Settling: what an order's commissions are by now, and the books brought in line with it.

Whoever hears of something only says which order to look at, so news may come twice, late or in any order.
"""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissions.models import CommissionRow
from commissions.shares import kept_minor
from commissions.states import CommissionState
from kernel.clock import now
from orders import lookup, return_lookup
from orders.return_states import OPEN, ReturnReason
from orders.return_windows import last_moment
from orders.states import OrderState
from orders.values import LineItem, Order
from payments.ledger import posting
from payments.ledger.accounts import Account
from payments.ledger.commissions import Commission, post_accrued, post_payable, post_reversed

#: What waits for a return is looked at again after this.
LOOK_AGAIN = dt.timedelta(hours=1)


def settle(session: Session, order_id: uuid.UUID) -> None:
    """Bring the commissions of an order, and the books, in line with the order as it is now. Safe to repeat.

    Paid: estimated. Delivered: accrued, and the shop owes it. What went back is taken back, by unit.
    """
    if session.scalar(select(CommissionRow.variant_id).where(CommissionRow.order_id == order_id).limit(1)):
        _settle(session, order_id)


def release(session: Session, order_id: uuid.UUID) -> None:
    """Let commissions be paid out that are due and of which nothing is on its way back. Safe to repeat."""
    rows, at = _settle(session, order_id), now()
    due = [
        row
        for row in rows
        if row.state == CommissionState.ACCRUED and row.due_at is not None and row.due_at <= at
    ]
    if any(one.state in OPEN for one in return_lookup.list_returns_of_order(session, order_id)):
        for row in due:
            row.due_at = at + LOOK_AGAIN
        return
    for row in due:
        row.state, row.payable_at = CommissionState.PAYABLE, at
        if row.booked_minor:
            post_payable(session, _entry(row, str(row.variant_id), row.booked_minor, at))


def list_due(session: Session, *, limit: int) -> Sequence[uuid.UUID]:
    """Return orders with commissions whose time to be paid out has come, the oldest first."""
    due = select(CommissionRow.order_id, CommissionRow.due_at).where(
        CommissionRow.state == CommissionState.ACCRUED, CommissionRow.due_at <= now()
    )
    rows = session.execute(due.order_by(CommissionRow.due_at, CommissionRow.order_id).limit(limit))
    return list(dict.fromkeys(row.order_id for row in rows))


def _settle(session: Session, order_id: uuid.UUID) -> Sequence[CommissionRow]:
    # The lock of the books first: whoever waited for it sees what was posted meanwhile.
    posting.lock(session)
    query = select(CommissionRow).where(CommissionRow.order_id == order_id).order_by(CommissionRow.variant_id)
    rows = session.scalars(query.execution_options(populate_existing=True)).all()
    order = lookup.get_order_for_letter(session, order_id)
    items = {item.variant_id: item for item in order.line_items}
    for row in rows:
        _settle_line(session, row, order, items[row.variant_id])
    session.flush()
    return rows


def _settle_line(session: Session, row: CommissionRow, order: Order, item: LineItem) -> None:
    is_off = order.state is OrderState.CANCELLED or order.refund_requested_at is not None
    row.returned_count = row.quantity if is_off else item.refunded_count
    if row.state != CommissionState.PAYABLE:
        row.state = _state_of(order)
    owed_minor = 0
    if order.delivered_at is not None:
        owed_minor = kept_minor(row.amount_minor, row.quantity, row.returned_count)
        if row.accrued_at is None:
            row.accrued_at = order.delivered_at
            row.due_at = last_moment(order, ReturnReason.CHANGED_MIND)
    change_minor, at = owed_minor - row.booked_minor, now()
    row.booked_minor = owed_minor
    if change_minor > 0:
        post_accrued(session, _entry(row, str(row.variant_id), change_minor, at))
    elif change_minor < 0:
        is_payable = row.state == CommissionState.PAYABLE
        account = Account.CREATOR_PAYABLE if is_payable else Account.CREATOR_ACCRUED
        part = f"{row.variant_id}/{row.returned_count}"
        post_reversed(session, _entry(row, part, -change_minor, at), account)


def _state_of(order: Order) -> CommissionState:
    if order.paid_at is None:
        is_dead = order.state is OrderState.CANCELLED
        return CommissionState.VOID if is_dead else CommissionState.PLACED
    return CommissionState.ESTIMATED if order.delivered_at is None else CommissionState.ACCRUED


def _entry(row: CommissionRow, part: str, amount_minor: int, at: dt.datetime) -> Commission:
    return Commission(row.order_id, part, row.creator_id, row.shop_owner_id, amount_minor, row.currency, at)
