"""Stock: what is on hand, what is reserved, and the log that both can be recomputed from.

Whatever happens at once, one conditional UPDATE decides it. Locks are always taken in the same order:
reservations by reference, then variants by id, then what the caller keeps about the reference. Callers
therefore move (or lock) the stock first and change their own row after it.
"""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, cast

from sqlalchemy import Integer, Row, Table, bindparam, select, update
from sqlalchemy.orm import Session

from kernel.bulk import insert_rows
from kernel.clock import now
from kernel.events import publish
from kernel.ids import new_id
from products import stock_log
from products.errors import CorrectionTooLarge, NoSuchVariant, OutOfStock
from products.events import ReservationExpired, StockChanged, StockCorrected
from products.models import Reservation, Shop, Variant

#: Core tables: the ORM would cost five times as much in the way of every order.
_RESERVATIONS = cast(Table, Reservation.__table__)
_VARIANTS = cast(Table, Variant.__table__)
#: Built once: every order runs it.
_CHANGE_VARIANT = (
    update(_VARIANTS)
    .where(
        _VARIANTS.c.id == bindparam("changed_id"),
        _VARIANTS.c.available_count >= bindparam("needed", type_=Integer),
    )
    .values(
        on_hand_count=_VARIANTS.c.on_hand_count + bindparam("on_hand", type_=Integer),
        reserved_count=_VARIANTS.c.reserved_count + bindparam("reserved", type_=Integer),
        available_count=_VARIANTS.c.available_count + bindparam("change", type_=Integer),
    )
    .returning(_VARIANTS.c.available_count, _VARIANTS.c.product_id)
)
#: References that one sweep frees, so that its transaction stays short.
SWEEP_COUNT = 200


class ReservationState(StrEnum):
    """Where reserved units are."""

    HELD = "held"
    SOLD = "sold"
    RELEASED = "released"
    EXPIRED = "expired"
    PUT_BACK = "put_back"


@dataclass(frozen=True)
class NewReservation:
    """Units of a variant wanted for a reference, until `expires_at`."""

    reference_id: uuid.UUID
    variant_id: uuid.UUID
    quantity: int
    expires_at: dt.datetime


@dataclass(frozen=True)
class _Move:
    """What happens to a reservation: its states, and what one unit of it does to the counts."""

    before: ReservationState
    after: ReservationState
    on_hand: int
    reserved: int


_COMMIT = _Move(ReservationState.HELD, ReservationState.SOLD, on_hand=-1, reserved=-1)
_RELEASE = _Move(ReservationState.HELD, ReservationState.RELEASED, on_hand=0, reserved=-1)
_EXPIRE = _Move(ReservationState.HELD, ReservationState.EXPIRED, on_hand=0, reserved=-1)
_HOLD_AGAIN = _Move(ReservationState.EXPIRED, ReservationState.HELD, on_hand=0, reserved=1)
_PUT_BACK = _Move(ReservationState.SOLD, ReservationState.PUT_BACK, on_hand=1, reserved=0)


def hold(session: Session, wanted: Sequence[NewReservation]) -> None:
    """Reserve units for one or many references; all of them or none.

    Raises OutOfStock: fewer units of a variant are available than are wanted together.
    Publishes StockChanged.
    """
    quantities: Counter[uuid.UUID] = Counter()
    for one in wanted:
        quantities[one.variant_id] += one.quantity
    # A savepoint, so that a caller who goes on after OutOfStock keeps nothing. One UPDATE needs none.
    with session.begin_nested() if len(quantities) > 1 else nullcontext():
        _change_counts(session, quantities, on_hand=0, reserved=1)
        at = now()
        insert_rows(session, _RESERVATIONS, [_reservation_row(one, at) for one in wanted])
        stock_log.record_moves(session, ReservationState.HELD, wanted, on_hand=0, reserved=1)


def commit(session: Session, reference_id: uuid.UUID) -> bool:
    """Sell what is held for a reference: it leaves the stock. Tell whether it was held.

    Publishes StockChanged.
    """
    return _move(session, reference_id, _COMMIT)


