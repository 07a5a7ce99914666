"""What a batch of orders costs: with the coupons of its quotes, locked like its variants, and with charges.

Without a quote no coupon is looked at, and without any nothing is asked of the database for them.
"""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from orders.charges import Charge, Charges, Destination
from orders.errors import QuoteChanged, QuoteExpired, QuoteForeign
from orders.pricing import Line
from orders.purchases import Purchase
from orders.quotes import Quote
from orders.shipping.choosing import Sending
from orders.shipping.errors import NotShipped, ShippingGone
from promotions import redeeming
from promotions.coupon_choice import find_refusal, goes_together
from promotions.coupon_values import Coupon, CouponUsed
from promotions.full_reductions import list_running, list_terms
from promotions.pipeline.pricing import price_lines
from promotions.pipeline.values import Adjustment, Breakdown, CouponTerms, ItemPrice, Kind, Terms
from promotions.pipeline.values import Line as PipelineLine

#: What an order keeps as reductions of its lines; the item price stands on the line itself.
BEHIND_ITEM_PRICES = frozenset({Kind.FULL_REDUCTION, Kind.SHOP_COUPON, Kind.PLATFORM_COUPON})
#: What it keeps as added to them.
BESIDE_GOODS = frozenset({Kind.SHIPPING, Kind.SHIPPING_COUPON, Kind.TAX})


@dataclass(frozen=True, slots=True)
class Bought:
    """The lines of a purchase with all that changes their prices, and what each shop asks for beside them."""

    lines: Sequence[Line]
    charges: Sequence[Charge] = ()


class Discounts:
    """The full-reductions and the coupons of one batch; `at` is the moment of buying."""

    def __init__(
        self,
        session: Session,
        purchases: Iterable[Purchase],
        at: dt.datetime,
        shop_ids: Collection[uuid.UUID],
    ) -> None:
        self.at = at
        self._reductions = list_running(session, shop_ids)
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

    def apply(self, purchase: Purchase, lines: Sequence[Line], charges: Charges) -> Bought:
        """Return what a purchase costs: with full-reductions, its quote's coupons, shipping and tax.

        Raises QuoteForeign, QuoteExpired. Raises NotShipped: a shop does not send there. Raises ShippingGone:
        a chosen way is not offered. Raises QuoteChanged: it comes to another total than was quoted.
        """
        quote = purchase.quote
        method_ids = purchase.method_ids
        currency = lines[0].offer.currency
        shop_ids = {line.offer.shop_id for line in lines}
        terms = Terms(full_reductions=list_terms(self._reductions, shop_ids, currency))
        if quote is not None:
            self._check(quote, purchase)
            terms, method_ids = replace(terms, coupons=self._find_usable(quote, lines)), quote.method_ids
        elif not method_ids and not charges.are_asked_by(shop_ids) and not terms.full_reductions:
            return Bought(lines)
        to = Destination(purchase.shipping_address.get("country"), method_ids)
        priced, charged = charges.price(build_lines(lines), terms, to, currency)
        _check_shipping(charged, method_ids, lines)
        if quote is not None and priced.total_minor != quote.total_minor:
            raise QuoteChanged(
                quoted_total_minor=quote.total_minor, total_minor=priced.total_minor, currency=currency
            )
        return Bought(reduce_lines(lines, priced), charged)

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

    def title_of(self, reference_id: uuid.UUID) -> str:
        """Return what a coupon or a full-reduction is called, for the orders that keep it."""
        coupon = self._coupons.get(reference_id)
        if coupon is not None:
            return coupon.name
        return next(one.name for one in self._reductions if one.id == reference_id)

    def _check(self, quote: Quote, purchase: Purchase) -> None:
        if (quote.buyer_id, quote.quantities) != (purchase.buyer_id, purchase.quantities):
            raise QuoteForeign
        if self.at >= quote.expires_at:
            raise QuoteExpired

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
    """Return the lines with what is taken off them behind their item prices, and what is added to them."""
    of_lines: list[list[Adjustment]] = [[] for _ in lines]
    for step in priced.adjustments:
        of_lines[step.line].append(step)
    return [
        replace(
            line,
            reductions=tuple(step for step in steps if step.kind in BEHIND_ITEM_PRICES),
            surcharges=tuple(step for step in steps if step.kind in BESIDE_GOODS),
            added_tax_minor=one.added_tax_minor,
            included_tax_minor=one.included_tax_minor,
        )
        for line, steps, one in zip(lines, of_lines, priced.lines, strict=True)
    ]


def _check_shipping(
    charged: Sequence[Charge], method_ids: Collection[uuid.UUID], lines: Sequence[Line]
) -> None:
    for one in charged:
        if one.choice.sending in {Sending.UNKNOWN, Sending.NOT_THERE}:
            name = next(line.offer.shop_name for line in lines if line.offer.shop_id == one.shop_id)
            raise NotShipped(shop_id=one.shop_id, shop_name=name)
    if not set(method_ids) <= {one.choice.chosen.method.id for one in charged if one.choice.chosen}:
        raise ShippingGone


def _candidates(line: Line) -> tuple[ItemPrice, ...]:
    price = line.price
    if price.deal_id is not None:
        return (ItemPrice(Kind.LIVE_DEAL, price.unit_minor, price.deal_id),)
    return () if price.sale_id is None else (ItemPrice(Kind.SALE, price.unit_minor, price.sale_id),)
