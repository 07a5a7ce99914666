"""Pins: the one product that the host explains now.

The row of the broadcast names the pin and is locked while it changes, so there is never more than one.
"""

import datetime as dt
import uuid
from dataclasses import replace
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from kernel.clock import now
from kernel.events import publish
from kernel.realtime import announce
from live import pin_log
from live.broadcasts import find_broadcast, lock_broadcast, ms_of, room_of
from live.cards import describe_card, list_cards
from live.errors import NotInTray, NotShowable, WrongBroadcastState
from live.events import ProductPinned, ProductUnpinned
from live.models import BroadcastRow, TrayItemRow
from live.values import Broadcast, Card, PinEntry, PinKind

#: A moment further from the server's clock is a host's wrong clock (seconds).
BELIEVED_SECONDS = 15.0


def pin_product(
    session: Session,
    broadcast_id: uuid.UUID,
    product_id: uuid.UUID,
    *,
    actor_id: uuid.UUID,
    program_time: dt.datetime | None = None,
) -> PinEntry:
    """Explain a product of the tray from now on, instead of the one before. Safe to repeat.

    `program_time` is the moment of the recording that the host means; without it, or when his clock can't be
    right, this moment.

    Raises NoSuchBroadcast, NotInTray. Raises WrongBroadcastState: it is not on the air.
    Raises NotShowable: the product is off sale. Publishes ProductPinned, ProductUnpinned.
    """
    broadcast = lock_broadcast(session, broadcast_id)
    if not broadcast.is_live:
        raise WrongBroadcastState(state=broadcast.state)
    card = _find_card(session, broadcast_id, product_id)
    program_time = _believe(program_time)
    kept = pin_log.find_entry(session, broadcast.pin_id)
    if kept is not None and kept.product_id == product_id:
        return kept
    if kept is not None:
        _log_unpin(session, kept, actor_id, program_time)
    entry = pin_log.record(
        session,
        broadcast_id,
        PinKind.PIN,
        product_id,
        actor_id=actor_id,
        program_time=program_time,
        price_minor=card.price_minor,
        currency=card.currency,
        deal_id=card.deal.id if card.deal else None,
        variant_id=card.variant_ids[0],
    )
    _set_pin(session, broadcast_id, entry.id)
    announce(session, room_of(broadcast_id), "product_pinned", describe_pin(entry, card))
    publish(session, ProductPinned(broadcast_id, entry.id, product_id))
    return entry


def unpin(
    session: Session,
    broadcast_id: uuid.UUID,
    *,
    actor_id: uuid.UUID | None,
    program_time: dt.datetime | None = None,
    product_id: uuid.UUID | None = None,
) -> bool:
    """End the explanation; tell whether there was one. With `product_id`, only that product's.

    Publishes ProductUnpinned.
    """
    kept = pin_log.find_entry(session, lock_broadcast(session, broadcast_id).pin_id)
    if kept is None or product_id not in {None, kept.product_id}:
        return False
    ended = _log_unpin(session, kept, actor_id, program_time)
    _set_pin(session, broadcast_id, None)
    payload = {"pin_id": str(kept.id), "program_time_ms": ms_of(ended.program_time)}
    announce(session, room_of(broadcast_id), "product_unpinned", payload)
    return True


def find_pin(session: Session, broadcast_id: uuid.UUID) -> PinEntry | None:
    """Return the pin that is explained now, or None."""
    broadcast = find_broadcast(session, broadcast_id)
    return None if broadcast is None else pin_log.find_entry(session, broadcast.pin_id)


def find_described(session: Session, broadcast: Broadcast) -> dict[str, Any] | None:
    """Return the pin that is explained now as `product_pinned` tells it, or None."""
    entry = pin_log.find_entry(session, broadcast.pin_id)
    if entry is None:
        return None
    card = list_cards(session, broadcast.id, [entry.product_id]).get(entry.product_id)
    return None if card is None else describe_pin(entry, card)


def describe_pin(entry: PinEntry, card: Card) -> dict[str, Any]:
    """Return a pin as it goes over the wire."""
    program_time_ms = ms_of(entry.program_time)
    click = card.click and replace(card.click, pin_id=entry.id, media_ms=program_time_ms)
    moment = {"pin_id": str(entry.id), "program_time_ms": program_time_ms}
    return {**moment, **describe_card(replace(card, click=click))}


def _believe(program_time: dt.datetime | None) -> dt.datetime | None:
    if program_time is None or abs((now() - program_time).total_seconds()) > BELIEVED_SECONDS:
        return None
    return program_time


def _find_card(session: Session, broadcast_id: uuid.UUID, product_id: uuid.UUID) -> Card:
    listed = select(TrayItemRow.product_id).where(
        TrayItemRow.broadcast_id == broadcast_id, TrayItemRow.product_id == product_id
    )
    if session.scalar(listed) is None:
        raise NotInTray(product_id=product_id)
    card = list_cards(session, broadcast_id, [product_id]).get(product_id)
    if card is None or not card.is_on_sale:
        raise NotShowable(product_id=product_id)
    return card


def _log_unpin(
    session: Session, kept: PinEntry, actor_id: uuid.UUID | None, program_time: dt.datetime | None
) -> PinEntry:
    ended = pin_log.record(
        session,
        kept.broadcast_id,
        PinKind.UNPIN,
        kept.product_id,
        pin_id=kept.id,
        actor_id=actor_id,
        program_time=program_time,
    )
    publish(session, ProductUnpinned(kept.broadcast_id, kept.id, kept.product_id))
    return ended


def _set_pin(session: Session, broadcast_id: uuid.UUID, pin_id: uuid.UUID | None) -> None:
    session.execute(update(BroadcastRow).where(BroadcastRow.id == broadcast_id).values(pin_id=pin_id))
