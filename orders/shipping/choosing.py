"""How a shop's part of a purchase is sent: what can be chosen for a country, and what is. Pure."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from orders.shipping.values import Method, Zone


class Sending(StrEnum):
    """Whether and how a shop sends something where it goes."""

    #: The shop has no zones: it sends everywhere for nothing.
    FREE = "free"
    #: Nobody has said yet where it goes.
    UNKNOWN = "unknown"
    NOT_THERE = "not_there"
    CHOSEN = "chosen"


@dataclass(frozen=True, slots=True)
class MethodOption:
    """A method that a buyer can choose, at what it costs for these goods."""

    method: Method
    cost_minor: int


@dataclass(frozen=True, slots=True)
class ShippingChoice:
    """How a shop's part of a purchase is sent, and how it could be; the cheapest first."""

    sending: Sending
    options: Sequence[MethodOption] = ()
    chosen: MethodOption | None = None

    @property
    def standard_minor(self) -> int:
        """Return what the cheapest way costs."""
        return self.options[0].cost_minor if self.options else 0


FREE = ShippingChoice(Sending.FREE)


def choose_shipping(
    zones: Sequence[Zone],
    country: str | None,
    *,
    currency: str,
    goods_minor: int,
    wanted_ids: Collection[uuid.UUID],
) -> ShippingChoice:
    """Return how goods of this amount, after discounts, are sent: as wanted if that can be, else cheapest.

    Of ways that cost the same the faster one is cheaper.
    """
    if not zones:
        return FREE
    if country is None:
        return ShippingChoice(Sending.UNKNOWN)
    options = [
        MethodOption(method, method.shipping.cost_minor(goods_minor))
        for method in _list_methods(zones, country)
        if method.currency == currency and not method.is_off
    ]
    if not options:
        return ShippingChoice(Sending.NOT_THERE)
    options.sort(key=lambda one: (one.cost_minor, one.method.days_to, one.method.id))
    wanted = (one for one in options if one.method.id in wanted_ids)
    return ShippingChoice(Sending.CHOSEN, options, next(wanted, options[0]))


def _list_methods(zones: Sequence[Zone], country: str) -> Sequence[Method]:
    """Return the methods of the zone that a country is in; the rest of the world is for all others."""
    for zone in sorted(zones, key=lambda one: one.is_rest):
        if zone.is_rest or country in zone.countries:
            return zone.methods
    return ()
