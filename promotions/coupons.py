"""Coupons: made and ended by merchants, kept by buyers, found by whoever may use them.

What is given away is never changed afterwards: a coupon is ended and another one made.
"""

import uuid
from collections.abc import Collection, Sequence
from typing import cast

from sqlalchemy import ColumnElement, Select, Table, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kernel.bulk import insert_rows
from kernel.clock import now
from kernel.db import change
from products import catalogue, collections, shops
from products.errors import NoSuchCollection, NoSuchProduct, WrongTimes
from promotions.coupon_values import Coupon, NewCoupon, Scope
from promotions.errors import CodeTaken, NoSuchCoupon, TooManyCoupons
from promotions.models import CouponClaim, CouponRow, CouponTarget
from promotions.pipeline.values import Funder, Reduction

#: More would only hide each other.
MAX_STANDING_COUNT = 50
_TARGETS = cast(Table, CouponTarget.__table__)
_STANDS = CouponRow.ended_at.is_(None)


def create_coupon(
    session: Session, coupon_id: uuid.UUID, new: NewCoupon, *, shop_id: uuid.UUID, owner_id: uuid.UUID
) -> Coupon:
    """Make a coupon of an own shop. The same id again is the same coupon, whatever else is said.

    Raises NoSuchShop: it is not this owner's. Raises NoSuchProduct, NoSuchCollection: a target is not the
    shop's. Raises WrongTimes, CodeTaken, TooManyCoupons.
    """
    shops.get_own_shop(session, shop_id, owner_id)
    if session.scalar(select(CouponRow.id).where(CouponRow.id == coupon_id)) is not None:
        return get_own_coupon(session, coupon_id, owner_id)
    if new.ends_at <= max(new.starts_at, now()):
        raise WrongTimes
    _check_targets(session, shop_id, new)
    standing = select(func.count()).select_from(CouponRow).where(CouponRow.shop_id == shop_id, _is_current())
    if (session.scalar(standing) or 0) >= MAX_STANDING_COUNT:
        raise TooManyCoupons
    _end_what_is_over(session, shop_id)
    try:
        with session.begin_nested():
            session.add(_build_row(coupon_id, new, shop_id, owner_id))
    except IntegrityError:
        raise CodeTaken from None
    if new.scope is not Scope.SHOP:
        targets = [{"coupon_id": coupon_id, "target_id": one} for one in dict.fromkeys(new.target_ids)]
        insert_rows(session, _TARGETS, targets)
    return get_own_coupon(session, coupon_id, owner_id)


def end_coupon(session: Session, coupon_id: uuid.UUID, *, owner_id: uuid.UUID) -> None:
    """Let nobody use a coupon any more; orders that have used it keep what it took off. Safe to repeat.

    Raises NoSuchCoupon: it is not this owner's.
    """
    own = (CouponRow.id == coupon_id) & (CouponRow.owner_id == owner_id)
    ended_at = func.coalesce(CouponRow.ended_at, now())
    if change(session, update(CouponRow).where(own).values(ended_at=ended_at)) != 1:
        raise NoSuchCoupon


def get_own_coupon(session: Session, coupon_id: uuid.UUID, owner_id: uuid.UUID) -> Coupon:
    """Return a coupon to whoever made it.

    Raises NoSuchCoupon.
    """
    own = select(CouponRow).where(CouponRow.id == coupon_id, CouponRow.owner_id == owner_id)
    found = read_coupons(session, own)
    if not found:
        raise NoSuchCoupon
    return found[0]


def list_coupons_of_shop(session: Session, shop_id: uuid.UUID, *, limit: int = 100) -> Sequence[Coupon]:
    """Return a shop's coupons, newest first, those that are over too."""
    of_shop = select(CouponRow).where(CouponRow.shop_id == shop_id)
    return read_coupons(session, of_shop.order_by(CouponRow.id.desc()).limit(limit))


def list_public(session: Session, shop_ids: Collection[uuid.UUID]) -> Sequence[Coupon]:
    """Return what these shops offer everybody now, newest first."""
    offered = select(CouponRow).where(CouponRow.shop_id.in_(shop_ids), CouponRow.is_public, _is_current())
    running = offered.where(CouponRow.starts_at <= now(), CouponRow.left_count > 0)
    return read_coupons(session, running.order_by(CouponRow.id.desc()).limit(MAX_STANDING_COUNT))


def list_for_checkout(
    session: Session, buyer_id: uuid.UUID, shop_ids: Collection[uuid.UUID], codes: Collection[str] = ()
) -> Sequence[Coupon]:
    """Return the coupons that a buyer may try in these shops: public ones, those kept, those of the codes."""
    mine = or_(CouponRow.is_public, CouponRow.id.in_(_kept_by(buyer_id)), CouponRow.code.in_(codes))
    query = select(CouponRow).where(CouponRow.shop_id.in_(shop_ids), mine, _is_current())
    return read_coupons(session, query.order_by(CouponRow.id))


