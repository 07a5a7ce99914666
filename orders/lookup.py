"""Finding orders: one, a buyer's, a merchant's. Whoever has no part in an order does not find it."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import ColumnElement, Row, Table, or_, select
from sqlalchemy.orm import Session

from kernel.paging import DEFAULT_LIMIT, Page, cut_page, decode_cursor
from orders.address_privacy import show_to_seller
from orders.adjustments import list_reductions
from orders.errors import NoSuchCheckout, NoSuchOrder
from orders.lifecycle import of_checkout
from orders.models import LineItemRecord, OrderRecord
from orders.numbers import show_number
from orders.search import OrderFilter
from orders.shipments import list_shipments
from orders.states import CancelReason, OrderState
from orders.values import Checkout, LineItem, Order
from payments.authorization import states_of

_ORDERS = cast(Table, OrderRecord.__table__)
_LINE_ITEMS = cast(Table, LineItemRecord.__table__)
_NOT_SHOWN = {"idempotency_key", "request_hash"}
_COLUMNS = [column for column in _ORDERS.c if column.name not in _NOT_SHOWN]
#: From how many of a buyer's last orders his addresses are remembered.
REMEMBERED_ORDERS = 20
REMEMBERED_ADDRESSES = 5
ALL = OrderFilter()


def get_order(session: Session, order_id: uuid.UUID, *, party_id: uuid.UUID) -> Order:
    """Return an order to its buyer or, as sellers see it, to its shop's owner.

    Raises NoSuchOrder: it is neither.
    """
    is_party = or_(_ORDERS.c.buyer_id == party_id, _ORDERS.c.shop_owner_id == party_id)
    order = _get(session, (_ORDERS.c.id == order_id) & is_party)
    return order if order.buyer_id == party_id else show_to_seller(order)


def get_order_of_buyer(session: Session, order_id: uuid.UUID, buyer_id: uuid.UUID) -> Order:
    """Return an order to its buyer.

    Raises NoSuchOrder.
    """
    return _get(session, (_ORDERS.c.id == order_id) & (_ORDERS.c.buyer_id == buyer_id))


def get_order_of_shop_owner(session: Session, order_id: uuid.UUID, shop_owner_id: uuid.UUID) -> Order:
    """Return an order to its shop's owner, as sellers see it.

    Raises NoSuchOrder.
    """
    is_his = _ORDERS.c.shop_owner_id == shop_owner_id
    return show_to_seller(_get(session, (_ORDERS.c.id == order_id) & is_his))


def find_numbers(session: Session, order_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    """Return the numbers of several orders as people read them; what is no order is left out."""
    rows = session.execute(select(_ORDERS.c.id, _ORDERS.c.number).where(_ORDERS.c.id.in_(order_ids)))
    return {row.id: show_number(row.number) for row in rows}


def get_order_for_letter(session: Session, order_id: uuid.UUID) -> Order:
    """Return an order whoever asks: for what the market itself writes to the people of the order.

    Raises NoSuchOrder.
    """
    return _get(session, _ORDERS.c.id == order_id)


def list_orders_of_buyer(
    session: Session,
    buyer_id: uuid.UUID,
    *,
    wanted: OrderFilter = ALL,
    cursor: str | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Page[Order]:
    """Return a buyer's orders, newest first, of them those that are wanted.

    Raises BadCursor.
    """
    return _list(session, (_ORDERS.c.buyer_id == buyer_id) & wanted.condition(), cursor, limit)


def list_orders_of_shop_owner(
    session: Session,
    shop_owner_id: uuid.UUID,
    *,
    wanted: OrderFilter = ALL,
    cursor: str | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Page[Order]:
    """Return the orders of a merchant's shops as sellers see them, newest first, of them those wanted.

    Raises BadCursor.
    """
    condition = (_ORDERS.c.shop_owner_id == shop_owner_id) & wanted.condition()
    return _list(session, condition, cursor, limit).map(show_to_seller)


def list_named_orders(
    session: Session, order_ids: Collection[uuid.UUID], *, shop_owner_id: uuid.UUID
) -> Sequence[Order]:
    """Return those of the orders with these ids that are of a merchant's shops, oldest first."""
    named = _ORDERS.c.id.in_(order_ids) & (_ORDERS.c.shop_owner_id == shop_owner_id)
    rows = session.execute(select(*_COLUMNS).where(named).order_by(_ORDERS.c.id)).all()
    return _complete(session, rows)


