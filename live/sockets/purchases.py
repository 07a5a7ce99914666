"""Purchases as a room hears of them: how many of a product in the last minute, not a message for each."""

from collections import deque
from dataclasses import dataclass, field
from typing import Any

WINDOW_SECONDS = 60
#: A product's count is told at most this often (seconds).
TELL_SECONDS = 3.0


@dataclass
class _Sales:
    sold: deque[tuple[float, int]] = field(default_factory=deque)
    told_at: float = -TELL_SECONDS
    name: str | None = None
    is_news: bool = False


class Purchases:
    """What was sold in one room lately. Times are monotonic seconds."""

    def __init__(self) -> None:
        self._products: dict[str, _Sales] = {}

    def add(self, product_id: str, quantity: int, name: str | None, at: float) -> None:
        """Note a purchase; `name` is the buyer's if he opted in to be named."""
        sales = self._products.setdefault(product_id, _Sales(told_at=at - TELL_SECONDS))
        # Two at once have no one name.
        sales.name = None if sales.is_news else name
        sales.sold.append((at, quantity))
        sales.is_news = True

    def cut(self, at: float) -> list[dict[str, Any]]:
        """Return the payloads of `purchase_made` that are due."""
        due = []
        for product_id, sales in list(self._products.items()):
            while sales.sold and sales.sold[0][0] <= at - WINDOW_SECONDS:
                sales.sold.popleft()
            if not sales.sold:
                del self._products[product_id]
            elif sales.is_news and at - sales.told_at >= TELL_SECONDS:
                quantity = sum(count for _, count in sales.sold)
                due.append(
                    {
                        "product_id": product_id,
                        "quantity": quantity,
                        "seconds": WINDOW_SECONDS,
                        "name": sales.name,
                    }
                )
                sales.told_at, sales.is_news = at, False
        return due
