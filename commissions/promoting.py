"""Promoting: a creator picks what merchants offer a commission for, and drops it again."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from typing import Any, cast

from sqlalchemy import ColumnElement, Row, Select, Table, select, update
from sqlalchemy.orm import Session

from accounts import blocks
from commissions.errors import NoSuchCommissionOffer, OfferEnded, OwnProduct
from commissions.models import CommissionOfferRow, PromoterRow
from commissions.offers import dialect_of, read_offer, read_promoter
from commissions.values import CommissionOffer, Promoter
from kernel.clock import now
from kernel.paging import DEFAULT_LIMIT, Page, cut_page, decode_cursor

_OFFERS, _PROMOTERS = (cast(Table, row.__table__) for row in (CommissionOfferRow, PromoterRow))
#: What a creator promotes is shown on one page.
MAX_PICKED = 200


def pick(session: Session, offer_id: uuid.UUID, creator_id: uuid.UUID) -> None:
    """Promote a product that is offered to everybody, or to this creator. Safe to repeat.

    Raises NoSuchCommissionOffer: it is for others, or one of the two has blocked the other.
    Raises OfferEnded. Raises OwnProduct: he sells it himself.
    """
    row = session.execute(select(_OFFERS).where(_OFFERS.c.id == offer_id).with_for_update()).one_or_none()
    invited = select(_PROMOTERS.c.offer_id).where(_is_of(offer_id, creator_id))
    if row is None or not (row.is_public or session.scalar(invited) is not None):
        raise NoSuchCommissionOffer
    if row.shop_owner_id == creator_id:
        raise OwnProduct
    if row.ended_at is not None:
        raise OfferEnded
    if blocks.are_parted(session, creator_id, row.shop_owner_id):
        raise NoSuchCommissionOffer
    adding = dialect_of(session).insert(PromoterRow).values(offer_id=offer_id, creator_id=creator_id)
    session.execute(adding.on_conflict_do_nothing())
    picking = update(PromoterRow).where(_is_of(offer_id, creator_id), PromoterRow.picked_at.is_(None))
    session.execute(picking.values(picked_at=now()))


def drop(session: Session, offer_id: uuid.UUID, creator_id: uuid.UUID) -> None:
    """Promote a product no more; what was bought until now is earned. Not having promoted it is fine."""
    dropping = update(PromoterRow).where(_is_of(offer_id, creator_id))
    session.execute(dropping.values(picked_at=None))


def list_own(session: Session, creator_id: uuid.UUID) -> Sequence[Promoter]:
    """Return what a creator promotes and is invited to, the latest offers first."""
    query = _select_joined().where(_PROMOTERS.c.creator_id == creator_id)
    is_shown = _OFFERS.c.ended_at.is_(None) | _PROMOTERS.c.picked_at.is_not(None)
    rows = session.execute(query.where(is_shown).order_by(_OFFERS.c.id.desc()).limit(MAX_PICKED)).all()
    promoters = [_join(row) for row in rows]
    return [one for one in promoters if one.is_promoting or one.invited_at is not None]


def list_open(session: Session, creator_id: uuid.UUID, *, cursor: str | None = None) -> Page[CommissionOffer]:
    """Return a page of what a creator may pick beside what is his already, the latest first.

    Raises BadCursor.
    """
    own = select(_PROMOTERS.c.offer_id).where(
        _PROMOTERS.c.creator_id == creator_id,
        _PROMOTERS.c.picked_at.is_not(None) | _PROMOTERS.c.invited_at.is_not(None),
    )
    query = select(_OFFERS).where(
        _OFFERS.c.is_public,
        _OFFERS.c.ended_at.is_(None),
        _OFFERS.c.shop_owner_id != creator_id,
        _OFFERS.c.id.not_in(own),
        _OFFERS.c.shop_owner_id.not_in(blocks.select_hidden(creator_id)),
    )
    if cursor:
        query = query.where(_OFFERS.c.id < decode_cursor(cursor))
    rows = session.execute(query.order_by(_OFFERS.c.id.desc()).limit(DEFAULT_LIMIT + 1)).all()
    return cut_page([read_offer(row) for row in rows], DEFAULT_LIMIT, lambda one: one.id)


def list_promoters_of(
    session: Session, product_ids: Collection[uuid.UUID], at: dt.datetime
) -> Sequence[Promoter]:
    """Return who earns something by these products at a moment, in one query."""
    if not product_ids:
        return []
    query = _select_joined().where(_OFFERS.c.product_id.in_(product_ids), _PROMOTERS.c.picked_at.is_not(None))
    promoters = [_join(row) for row in session.execute(query.order_by(_OFFERS.c.id, _PROMOTERS.c.creator_id))]
    return [one for one in promoters if one.rate_at(at) > 0]


def find_promoted(
    session: Session, creator_ids: Collection[uuid.UUID], product_ids: Collection[uuid.UUID]
) -> set[tuple[uuid.UUID, uuid.UUID]]:
    """Return which of these creators promote which of these products now, in at most one query."""
    found = list_promoters_of(session, product_ids, now()) if creator_ids else []
    wanted = set(creator_ids)
    return {(one.creator_id, one.offer.product_id) for one in found if one.creator_id in wanted}


def _select_joined() -> Select[Any]:
    own = [column.label(f"own_{column.name}") for column in _PROMOTERS.c]
    return select(_OFFERS, *own).join(_PROMOTERS, _PROMOTERS.c.offer_id == _OFFERS.c.id)


def _join(row: Row[Any]) -> Promoter:
    return read_promoter(row, read_offer(row), prefix="own_")


def _is_of(offer_id: uuid.UUID, creator_id: uuid.UUID) -> ColumnElement[bool]:
    return (_PROMOTERS.c.offer_id == offer_id) & (_PROMOTERS.c.creator_id == creator_id)