def release(session: Session, reference_id: uuid.UUID) -> bool:
    """Free what is held for a reference. Tell whether it was held.

    Publishes StockChanged.
    """
    return _move(session, reference_id, _RELEASE)


def hold_again(session: Session, reference_id: uuid.UUID, expires_at: dt.datetime) -> bool:
    """Hold what had expired once more, if all of it is still there. Tell whether it is held now.

    Publishes StockChanged.
    """
    rows = _lock_reservations(session, [reference_id], _HOLD_AGAIN.before)
    try:
        with session.begin_nested():
            _apply(session, rows, _HOLD_AGAIN, expires_at=expires_at)
    except OutOfStock:
        return False
    return bool(rows)


def put_back(
    session: Session, reference_id: uuid.UUID, *, gone: Mapping[uuid.UUID, int] = MappingProxyType({})
) -> bool:
    """Put what was sold to a reference back on hand, but for the units `gone` from the house, by variant.

    Those stay sold. Tell whether it was sold.

    Publishes StockChanged.
    """
    rows = _lock_reservations(session, [reference_id], _PUT_BACK.before)
    _apply(session, [row for row in rows if not gone.get(row.variant_id)], _PUT_BACK)
    _put_part_back(session, [row for row in rows if 0 < gone.get(row.variant_id, 0) < row.quantity], gone)
    return bool(rows)


def take_in(session: Session, reference_id: uuid.UUID, units: Mapping[uuid.UUID, int]) -> None:
    """Put some units of what was sold to a reference, by variant, back on hand: they have come back.

    Publishes StockChanged.
    """
    rows = _lock_reservations(session, [reference_id], _PUT_BACK.before)
    stay = {row.variant_id: max(row.quantity - units.get(row.variant_id, 0), 0) for row in rows}
    put_back(session, reference_id, gone=stay)


def lock_reference(session: Session, reference_id: uuid.UUID) -> None:
    """Lock what is reserved for a reference, so that a caller can change its own row before the stock."""
    of_reference = select(_RESERVATIONS.c.id).where(_RESERVATIONS.c.reference_id == reference_id)
    session.execute(of_reference.order_by(_RESERVATIONS.c.id).with_for_update())


def expire_reservations(session: Session) -> int:
    """Free what was held for too long; return how many references that were. Safe to do at any time.

    Publishes ReservationExpired for each reference, and StockChanged.
    """
    at = now()
    due = (
        select(_RESERVATIONS.c.reference_id)
        .where(_RESERVATIONS.c.state == ReservationState.HELD, _RESERVATIONS.c.expires_at <= at)
        .order_by(_RESERVATIONS.c.expires_at)
        .limit(SWEEP_COUNT)
    )
    rows = _lock_reservations(session, session.scalars(due).all(), _EXPIRE.before, due_at=at)
    _apply(session, rows, _EXPIRE)
    expired = dict.fromkeys(row.reference_id for row in rows)
    for reference_id in expired:
        publish(session, ReservationExpired(reference_id))
    return len(expired)


def correct(
    session: Session,
    variant_id: uuid.UUID,
    *,
    owner_id: uuid.UUID,
    change_count: int,
    reason: str,
) -> int:
    """Add to the units on hand (or take away); return how many are available then.

    Raises NoSuchVariant: it is not this owner's. Raises CorrectionTooLarge: fewer are free.
    Publishes StockChanged, StockCorrected.
    """
    owned = select(Variant.product_id).join(Shop, Shop.id == Variant.shop_id)
    product_id = session.scalar(owned.where(Variant.id == variant_id, Shop.owner_id == owner_id))
    if product_id is None:
        raise NoSuchVariant
    try:
        with session.begin_nested():
            available = _change_counts(session, {variant_id: 1}, on_hand=change_count, reserved=0)
    except OutOfStock as error:
        raise CorrectionTooLarge(available=error.members["available"]) from None
    stock_log.record_changes(
        session, {variant_id: change_count}, "corrected", actor_id=owner_id, reason=reason
    )
    publish(session, StockCorrected(variant_id, product_id, owner_id, available[variant_id]))
    return available[variant_id]


