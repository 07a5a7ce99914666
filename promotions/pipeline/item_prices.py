"""Step 2: of the prices that a line could have, exactly one."""

from promotions.pipeline.values import ITEM_PRICES, ItemPrice, Line


def choose_item_price(line: Line) -> ItemPrice | None:
    """Return the first in rank of a line's prices that is below the list price, or None: the list price."""
    lower = [one for one in line.candidates if 0 < one.unit_minor < line.list_price_minor]
    return min(lower, key=lambda one: (ITEM_PRICES.index(one.kind), one.unit_minor), default=None)
