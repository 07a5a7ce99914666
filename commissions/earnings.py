"""What a creator has earned: in all, by what he showed, and sale by sale."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, Row, Select, Table, func, select
from sqlalchemy.orm import Session

from commissions.models import CommissionRow
from commissions.shares import kept_minor
from commissions.states import CommissionState
from kernel.paging import DEFAULT_LIMIT, Page, cut_page, decode_cursor
from payments.ledger.accounts import Account
from payments.ledger.balances import list_balances_of
from payments.payouts import payouts

_ROWS = cast(Table, CommissionRow.__table__)
#: In these a sale is one: its order is paid.
SOLD = (CommissionState.ESTIMATED, CommissionState.ACCRUED, CommissionState.PAYABLE)
SOURCES_SHOWN = 10
_BATCH_ROWS = 1000


@dataclass(frozen=True)
class Totals:
    """What a creator has in a currency (minor units); `payable_minor` below zero is what he owes."""

    currency: str
    estimated_minor: int = 0
    accrued_minor: int = 0
    payable_minor: int = 0
    paid_minor: int = 0


@dataclass(frozen=True)
class Commission:
    """What a line of an order brings, or brought."""

    order_id: uuid.UUID
    product_id: uuid.UUID
    product_title: str
    quantity: int
    returned_count: int
    currency: str
    base_minor: int
    rate_basis_points: int
    amount_minor: int
    state: CommissionState
    touch_kind: str
    source_kind: str | None
    source_id: uuid.UUID | None
    placed_at: dt.datetime

    @property
    def kept_minor(self) -> int:
        """Return what is left of it beside what went back."""
        return kept_minor(self.amount_minor, self.quantity, self.returned_count)


@dataclass(frozen=True)
class SourceEarnings:
    """What came of one post or broadcast; without a source, of links or of followers."""

    touch_kind: str
    source_kind: str | None
    source_id: uuid.UUID | None
    currency: str
    sales_count: int
    earned_minor: int


def list_totals(session: Session, creator_id: uuid.UUID) -> Sequence[Totals]:
    """Return what a creator has, by currency."""
    estimated = session.execute(
        select(_ROWS.c.currency, func.sum(_kept()))
        .where(_ROWS.c.creator_id == creator_id, _ROWS.c.state == CommissionState.ESTIMATED)
        .group_by(_ROWS.c.currency)
    )
    parts: dict[str, Mapping[str, int]] = {
        "estimated_minor": {currency: int(minor) for currency, minor in estimated},
        "accrued_minor": _balances(session, Account.CREATOR_ACCRUED, creator_id),
        "payable_minor": _balances(session, Account.CREATOR_PAYABLE, creator_id),
        "paid_minor": payouts.sum_paid(session, creator_id, Account.CREATOR_PAYABLE),
    }
    currencies = sorted({currency for part in parts.values() for currency in part})
    return [
        Totals(currency, **{name: part.get(currency, 0) for name, part in parts.items()})
        for currency in currencies
    ]


def list_commissions(
    session: Session, creator_id: uuid.UUID, *, cursor: str | None = None
) -> Page[Sequence[Commission]]:
    """Return a page of a creator's sales, each with its lines, the newest first.

    Raises BadCursor.
    """
    ids = select(_ROWS.c.order_id).where(_ROWS.c.creator_id == creator_id, _ROWS.c.state.in_(SOLD)).distinct()
    if cursor:
        ids = ids.where(_ROWS.c.order_id < decode_cursor(cursor))
    found = session.scalars(ids.order_by(_ROWS.c.order_id.desc()).limit(DEFAULT_LIMIT + 1)).all()
    page = cut_page(found, DEFAULT_LIMIT, lambda order_id: order_id)
    by_order: dict[uuid.UUID, list[Commission]] = {order_id: [] for order_id in page.items}
    query = _select(creator_id).where(_ROWS.c.order_id.in_(by_order)).order_by(_ROWS.c.variant_id)
    for row in session.execute(query):
        by_order[row.order_id].append(_read(row))
    return Page(list(by_order.values()), page.next_cursor)


def stream_commissions(session: Session, creator_id: uuid.UUID) -> Iterator[Commission]:
    """Return all of a creator's sales, the oldest first, without holding them in memory."""
    query = _select(creator_id).order_by(_ROWS.c.order_id, _ROWS.c.variant_id)
    for row in session.execute(query.execution_options(yield_per=_BATCH_ROWS)):
        yield _read(row)


def list_by_source(session: Session, creator_id: uuid.UUID) -> Sequence[SourceEarnings]:
    """Return what came of what a creator showed, the best first."""
    earned = func.sum(_kept()).label("earned_minor")
    of = (_ROWS.c.touch_kind, _ROWS.c.source_kind, _ROWS.c.source_id, _ROWS.c.currency)
    query = (
        select(*of, func.count(_ROWS.c.order_id.distinct()).label("sales_count"), earned)
        .where(_ROWS.c.creator_id == creator_id, _ROWS.c.state.in_(SOLD))
        .group_by(*of)
        .order_by(earned.desc(), _ROWS.c.source_id)
        .limit(SOURCES_SHOWN)
    )
    return [
        SourceEarnings(**{**row._asdict(), "earned_minor": int(row.earned_minor)})
        for row in session.execute(query)
    ]


def _balances(session: Session, account: Account, creator_id: uuid.UUID) -> Mapping[str, int]:
    return {one.currency: -one.amount_minor for one in list_balances_of(session, account, creator_id)}


def _kept() -> ColumnElement[int]:
    """Return `shares.kept_minor` as SQL: both databases divide whole numbers downwards."""
    return _ROWS.c.amount_minor - _ROWS.c.amount_minor * _ROWS.c.returned_count // _ROWS.c.quantity


def _select(creator_id: uuid.UUID) -> Select[Any]:
    names = Commission.__dataclass_fields__
    columns = [_ROWS.c[name] for name in names]
    return select(*columns).where(_ROWS.c.creator_id == creator_id, _ROWS.c.state.in_(SOLD))


def _read(row: Row[Any]) -> Commission:
    return Commission(**{**row._asdict(), "state": CommissionState(row.state)})
