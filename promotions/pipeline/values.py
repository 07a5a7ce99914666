"""What goes through the price pipeline and comes out of it; all amounts in minor units of one currency."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Funder(StrEnum):
    """Whose money an adjustment is."""

    SHOP = "shop"
    PLATFORM = "platform"
    CREATOR = "creator"


class Kind(StrEnum):
    """Why a line costs more or less than the step before."""

    LIVE_DEAL = "live_deal"
    GROUP = "group"
    FLASH_SALE = "flash_sale"
    MEMBER = "member"
    SALE = "sale"
    FULL_REDUCTION = "full_reduction"
    SHOP_COUPON = "shop_coupon"
    PLATFORM_COUPON = "platform_coupon"
    SHIPPING = "shipping"
    SHIPPING_COUPON = "shipping_coupon"
    TAX = "tax"


#: Of several prices that a line could have, the first of these holds. Source: domain-rules, price pipeline.
ITEM_PRICES = (Kind.LIVE_DEAL, Kind.GROUP, Kind.FLASH_SALE, Kind.MEMBER, Kind.SALE)


@dataclass(frozen=True, slots=True)
class ItemPrice:
    """A price that one unit of a line could have; `reference_id` names what grants it."""

    kind: Kind
    unit_minor: int
    reference_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """Units of a variant that somebody wants, at its list price, with the prices it could have instead."""

    variant_id: uuid.UUID
    product_id: uuid.UUID
    shop_id: uuid.UUID
    quantity: int
    list_price_minor: int
    candidates: Sequence[ItemPrice] = ()


@dataclass(frozen=True, slots=True)
class Reduction:
    """How much something takes off: an amount, or a part in hundredths with at most `cap_minor`."""

    amount_minor: int | None = None
    percent: int | None = None
    cap_minor: int | None = None


@dataclass(frozen=True, slots=True)
class FullReduction:
    """Spend so much in a shop, get so much off."""

    id: uuid.UUID
    shop_id: uuid.UUID
    threshold_minor: int
    reduction: Reduction


@dataclass(frozen=True, slots=True)
class CouponTerms:
    """A coupon as far as prices go. Without a shop it is for all of the checkout.

    `product_ids` None: for everything of the shop. An exclusive one goes with no other coupon.
    """

    id: uuid.UUID
    funder: Funder
    shop_id: uuid.UUID | None
    threshold_minor: int
    reduction: Reduction
    product_ids: frozenset[uuid.UUID] | None = None
    is_exclusive: bool = False

    @property
    def kind(self) -> Kind:
        """Return at which step it counts."""
        return Kind.PLATFORM_COUPON if self.shop_id is None else Kind.SHOP_COUPON


@dataclass(frozen=True, slots=True)
class Shipping:
    """What a shop asks for sending its goods; from `free_from_minor` of them on, after discounts, nothing."""

    price_minor: int
    free_from_minor: int | None = None
    reference_id: uuid.UUID | None = None

    def cost_minor(self, goods_minor: int) -> int:
        """Return what sending goods of this amount costs."""
        is_free = self.free_from_minor is not None and goods_minor >= self.free_from_minor
        return 0 if is_free else self.price_minor


@dataclass(frozen=True, slots=True)
class Tax:
    """The tax of a market, in hundredths of a percent; `is_included`: the prices hold it already."""

    basis_points: int
    is_included: bool
    covers_shipping: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for a purchase beside its lines. `shipping` and `taxes` are by shop."""

    full_reductions: Sequence[FullReduction] = ()
    coupons: Sequence[CouponTerms] = ()
    shipping: Mapping[uuid.UUID, Shipping] = field(default_factory=dict)
    shipping_coupons: Sequence[CouponTerms] = ()
    taxes: Mapping[uuid.UUID, Tax] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What one step adds to a line, or takes off it (negative), and who pays for that."""

    kind: Kind
    funder: Funder
    amount_minor: int
    line: int
    reference_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line with the price of one unit and what is taken off all of them together.

    Of its tax, one is zero: it comes on top, or the prices hold it.
    """

    line: Line
    unit_minor: int
    discount_minor: int
    added_tax_minor: int = 0
    included_tax_minor: int = 0

    @property
    def paid_minor(self) -> int:
        """Return what its goods cost."""
        return self.line.quantity * self.unit_minor - self.discount_minor


@dataclass(frozen=True, slots=True)
class ShopCosts:
    """What a shop's part of a purchase costs beside its goods, and the tax of all of it.

    `shipping_tax_minor` is what of the tax, added or included, is the shipping's.
    """

    shipping_minor: int = 0
    added_tax_minor: int = 0
    included_tax_minor: int = 0
    shipping_tax_minor: int = 0


@dataclass(frozen=True, slots=True)
class Breakdown:
    """What a purchase costs and why. Shipping and added tax are beside the goods; included tax is in them.

    `shops` has those that ask for shipping or tax.
    """

    lines: Sequence[PricedLine]
    adjustments: Sequence[Adjustment]
    shops: Mapping[uuid.UUID, ShopCosts] = field(default_factory=dict)

    @property
    def goods_minor(self) -> int:
        """Return what all goods cost."""
        return sum(line.paid_minor for line in self.lines)

    @property
    def shipping_minor(self) -> int:
        """Return what sending them costs."""
        return sum(costs.shipping_minor for costs in self.shops.values())

    @property
    def added_tax_minor(self) -> int:
        """Return the tax that comes on top."""
        return sum(costs.added_tax_minor for costs in self.shops.values())

    @property
    def included_tax_minor(self) -> int:
        """Return the tax that the prices hold."""
        return sum(costs.included_tax_minor for costs in self.shops.values())

    @property
    def total_minor(self) -> int:
        """Return what is to be paid."""
        return self.goods_minor + self.shipping_minor + self.added_tax_minor
