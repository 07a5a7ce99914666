"""The quota of deals: units that orders take, in the transaction that holds their stock, and give back.

The variants of the deals are locked by the caller, who has moved (or locked) their stock.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import cast

from sqlalchemy import ColumnElement, ScalarResult, Table, func, select, update
from sqlalchemy.orm import Session

from kernel.bulk import insert_rows
from kernel.clock import now
from kernel.events import publish
from promotions.deals import about, read_row, show_price
from promotions.errors import DealGone
from promotions.events import DealQuotaChanged
from promotions.models import DealRow, DealUse
from promotions.values import Deal, DealState, Use

_USES = cast(Table, DealUse.__table__)
TAKEN, RELEASED = "taken", "released"
#: An order at a live price is paid within this, or somebody else gets it. Source: the task of live selling.
RESERVATION_SECONDS = 180


def count_taken(
    session: Session, deal_ids: Collection[uuid.UUID], buyer_ids: Collection[uuid.UUID]
) -> Mapping[tuple[uuid.UUID, uuid.UUID], int]:
    """Return how many units of deals buyers have already, by (deal, buyer), in one query."""
    rows = session.execute(
        select(_USES.c.deal_id, _USES.c.buyer_id, func.sum(_USES.c.quantity))
        .where(_USES.c.deal_id.in_(deal_ids), _USES.c.buyer_id.in_(buyer_ids), _USES.c.state == TAKEN)
        .group_by(_USES.c.deal_id, _USES.c.buyer_id)
    )
    return {(deal_id, buyer_id): count for deal_id, buyer_id, count in rows}


def take(session: Session, uses: Sequence[Use], at: dt.datetime) -> None:
    """Take units of deals for new orders; all of them or none. `at` is the moment of buying.

    Raises DealGone: a deal is over, its quota used up, or a buyer would have more than his limit.
    Publishes DealQuotaChanged.
    """
    insert_rows(session, _USES, [_row(use, at) for use in uses])
    for deal_id, group in sorted(_by_deal(uses).items()):
        _take(session, deal_id, group, at)


def take_again(session: Session, order_id: uuid.UUID) -> bool:
    """Take once more what an order had given back; tell whether all of it could still be had.

    Publishes DealQuotaChanged.
    """
    released = _change_uses(session, order_id, RELEASED, TAKEN)
    try:
        with session.begin_nested():
            for deal_id, group in sorted(_by_deal(released).items()):
                _take(session, deal_id, group, now())
    except DealGone:
        _change_uses(session, order_id, TAKEN, RELEASED)
        return False
    return True


def release(session: Session, order_id: uuid.UUID) -> None:
    """Give back what an order took. Safe to repeat.

    Publishes DealQuotaChanged.
    """
    for use in sorted(_change_uses(session, order_id, TAKEN, RELEASED), key=lambda one: one.deal_id):
        giving = update(DealRow).where(DealRow.id == use.deal_id)
        given = giving.values(left_count=DealRow.left_count + use.quantity).returning(DealRow)
        row = session.scalars(given.execution_options(populate_existing=True)).one()
        _tell(session, read_row(row), was_shown=row.left_count > use.quantity)


def _take(session: Session, deal_id: uuid.UUID, uses: Sequence[Use], at: dt.datetime) -> None:
    """Decide about quota, limit and time of a deal at once, for all who want some of it together."""
    wanted = sum(use.quantity for use in uses)
    taking = (
        update(DealRow)
        .where(
            DealRow.id == deal_id,
            DealRow.left_count >= wanted,
            DealRow.state != DealState.CLOSED,
            DealRow.starts_at <= at,
            DealRow.ends_at > at,
            ~_has_too_many({use.buyer_id for use in uses}),
        )
        .values(left_count=DealRow.left_count - wanted)
        .returning(DealRow)
    )
    rows: ScalarResult[DealRow] = session.scalars(taking.execution_options(populate_existing=True))
    row = rows.one_or_none()
    if row is None:
        raise DealGone
    _tell(session, read_row(row), was_shown=True)


def _has_too_many(buyer_ids: set[uuid.UUID]) -> ColumnElement[bool]:
    over = (
        select(_USES.c.buyer_id)
        .where(_USES.c.deal_id == DealRow.id, _USES.c.state == TAKEN, _USES.c.buyer_id.in_(buyer_ids))
        .group_by(_USES.c.buyer_id)
        .having(func.sum(_USES.c.quantity) > DealRow.per_buyer_limit)
    )
    return over.correlate(DealRow).exists()


def _tell(session: Session, deal: Deal, *, was_shown: bool) -> None:
    if deal.state is not DealState.CLOSED and was_shown != bool(deal.left_count):
        show_price(session, deal)
    publish(session, DealQuotaChanged(*about(deal)))


def _change_uses(session: Session, order_id: uuid.UUID, before: str, after: str) -> list[Use]:
    changed = update(_USES).where(_USES.c.order_id == order_id, _USES.c.state == before).values(state=after)
    columns = (_USES.c.deal_id, _USES.c.order_id, _USES.c.buyer_id, _USES.c.quantity)
    return [Use(*row) for row in session.execute(changed.returning(*columns))]


def _by_deal(uses: Sequence[Use]) -> dict[uuid.UUID, list[Use]]:
    groups: dict[uuid.UUID, list[Use]] = defaultdict(list)
    for use in uses:
        groups[use.deal_id].append(use)
    return groups


def _row(use: Use, at: dt.datetime) -> dict[str, object]:
    return {
        "deal_id": use.deal_id,
        "order_id": use.order_id,
        "buyer_id": use.buyer_id,
        "quantity": use.quantity,
        "state": TAKEN,
        "created_at": at,
    }
