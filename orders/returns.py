"""Returns: a buyer asks, the merchant answers, the goods come back, the money follows.

Every function locks the order first, like `orders.lifecycle`, and each step is one conditional UPDATE.
"""

import uuid
from dataclasses import asdict
from typing import Any, cast

from sqlalchemy import Row, Table, insert, select
from sqlalchemy.orm import Session

from kernel import runtime
from kernel.clock import now
from kernel.ids import new_id
from orders.errors import NotReturnable, NotWithdrawable
from orders.lifecycle import lock
from orders.lookup import get_order_of_buyer
from orders.models import ReturnLineRecord
from orders.return_amounts import measure_return
from orders.return_money import units_of
from orders.return_states import AWAITED, DROPPABLE, ReturnKind, ReturnReason, ReturnState, states_before
from orders.return_steps import (
    RETURNS,
    check_state,
    claim,
    deadline,
    end,
    in_days,
    move,
    pay,
    read_row,
    take,
    tell,
)
from orders.return_values import NewReturn
from orders.return_windows import fits, is_returnable
from orders.states import Teller
from orders.values import Order
from products import stock

_LINES = cast(Table, ReturnLineRecord.__table__)


def open_return(session: Session, order_id: uuid.UUID, new: NewReturn, *, buyer_id: uuid.UUID) -> uuid.UUID:
    """Ask for units of an order to be taken back; return the return's id. Its key again returns the same one.

    Who changed his mind in time needs no yes: his return is approved at once.

    Raises NoSuchOrder. Raises NotReturnable: it was not sent, or it is too late for this reason.
    Raises NotWithdrawable: it is an exception. Raises ReturnedAlready: fewer units are left.
    Publishes ReturnChanged.
    """
    lock(session, order_id)
    order = get_order_of_buyer(session, order_id, buyer_id)
    kept: uuid.UUID | None = session.scalar(
        select(RETURNS.c.id).where(RETURNS.c.order_id == order_id, RETURNS.c.idempotency_key == new.key)
    )
    if kept is not None:
        return kept
    if not is_returnable(order, new.kind, new.reason, now()):
        raise NotReturnable
    if not all(fits(item, new.reason) for item in order.line_items if item.variant_id in new.quantities):
        raise NotWithdrawable
    for variant_id, count in sorted(new.quantities.items()):
        claim(session, order_id, variant_id, count)
    return_id = _write(session, order, new)
    tell(session, order, return_id, ReturnState.REQUESTED, Teller.BUYER)
    if new.reason is ReturnReason.CHANGED_MIND:
        _approve(session, order, read_row(session, return_id), Teller.TIME)
    return return_id


def approve(session: Session, return_id: uuid.UUID, *, shop_owner_id: uuid.UUID) -> None:
    """Say yes: the buyer sends the goods, or gets his money at once if none come back. Safe to repeat.

    Raises NoSuchReturn. Raises ReturnMovedOn: it was answered otherwise. Publishes ReturnChanged.
    """
    order, row = take(session, return_id, RETURNS.c.shop_owner_id == shop_owner_id)
    if row.approved_at is None:
        check_state(row, [ReturnState.REQUESTED])
        _approve(session, order, row, Teller.MERCHANT)


def reject(session: Session, return_id: uuid.UUID, answer: str, *, shop_owner_id: uuid.UUID) -> None:
    """Say no and why, before the goods are sent or when they have come. Safe to repeat.

    Raises NoSuchReturn. Raises ReturnMovedOn: it is too late for a no. Publishes ReturnChanged.
    """
    order, row = take(session, return_id, RETURNS.c.shop_owner_id == shop_owner_id)
    if row.state == ReturnState.REJECTED:
        return
    check_state(row, states_before(ReturnState.REJECTED))
    end(session, order, row, ReturnState.REJECTED, Teller.MERCHANT, answer=answer, refused_at=now())


def send(
    session: Session, return_id: uuid.UUID, *, buyer_id: uuid.UUID, carrier: str, tracking_number: str
) -> None:
    """Note that the buyer has sent the goods. Safe to repeat.

    Raises NoSuchReturn. Raises ReturnMovedOn: it was not approved, or nothing is to be sent.
    Publishes ReturnChanged.
    """
    order, row = take(session, return_id, RETURNS.c.buyer_id == buyer_id)
    if row.sent_at is not None:
        return
    check_state(row, [ReturnState.APPROVED] if row.kind == ReturnKind.RETURN_AND_REFUND else [])
    due_at = in_days(runtime.config().return_receive_days)
    how = {"carrier": carrier, "tracking_number": tracking_number}
    move(session, row, ReturnState.IN_TRANSIT, sent_at=now(), due_at=due_at, **how)
    tell(session, order, return_id, ReturnState.IN_TRANSIT, Teller.BUYER)