def list_kept(session: Session, buyer_id: uuid.UUID) -> Sequence[Coupon]:
    """Return the coupons that a buyer keeps, as long as they stand, those that end soonest first."""
    query = select(CouponRow).where(CouponRow.id.in_(_kept_by(buyer_id)), _is_current())
    return read_coupons(session, query.order_by(CouponRow.ends_at, CouponRow.id))


def keep_coupon(session: Session, coupon_id: uuid.UUID, *, buyer_id: uuid.UUID) -> None:
    """Put a public coupon among a buyer's own. Safe to repeat.

    Raises NoSuchCoupon: it is over, or not for everybody.
    """
    offered = select(CouponRow.id).where(CouponRow.id == coupon_id, CouponRow.is_public, _is_current())
    if session.scalar(offered) is None:
        raise NoSuchCoupon
    try:
        with session.begin_nested():
            session.add(CouponClaim(buyer_id=buyer_id, coupon_id=coupon_id, created_at=now()))
    except IntegrityError:
        return


def read_coupons(session: Session, query: Select[CouponRow]) -> list[Coupon]:
    """Return the coupons of a query with the products they are for, in two more queries at most."""
    rows = session.scalars(query.execution_options(populate_existing=True)).all()
    narrow = [row.id for row in rows if row.scope != Scope.SHOP]
    targets: dict[uuid.UUID, set[uuid.UUID]] = {coupon_id: set() for coupon_id in narrow}
    if narrow:
        found = select(CouponTarget.coupon_id, CouponTarget.target_id)
        for coupon_id, target_id in session.execute(found.where(CouponTarget.coupon_id.in_(narrow))):
            targets[coupon_id].add(target_id)
    named = {one for row in rows if row.scope == Scope.COLLECTIONS for one in targets[row.id]}
    members = collections.list_members(session, named) if named else {}
    return [_build(row, _products_of(row, targets.get(row.id, set()), members)) for row in rows]


def _products_of(
    row: CouponRow, target_ids: set[uuid.UUID], members: dict[uuid.UUID, list[uuid.UUID]]
) -> frozenset[uuid.UUID] | None:
    if row.scope == Scope.SHOP:
        return None
    if row.scope == Scope.PRODUCTS:
        return frozenset(target_ids)
    return frozenset(product_id for one in target_ids for product_id in members.get(one, ()))


def _is_current() -> ColumnElement[bool]:
    return _STANDS & (CouponRow.ends_at > now())


def _kept_by(buyer_id: uuid.UUID) -> Select[uuid.UUID]:
    return select(CouponClaim.coupon_id).where(CouponClaim.buyer_id == buyer_id)


def _end_what_is_over(session: Session, shop_id: uuid.UUID) -> None:
    """Give the codes of coupons free whose time is over."""
    over = update(CouponRow).where(CouponRow.shop_id == shop_id, _STANDS, CouponRow.ends_at <= now())
    session.execute(over.values(ended_at=CouponRow.ends_at))


def _check_targets(session: Session, shop_id: uuid.UUID, new: NewCoupon) -> None:
    wanted = set(new.target_ids)
    if new.scope is Scope.PRODUCTS:
        found = catalogue.list_products(session, wanted)
        if not wanted or {key for key, one in found.items() if one.shop.id == shop_id} != wanted:
            raise NoSuchProduct
    if new.scope is Scope.COLLECTIONS:
        own = {one.id for one in collections.list_collections(session, shop_id)}
        if not wanted or not wanted <= own:
            raise NoSuchCollection


def _build_row(coupon_id: uuid.UUID, new: NewCoupon, shop_id: uuid.UUID, owner_id: uuid.UUID) -> CouponRow:
    return CouponRow(
        id=coupon_id,
        funder=Funder.SHOP,
        shop_id=shop_id,
        owner_id=owner_id,
        name=new.name,
        code=new.code,
        is_public=new.is_public,
        scope=new.scope,
        currency=new.currency,
        amount_minor=new.amount_minor,
        percent=new.percent,
        cap_minor=new.cap_minor,
        threshold_minor=new.threshold_minor,
        is_exclusive=new.is_exclusive,
        budget_count=new.budget_count,
        left_count=new.budget_count,
        per_buyer_limit=new.per_buyer_limit,
        returns_on_refund=new.returns_on_refund,
        starts_at=new.starts_at,
        ends_at=new.ends_at,
        created_at=now(),
    )


def _build(row: CouponRow, product_ids: frozenset[uuid.UUID] | None) -> Coupon:
    return Coupon(
        id=row.id,
        funder=Funder(row.funder),
        shop_id=row.shop_id,
        name=row.name,
        code=row.code,
        is_public=row.is_public,
        scope=Scope(row.scope),
        product_ids=product_ids,
        currency=row.currency,
        reduction=Reduction(row.amount_minor, row.percent, row.cap_minor),
        threshold_minor=row.threshold_minor,
        is_exclusive=row.is_exclusive,
        budget_count=row.budget_count,
        left_count=row.left_count,
        per_buyer_limit=row.per_buyer_limit,
        returns_on_refund=row.returns_on_refund,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        ended_at=row.ended_at,
    )
