"""Why orders cost less than their goods, as it was written down when they were placed."""

import uuid
from collections.abc import Sequence

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from orders.discounts import BEHIND_ITEM_PRICES
from orders.models import AdjustmentRecord
from orders.values import Reduction
from promotions.pipeline.values import Kind

#: Where each kind of adjustment stands in the price pipeline.
_STEPS = {kind.value: number for number, kind in enumerate(Kind)}


def list_reductions(session: Session, order_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Reduction]]:
    """Return what was taken off the goods of orders, by reason; nothing is asked when nothing was."""
    found: dict[uuid.UUID, list[Reduction]] = {}
    if not order_ids:
        return found
    rows = AdjustmentRecord
    query = (
        select(rows.order_id, rows.title, func.sum(rows.amount_minor))
        .where(rows.order_id.in_(order_ids), rows.kind.in_(BEHIND_ITEM_PRICES))
        .group_by(rows.order_id, rows.kind, rows.reference_id, rows.title)
        .order_by(rows.order_id, case(_STEPS, value=rows.kind), rows.title)
    )
    for order_id, title, amount_minor in session.execute(query):
        found.setdefault(order_id, []).append(Reduction(title, int(amount_minor)))
    return found