def receive(
    session: Session,
    return_id: uuid.UUID,
    *,
    shop_owner_id: uuid.UUID,
    is_sellable: bool,
    gives_shipping: bool = False,
) -> None:
    """Note that the goods are back, and give the money. Of what can be sold again the stock returns.

    `gives_shipping`: with what is left of the shipping, even if that is not due.

    Safe to repeat. Raises NoSuchReturn. Raises ReturnMovedOn. Publishes ReturnChanged, StockChanged.
    """
    order, row = take(session, return_id, RETURNS.c.shop_owner_id == shop_owner_id)
    if row.received_at is not None:
        return
    check_state(row, AWAITED if row.kind == ReturnKind.RETURN_AND_REFUND else [])
    if is_sellable:
        stock.take_in(session, row.order_id, units_of(session, return_id))
    _receive(session, order, row, Teller.MERCHANT, gives_shipping=gives_shipping)


def drop(session: Session, return_id: uuid.UUID, *, buyer_id: uuid.UUID) -> None:
    """Give a return up: the buyer keeps what he has. Safe to repeat.

    Raises NoSuchReturn. Raises ReturnMovedOn: goods or money are on their way. Publishes ReturnChanged.
    """
    order, row = take(session, return_id, RETURNS.c.buyer_id == buyer_id)
    if row.state == ReturnState.CLOSED:
        return
    has_goods = row.kind == ReturnKind.RETURN_AND_REFUND
    check_state(row, DROPPABLE if has_goods else [ReturnState.REQUESTED])
    end(session, order, row, ReturnState.CLOSED, Teller.BUYER)


def pass_deadline(session: Session, return_id: uuid.UUID) -> None:
    """Let time decide what somebody should have: silence is a yes, and goods that are not sent stay.

    What was sent and never confirmed is paid; whether it can be sold again nobody has said.
    Safe to do at any time. Publishes ReturnChanged.
    """
    order, row = take(session, return_id, RETURNS.c.due_at.is_not(None))
    if row.due_at is None or row.due_at > now():
        return
    if row.state == ReturnState.REQUESTED:
        _approve(session, order, row, Teller.TIME)
    elif row.state == ReturnState.APPROVED:
        end(session, order, row, ReturnState.CLOSED, Teller.TIME)
    elif row.state == ReturnState.IN_TRANSIT:
        _receive(session, order, row, Teller.TIME)


def _write(session: Session, order: Order, new: NewReturn) -> uuid.UUID:
    row: dict[str, object] = {
        "id": new_id(),
        "order_id": order.id,
        "buyer_id": order.buyer_id,
        "shop_owner_id": order.shop_owner_id,
        "idempotency_key": new.key,
        "kind": new.kind,
        "state": ReturnState.REQUESTED,
        "reason": new.reason,
        "text": new.text,
        "answer": "",
        **asdict(measure_return(order, new.quantities, new.reason)),
        "currency": order.currency,
        "carrier": "",
        "tracking_number": "",
        "created_at": now(),
        **deadline(in_days(runtime.config().return_answer_days)),
    }
    session.execute(insert(RETURNS).values(row))
    lines = [
        {"return_id": row["id"], "variant_id": variant_id, "quantity": count}
        for variant_id, count in sorted(new.quantities.items())
    ]
    session.execute(insert(_LINES), lines)
    return cast(uuid.UUID, row["id"])


def _approve(session: Session, order: Order, row: Row[Any], teller: Teller) -> None:
    needs_goods = row.kind == ReturnKind.RETURN_AND_REFUND
    due_at = in_days(runtime.config().return_send_days) if needs_goods else None
    move(session, row, ReturnState.APPROVED, approved_at=now(), due_at=due_at)
    tell(session, order, row.id, ReturnState.APPROVED, teller)
    if not needs_goods:
        pay(session, order, row)


def _receive(
    session: Session, order: Order, row: Row[Any], teller: Teller, *, gives_shipping: bool = False
) -> None:
    move(session, row, ReturnState.RECEIVED, received_at=now(), due_at=None)
    tell(session, order, row.id, ReturnState.RECEIVED, teller)
    pay(session, order, row, gives_shipping=gives_shipping)
