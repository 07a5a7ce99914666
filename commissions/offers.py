"""Offers of commission: a merchant says what promoting a product brings, and whom he asks to."""

import uuid
from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Row, Table, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from accounts import people
from accounts.roles import Role
from commissions.errors import NoSuchCommissionOffer, NoSuchCreator, OwnProduct
from commissions.events import PromoterInvited, RateCut
from commissions.models import CommissionOfferRow, PromoterRow
from commissions.rates import Rate, change_rate
from commissions.values import CommissionOffer, Promoter
from kernel.clock import now
from kernel.events import publish
from kernel.ids import new_id
from kernel.paging import DEFAULT_LIMIT, Page, cut_page, decode_cursor
from products import catalogue

_OFFERS, _PROMOTERS = (cast(Table, row.__table__) for row in (CommissionOfferRow, PromoterRow))


def set_offer(
    session: Session, product_id: uuid.UUID, *, owner_id: uuid.UUID, basis_points: int, is_public: bool
) -> CommissionOffer:
    """Offer a share of an own product's price, or change what is offered. Safe to repeat.

    A rise holds at once, a cut after a notice (`rates.change_rate`); an ended offer begins again.

    Raises NoSuchProduct: it is not this merchant's. Publishes RateCut for everybody who promotes it.
    """
    product = catalogue.get_own_product(session, product_id, owner_id)
    values = {
        "id": new_id(),
        "product_id": product_id,
        "shop_id": product.shop.id,
        "shop_owner_id": owner_id,
        "is_public": is_public,
        "rate_basis_points": basis_points,
        "created_at": now(),
    }
    session.execute(dialect_of(session).insert(CommissionOfferRow).values(values).on_conflict_do_nothing())
    offer = _lock_own(session, product_id, owner_id)
    _set_rate(session, offer, basis_points, is_public=is_public, ended_at=None)
    return get_own_offer(session, product_id, owner_id=owner_id)


def end_offer(session: Session, product_id: uuid.UUID, *, owner_id: uuid.UUID) -> None:
    """Take no new promoters; who promotes the product earns nothing more after the notice. Safe to repeat.

    Raises NoSuchCommissionOffer. Publishes RateCut.
    """
    offer = _lock_own(session, product_id, owner_id)
    if offer.is_open:
        _set_rate(session, offer, 0, is_public=offer.is_public, ended_at=now())


def invite(
    session: Session, product_id: uuid.UUID, handle: str, *, owner_id: uuid.UUID, basis_points: int | None
) -> None:
    """Ask a creator to promote an own product, at a rate of his own if one is given. Safe to repeat.

    His rate rises at once and falls after a notice, like an offer's; without one it is left as it is.

    Raises NoSuchCommissionOffer. Raises NoSuchCreator. Raises OwnProduct: he is the merchant himself.
    Publishes PromoterInvited, the first time; RateCut.
    """
    offer = _lock_own(session, product_id, owner_id)
    if not offer.is_open:
        raise NoSuchCommissionOffer
    creator_id = _find_creator(session, handle)
    if creator_id == owner_id:
        raise OwnProduct
    at = now()
    row = {"offer_id": offer.id, "creator_id": creator_id}
    adding = dialect_of(session).insert(PromoterRow).values(row).on_conflict_do_nothing()
    session.execute(adding)
    mine = (PromoterRow.offer_id == offer.id) & (PromoterRow.creator_id == creator_id)
    kept = session.execute(select(_PROMOTERS).where(mine).with_for_update()).one()
    if kept.invited_at is None:
        session.execute(update(PromoterRow).where(mine).values(invited_at=at))
        publish(session, PromoterInvited(offer.id, creator_id, product_id))
    if basis_points is not None:
        rate = change_rate(read_promoter(kept, offer).rate, basis_points, at)
        session.execute(update(PromoterRow).where(mine).values(**_columns(rate)))
        falls_at = rate.coming(at)
        if kept.picked_at is not None and falls_at is not None:
            publish(session, RateCut(offer.id, creator_id, product_id, falls_at))


def get_own_offer(session: Session, product_id: uuid.UUID, *, owner_id: uuid.UUID) -> CommissionOffer:
    """Return the offer of an own product.

    Raises NoSuchCommissionOffer.
    """
    offer = find_own_offer(session, product_id, owner_id=owner_id)
    if offer is None:
        raise NoSuchCommissionOffer
    return offer


