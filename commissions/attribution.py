"""Attribution: whom a sale is owed to and what it brings, written in the transaction that places an order."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table
from sqlalchemy.orm import Session

from commissions.choosing import Sold, Touch, choose_touch
from commissions.models import CommissionRow
from commissions.promoting import list_promoters_of
from commissions.shares import share_out
from commissions.states import CommissionState
from commissions.touches import find_windows, list_touches
from kernel.bulk import insert_rows
from orders.events import LinesPlaced, PlacedLine

_COMMISSIONS = cast(Table, CommissionRow.__table__)


@dataclass(frozen=True)
class _Owed:
    """A line whose sale is owed to a touch, at a rate (basis points)."""

    line: PlacedLine
    touch: Touch
    rate: int


def freeze(session: Session, placed: LinesPlaced) -> None:
    """Write who earns how much by the lines of a batch of orders.

    One query when nothing of it is promoted, four statements otherwise, however many orders there are.
    """
    promoters = list_promoters_of(session, {line.product_id for line in placed.lines}, placed.at)
    if not promoters:
        return
    rates: dict[uuid.UUID, dict[uuid.UUID, int]] = defaultdict(dict)
    for one in promoters:
        rates[one.offer.product_id][one.creator_id] = one.rate_at(placed.at)
    lines = [line for line in placed.lines if line.product_id in rates]
    creator_ids = {one.creator_id for one in promoters}
    touches = list_touches(session, {line.buyer_id for line in lines}, creator_ids)
    rows = build_rows(placed, lines, rates, touches)
    if rows:
        insert_rows(session, _COMMISSIONS, rows)


def build_rows(
    placed: LinesPlaced,
    lines: Sequence[PlacedLine],
    rates: Mapping[uuid.UUID, Mapping[uuid.UUID, int]],
    touches: Mapping[uuid.UUID, Sequence[Touch]],
) -> list[dict[str, Any]]:
    """Return a row for each line that somebody earns by; lines of an order and creator are shared exactly."""
    windows = find_windows()
    owed: dict[tuple[uuid.UUID, uuid.UUID], list[_Owed]] = defaultdict(list)
    for line in lines:
        sold = Sold(line.buyer_id, line.shop_owner_id, placed.at, rates[line.product_id])
        touch = choose_touch(touches[line.buyer_id], sold, windows)
        if touch is not None:
            rate = sold.rates[touch.creator_id]
            owed[line.order_id, touch.creator_id].append(_Owed(line, touch, rate))
    return [
        _row(placed, one, amount_minor)
        for group in owed.values()
        for one, amount_minor in zip(
            group, share_out([one.line.paid_minor for one in group], [one.rate for one in group]), strict=True
        )
    ]


def _row(placed: LinesPlaced, owed: _Owed, amount_minor: int) -> dict[str, Any]:
    line, touch = owed.line, owed.touch
    return {
        "order_id": line.order_id,
        "variant_id": line.variant_id,
        "creator_id": touch.creator_id,
        "shop_owner_id": line.shop_owner_id,
        "product_id": line.product_id,
        "product_title": line.product_title,
        "quantity": line.quantity,
        "returned_count": 0,
        "currency": line.currency,
        "base_minor": line.paid_minor,
        "rate_basis_points": owed.rate,
        "amount_minor": amount_minor,
        "booked_minor": 0,
        "state": CommissionState.PLACED,
        "touch_kind": touch.kind,
        "source_kind": touch.source_kind,
        "source_id": touch.source_id,
        "pin_id": touch.pin_id,
        "media_ms": touch.media_ms,
        "touched_at": touch.touched_at,
        "placed_at": placed.at,
    }
