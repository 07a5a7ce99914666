"""What a batch of orders is reduced by: the coupons of the buyers' quotes, locked like its variants.

A purchase without a quote is not looked at, and without any nothing is asked of the database.
"""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from orders.errors import QuoteChanged, QuoteExpired, QuoteForeign
from orders.pricing import Line
from orders.purchases import Purchase
from orders.quotes import Quote
from promotions import redeeming
from promotions.coupon_choice import find_refusal, goes_together
from promotions.coupon_values import Coupon, CouponUsed
from promotions.pipeline.pricing import price_lines
from promotions.pipeline.values import Breakdown, CouponTerms, ItemPrice, Kind, Terms
from promotions.pipeline.values import Line as PipelineLine

#: What an order keeps as reductions of its lines; the item price stands on the line itself.
BEHIND_ITEM_PRICES = frozenset({Kind.FULL_REDUCTION, Kind.SHOP_COUPON, Kind.PLATFORM_COUPON})


class Discounts:
    """The coupons of one batch; `at` is the moment of buying."""

    def __init__(self, session: Session, purchases: Iterable[Purchase], at: dt.datetime) -> None:
        self.at = at
        self._uses: list[CouponUsed] = []
        self._coupons: dict[uuid.UUID, Coupon] = {}
        self._left: dict[uuid.UUID, int] = {}
        self._used: Counter[tuple[uuid.UUID, uuid.UUID]] = Counter()
        quoted = [(one.buyer_id, one.quote) for one in purchases if one.quote is not None]
        coupon_ids = {coupon_id for _, quote in quoted for coupon_id in quote.coupon_ids}
        if coupon_ids:
            self._coupons = redeeming.lock_coupons(session, coupon_ids)
            self._left = {key: one.left_count for key, one in self._coupons.items()}
            self._used.update(redeeming.count_uses(session, coupon_ids, {buyer_id for buyer_id, _ in quoted}))

    def apply(self, purchase: Purchase, lines: Sequence[Line]) -> Sequence[Line]:
        """Return the lines of a purchase with what its quote's coupons take off them.

        Raises QuoteForeign, QuoteExpired. Raises QuoteChanged: it comes to another total than was quoted.
        """
        quote = purchase.quote
        if quote is None:
            return lines
        if (quote.buyer_id, quote.quantities) != (purchase.buyer_id, purchase.quantities):
            raise QuoteForeign
        if self.at >= quote.expires_at:
            raise QuoteExpired
        priced = price_lines(build_lines(lines), Terms(coupons=self._find_usable(quote, lines)))
        if priced.total_minor != quote.total_minor:
            raise QuoteChanged(
                quoted_total_minor=quote.total_minor,
                total_minor=priced.total_minor,
                currency=lines[0].offer.currency,
            )
        return reduce_lines(lines, priced)

    def take(
        self, purchase: Purchase, order_id: uuid.UUID, checkout_id: uuid.UUID, lines: Sequence[Line]
    ) -> bool:
        """Note which coupons a new order uses, so that those behind it find less; tell whether it does."""
        taken: Counter[uuid.UUID] = Counter()
        for line in lines:
            for step in line.reductions:
                if step.reference_id in self._coupons:
                    taken[step.reference_id] -= step.amount_minor
        for coupon_id, amount_minor in taken.items():
            if not any(use.coupon_id == coupon_id and use.checkout_id == checkout_id for use in self._uses):
                self._left[coupon_id] -= 1
                self._used[coupon_id, purchase.buyer_id] += 1
            self._uses.append(CouponUsed(coupon_id, order_id, checkout_id, purchase.buyer_id, amount_minor))
        return bool(taken)

    def write(self, session: Session) -> None:
        """Take the noted uses out of the coupons' budgets."""
        if self._uses:
            redeeming.redeem(session, self._uses, self.at)

    def title_of(self, coupon_id: uuid.UUID) -> str:
        """Return what a coupon is called, for the orders that keep it."""
        return self._coupons[coupon_id].name

    def _find_usable(self, quote: Quote, lines: Sequence[Line]) -> list[CouponTerms]:
        at_item_prices = price_lines(build_lines(lines)).lines
        wanted = [self._coupons[one] for one in sorted(quote.coupon_ids) if one in self._coupons]
        usable = [
            coupon.terms
            for coupon in wanted
            if find_refusal(
                replace(coupon, left_count=self._left[coupon.id]),
                at_item_prices,
                lines[0].offer.currency,
                at=self.at,
                used_count=self._used[coupon.id, quote.buyer_id],
            )
            is None
        ]
        return usable if goes_together(usable) else []


def build_lines(lines: Sequence[Line]) -> list[PipelineLine]:
    """Return the lines of a purchase as the pipeline takes them."""
    return [
        PipelineLine(
            line.offer.variant_id,
            line.offer.product_id,
            line.offer.shop_id,
            line.quantity,
            line.offer.list_price_minor,
            _candidates(line),
        )
        for line in lines
    ]


def reduce_lines(lines: Sequence[Line], priced: Breakdown) -> list[Line]:
    """Return the lines with what is taken off them behind their item prices."""
    return [
        replace(
            line,
            reductions=tuple(
                step for step in priced.adjustments if step.line == number and step.kind in BEHIND_ITEM_PRICES
            ),
        )
        for number, line in enumerate(lines)
    ]


def _candidates(line: Line) -> tuple[ItemPrice, ...]:
    price = line.price
    return () if price.deal_id is None else (ItemPrice(Kind.LIVE_DEAL, price.unit_minor, price.deal_id),)
