"""Cohorts of a shop: of the buyers of a month who were new then, how many came back in which other month.

A buyer's months are kept once each. Whenever one is new, what it changes is added to the counts, in whatever
order the months become known.
"""

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from kernel.db import dialect_of
from orders.figures.models import BuyerMonth, CohortMonth

_MONTHS, _COHORTS = (cast(Table, row.__table__) for row in (BuyerMonth, CohortMonth))
_AT_ONCE = 1_000
#: A cohort's month, and a month in which somebody of it bought.
Place = tuple[dt.date, dt.date]


def add_buyers(session: Session, shop_id: uuid.UUID, month: dt.date, buyers: Sequence[uuid.UUID]) -> None:
    """Note who bought of a shop in a month; whoever is known already changes nothing."""
    changes: Counter[Place] = Counter()
    for start in range(0, len(buyers), _AT_ONCE):
        new = _add_months(session, shop_id, month, buyers[start : start + _AT_ONCE])
        for months in _list_months(session, shop_id, new).values():
            changes.update(count_changes(months, month))
    for (first_month, later), change in sorted(changes.items()):
        _add(session, shop_id, first_month, later, change)


def count_changes(months: Collection[dt.date], new: dt.date) -> Mapping[Place, int]:
    """Return what a buyer's `new` month, one of all his `months`, adds to each count and takes from it."""
    changes: Counter[Place] = Counter(_places(months))
    changes.subtract(_places([month for month in months if month != new]))
    return {place: change for place, change in changes.items() if change}


def _places(months: Collection[dt.date]) -> list[Place]:
    return [(min(months), month) for month in months]


def _add_months(
    session: Session, shop_id: uuid.UUID, month: dt.date, buyers: Sequence[uuid.UUID]
) -> Sequence[uuid.UUID]:
    rows = [{"shop_id": shop_id, "buyer_id": buyer_id, "month": month} for buyer_id in buyers]
    adding = dialect_of(session).insert(_MONTHS).values(rows).on_conflict_do_nothing()
    return session.scalars(adding.returning(_MONTHS.c.buyer_id)).all()


def _list_months(
    session: Session, shop_id: uuid.UUID, buyers: Sequence[uuid.UUID]
) -> Mapping[uuid.UUID, set[dt.date]]:
    found: dict[uuid.UUID, set[dt.date]] = defaultdict(set)
    query = select(_MONTHS.c.buyer_id, _MONTHS.c.month)
    for row in session.execute(query.where(_MONTHS.c.shop_id == shop_id, _MONTHS.c.buyer_id.in_(buyers))):
        found[row.buyer_id].add(row.month)
    return found


def _add(session: Session, shop_id: uuid.UUID, first_month: dt.date, month: dt.date, change: int) -> None:
    key = {"shop_id": shop_id, "first_month": first_month, "month": month}
    adding = dialect_of(session).insert(_COHORTS).values(**key, buyers_count=change)
    more = {"buyers_count": _COHORTS.c.buyers_count + change}
    session.execute(adding.on_conflict_do_update(index_elements=list(key), set_=more))
