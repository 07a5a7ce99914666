"""Live deals: a lower price of a variant, for a quota of units, a limit per buyer and a while.

The price itself stands on the variant (`products.variants.set_special`), so that everything that shows or
sells the variant knows it without asking here. It is taken away when the quota is used up or the time is
over, and whether the time is over is decided by the clock, not by the worker that tidies up.

Locks: the variant first, then the deal. Orders do the same.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kernel.clock import now
from kernel.db import change
from kernel.events import publish
from products import catalogue, variants
from products.prior_price import PriceKind
from products.values import Special, Variant
from promotions.errors import DealStands, NoSuchDeal, NotLower
from promotions.events import DealClosed, DealOpened, DealPlanned
from promotions.models import DealRow
from promotions.values import Deal, DealState, NewDeal


def open_deal(session: Session, new: NewDeal, *, owner_id: uuid.UUID) -> Deal:
    """Open a deal now or plan it for later; the variant costs its price from `starts_at` on.

    Raises NoSuchVariant: it is not this owner's. Raises NotLower, DealStands.
    Publishes DealOpened or DealPlanned.
    """
    variant = variants.lock_own_variant(session, new.variant_id, owner_id)
    if new.price_minor >= _find_usual_minor(variant):
        raise NotLower
    row = DealRow(
        variant_id=variant.id,
        product_id=variant.product_id,
        reference_id=new.reference_id,
        owner_id=owner_id,
        state=DealState.PLANNED,
        price_minor=new.price_minor,
        list_price_minor=variant.list_price_minor,
        currency=catalogue.get_offers(session, [variant.id])[variant.id].currency,
        quota_count=new.quota_count,
        left_count=new.quota_count,
        per_buyer_limit=new.per_buyer_limit,
        starts_at=new.starts_at,
        ends_at=new.ends_at,
        created_at=now(),
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        raise DealStands from None
    deal = read_row(row)
    show_price(session, deal)
    if deal.is_open(now()):
        _open(session, deal)
    else:
        publish(session, DealPlanned(*about(deal)))
    return get_deal(session, deal.id)


def get_deal(session: Session, deal_id: uuid.UUID, *, reference_id: uuid.UUID | None = None) -> Deal:
    """Return a deal; with `reference_id` only one of that reference.

    Raises NoSuchDeal.
    """
    conditions = [DealRow.id == deal_id]
    if reference_id is not None:
        conditions.append(DealRow.reference_id == reference_id)
    found = _list(session, *conditions)
    if not found:
        raise NoSuchDeal
    return found[0]


def list_deals(session: Session, reference_id: uuid.UUID, *, with_closed: bool = False) -> Sequence[Deal]:
    """Return the deals of a reference, oldest first: those that stand, or all there were."""
    conditions = [DealRow.reference_id == reference_id]
    if not with_closed:
        conditions.append(DealRow.state != DealState.CLOSED)
    return _list(session, *conditions)


def list_standing(session: Session, variant_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Deal]:
    """Return the deals of these variants that are planned or open, by variant, in one query."""
    deals = _list(session, DealRow.variant_id.in_(variant_ids), DealRow.state != DealState.CLOSED)
    return {deal.variant_id: deal for deal in deals}


def close_deal(session: Session, deal_id: uuid.UUID, *, reason: str) -> Deal:
    """End a deal; the variant costs its list price again. Orders that have the price keep it. Safe to repeat.

    Raises NoSuchDeal. Publishes DealClosed.
    """
    deal = get_deal(session, deal_id)
    variants.lock_variants(session, [deal.variant_id])
    _close(session, deal, reason)
    return get_deal(session, deal_id)


def close_deals_of(session: Session, reference_id: uuid.UUID, *, reason: str) -> None:
    """End all deals of a reference.

    Publishes DealClosed.
    """
    _close_all(session, list_deals(session, reference_id), reason)


def turn_deals(session: Session) -> int:
    """Open the planned deals whose time has come and close those whose time is over; return how many.

    Publishes DealOpened, DealClosed.
    """
    at = now()
    due = _list(session, DealRow.state == DealState.PLANNED, DealRow.starts_at <= at, DealRow.ends_at > at)
    over = _list(session, DealRow.state != DealState.CLOSED, DealRow.ends_at <= at)
    variants.lock_variants(session, {deal.variant_id for deal in (*due, *over)}) if due or over else None
    for deal in due:
        _open(session, deal)
    for deal in over:
        _close(session, deal, "ended")
    return len(due) + len(over)


def show_price(session: Session, deal: Deal) -> None:
    """Put a deal's price on its variant, or take it away when nothing is left; the variant is locked."""
    special = Special(deal.id, deal.price_minor, deal.starts_at, deal.ends_at) if deal.left_count else None
    variants.set_special(session, deal.variant_id, special)


def _find_usual_minor(variant: Variant) -> int:
    """Return what a variant costs without a deal."""
    special = variant.special
    return special.price_minor if special and special.kind is PriceKind.SALE else variant.list_price_minor


def about(deal: Deal) -> tuple[uuid.UUID, uuid.UUID, uuid.UUID, uuid.UUID, int]:
    """Return what every event of a deal tells."""
    return (deal.id, deal.reference_id, deal.variant_id, deal.product_id, deal.left_count)


def read_row(row: DealRow) -> Deal:
    """Return the value of a row."""
    return Deal(
        id=row.id,
        variant_id=row.variant_id,
        product_id=row.product_id,
        reference_id=row.reference_id,
        owner_id=row.owner_id,
        state=DealState(row.state),
        price_minor=row.price_minor,
        list_price_minor=row.list_price_minor,
        currency=row.currency,
        quota_count=row.quota_count,
        left_count=row.left_count,
        per_buyer_limit=row.per_buyer_limit,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        close_reason=row.close_reason,
    )


def _list(session: Session, *conditions: ColumnElement[bool]) -> list[Deal]:
    query = select(DealRow).where(*conditions).order_by(DealRow.id)
    return [read_row(row) for row in session.scalars(query.execution_options(populate_existing=True))]


def _open(session: Session, deal: Deal) -> None:
    planned = update(DealRow).where(DealRow.id == deal.id, DealRow.state == DealState.PLANNED)
    if change(session, planned.values(state=DealState.OPEN)) == 1:
        _note(session, deal, deal.starts_at)
        publish(session, DealOpened(*about(deal), deal.price_minor, deal.currency, now()))


def _note(session: Session, deal: Deal, at: dt.datetime, *, is_end: bool = False) -> None:
    variants.note_price(
        session,
        deal.variant_id,
        deal.price_minor,
        deal.currency,
        kind=PriceKind.LIVE,
        reference_id=deal.id,
        at=at,
        is_end=is_end,
    )


def _close_all(session: Session, deals: Sequence[Deal], reason: str) -> None:
    if deals:
        variants.lock_variants(session, {deal.variant_id for deal in deals})
    for deal in deals:
        _close(session, deal, reason)


def _close(session: Session, deal: Deal, reason: str) -> None:
    standing = update(DealRow).where(DealRow.id == deal.id, DealRow.state != DealState.CLOSED)
    closed = {"state": DealState.CLOSED, "closed_at": now(), "close_reason": reason}
    if change(session, standing.values(closed)) != 1:
        return
    variants.set_special(session, deal.variant_id, None)
    price_minor = catalogue.get_offers(session, [deal.variant_id])[deal.variant_id].price_minor
    if deal.state is DealState.OPEN:
        _note(session, deal, min(deal.ends_at, now()), is_end=True)
    publish(session, DealClosed(*about(deal), price_minor, deal.currency, reason, now()))
