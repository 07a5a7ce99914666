"""What a unit costs in a batch of orders: as a live deal while that can be had, on sale, or as listed.

Without a special price on any of the batch's variants nothing is asked; with one, all deals are read in one
query and what the buyers have of them in another.
"""

import uuid
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from kernel.clock import now
from orders.errors import PriceChanged
from orders.purchases import Purchase
from products.prior_price import PriceKind
from products.values import Offer
from promotions import deals, quota
from promotions.pipeline.values import Adjustment
from promotions.values import Deal, Use


@dataclass(frozen=True, slots=True)
class Price:
    """What one unit costs in an order, and the deal or the sale price that makes it so."""

    unit_minor: int
    deal_id: uuid.UUID | None = None
    sale_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """Units of an offer at a price, and what is taken off all of them together, or added to them.

    Their tax is on top (`added_tax_minor`) or in what they cost.
    """

    offer: Offer
    price: Price
    quantity: int
    reductions: Sequence[Adjustment] = ()
    surcharges: Sequence[Adjustment] = ()
    added_tax_minor: int = 0
    included_tax_minor: int = 0

    @property
    def discount_minor(self) -> int:
        """Return how much is taken off."""
        return -sum(step.amount_minor for step in self.reductions)

    @property
    def total_minor(self) -> int:
        """Return what its goods cost, without shipping and tax on top."""
        return self.price.unit_minor * self.quantity - self.discount_minor


class Pricing:
    """The prices of one batch, whose variants are locked. `at` is the moment of buying."""

    def __init__(
        self, session: Session, offers: Mapping[uuid.UUID, Offer], buyer_ids: Collection[uuid.UUID]
    ) -> None:
        self.at = now()
        self._usual_prices = {key: _find_usual_price(offer) for key, offer in offers.items()}
        self._uses: list[Use] = []
        self._deals: dict[uuid.UUID, Deal] = {}
        self._left: dict[uuid.UUID, int] = {}
        self._taken: Counter[tuple[uuid.UUID, uuid.UUID]] = Counter()
        special = [key for key, offer in offers.items() if offer.special is not None and not _is_sale(offer)]
        if special:
            self._read_deals(session, special, buyer_ids)

    def price(self, purchase: Purchase, offers: Sequence[Offer]) -> list[Line]:
        """Return the lines of a purchase, each at a deal's price for all of it, or at the usual one.

        Raises PriceChanged: the buyer saw another price.
        """
        lines = zip(offers, purchase.quantities, strict=True)
        if not self._deals and not purchase.expected_prices:
            return [Line(offer, self._usual_prices[offer.variant_id], count) for offer, (_, count) in lines]
        return [Line(offer, self._price(purchase, offer, count), count) for offer, (_, count) in lines]

    def take(self, buyer_id: uuid.UUID, order_id: uuid.UUID, lines: Sequence[Line]) -> bool:
        """Note what a new order takes of deals, so that those behind it find less; tell whether it does."""
        if not self._deals:
            return False
        for line in lines:
            deal_id = line.price.deal_id
            if deal_id is not None:
                self._left[deal_id] -= line.quantity
                self._taken[deal_id, buyer_id] += line.quantity
                self._uses.append(Use(deal_id, order_id, buyer_id, line.quantity))
        return any(line.price.deal_id is not None for line in lines)

    def write(self, session: Session) -> None:
        """Take the noted units out of the deals' quotas."""
        if self._uses:
            quota.take(session, self._uses, self.at)

    def _price(self, purchase: Purchase, offer: Offer, quantity: int) -> Price:
        deal = self._deals.get(offer.variant_id)
        refusal = self._find_refusal(deal, purchase.buyer_id, quantity)
        price = self._usual_prices[offer.variant_id]
        if deal is not None and refusal is None:
            price = Price(deal.price_minor, deal.id)
        expected = purchase.expected_prices.get(offer.variant_id)
        if expected not in {None, price.unit_minor}:
            raise PriceChanged(
                variant_id=offer.variant_id,
                expected_price_minor=expected,
                price_minor=price.unit_minor,
                list_price_minor=offer.list_price_minor,
                currency=offer.currency,
                reason=refusal or "changed",
                per_buyer_limit=deal.per_buyer_limit if deal else None,
            )
        return price

    def _read_deals(
        self, session: Session, variant_ids: Collection[uuid.UUID], buyer_ids: Collection[uuid.UUID]
    ) -> None:
        standing = deals.list_standing(session, variant_ids)
        self._deals = {variant_id: deal for variant_id, deal in standing.items() if deal.is_open(self.at)}
        self._left = {deal.id: deal.left_count for deal in self._deals.values()}
        if self._left:
            self._taken.update(quota.count_taken(session, self._left.keys(), buyer_ids))

    def _find_refusal(self, deal: Deal | None, buyer_id: uuid.UUID, quantity: int) -> str | None:
        """Return why a line does not get the deal's price, or None: it does, or there is no deal."""
        if deal is None:
            return None
        if self._taken[deal.id, buyer_id] + quantity > deal.per_buyer_limit:
            return "deal_limit"
        return "deal_sold_out" if self._left[deal.id] < quantity else None


def _find_usual_price(offer: Offer) -> Price:
    """Return what a unit costs whoever buys it, and how many."""
    if offer.sale is None:
        return Price(offer.list_price_minor)
    return Price(offer.sale.price_minor, sale_id=offer.sale.id)


def _is_sale(offer: Offer) -> bool:
    return offer.special is not None and offer.special.kind is PriceKind.SALE
