"""What the shops of a batch of orders ask for beside their goods: shipping and tax, by where an order goes.

Where no shop asks for anything, prices are those of the goods.
"""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from orders.shipping.choosing import ShippingChoice, choose_shipping
from orders.shipping.models import ShippingZoneRecord, ShopTaxRecord
from orders.shipping.taxes import find_taxes_of
from orders.shipping.values import ShopTax
from orders.shipping.zones import list_zones_of
from promotions.pipeline.pricing import price_lines
from promotions.pipeline.values import Breakdown, Line, ShopCosts, Terms


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a purchase goes, if somebody has said so, and how its buyer wants it to be sent."""

    country: str | None
    method_ids: frozenset[uuid.UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Charge:
    """What a shop asks for beside the goods of an order."""

    shop_id: uuid.UUID
    choice: ShippingChoice
    tax: ShopTax | None
    costs: ShopCosts


class Charges:
    """The shipping zones of shops, and their taxes on what goes to some countries."""

    def __init__(self, session: Session, shop_ids: Collection[uuid.UUID], countries: Collection[str]) -> None:
        self._zones = list_zones_of(session, shop_ids)
        self._taxes = find_taxes_of(session, shop_ids, countries)

    def are_asked_by(self, shop_ids: Collection[uuid.UUID]) -> bool:
        """Tell whether one of these shops asks for something."""
        return any(shop_id in self._zones for shop_id in shop_ids) or any(
            shop_id in shop_ids for shop_id, _ in self._taxes
        )

    def price(
        self, lines: Sequence[Line], terms: Terms, to: Destination, currency: str
    ) -> tuple[Breakdown, Sequence[Charge]]:
        """Return what lines cost with shipping and tax, and what each shop asks for, in the order of lines.

        Shipping is chosen by what the goods cost after discounts.
        """
        goods = price_lines(lines, terms)
        choices = {
            shop_id: choose_shipping(
                self._zones.get(shop_id, ()),
                to.country,
                currency=currency,
                goods_minor=sum(one.paid_minor for one in goods.lines if one.line.shop_id == shop_id),
                wanted_ids=to.method_ids,
            )
            for shop_id in dict.fromkeys(line.shop_id for line in lines)
        }
        taxes = {shop_id: self._find_tax(shop_id, to.country) for shop_id in choices}
        shipping = {
            shop_id: choice.chosen.method.shipping for shop_id, choice in choices.items() if choice.chosen
        }
        with_charges = replace(
            terms, shipping=shipping, taxes={shop_id: one.tax for shop_id, one in taxes.items() if one}
        )
        priced = price_lines(lines, with_charges) if shipping or with_charges.taxes else goods
        return priced, [
            Charge(shop_id, choice, taxes[shop_id], priced.shops.get(shop_id, ShopCosts()))
            for shop_id, choice in choices.items()
        ]

    def _find_tax(self, shop_id: uuid.UUID, country: str | None) -> ShopTax | None:
        return None if country is None else self._taxes.get((shop_id, country))


def is_asking(session: Session, shop_id: uuid.UUID) -> bool:
    """Tell whether a shop asks for something beside its goods wherever these go, or somewhere."""
    zones = exists().where(ShippingZoneRecord.shop_id == shop_id)
    taxes = exists().where(ShopTaxRecord.shop_id == shop_id)
    return bool(session.scalar(select(zones | taxes)))


def index_by_shop(charges: Sequence[Charge]) -> Mapping[uuid.UUID, Charge]:
    """Return charges by their shops."""
    return {one.shop_id: one for one in charges}
