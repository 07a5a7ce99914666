"""Full-reductions: spend so much in a shop, get so much off. Made and ended by merchants, for everybody.

What was promised is never changed afterwards: a full-reduction is ended and another one made.
"""

import uuid
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kernel.clock import now
from kernel.db import change
from products import shops
from products.errors import WrongTimes
from promotions.errors import NoSuchReduction, TooManyReductions
from promotions.full_reduction_values import NewShopReduction, ShopReduction, Tier
from promotions.models import FullReductionRow
from promotions.pipeline.values import FullReduction, Reduction

#: More would only hide each other.
MAX_STANDING_COUNT = 10
MAX_TIERS_COUNT = 3


def create_reduction(
    session: Session,
    reduction_id: uuid.UUID,
    new: NewShopReduction,
    *,
    shop_id: uuid.UUID,
    owner_id: uuid.UUID,
) -> ShopReduction:
    """Make a full-reduction of an own shop. The same id again is the same one, whatever else is said.

    Raises NoSuchShop: it is not this owner's. Raises WrongTimes, TooManyReductions.
    """
    shops.get_own_shop(session, shop_id, owner_id)
    if session.scalar(select(FullReductionRow.id).where(FullReductionRow.id == reduction_id)) is not None:
        return get_own_reduction(session, reduction_id, owner_id)
    if new.ends_at <= max(new.starts_at, now()):
        raise WrongTimes
    of_shop = select(func.count()).where(FullReductionRow.shop_id == shop_id, _is_current())
    if (session.scalar(of_shop) or 0) >= MAX_STANDING_COUNT:
        raise TooManyReductions
    row = FullReductionRow(
        id=reduction_id,
        shop_id=shop_id,
        owner_id=owner_id,
        name=new.name,
        currency=new.currency,
        tiers=[_write_tier(one) for one in sorted(new.tiers, key=lambda one: one.threshold_minor)],
        starts_at=new.starts_at,
        ends_at=new.ends_at,
        created_at=now(),
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        pass  # the same form, twice at once
    return get_own_reduction(session, reduction_id, owner_id)


def end_reduction(session: Session, reduction_id: uuid.UUID, *, owner_id: uuid.UUID) -> None:
    """Take nothing off for it any more; orders keep what it took off. Safe to repeat.

    Raises NoSuchReduction: it is not this owner's.
    """
    own = (FullReductionRow.id == reduction_id) & (FullReductionRow.owner_id == owner_id)
    ended_at = func.coalesce(FullReductionRow.ended_at, now())
    if change(session, update(FullReductionRow).where(own).values(ended_at=ended_at)) != 1:
        raise NoSuchReduction


def get_own_reduction(session: Session, reduction_id: uuid.UUID, owner_id: uuid.UUID) -> ShopReduction:
    """Return a full-reduction to whoever made it.

    Raises NoSuchReduction.
    """
    own = (FullReductionRow.id == reduction_id) & (FullReductionRow.owner_id == owner_id)
    found = _list(session, own)
    if not found:
        raise NoSuchReduction
    return found[0]


def list_of_shop(session: Session, shop_id: uuid.UUID) -> Sequence[ShopReduction]:
    """Return a shop's full-reductions, newest first, those that are over too."""
    return _list(session, FullReductionRow.shop_id == shop_id)


def list_running(session: Session, shop_ids: Collection[uuid.UUID]) -> Sequence[ShopReduction]:
    """Return what holds in these shops now, in one query; without shops, in none."""
    if not shop_ids:
        return ()
    return _list(
        session, FullReductionRow.shop_id.in_(shop_ids), _is_current(), FullReductionRow.starts_at <= now()
    )


def list_terms(
    reductions: Iterable[ShopReduction], shop_ids: Collection[uuid.UUID], currency: str
) -> Sequence[FullReduction]:
    """Return those of these shops as prices in a currency know them."""
    fitting = (one for one in reductions if one.currency == currency and one.shop_id in shop_ids)
    return [term for one in fitting for term in one.terms]


def _is_current() -> ColumnElement[bool]:
    return FullReductionRow.ended_at.is_(None) & (FullReductionRow.ends_at > now())


def _list(session: Session, *conditions: ColumnElement[bool], limit: int = 100) -> Sequence[ShopReduction]:
    query = select(FullReductionRow).where(*conditions).order_by(FullReductionRow.id.desc()).limit(limit)
    rows = session.scalars(query.execution_options(populate_existing=True))
    return [
        ShopReduction(
            row.id,
            row.shop_id,
            row.name,
            row.currency,
            [_read_tier(one) for one in row.tiers],
            row.starts_at,
            row.ends_at,
            row.ended_at,
        )
        for row in rows
    ]


def _write_tier(tier: Tier) -> dict[str, Any]:
    reduction = tier.reduction
    return {
        "threshold_minor": tier.threshold_minor,
        "amount_minor": reduction.amount_minor,
        "percent": reduction.percent,
    }


def _read_tier(written: dict[str, Any]) -> Tier:
    reduction = Reduction(amount_minor=written["amount_minor"], percent=written["percent"])
    return Tier(written["threshold_minor"], reduction)
