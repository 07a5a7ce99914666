"""A cart as its owner sees it: every line at today's price and stock, and what has changed meanwhile."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from orders.cart_rows import CartOwner, KeptLine, list_kept
from products import catalogue
from products.values import Offer

#: With so few left, a line says how many.
LOW_STOCK_COUNT = 5


class LineState(StrEnum):
    """Whether a line can be bought as it is: `too_few` are left, it is `sold_out`, or `off_sale` for good."""

    READY = "ready"
    TOO_FEW = "too_few"
    SOLD_OUT = "sold_out"
    OFF_SALE = "off_sale"


@dataclass(frozen=True)
class CartLine:
    """A line of a cart with what it is about, as that is sold now."""

    kept: KeptLine
    offer: Offer

    @property
    def variant_id(self) -> uuid.UUID:
        """Return which variant it is."""
        return self.offer.variant_id

    @property
    def quantity(self) -> int:
        """Return how many units are wanted."""
        return self.kept.quantity

    @property
    def state(self) -> LineState:
        """Return whether it can be bought now."""
        if not self.offer.is_on_sale:
            return LineState.OFF_SALE
        if self.offer.available_count <= 0:
            return LineState.SOLD_OUT
        return LineState.READY if self.quantity <= self.offer.available_count else LineState.TOO_FEW

    @property
    def is_ready(self) -> bool:
        """Tell whether it can be bought as it is."""
        return self.state is LineState.READY

    @property
    def total_minor(self) -> int:
        """Return what all its units cost now."""
        return self.quantity * self.offer.price_minor

    @property
    def price_before_minor(self) -> int | None:
        """Return what a unit cost when it was added, if it costs something else now."""
        seen = self.kept
        is_same = (seen.seen_price_minor, seen.currency) == (self.offer.price_minor, self.offer.currency)
        return None if is_same or seen.currency != self.offer.currency else seen.seen_price_minor

    @property
    def low_stock_count(self) -> int | None:
        """Return how many are left, if they are few and enough."""
        left = self.offer.available_count
        return left if self.is_ready and left <= LOW_STOCK_COUNT else None


@dataclass(frozen=True)
class ShopLines:
    """What a cart holds of one shop in one currency."""

    shop_id: uuid.UUID
    shop_name: str
    currency: str
    lines: Sequence[CartLine]

    @property
    def total_minor(self) -> int:
        """Return what the lines that can be bought cost."""
        return sum(line.total_minor for line in self.lines if line.is_ready)


@dataclass(frozen=True)
class Cart:
    """What somebody means to buy, by shop, and what waits for later."""

    shops: Sequence[ShopLines]
    saved: Sequence[CartLine]

    @property
    def units_count(self) -> int:
        """Return how many units are in it, without what waits for later."""
        return sum(line.quantity for shop in self.shops for line in shop.lines)

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing in it at all."""
        return not self.shops and not self.saved

    @property
    def totals(self) -> Mapping[str, int]:
        """Return what can be bought costs, by currency: each currency is a checkout of its own."""
        totals: dict[str, int] = {}
        for shop in self.shops:
            if any(line.is_ready for line in shop.lines):
                totals[shop.currency] = totals.get(shop.currency, 0) + shop.total_minor
        return totals

    @property
    def blocked_count(self) -> int:
        """Return how many lines can't be bought as they are."""
        return sum(not line.is_ready for shop in self.shops for line in shop.lines)

    def choose_ready(self, currency: str | None = None) -> list[ShopLines]:
        """Return what can be bought at once: the lines that are ready, in this currency or the first."""
        wanted = currency or next(iter(self.totals), None)
        ready = [
            ShopLines(shop.shop_id, shop.shop_name, shop.currency, [x for x in shop.lines if x.is_ready])
            for shop in self.shops
            if shop.currency == wanted
        ]
        return [shop for shop in ready if shop.lines]


def get_cart(session: Session, owner: CartOwner | None) -> Cart:
    """Return a cart; nobody's is empty."""
    kept = [] if owner is None else list_kept(session, owner)
    offers = catalogue.get_offers(session, [line.variant_id for line in kept]) if kept else {}
    lines = [CartLine(line, offers[line.variant_id]) for line in kept]
    return Cart(
        group_by_shop(line for line in lines if not line.kept.is_saved), [x for x in lines if x.kept.is_saved]
    )


def group_by_shop(lines: Iterable[CartLine]) -> list[ShopLines]:
    """Return lines by shop and currency, in the order of the first line of each."""
    groups: dict[tuple[uuid.UUID, str], list[CartLine]] = {}
    for line in lines:
        groups.setdefault((line.offer.shop_id, line.offer.currency), []).append(line)
    return [
        ShopLines(shop_id, of_shop[0].offer.shop_name, currency, of_shop)
        for (shop_id, currency), of_shop in groups.items()
    ]
