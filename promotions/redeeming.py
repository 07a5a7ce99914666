"""Uses of coupons: taken in the transaction that places the order, given back when the order dies.

Coupons are locked in the order of their ids, after the variants. All orders of a checkout are one use.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import cast

from sqlalchemy import ColumnElement, Table, func, select, update
from sqlalchemy.orm import Session

from kernel.bulk import insert_rows
from kernel.db import change
from promotions.coupon_values import Coupon, CouponUsed
from promotions.coupons import read_coupons
from promotions.errors import CouponGone
from promotions.models import CouponRow, CouponUse

_USES = cast(Table, CouponUse.__table__)
TAKEN, RELEASED = "taken", "released"


def lock_coupons(session: Session, coupon_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Coupon]:
    """Return coupons of which nobody else uses or ends anything until the commit."""
    query = select(CouponRow).where(CouponRow.id.in_(coupon_ids)).order_by(CouponRow.id)
    return {one.id: one for one in read_coupons(session, query.with_for_update(key_share=True))}


def count_uses(
    session: Session, coupon_ids: Collection[uuid.UUID], buyer_ids: Collection[uuid.UUID]
) -> Mapping[tuple[uuid.UUID, uuid.UUID], int]:
    """Return how often buyers have used coupons, by (coupon, buyer), in one query."""
    rows = session.execute(
        select(_USES.c.coupon_id, _USES.c.buyer_id, func.count(_USES.c.checkout_id.distinct()))
        .where(_USES.c.coupon_id.in_(coupon_ids), _USES.c.buyer_id.in_(buyer_ids), _USES.c.state == TAKEN)
        .group_by(_USES.c.coupon_id, _USES.c.buyer_id)
    )
    return {(coupon_id, buyer_id): count for coupon_id, buyer_id, count in rows}


def redeem(session: Session, uses: Sequence[CouponUsed], at: dt.datetime) -> None:
    """Use coupons for new orders, all of them or none. `at` is the moment of buying.

    One conditional UPDATE for each coupon decides about its budget, its time and the buyers' limits.

    Raises CouponGone.
    """
    insert_rows(session, _USES, [_row(use, at) for use in uses])
    by_coupon: dict[uuid.UUID, list[CouponUsed]] = defaultdict(list)
    for use in uses:
        by_coupon[use.coupon_id].append(use)
    for coupon_id in sorted(by_coupon):
        group = by_coupon[coupon_id]
        _take(session, coupon_id, {one.checkout_id for one in group}, {one.buyer_id for one in group}, at)


def redeem_again(session: Session, order_id: uuid.UUID) -> bool:
    """Use once more what an order had given back; tell whether all of it could still be had."""
    released = select(_USES.c.coupon_id, _USES.c.checkout_id, _USES.c.buyer_id)
    rows = session.execute(released.where(_USES.c.order_id == order_id, _USES.c.state == RELEASED)).all()
    lock_coupons(session, {row.coupon_id for row in rows})
    try:
        with session.begin_nested():
            for row in sorted(rows, key=lambda one: one.coupon_id):
                is_counted = _is_used_for(session, row.coupon_id, row.checkout_id)
                _move(session, row.coupon_id, order_id, TAKEN)
                if not is_counted:
                    _take(session, row.coupon_id, {row.checkout_id}, {row.buyer_id}, None)
    except CouponGone:
        return False
    return True


def release(session: Session, order_ids: Collection[uuid.UUID], *, is_refund: bool = False) -> None:
    """Give back the coupons of dead orders; after a refund only those whose terms say so. Safe to repeat.

    The use of a checkout comes back with the last of its orders.
    """
    taken = select(_USES.c.coupon_id, _USES.c.order_id, _USES.c.checkout_id)
    rows = session.execute(taken.where(_USES.c.order_id.in_(order_ids), _USES.c.state == TAKEN)).all()
    locked = lock_coupons(session, {row.coupon_id for row in rows})
    for row in sorted(rows, key=lambda one: (one.coupon_id, one.order_id)):
        if is_refund and not locked[row.coupon_id].returns_on_refund:
            continue
        if _move(session, row.coupon_id, row.order_id, RELEASED) and not _is_used_for(
            session, row.coupon_id, row.checkout_id
        ):
            giving = update(CouponRow).where(CouponRow.id == row.coupon_id)
            session.execute(giving.values(left_count=CouponRow.left_count + 1))


def _take(
    session: Session,
    coupon_id: uuid.UUID,
    checkout_ids: set[uuid.UUID],
    buyer_ids: set[uuid.UUID],
    at: dt.datetime | None,
) -> None:
    """Decide about a coupon at once, for all who use it together. Without `at` its time does not matter."""
    count = len(checkout_ids)
    taking = update(CouponRow).where(
        CouponRow.id == coupon_id, CouponRow.left_count >= count, ~_has_too_many(buyer_ids)
    )
    if at is not None:
        in_time = (CouponRow.starts_at <= at) & (CouponRow.ends_at > at) & CouponRow.ended_at.is_(None)
        taking = taking.where(in_time)
    if change(session, taking.values(left_count=CouponRow.left_count - count)) != 1:
        raise CouponGone


def _has_too_many(buyer_ids: set[uuid.UUID]) -> ColumnElement[bool]:
    over = (
        select(_USES.c.buyer_id)
        .where(_USES.c.coupon_id == CouponRow.id, _USES.c.state == TAKEN, _USES.c.buyer_id.in_(buyer_ids))
        .group_by(_USES.c.buyer_id)
        .having(func.count(_USES.c.checkout_id.distinct()) > CouponRow.per_buyer_limit)
    )
    return over.correlate(CouponRow).exists()


def _move(session: Session, coupon_id: uuid.UUID, order_id: uuid.UUID, state: str) -> bool:
    one = (_USES.c.coupon_id == coupon_id) & (_USES.c.order_id == order_id) & (_USES.c.state != state)
    return change(session, update(_USES).where(one).values(state=state)) == 1


def _is_used_for(session: Session, coupon_id: uuid.UUID, checkout_id: uuid.UUID) -> bool:
    same = (_USES.c.coupon_id == coupon_id) & (_USES.c.checkout_id == checkout_id)
    return session.scalar(select(func.count()).where(same, _USES.c.state == TAKEN)) != 0


def _row(use: CouponUsed, at: dt.datetime) -> dict[str, object]:
    return {
        "coupon_id": use.coupon_id,
        "order_id": use.order_id,
        "checkout_id": use.checkout_id,
        "buyer_id": use.buyer_id,
        "discount_minor": use.discount_minor,
        "state": TAKEN,
        "created_at": at,
    }