def find_own_offer(session: Session, product_id: uuid.UUID, *, owner_id: uuid.UUID) -> CommissionOffer | None:
    """Return the offer of an own product, or None."""
    mine = (_OFFERS.c.product_id == product_id) & (_OFFERS.c.shop_owner_id == owner_id)
    row = session.execute(select(_OFFERS).where(mine)).one_or_none()
    return None if row is None else read_offer(row)


def list_offers_of_shop(
    session: Session, shop_id: uuid.UUID, *, cursor: str | None = None
) -> Page[CommissionOffer]:
    """Return a page of the offers of a shop, the latest first; the caller has found the shop.

    Raises BadCursor.
    """
    query = select(_OFFERS).where(_OFFERS.c.shop_id == shop_id)
    if cursor:
        query = query.where(_OFFERS.c.id < decode_cursor(cursor))
    rows = session.execute(query.order_by(_OFFERS.c.id.desc()).limit(DEFAULT_LIMIT + 1)).all()
    return cut_page([read_offer(row) for row in rows], DEFAULT_LIMIT, lambda one: one.id)


def list_promoters(session: Session, offer: CommissionOffer) -> Sequence[Promoter]:
    """Return whom an offer was made to and who promotes its product."""
    rows = session.execute(
        select(_PROMOTERS).where(_PROMOTERS.c.offer_id == offer.id).order_by(_PROMOTERS.c.creator_id)
    )
    return [read_promoter(row, offer) for row in rows]


def read_offer(row: Row[Any]) -> CommissionOffer:
    """Return the value of an offer's row."""
    rate = Rate(row.rate_basis_points, row.next_rate_basis_points, row.next_rate_at)
    return CommissionOffer(
        row.id,
        row.product_id,
        row.shop_id,
        row.shop_owner_id,
        row.is_public,
        rate,
        row.created_at,
        row.ended_at,
    )


def read_promoter(row: Row[Any], offer: CommissionOffer, *, prefix: str = "") -> Promoter:
    """Return the value of a promoter's row, or of one whose columns are named with a prefix."""
    creator_id, own, following, at, invited_at, picked_at = (
        getattr(row, prefix + column.name) for column in _PROMOTERS.c if column.name != "offer_id"
    )
    rate = offer.rate if own is None else Rate(own, following, at)
    return Promoter(offer, creator_id, rate, own is not None, invited_at, picked_at)


def dialect_of(session: Session) -> Any:
    """Return the dialect that knows what to do about conflicts."""
    return postgresql if session.get_bind().dialect.name == "postgresql" else sqlite


def _lock_own(session: Session, product_id: uuid.UUID, owner_id: uuid.UUID) -> CommissionOffer:
    mine = (_OFFERS.c.product_id == product_id) & (_OFFERS.c.shop_owner_id == owner_id)
    row = session.execute(select(_OFFERS).where(mine).with_for_update()).one_or_none()
    if row is None:
        raise NoSuchCommissionOffer
    return read_offer(row)


def _set_rate(session: Session, offer: CommissionOffer, basis_points: int, **values: object) -> None:
    at = now()
    rate = change_rate(offer.rate, basis_points, at)
    changing = update(CommissionOfferRow).where(CommissionOfferRow.id == offer.id)
    session.execute(changing.values(**_columns(rate), **values))
    if rate != offer.rate and rate.next_at is not None:
        for one in list_promoters(session, offer):
            if one.picked_at is not None and not (one.has_own_rate and basis_points):
                publish(session, RateCut(offer.id, one.creator_id, offer.product_id, rate.next_at))


def _columns(rate: Rate) -> dict[str, Any]:
    return {
        "rate_basis_points": rate.basis_points,
        "next_rate_basis_points": rate.next_basis_points,
        "next_rate_at": rate.next_at,
    }


def _find_creator(session: Session, handle: str) -> uuid.UUID:
    found = people.list_people_by_handle(session, [handle.removeprefix("@").lower()])
    if not found or Role.CREATOR not in found[0].roles:
        raise NoSuchCreator
    return found[0].id
