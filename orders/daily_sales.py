"""What was sold by sources, such as a creator's posts, on each day: counted from the orders themselves."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from sqlalchemy import Select, Table, func, select
from sqlalchemy.orm import Session

from kernel.days import day_of, start_of
from orders.models import OrderRecord
from orders.states import KEPT

_ORDERS = cast(Table, OrderRecord.__table__)


@dataclass(frozen=True)
class DaySales:
    """What orders of one source that were paid on a day (UTC) and not given back come to (minor units)."""

    source_id: uuid.UUID
    day: dt.date
    currency: str
    orders_count: int
    revenue_minor: int


def list_daily_sales(
    session: Session, source_ids: Select[uuid.UUID], *, since: dt.date
) -> Sequence[DaySales]:
    """Return what was sold by these sources from a day on, in one query; a day without sales is left out."""
    day = day_of(session, _ORDERS.c.paid_at)
    query = (
        select(
            _ORDERS.c.source_id,
            day,
            _ORDERS.c.currency,
            func.count(),
            func.sum(_ORDERS.c.total_minor - _ORDERS.c.refunds_minor),
        )
        .where(
            _ORDERS.c.source_id.in_(source_ids),
            _ORDERS.c.paid_at >= start_of(since),
            _ORDERS.c.state.in_(KEPT),
            _ORDERS.c.refund_requested_at.is_(None),
        )
        .group_by(_ORDERS.c.source_id, day, _ORDERS.c.currency)
    )
    return [
        DaySales(source_id, sold_on, currency, count, int(revenue))
        for source_id, sold_on, currency, count, revenue in session.execute(query)
    ]
