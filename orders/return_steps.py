"""What all steps of a return are made of: taking it under its order's lock, moving it, units, money."""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any, cast

from sqlalchemy import ColumnElement, Row, Table, select, update
from sqlalchemy.orm import Session

from kernel.clock import now
from kernel.db import change
from kernel.events import publish
from orders.errors import NoSuchReturn, ReturnedAlready, ReturnMovedOn
from orders.events import ReturnChanged
from orders.lifecycle import lock
from orders.lookup import get_order_for_letter
from orders.models import LineItemRecord, ReturnRecord
from orders.return_money import give_back, units_of
from orders.return_states import REMIND_BEFORE, ReturnState, states_before
from orders.states import Teller
from orders.values import Order

RETURNS = cast(Table, ReturnRecord.__table__)
_LINE_ITEMS = cast(Table, LineItemRecord.__table__)


def take(session: Session, return_id: uuid.UUID, condition: ColumnElement[bool]) -> tuple[Order, Row[Any]]:
    """Lock the order of a return that fulfils the condition; return both as they are then.

    Raises NoSuchReturn.
    """
    found = select(RETURNS.c.order_id).where(RETURNS.c.id == return_id, condition)
    order_id = session.scalar(found)
    if order_id is None:
        raise NoSuchReturn
    lock(session, order_id)
    return get_order_for_letter(session, order_id), read_row(session, return_id)


def read_row(session: Session, return_id: uuid.UUID) -> Row[Any]:
    """Return the row of a return."""
    return session.execute(select(RETURNS).where(RETURNS.c.id == return_id)).one()


def check_state(row: Row[Any], states: Collection[ReturnState]) -> None:
    """Check that a return is in one of these states.

    Raises ReturnMovedOn.
    """
    if row.state not in states:
        raise ReturnMovedOn(state=row.state)


def claim(session: Session, order_id: uuid.UUID, variant_id: uuid.UUID, count: int) -> None:
    """Take units of a line for a return.

    Raises ReturnedAlready: fewer are left.
    """
    claiming = update(_LINE_ITEMS).where(
        _LINE_ITEMS.c.order_id == order_id,
        _LINE_ITEMS.c.variant_id == variant_id,
        _LINE_ITEMS.c.returned_count + count <= _LINE_ITEMS.c.quantity,
    )
    if not change(session, claiming.values(returned_count=_LINE_ITEMS.c.returned_count + count)):
        raise ReturnedAlready(variant_id=variant_id)


def pay(session: Session, order: Order, row: Row[Any], *, gives_shipping: bool = False) -> None:
    """Give the money, unless all of the order's is on its way already."""
    if not give_back(session, order, row, gives_shipping=gives_shipping):
        move(session, row, ReturnState.CLOSED, ended_at=now(), due_at=None)
        tell(session, order, row.id, ReturnState.CLOSED, Teller.TIME)


def end(
    session: Session, order: Order, row: Row[Any], state: ReturnState, teller: Teller, **values: object
) -> None:
    """End a return without money: its units can be asked for again."""
    move(session, row, state, ended_at=now(), due_at=None, **values)
    for variant_id, count in units_of(session, row.id).items():
        of_line = (_LINE_ITEMS.c.order_id == order.id) & (_LINE_ITEMS.c.variant_id == variant_id)
        freeing = update(_LINE_ITEMS).where(of_line)
        session.execute(freeing.values(returned_count=_LINE_ITEMS.c.returned_count - count))
    tell(session, order, row.id, state, teller)


def move(
    session: Session, row: Row[Any], state: ReturnState, *, due_at: dt.datetime | None, **values: object
) -> None:
    """Move a return on, with the moment at which time decides next.

    Raises ReturnMovedOn: it is not where it can be moved from.
    """
    moving = update(RETURNS).where(RETURNS.c.id == row.id, RETURNS.c.state.in_(states_before(state)))
    if not change(session, moving.values(state=state, **deadline(due_at), **values)):
        raise ReturnMovedOn(state=row.state)


def deadline(due_at: dt.datetime | None) -> dict[str, dt.datetime | None]:
    """Return the columns of when time decides, and when whoever has to act is reminded."""
    return {"due_at": due_at, "remind_at": None if due_at is None else due_at - REMIND_BEFORE}


def tell(session: Session, order: Order, return_id: uuid.UUID, state: ReturnState, teller: Teller) -> None:
    """Tell that a return has moved on. Publishes ReturnChanged."""
    event = ReturnChanged(order.id, order.buyer_id, order.shop_owner_id, return_id, state, teller)
    publish(session, event)


def in_days(days: int) -> dt.datetime:
    """Return the moment so many days from now."""
    return now() + dt.timedelta(days=days)
