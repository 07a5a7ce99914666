"""A purchase as it goes through checkout, and what comes of it."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kernel.errors import DomainError
from orders.quotes import Quote


@dataclass(frozen=True, slots=True)
class Basket:
    """What makes a purchase one of several shops: where each variant was seen, and what is said to each shop.

    `sources` by variant in the order in which they were chosen, `notes` by shop.
    """

    sources: Mapping[uuid.UUID, Mapping[str, Any]] = field(default_factory=dict)
    notes: Mapping[uuid.UUID, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Purchase:
    """What a buyer wants: `quantities` is one (variant id, units) per variant, in id order.

    `expected_prices` are those that he saw, as far as his client told (minor units of one unit, by variant).
    Without a `basket` it is of one shop, and `source` says where all of it was seen. With a `quote` it costs
    what that says, or is refused. `method_ids` are the ways of shipping that he chose, one of a shop.
    """

    buyer_id: uuid.UUID
    key: str
    request_hash: str
    quantities: tuple[tuple[uuid.UUID, int], ...]
    shipping_address: Mapping[str, str]
    source: Mapping[str, Any] | None
    expected_prices: Mapping[uuid.UUID, int] = field(default_factory=dict)
    basket: Basket | None = None
    quote: Quote | None = None
    method_ids: frozenset[uuid.UUID] = frozenset()

    @property
    def intent(self) -> tuple[uuid.UUID, str]:
        """Return what makes two requests the same purchase."""
        return (self.buyer_id, self.key)


@dataclass(frozen=True, slots=True)
class Placed:
    """The (first) order of a purchase as it was first answered; its id is the checkout's.

    `replayed`: an earlier request with the same key had placed it.
    """

    order_id: uuid.UUID
    payment_id: uuid.UUID
    total_minor: int
    currency: str
    replayed: bool = False


#: A refusal is a result as well: in a batch the others go on.
Result = Placed | DomainError
