"""A purchase as it goes through checkout, and what comes of it."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kernel.errors import DomainError


@dataclass(frozen=True, slots=True)
class Purchase:
    """What a buyer wants: `quantities` is one (variant id, units) per variant, in id order.

    `expected_prices` are those that he saw, as far as his client told (minor units of one unit, by variant).
    """

    buyer_id: uuid.UUID
    key: str
    request_hash: str
    quantities: tuple[tuple[uuid.UUID, int], ...]
    shipping_address: Mapping[str, str]
    source: Mapping[str, Any] | None
    expected_prices: Mapping[uuid.UUID, int] = field(default_factory=dict)

    @property
    def intent(self) -> tuple[uuid.UUID, str]:
        """Return what makes two requests the same purchase."""
        return (self.buyer_id, self.key)


@dataclass(frozen=True, slots=True)
class Placed:
    """An order as it was first answered. `replayed`: an earlier request with the same key had placed it."""

    order_id: uuid.UUID
    payment_id: uuid.UUID
    total_minor: int
    currency: str
    replayed: bool = False


#: A refusal is a result as well: in a batch the others go on.
Result = Placed | DomainError
