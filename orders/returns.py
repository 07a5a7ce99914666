"""Returns: a buyer asks, the merchant answers, the goods come back, the money follows.

Every function locks the order first, like `orders.lifecycle`, and each step is one conditional UPDATE.
"""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any, cast

from sqlalchemy import ColumnElement, Row, Table, insert, select, update
from sqlalchemy.orm import Session

from kernel import runtime
from kernel.clock import now
from kernel.db import change
from kernel.events import publish
from kernel.ids import new_id
from orders.amounts import units_minor
from orders.errors import NoSuchReturn, NotReturnable, NotWithdrawable, ReturnedAlready, ReturnMovedOn
from orders.events import ReturnChanged
from orders.lifecycle import lock
from orders.lookup import get_order_for_letter, get_order_of_buyer
from orders.models import LineItemRecord, ReturnLineRecord, ReturnRecord
from orders.return_money import give_back, units_of
from orders.return_states import (
    AWAITED,
    DROPPABLE,
    REMIND_BEFORE,
    ReturnKind,
    ReturnReason,
    ReturnState,
    states_before,
)
from orders.return_values import NewReturn
from orders.return_windows import fits, is_returnable
from orders.states import Teller
from orders.values import Order
from products import stock

_LINE_ITEMS, _RETURNS, _LINES = (
    cast(Table, row.__table__) for row in (LineItemRecord, ReturnRecord, ReturnLineRecord)
)


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
        select(_RETURNS.c.id).where(_RETURNS.c.order_id == order_id, _RETURNS.c.idempotency_key == new.key)
    )
    if kept is not None:
        return kept
    if not is_returnable(order, new.kind, new.reason, now()):
        raise NotReturnable
    if not all(fits(item, new.reason) for item in order.line_items if item.variant_id in new.quantities):
        raise NotWithdrawable
    for variant_id, count in sorted(new.quantities.items()):
        _claim(session, order_id, variant_id, count)
    return_id = _write(session, order, new)
    _tell(session, order, return_id, ReturnState.REQUESTED, Teller.BUYER)
    if new.reason is ReturnReason.CHANGED_MIND:
        _approve(session, order, _read(session, return_id), Teller.TIME)
    return return_id


def approve(session: Session, return_id: uuid.UUID, *, shop_owner_id: uuid.UUID) -> None:
    """Say yes: the buyer sends the goods, or gets his money at once if none come back. Safe to repeat.

    Raises NoSuchReturn. Raises ReturnMovedOn: it was answered otherwise. Publishes ReturnChanged.
    """
    order, row = _take(session, return_id, _RETURNS.c.shop_owner_id == shop_owner_id)
    if row.approved_at is None:
        _check(row, [ReturnState.REQUESTED])
        _approve(session, order, row, Teller.MERCHANT)


def reject(session: Session, return_id: uuid.UUID, answer: str, *, shop_owner_id: uuid.UUID) -> None:
    """Say no and why, before the goods are sent or when they have come. Safe to repeat.

    Raises NoSuchReturn. Raises ReturnMovedOn: it is too late for a no. Publishes ReturnChanged.
    """
    order, row = _take(session, return_id, _RETURNS.c.shop_owner_id == shop_owner_id)
    if row.state == ReturnState.REJECTED:
        return
    _check(row, states_before(ReturnState.REJECTED))
    _end(session, order, row, ReturnState.REJECTED, Teller.MERCHANT, answer=answer)


def send(
    session: Session, return_id: uuid.UUID, *, buyer_id: uuid.UUID, carrier: str, tracking_number: str
) -> None:
    """Note that the buyer has sent the goods. Safe to repeat.

    Raises NoSuchReturn. Raises ReturnMovedOn: it was not approved, or nothing is to be sent.
    Publishes ReturnChanged.
    """
    order, row = _take(session, return_id, _RETURNS.c.buyer_id == buyer_id)
    if row.sent_at is not None:
        return
    _check(row, [ReturnState.APPROVED] if row.kind == ReturnKind.RETURN_AND_REFUND else [])
    due_at = _in_days(runtime.config().return_receive_days)
    how = {"carrier": carrier, "tracking_number": tracking_number}
    _move(session, row, ReturnState.IN_TRANSIT, sent_at=now(), due_at=due_at, **how)
    _tell(session, order, return_id, ReturnState.IN_TRANSIT, Teller.BUYER)


def receive(session: Session, return_id: uuid.UUID, *, shop_owner_id: uuid.UUID, is_sellable: bool) -> None:
    """Note that the goods are back, and give the money. Of what can be sold again the stock returns.

    Safe to repeat. Raises NoSuchReturn. Raises ReturnMovedOn. Publishes ReturnChanged, StockChanged.
    """
    order, row = _take(session, return_id, _RETURNS.c.shop_owner_id == shop_owner_id)
    if row.received_at is not None:
        return
    _check(row, AWAITED if row.kind == ReturnKind.RETURN_AND_REFUND else [])
    if is_sellable:
        stock.take_in(session, row.order_id, units_of(session, return_id))
    _receive(session, order, row, Teller.MERCHANT)


def drop(session: Session, return_id: uuid.UUID, *, buyer_id: uuid.UUID) -> None:
    """Give a return up: the buyer keeps what he has. Safe to repeat.

    Raises NoSuchReturn. Raises ReturnMovedOn: goods or money are on their way. Publishes ReturnChanged.
    """
    order, row = _take(session, return_id, _RETURNS.c.buyer_id == buyer_id)
    if row.state == ReturnState.CLOSED:
        return
    has_goods = row.kind == ReturnKind.RETURN_AND_REFUND
    _check(row, DROPPABLE if has_goods else [ReturnState.REQUESTED])
    _end(session, order, row, ReturnState.CLOSED, Teller.BUYER)


