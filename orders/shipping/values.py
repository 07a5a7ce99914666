"""Zones, methods and taxes as others get to see them: frozen values, never table rows."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from promotions.pipeline.values import Shipping, Tax


@dataclass(frozen=True, slots=True)
class NewMethod:
    """A way to send something, as its merchant describes it; free from some goods on."""

    name: str
    currency: str
    price_minor: int
    days_from: int
    days_to: int
    free_from_minor: int | None = None
    is_off: bool = False


@dataclass(frozen=True, slots=True)
class Method:
    """A way to send something into a zone; one that is off is offered to nobody."""

    id: uuid.UUID
    zone_id: uuid.UUID
    name: str
    currency: str
    price_minor: int
    free_from_minor: int | None
    days_from: int
    days_to: int
    is_off: bool

    @property
    def shipping(self) -> Shipping:
        """Return it as prices know it."""
        return Shipping(self.price_minor, self.free_from_minor, self.id)


@dataclass(frozen=True)
class NewZone:
    """Countries that a shop sends to in the same ways; the rest of the world has none of its own."""

    name: str
    countries: frozenset[str] = frozenset()
    is_rest: bool = False


@dataclass(frozen=True)
class Zone:
    """Countries that a shop sends to, or the rest of the world, and how; the cheapest method first."""

    id: uuid.UUID
    shop_id: uuid.UUID
    name: str
    is_rest: bool
    countries: Sequence[str]
    methods: Sequence[Method]


@dataclass(frozen=True, slots=True)
class NewTax:
    """A tax as its merchant describes it, in hundredths of a percent."""

    country: str
    name: str
    basis_points: int
    is_included: bool
    covers_shipping: bool


@dataclass(frozen=True, slots=True)
class ShopTax:
    """The tax that a shop collects on what goes to a country."""

    id: uuid.UUID
    shop_id: uuid.UUID
    country: str
    name: str
    basis_points: int
    is_included: bool
    covers_shipping: bool

    @property
    def tax(self) -> Tax:
        """Return it as prices know it."""
        return Tax(self.basis_points, self.is_included, self.covers_shipping)
