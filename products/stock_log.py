"""The stock log: every change of a variant's counts, append-only, so that the counts can be recomputed."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, cast

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from kernel.bulk import insert_rows
from kernel.clock import now
from kernel.ids import new_id
from products.models import StockEntry

_ENTRIES = cast(Table, StockEntry.__table__)
#: How many lines a merchant sees of the log.
SHOWN_COUNT = 50


class Reserved(Protocol):
    """Units of a variant that belong to a reference: a wish for them, or the row that holds them."""

    @property
    def reference_id(self) -> uuid.UUID:
        """Return whose they are."""

    @property
    def variant_id(self) -> uuid.UUID:
        """Return what they are."""

    @property
    def quantity(self) -> int:
        """Return how many they are."""


@dataclass(frozen=True)
class StockChange:
    """One line of the log. `kind` is received, corrected, or what became of a reservation."""

    kind: str
    on_hand_change: int
    reserved_change: int
    reference_id: uuid.UUID | None
    reason: str
    created_at: dt.datetime


def record_moves(
    session: Session, kind: str, moved: Iterable[Reserved], *, on_hand: int, reserved: int
) -> None:
    """Write what became of reserved units, and what one unit of them did to the counts."""
    at = now()
    rows = [
        _build_row(one.variant_id, kind, one.quantity * on_hand, one.quantity * reserved, at)
        | {"reference_id": one.reference_id}
        for one in moved
    ]
    insert_rows(session, _ENTRIES, rows)


def record_changes(
    session: Session,
    on_hand_changes: Mapping[uuid.UUID, int],
    kind: str,
    *,
    actor_id: uuid.UUID,
    reason: str = "",
) -> None:
    """Write what a person did to the units on hand."""
    at = now()
    rows = [
        _build_row(variant_id, kind, change, 0, at) | {"actor_id": actor_id, "reason": reason}
        for variant_id, change in on_hand_changes.items()
    ]
    insert_rows(session, _ENTRIES, rows)


def list_changes(session: Session, variant_id: uuid.UUID) -> Sequence[StockChange]:
    """Return the newest lines of a variant's log, newest first."""
    rows = session.scalars(
        select(StockEntry)
        .where(StockEntry.variant_id == variant_id)
        .order_by(StockEntry.id.desc())
        .limit(SHOWN_COUNT)
    )
    return [
        StockChange(
            kind=row.kind,
            on_hand_change=row.on_hand_change,
            reserved_change=row.reserved_change,
            reference_id=row.reference_id,
            reason=row.reason,
            created_at=row.created_at,
        )
        for row in rows
    ]


def sum_changes(session: Session, variant_id: uuid.UUID) -> tuple[int, int]:
    """Return (on hand, reserved) as the log of a variant tells them."""
    sums = select(func.sum(_ENTRIES.c.on_hand_change), func.sum(_ENTRIES.c.reserved_change))
    on_hand, reserved = session.execute(sums.where(_ENTRIES.c.variant_id == variant_id)).one()
    return int(on_hand or 0), int(reserved or 0)


def _build_row(
    variant_id: uuid.UUID, kind: str, on_hand: int, reserved: int, at: dt.datetime
) -> dict[str, Any]:
    return {
        "id": new_id(),
        "variant_id": variant_id,
        "kind": kind,
        "on_hand_change": on_hand,
        "reserved_change": reserved,
        "reference_id": None,
        "actor_id": None,
        "reason": "",
        "created_at": at,
    }
