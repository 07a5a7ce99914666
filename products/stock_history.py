"""The stock log of a product as its merchant reads it: what happened, when, by whom; how many were left."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, Row, Select, Table, func, select
from sqlalchemy.orm import Session

from accounts import people
from kernel.paging import Page, cut_page, decode_cursor
from products.models import StockEntry, Variant

_ENTRIES = cast(Table, StockEntry.__table__)
_VARIANTS = cast(Table, Variant.__table__)
#: What can stand in the log.
KINDS = ("received", "corrected", "held", "sold", "released", "expired", "put_back")
PAGE_COUNT = 50
#: Lines that the file is read in at a time.
_BATCH_COUNT = 500


@dataclass(frozen=True)
class HistoryQuery:
    """Which lines are wanted: all of a product's, those of a variant, those of a kind."""

    product_id: uuid.UUID
    variant_id: uuid.UUID | None = None
    kind: str | None = None


@dataclass(frozen=True)
class HistoryLine:
    """One change, and what was on hand and reserved after it. `actor_name` is None where no person did it."""

    id: uuid.UUID
    sku: str
    options: Mapping[str, str]
    kind: str
    on_hand_change: int
    reserved_change: int
    on_hand_count: int
    reserved_count: int
    actor_name: str | None
    reason: str
    created_at: dt.datetime


@dataclass(frozen=True)
class LoggedVariant:
    """A variant that the log tells of, on sale or withdrawn."""

    id: uuid.UUID
    sku: str
    options: Mapping[str, str]
    is_withdrawn: bool


def list_history(session: Session, wanted: HistoryQuery, *, cursor: str | None = None) -> Page[HistoryLine]:
    """Return one page of a product's log, newest first; the caller has checked whose product it is.

    Raises BadCursor.
    """
    last_id = decode_cursor(cursor) if cursor else None
    rows = _read(session, wanted, last_id, PAGE_COUNT + 1)
    page = cut_page(rows, PAGE_COUNT, lambda row: row.id)
    return Page(_name_actors(session, page.items), page.next_cursor)


def stream_history(session: Session, wanted: HistoryQuery) -> Iterator[HistoryLine]:
    """Return the whole log, newest first, some lines at a time."""
    last_id = None
    while rows := _read(session, wanted, last_id, _BATCH_COUNT):
        yield from _name_actors(session, rows)
        last_id = rows[-1].id


def list_logged_variants(session: Session, product_id: uuid.UUID) -> Sequence[LoggedVariant]:
    """Return every variant that a product has or had, in order."""
    variants = _VARIANTS.c
    rows = session.execute(
        select(variants.id, variants.sku, variants.options, variants.withdrawn_at)
        .where(variants.product_id == product_id)
        .order_by(variants.withdrawn_at.is_not(None), variants.position, variants.id)
    )
    return [LoggedVariant(row.id, row.sku, row.options, row.withdrawn_at is not None) for row in rows]


def _read(
    session: Session, wanted: HistoryQuery, last_id: uuid.UUID | None, limit: int
) -> Sequence[Row[Any]]:
    log = _with_totals(wanted).subquery()
    query = select(log)
    if wanted.kind is not None:
        query = query.where(log.c.kind == wanted.kind)
    if last_id is not None:
        query = query.where(log.c.id < last_id)
    return session.execute(query.order_by(log.c.id.desc()).limit(limit)).all()


def _with_totals(wanted: HistoryQuery) -> Select[Any]:
    """Return the query for every line of a product's log, with the running totals of its variant."""

    def total(change: ColumnElement[int]) -> ColumnElement[int]:
        return func.sum(change).over(partition_by=_ENTRIES.c.variant_id, order_by=_ENTRIES.c.id)

    query = (
        select(
            _ENTRIES,
            _VARIANTS.c.sku,
            _VARIANTS.c.options,
            total(_ENTRIES.c.on_hand_change).label("on_hand_count"),
            total(_ENTRIES.c.reserved_change).label("reserved_count"),
        )
        .join(_VARIANTS, _VARIANTS.c.id == _ENTRIES.c.variant_id)
        .where(_VARIANTS.c.product_id == wanted.product_id)
    )
    return query if wanted.variant_id is None else query.where(_VARIANTS.c.id == wanted.variant_id)


def _name_actors(session: Session, rows: Sequence[Row[Any]]) -> Sequence[HistoryLine]:
    ids = {row.actor_id for row in rows if row.actor_id is not None}
    actors = people.list_people(session, ids) if ids else {}
    return [
        HistoryLine(
            id=row.id,
            sku=row.sku,
            options=row.options,
            kind=row.kind,
            on_hand_change=row.on_hand_change,
            reserved_change=row.reserved_change,
            on_hand_count=int(row.on_hand_count),
            reserved_count=int(row.reserved_count),
            actor_name=actors[row.actor_id].display_name if row.actor_id in actors else None,
            reason=row.reason,
            created_at=row.created_at,
        )
        for row in rows
    ]