def _move(session: Session, reference_id: uuid.UUID, move: _Move) -> bool:
    rows = _lock_reservations(session, [reference_id], move.before)
    _apply(session, rows, move)
    return bool(rows)


def _put_part_back(session: Session, rows: Sequence[Row[Any]], gone: Mapping[uuid.UUID, int]) -> None:
    """Let a reservation keep what has left the house, and put the other units of it back on hand."""
    back = [
        NewReservation(row.reference_id, row.variant_id, row.quantity - gone[row.variant_id], row.expires_at)
        for row in rows
    ]
    quantities = {one.variant_id: one.quantity for one in back}
    _change_counts(session, quantities, on_hand=_PUT_BACK.on_hand, reserved=_PUT_BACK.reserved)
    for row in rows:
        kept = update(_RESERVATIONS).where(_RESERVATIONS.c.id == row.id)
        session.execute(kept.values(quantity=gone[row.variant_id]))
    stock_log.record_moves(
        session, _PUT_BACK.after, back, on_hand=_PUT_BACK.on_hand, reserved=_PUT_BACK.reserved
    )


def _lock_reservations(
    session: Session,
    reference_ids: Sequence[uuid.UUID],
    state: ReservationState,
    due_at: dt.datetime | None = None,
) -> Sequence[Row[Any]]:
    """Lock and return the rows of these references that are in `state`: of each all or none."""
    query = (
        select(_RESERVATIONS)
        .where(_RESERVATIONS.c.reference_id.in_(reference_ids), _RESERVATIONS.c.state == state)
        .order_by(_RESERVATIONS.c.reference_id, _RESERVATIONS.c.id)
        .with_for_update()
    )
    if due_at is not None:
        query = query.where(_RESERVATIONS.c.expires_at <= due_at)
    return session.execute(query).all()


def _apply(
    session: Session, rows: Sequence[Row[Any]], move: _Move, *, expires_at: dt.datetime | None = None
) -> None:
    if not rows:
        return
    quantities: Counter[uuid.UUID] = Counter()
    for row in rows:
        quantities[row.variant_id] += row.quantity
    _change_counts(session, quantities, on_hand=move.on_hand, reserved=move.reserved)
    values: dict[str, Any] = {"state": move.after}
    if expires_at is not None:
        values["expires_at"] = expires_at
    ids = [row.id for row in rows]
    session.execute(update(_RESERVATIONS).where(_RESERVATIONS.c.id.in_(ids)).values(values))
    stock_log.record_moves(session, move.after, rows, on_hand=move.on_hand, reserved=move.reserved)


def _change_counts(
    session: Session, quantities: Mapping[uuid.UUID, int], *, on_hand: int, reserved: int
) -> dict[uuid.UUID, int]:
    """Add `quantity * on_hand` and `quantity * reserved`; return what is available of each variant then."""
    changed = []
    # Always in the same order, so that two transactions cannot wait for each other.
    for variant_id in sorted(quantities):
        quantity = quantities[variant_id]
        row = _change_variant(session, variant_id, quantity * on_hand, quantity * reserved)
        if row is None:
            left = session.scalar(select(_VARIANTS.c.available_count).where(_VARIANTS.c.id == variant_id))
            raise OutOfStock(variant_id=variant_id, requested=quantity, available=left or 0)
        changed.append(StockChanged(variant_id, row.product_id, row.available_count))
    for event in changed if on_hand != reserved else ():
        publish(session, event)
    return {event.variant_id: event.available_count for event in changed}


def _change_variant(
    session: Session, variant_id: uuid.UUID, on_hand: int, reserved: int
) -> Row[int, uuid.UUID] | None:
    change = on_hand - reserved
    values = {"changed_id": variant_id, "on_hand": on_hand, "reserved": reserved, "change": change}
    return session.execute(_CHANGE_VARIANT, {**values, "needed": -change}).one_or_none()


def _reservation_row(one: NewReservation, at: dt.datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "reference_id": one.reference_id,
        "variant_id": one.variant_id,
        "quantity": one.quantity,
        "state": ReservationState.HELD,
        "expires_at": one.expires_at,
        "created_at": at,
    }