def list_orders_of_numbers(
    session: Session, numbers: Collection[str], *, shop_owner_id: uuid.UUID
) -> Mapping[str, Order]:
    """Return the orders of a merchant's shops that have these numbers, by number."""
    numbered = _ORDERS.c.number.in_(numbers) & (_ORDERS.c.shop_owner_id == shop_owner_id)
    rows = session.execute(select(*_COLUMNS).where(numbered).order_by(_ORDERS.c.id)).all()
    return {order.number: order for order in _complete(session, rows)}


def get_checkout(session: Session, checkout_id: uuid.UUID, buyer_id: uuid.UUID) -> Checkout:
    """Return a checkout with its orders to its buyer.

    Raises NoSuchCheckout.
    """
    query = select(*_COLUMNS).where(of_checkout(checkout_id), _ORDERS.c.buyer_id == buyer_id)
    rows = session.execute(query.order_by(_ORDERS.c.id)).all()
    if not rows:
        raise NoSuchCheckout
    return Checkout(checkout_id, _complete(session, rows))


def get_state(session: Session, order_id: uuid.UUID) -> OrderState:
    """Return how an order stands, whoever asks.

    Raises NoSuchOrder.
    """
    state = session.scalar(select(_ORDERS.c.state).where(_ORDERS.c.id == order_id))
    if state is None:
        raise NoSuchOrder
    return OrderState(state)


def list_addresses(session: Session, buyer_id: uuid.UUID) -> list[Mapping[str, str]]:
    """Return where a buyer had his last orders sent, the latest first, each once."""
    rows = session.scalars(
        select(_ORDERS.c.shipping_address)
        .where(_ORDERS.c.buyer_id == buyer_id)
        .order_by(_ORDERS.c.id.desc())
        .limit(REMEMBERED_ORDERS)
    )
    different: dict[tuple[tuple[str, str], ...], Mapping[str, str]] = {}
    for address in rows:
        different.setdefault(tuple(sorted(address.items())), address)
    return list(different.values())[:REMEMBERED_ADDRESSES]


def _get(session: Session, condition: ColumnElement[bool]) -> Order:
    row = session.execute(select(*_COLUMNS).where(condition)).one_or_none()
    if row is None:
        raise NoSuchOrder
    return _complete(session, [row])[0]


def _list(
    session: Session,
    condition: ColumnElement[bool],
    cursor: str | None,
    limit: int,
) -> Page[Order]:
    query = select(*_COLUMNS).where(condition)
    if cursor:
        query = query.where(_ORDERS.c.id < decode_cursor(cursor))
    rows = session.execute(query.order_by(_ORDERS.c.id.desc()).limit(limit + 1)).all()
    return cut_page(_complete(session, rows), limit, lambda order: order.id)


def _complete(session: Session, rows: Sequence[Row[Any]]) -> list[Order]:
    """Add line items, parcels and payment states, one query each however many orders."""
    ids = [row.id for row in rows]
    items, shipments = _line_items(session, ids), list_shipments(session, ids)
    reductions = list_reductions(session, [row.id for row in rows if row.discount_minor])
    payments = states_of(session, [row.payment_id for row in rows])
    return [
        Order(
            **{
                **row._asdict(),
                "state": OrderState(row.state),
                "cancel_reason": CancelReason(row.cancel_reason) if row.cancel_reason else None,
            },
            payment_state=payments[row.payment_id],
            line_items=items[row.id],
            shipments=shipments[row.id],
            reductions=reductions.get(row.id, []),
        )
        for row in rows
    ]


def _line_items(session: Session, order_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[LineItem]]:
    found: dict[uuid.UUID, list[LineItem]] = {order_id: [] for order_id in order_ids}
    query = (
        select(_LINE_ITEMS).where(_LINE_ITEMS.c.order_id.in_(order_ids)).order_by(_LINE_ITEMS.c.variant_id)
    )
    for row in session.execute(query):
        values = row._asdict()
        found[values.pop("order_id")].append(LineItem(**values))
    return found
