"""Live prices: deals that a host opens for his own products in his broadcast, and their place in its log."""

import datetime as dt
import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from kernel.clock import now
from live import pin_log
from live.broadcasts import get_own_broadcast, lock_broadcast
from live.errors import NotInTray, NotYourProduct, WrongBroadcastState
from live.models import TrayItemRow
from live.values import PinKind
from products import catalogue
from products.errors import NoSuchVariant
from promotions import deals
from promotions.events import DealClosed, DealOpened
from promotions.values import Deal, NewDeal


def open_live_price(
    session: Session,
    broadcast_id: uuid.UUID,
    *,
    host_id: uuid.UUID,
    variant_id: uuid.UUID,
    price_minor: int,
    quota_count: int,
    per_buyer_limit: int,
    seconds: int,
    starts_in_seconds: int = 0,
) -> Deal:
    """Open a lower price for a product of the tray, now or in some seconds.

    Raises NoSuchBroadcast, NotInTray, NotLower, DealStands. Raises NotYourProduct: a price is its merchant's.
    Raises WrongBroadcastState: it is not on the air. Publishes DealOpened or DealPlanned.
    """
    get_own_broadcast(session, broadcast_id, host_id)
    broadcast = lock_broadcast(session, broadcast_id)  # its end closes all deals, so none may begin beside it
    if not broadcast.is_live:
        raise WrongBroadcastState(state=broadcast.state)
    _check_in_tray(session, broadcast_id, variant_id)
    starts_at = now() + dt.timedelta(seconds=starts_in_seconds)
    new = NewDeal(
        variant_id=variant_id,
        reference_id=broadcast_id,
        price_minor=price_minor,
        quota_count=quota_count,
        per_buyer_limit=per_buyer_limit,
        starts_at=starts_at,
        ends_at=starts_at + dt.timedelta(seconds=seconds),
    )
    try:
        return deals.open_deal(session, new, owner_id=host_id)
    except NoSuchVariant:
        raise NotYourProduct from None


def close_live_price(
    session: Session, broadcast_id: uuid.UUID, deal_id: uuid.UUID, *, host_id: uuid.UUID
) -> Deal:
    """End a lower price before its time. Safe to repeat.

    Raises NoSuchBroadcast, NoSuchDeal. Publishes DealClosed.
    """
    get_own_broadcast(session, broadcast_id, host_id)
    deal = deals.get_deal(session, deal_id, reference_id=broadcast_id)
    return deals.close_deal(session, deal.id, reason="host")


def log_price(session: Session, kind: PinKind, event: DealOpened | DealClosed) -> None:
    """Write into the pin log what a variant costs from now on."""
    pin_log.record(
        session,
        event.reference_id,
        kind,
        event.product_id,
        variant_id=event.variant_id,
        deal_id=event.deal_id,
        price_minor=event.price_minor,
        currency=event.currency,
    )


def _check_in_tray(session: Session, broadcast_id: uuid.UUID, variant_id: uuid.UUID) -> None:
    offer = catalogue.get_offers(session, [variant_id]).get(variant_id)
    listed = select(TrayItemRow.product_id).where(TrayItemRow.broadcast_id == broadcast_id)
    if offer is None or offer.product_id not in set(session.scalars(listed)):
        raise NotInTray
