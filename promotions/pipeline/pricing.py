"""The pipeline: list price, one item price, full-reduction, coupons, shipping, tax, in this order.

Source: domain-rules, price pipeline. A coupon's threshold is measured after the item prices and before
anything else is taken off; its part in hundredths is of what is still to pay.
"""

import uuid
from collections.abc import Iterable, Sequence

from promotions.pipeline.discounts import is_in_scope, reduce_by, share
from promotions.pipeline.item_prices import choose_item_price
from promotions.pipeline.taxes import share_tax
from promotions.pipeline.values import (
    Adjustment,
    Breakdown,
    CouponTerms,
    Funder,
    Kind,
    Line,
    PricedLine,
    Reduction,
    ShopCosts,
    Terms,
)

NOTHING = Terms()


def price_lines(lines: Sequence[Line], terms: Terms = NOTHING) -> Breakdown:
    """Return what these lines cost, with every step explained. Coupons are those that were chosen."""
    run = _Run(lines)
    run.choose_item_prices()
    run.reduce_fully(terms)
    for coupon in sorted(terms.coupons, key=lambda one: one.shop_id is None):
        run.use_coupon(coupon)
    run.ship(terms)
    run.tax(terms)
    priced = [
        PricedLine(line, unit_minor, taken, *taxes)
        for line, unit_minor, taken, taxes in zip(lines, run.units, run.taken, run.taxes, strict=True)
    ]
    return Breakdown(priced, run.adjustments, run.shops)


def measure_base(lines: Iterable[PricedLine], coupon: CouponTerms) -> int:
    """Return what counts for a coupon's threshold: its lines at their item prices."""
    return sum(one.line.quantity * one.unit_minor for one in lines if is_in_scope(coupon, one.line))


class _Run:
    """One run through the steps; what it takes off a line adds up in `taken`.

    `taxes` has each line's tax, (on top, in the price).
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.units = [line.list_price_minor for line in lines]
        self.taken = [0] * len(lines)
        self.taxes = [(0, 0)] * len(lines)
        self.shops: dict[uuid.UUID, ShopCosts] = {}
        self.adjustments: list[Adjustment] = []

    def choose_item_prices(self) -> None:
        for number, line in enumerate(self.lines):
            chosen = choose_item_price(line)
            if chosen is not None:
                self.units[number] = chosen.unit_minor
                less = (chosen.unit_minor - line.list_price_minor) * line.quantity
                self._note(chosen.kind, Funder.SHOP, less, number, chosen.reference_id)

    def reduce_fully(self, terms: Terms) -> None:
        """Take off the full-reduction of each shop that takes off most of those that are reached."""
        for shop_id in dict.fromkeys(line.shop_id for line in self.lines):
            numbers = self._lines_of(shop_id)
            base_minor = self._base(numbers)
            reached = [
                (reduce_by(one.reduction, base_minor), one.id, one.reduction)
                for one in terms.full_reductions
                if one.shop_id == shop_id and base_minor >= one.threshold_minor
            ]
            if reached:
                _, reduction_id, reduction = max(reached, key=lambda one: (one[0], one[1]))
                self._take_off(Kind.FULL_REDUCTION, Funder.SHOP, numbers, reduction, reduction_id)

    def use_coupon(self, coupon: CouponTerms) -> None:
        numbers = [number for number, line in enumerate(self.lines) if is_in_scope(coupon, line)]
        if self._base(numbers) >= coupon.threshold_minor:
            self._take_off(coupon.kind, coupon.funder, numbers, coupon.reduction, coupon.id)

    def ship(self, terms: Terms) -> None:
        """Put each shop's shipping on its first line, and take off what shipping coupons pay of it."""
        for shop_id, shipping in terms.shipping.items():
            numbers = self._lines_of(shop_id)
            cost_minor = shipping.cost_minor(sum(self._left(number) for number in numbers))
            if not numbers or not cost_minor:
                continue
            self._note(Kind.SHIPPING, Funder.SHOP, cost_minor, numbers[0], shipping.reference_id)
            paid_minor = self._pay_shipping(terms, numbers, cost_minor)
            self.shops[shop_id] = ShopCosts(shipping_minor=cost_minor - paid_minor)

    def tax(self, terms: Terms) -> None:
        """Find the tax of each shop's goods, and of its shipping where that is taxed."""
        for shop_id, tax in terms.taxes.items():
            numbers = self._lines_of(shop_id)
            if not numbers:
                continue
            costs = self.shops.get(shop_id, ShopCosts())
            taxed_minor = costs.shipping_minor if tax.covers_shipping else 0
            *shares, of_shipping = share_tax(tax, [*(self._left(number) for number in numbers), taxed_minor])
            amount_minor = sum(shares) + of_shipping
            for number, share_minor in zip(numbers, shares, strict=True):
                self.taxes[number] = (0, share_minor) if tax.is_included else (share_minor, 0)
                if not tax.is_included:
                    # The shipping's share stands where the shipping does.
                    extra_minor = of_shipping if number == numbers[0] else 0
                    self._note(Kind.TAX, Funder.SHOP, share_minor + extra_minor, number, None)
            added, included = (0, amount_minor) if tax.is_included else (amount_minor, 0)
            self.shops[shop_id] = ShopCosts(costs.shipping_minor, added, included, of_shipping)

    def _pay_shipping(self, terms: Terms, numbers: Sequence[int], cost_minor: int) -> int:
        shop_id = self.lines[numbers[0]].shop_id
        for coupon in terms.shipping_coupons:
            if coupon.shop_id in {None, shop_id} and self._base(numbers) >= coupon.threshold_minor:
                paid_minor = reduce_by(coupon.reduction, cost_minor)
                self._note(Kind.SHIPPING_COUPON, coupon.funder, -paid_minor, numbers[0], coupon.id)
                return paid_minor
        return 0

    def _take_off(
        self,
        kind: Kind,
        funder: Funder,
        numbers: Sequence[int],
        reduction: Reduction,
        reference_id: uuid.UUID,
    ) -> None:
        left = [self._left(number) for number in range(len(self.lines))]
        amount_minor = reduce_by(reduction, sum(left[number] for number in numbers))
        shares = share(amount_minor, numbers, left, self.lines)
        for number, part_minor in shares.items():
            self.taken[number] += part_minor
            self._note(kind, funder, -part_minor, number, reference_id)

    def _lines_of(self, shop_id: uuid.UUID) -> list[int]:
        return [number for number, line in enumerate(self.lines) if line.shop_id == shop_id]

    def _base(self, numbers: Iterable[int]) -> int:
        return sum(self.units[number] * self.lines[number].quantity for number in numbers)

    def _left(self, number: int) -> int:
        return self.units[number] * self.lines[number].quantity - self.taken[number]

    def _note(
        self, kind: Kind, funder: Funder, amount_minor: int, number: int, reference_id: uuid.UUID | None
    ) -> None:
        if amount_minor:
            self.adjustments.append(Adjustment(kind, funder, amount_minor, number, reference_id))
