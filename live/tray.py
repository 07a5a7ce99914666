"""The tray: the products of a broadcast in the order of the show, with the host's notes."""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from kernel.realtime import announce
from live import pin_log, pins
from live.broadcasts import get_own_broadcast, lock_broadcast, room_of
from live.cards import describe_card, list_cards
from live.errors import NotInTray, NotShowable, TooManyTrayItems, WrongBroadcastState
from live.models import BroadcastRow, TrayItemRow
from live.states import OPEN_STATES
from live.values import PinKind, TrayItem
from products import catalogue

MAX_ITEMS = 100
#: A product and the host's note about it, as they stand in the run of show.
Wanted = tuple[uuid.UUID, str]


def list_tray(session: Session, broadcast_id: uuid.UUID) -> Sequence[TrayItem]:
    """Return what lies in the tray, in order, with what it costs now."""
    query = select(TrayItemRow).where(TrayItemRow.broadcast_id == broadcast_id)
    rows = session.scalars(query.order_by(TrayItemRow.position)).all()
    cards = list_cards(session, broadcast_id, [row.product_id for row in rows])
    return [TrayItem(cards[row.product_id], row.note) for row in rows if row.product_id in cards]


def set_tray(
    session: Session, broadcast_id: uuid.UUID, wanted: Sequence[Wanted], *, creator_id: uuid.UUID
) -> Sequence[TrayItem]:
    """Put these products into an own broadcast's tray, in this order; what is left out is taken away.

    A product that is taken away is not explained any more. Any shop's products may be shown.

    Raises NoSuchBroadcast, TooManyTrayItems. Raises NotShowable: a new one is not on sale.
    Raises WrongBroadcastState: it is over. Raises NotInTray: a product is named twice.
    """
    get_own_broadcast(session, broadcast_id, creator_id)
    broadcast = lock_broadcast(session, broadcast_id)
    ids = [product_id for product_id, _ in wanted]
    if broadcast.is_over:
        raise WrongBroadcastState(state=broadcast.state)
    if len(ids) > MAX_ITEMS:
        raise TooManyTrayItems
    if len(set(ids)) < len(ids):
        raise NotInTray
    kept = set(_list_ids(session, broadcast_id))
    _check_on_sale(session, [one for one in ids if one not in kept])
    _replace(session, broadcast_id, wanted)
    for product_id in ids:
        if product_id not in kept:
            pin_log.record(session, broadcast_id, PinKind.LIST, product_id, actor_id=creator_id)
    for product_id in sorted(kept - set(ids)):
        delist(session, broadcast_id, product_id, actor_id=creator_id)
    return tell_tray(session, broadcast_id)


def delist(
    session: Session, broadcast_id: uuid.UUID, product_id: uuid.UUID, *, actor_id: uuid.UUID | None
) -> None:
    """Note that a product can't be had in a broadcast any more, and explain it no further."""
    pins.unpin(session, broadcast_id, actor_id=actor_id, product_id=product_id)
    pin_log.record(session, broadcast_id, PinKind.DELIST, product_id, actor_id=actor_id)


def delist_everywhere(session: Session, product_id: uuid.UUID) -> None:
    """Delist a product that was taken off sale from every broadcast that is not over."""
    query = (
        select(TrayItemRow.broadcast_id)
        .join(BroadcastRow, BroadcastRow.id == TrayItemRow.broadcast_id)
        .where(TrayItemRow.product_id == product_id, BroadcastRow.state.in_(OPEN_STATES))
        .order_by(TrayItemRow.broadcast_id)
    )
    for broadcast_id in session.scalars(query).all():
        delist(session, broadcast_id, product_id, actor_id=None)
        tell_tray(session, broadcast_id)


def tell_tray(session: Session, broadcast_id: uuid.UUID) -> Sequence[TrayItem]:
    """Tell the room what lies in the tray, and return it."""
    items = list_tray(session, broadcast_id)
    announce(session, room_of(broadcast_id), "tray_changed", {"items": describe_tray(items)})
    return items


def describe_tray(items: Sequence[TrayItem], *, with_notes: bool = False) -> list[dict[str, Any]]:
    """Return a tray as it goes over the wire; notes only to those who run the show."""
    return [
        {**describe_card(item.card), **({"note": item.note} if with_notes else {})}
        for item in items
        if with_notes or item.card.is_on_sale
    ]


def _list_ids(session: Session, broadcast_id: uuid.UUID) -> Sequence[uuid.UUID]:
    return session.scalars(
        select(TrayItemRow.product_id).where(TrayItemRow.broadcast_id == broadcast_id)
    ).all()


def _check_on_sale(session: Session, ids: Sequence[uuid.UUID]) -> None:
    products = catalogue.list_products(session, ids) if ids else {}
    for product_id in ids:
        if product_id not in products or not products[product_id].is_on_sale:
            raise NotShowable(product_id=product_id)


def _replace(session: Session, broadcast_id: uuid.UUID, wanted: Sequence[Wanted]) -> None:
    session.execute(delete(TrayItemRow).where(TrayItemRow.broadcast_id == broadcast_id))
    session.add_all(
        TrayItemRow(broadcast_id=broadcast_id, product_id=product_id, position=position, note=note)
        for position, (product_id, note) in enumerate(wanted)
    )
    session.flush()