def pass_deadline(session: Session, return_id: uuid.UUID) -> None:
    """Let time decide what somebody should have: silence is a yes, and goods that are not sent stay.

    What was sent and never confirmed is paid; whether it can be sold again nobody has said.
    Safe to do at any time. Publishes ReturnChanged.
    """
    order, row = _take(session, return_id, _RETURNS.c.due_at.is_not(None))
    if row.due_at is None or row.due_at > now():
        return
    if row.state == ReturnState.REQUESTED:
        _approve(session, order, row, Teller.TIME)
    elif row.state == ReturnState.APPROVED:
        _end(session, order, row, ReturnState.CLOSED, Teller.TIME)
    elif row.state == ReturnState.IN_TRANSIT:
        _receive(session, order, row, Teller.TIME)


def _take(session: Session, return_id: uuid.UUID, condition: ColumnElement[bool]) -> tuple[Order, Row[Any]]:
    """Lock the order of a return that fulfils the condition; return both as they are then."""
    found = select(_RETURNS.c.order_id).where(_RETURNS.c.id == return_id, condition)
    order_id = session.scalar(found)
    if order_id is None:
        raise NoSuchReturn
    lock(session, order_id)
    return get_order_for_letter(session, order_id), _read(session, return_id)


def _read(session: Session, return_id: uuid.UUID) -> Row[Any]:
    return session.execute(select(_RETURNS).where(_RETURNS.c.id == return_id)).one()


def _check(row: Row[Any], states: Collection[ReturnState]) -> None:
    if row.state not in states:
        raise ReturnMovedOn(state=row.state)


def _claim(session: Session, order_id: uuid.UUID, variant_id: uuid.UUID, count: int) -> None:
    claiming = update(_LINE_ITEMS).where(
        _LINE_ITEMS.c.order_id == order_id,
        _LINE_ITEMS.c.variant_id == variant_id,
        _LINE_ITEMS.c.returned_count + count <= _LINE_ITEMS.c.quantity,
    )
    if not change(session, claiming.values(returned_count=_LINE_ITEMS.c.returned_count + count)):
        raise ReturnedAlready(variant_id=variant_id)


def _write(session: Session, order: Order, new: NewReturn) -> uuid.UUID:
    items = {item.variant_id: item for item in order.line_items}
    amount_minor = sum(
        units_minor(items[variant_id], count, before=items[variant_id].refunded_count)
        for variant_id, count in new.quantities.items()
    )
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
        "amount_minor": amount_minor,
        "currency": order.currency,
        "carrier": "",
        "tracking_number": "",
        "created_at": now(),
        **_deadline(_in_days(runtime.config().return_answer_days)),
    }
    session.execute(insert(_RETURNS).values(row))
    lines = [
        {"return_id": row["id"], "variant_id": variant_id, "quantity": count}
        for variant_id, count in sorted(new.quantities.items())
    ]
    session.execute(insert(_LINES), lines)
    return cast(uuid.UUID, row["id"])


def _approve(session: Session, order: Order, row: Row[Any], teller: Teller) -> None:
    needs_goods = row.kind == ReturnKind.RETURN_AND_REFUND
    due_at = _in_days(runtime.config().return_send_days) if needs_goods else None
    _move(session, row, ReturnState.APPROVED, approved_at=now(), due_at=due_at)
    _tell(session, order, row.id, ReturnState.APPROVED, teller)
    if not needs_goods:
        _pay(session, order, row)


def _receive(session: Session, order: Order, row: Row[Any], teller: Teller) -> None:
    _move(session, row, ReturnState.RECEIVED, received_at=now(), due_at=None)
    _tell(session, order, row.id, ReturnState.RECEIVED, teller)
    _pay(session, order, row)


def _pay(session: Session, order: Order, row: Row[Any]) -> None:
    """Give the money, unless all of the order's is on its way already."""
    if not give_back(session, order, row):
        _move(session, row, ReturnState.CLOSED, ended_at=now(), due_at=None)
        _tell(session, order, row.id, ReturnState.CLOSED, Teller.TIME)


def _end(
    session: Session, order: Order, row: Row[Any], state: ReturnState, teller: Teller, **values: object
) -> None:
    """End a return without money: its units can be asked for again."""
    _move(session, row, state, ended_at=now(), due_at=None, **values)
    for variant_id, count in units_of(session, row.id).items():
        of_line = (_LINE_ITEMS.c.order_id == order.id) & (_LINE_ITEMS.c.variant_id == variant_id)
        freeing = update(_LINE_ITEMS).where(of_line)
        session.execute(freeing.values(returned_count=_LINE_ITEMS.c.returned_count - count))
    _tell(session, order, row.id, state, teller)


def _move(
    session: Session, row: Row[Any], state: ReturnState, *, due_at: dt.datetime | None, **values: object
) -> None:
    moving = update(_RETURNS).where(_RETURNS.c.id == row.id, _RETURNS.c.state.in_(states_before(state)))
    if not change(session, moving.values(state=state, **_deadline(due_at), **values)):
        raise ReturnMovedOn(state=row.state)


def _deadline(due_at: dt.datetime | None) -> dict[str, dt.datetime | None]:
    return {"due_at": due_at, "remind_at": None if due_at is None else due_at - REMIND_BEFORE}


def _tell(session: Session, order: Order, return_id: uuid.UUID, state: ReturnState, teller: Teller) -> None:
    event = ReturnChanged(order.id, order.buyer_id, order.shop_owner_id, return_id, state, teller)
    publish(session, event)


def _in_days(days: int) -> dt.datetime:
    return now() + dt.timedelta(days=days)
