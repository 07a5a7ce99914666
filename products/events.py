"""What others may hear of products."""

import uuid
from dataclasses import dataclass

from kernel.events import Event


@dataclass(frozen=True)
class StockChanged(Event):
    """Another number of a variant can be bought now."""

    variant_id: uuid.UUID
    product_id: uuid.UUID
    available_count: int


@dataclass(frozen=True)
class StockCorrected(Event):
    """A merchant put units on hand or took some away."""

    variant_id: uuid.UUID
    product_id: uuid.UUID
    actor_id: uuid.UUID
    available_count: int


@dataclass(frozen=True)
class StockRanLow(Event):
    """Variants of a shop run low of which its merchant was not told yet; one of the products by its title."""

    alert_id: uuid.UUID
    shop_id: uuid.UUID
    owner_id: uuid.UUID
    product_title: str
    variants_count: int


@dataclass(frozen=True)
class ReservationExpired(Event):
    """What was held for a reference is free again, because its time is over."""

    reference_id: uuid.UUID


@dataclass(frozen=True)
class ProductArchived(Event):
    """A product is not sold any more."""

    product_id: uuid.UUID


@dataclass(frozen=True)
class WishPriceFell(Event):
    """A product costs less than when a person wished for it (`before_minor`)."""

    drop_id: uuid.UUID
    person_id: uuid.UUID
    product_id: uuid.UUID
    product_title: str
    before_minor: int
    price_minor: int
    currency: str


@dataclass(frozen=True)
class SalePriceTurned(Event):
    """Some variants of a product cost something else from now on: a sale price began or ended."""

    product_id: uuid.UUID
    sale_price_id: uuid.UUID
