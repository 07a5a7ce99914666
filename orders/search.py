"""Which of a shop's orders a merchant wants to see: by state, by day, by words."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import cast

from sqlalchemy import ColumnElement, Table, and_, or_, select, true

from orders.address_privacy import OVER
from orders.models import LineItemRecord, OrderRecord
from orders.numbers import read_number
from orders.states import OrderState

_ORDERS = cast(Table, OrderRecord.__table__)
_LINE_ITEMS = cast(Table, LineItemRecord.__table__)


@dataclass(frozen=True)
class OrderFilter:
    """What orders must fulfil. Days are whole days of UTC, both included; no states are all states.

    `words` are looked for in the titles of what was bought, the order's number, and the recipient's name
    as long as the seller sees it.
    """

    states: Collection[OrderState] = ()
    first_day: dt.date | None = None
    last_day: dt.date | None = None
    words: str = ""

    def condition(self) -> ColumnElement[bool]:
        """Return it as a condition on the table of orders."""
        return and_(true(), *self._days(), *self._states(), *self._words())

    def _states(self) -> list[ColumnElement[bool]]:
        return [_ORDERS.c.state.in_(self.states)] if self.states else []

    def _days(self) -> list[ColumnElement[bool]]:
        days = []
        if self.first_day is not None:
            days.append(_ORDERS.c.created_at >= _midnight(self.first_day))
        if self.last_day is not None:
            days.append(_ORDERS.c.created_at < _midnight(self.last_day) + dt.timedelta(days=1))
        return days

    def _words(self) -> list[ColumnElement[bool]]:
        if not self.words:
            return []
        name = _ORDERS.c.shipping_address["name"].as_string()
        named = ~_ORDERS.c.state.in_(OVER) & name.icontains(self.words, autoescape=True)
        titles = select(_LINE_ITEMS.c.order_id).where(
            _LINE_ITEMS.c.order_id == _ORDERS.c.id,
            _LINE_ITEMS.c.product_title.icontains(self.words, autoescape=True),
        )
        found = [named, titles.exists()]
        number = read_number(self.words)
        if number is not None:
            found.append(_ORDERS.c.number.startswith(number, autoescape=True))
        return [or_(*found)]


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.UTC)
