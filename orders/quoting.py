"""What a purchase would cost now: every step, the best coupons, and why the others do not count."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from kernel.clock import now
from orders.charges import Charge, Charges, Destination
from orders.discounts import BEHIND_ITEM_PRICES, build_lines, reduce_lines
from orders.errors import NoSuchOffer, NotOnSale, SeveralCurrencies
from orders.pricing import Line, Pricing
from orders.purchases import Basket, Purchase
from orders.quotes import QUOTE_SECONDS, Quote
from orders.shipping.choosing import Sending
from products import catalogue
from promotions import coupons, full_reductions, redeeming
from promotions.coupon_choice import CouponRefusal, choose_best, find_missing, find_refusal, goes_together
from promotions.coupon_values import Coupon
from promotions.full_reduction_values import Step, find_next_steps
from promotions.pipeline.pricing import price_lines
from promotions.pipeline.values import Breakdown, PricedLine, Terms
from promotions.pipeline.values import Line as PipelineLine

#: Nobody has said yet where it goes.
NOWHERE = Destination(None)


@dataclass(frozen=True)
class CouponOption:
    """A coupon that a buyer could think of: what it takes off, or why nothing.

    `saves_minor` is what it would take off alone, `missing_minor` what has to be bought before it does.
    """

    coupon: Coupon
    refusal: CouponRefusal | None
    saves_minor: int
    missing_minor: int

    @property
    def is_chosen(self) -> bool:
        """Tell whether the quote's price counts on it."""
        return self.refusal is None

    @property
    def is_usable(self) -> bool:
        """Tell whether it could be chosen."""
        return self.refusal in {None, CouponRefusal.NOT_CHOSEN}


@dataclass(frozen=True)
class PriceCheck:
    """The answer: lines and steps, coupons, codes that no coupon has, and the quote that says so.

    `charges` are what each shop asks for beside its goods, where that goes; `titles` name what takes
    something off; `next_steps` are, by shop, what one would have to add to pay less by a full-reduction.
    """

    lines: Sequence[Line]
    priced: Breakdown
    options: Sequence[CouponOption]
    unknown_codes: Sequence[str]
    charges: Sequence[Charge]
    quote: Quote
    currency: str
    titles: Mapping[uuid.UUID, str]
    next_steps: Mapping[uuid.UUID, Step]

    @property
    def reductions(self) -> Sequence[tuple[str, int]]:
        """Return what is taken off behind the item prices, by reason, in the order of the steps."""
        taken: dict[uuid.UUID, int] = {}
        for step in self.priced.adjustments:
            if step.kind in BEHIND_ITEM_PRICES and step.reference_id is not None:
                taken[step.reference_id] = taken.get(step.reference_id, 0) + step.amount_minor
        return [(self.titles[key], amount_minor) for key, amount_minor in taken.items()]

    @property
    def goods_minor(self) -> int:
        """Return what the goods cost at their item prices."""
        return sum(line.price.unit_minor * line.quantity for line in self.lines)

    @property
    def discount_minor(self) -> int:
        """Return what is taken off that."""
        return sum(line.discount_minor for line in self.lines)

    @property
    def is_plain(self) -> bool:
        """Tell whether it costs what its goods do, wherever they go."""
        return not self.discount_minor and all(
            one.choice.sending is Sending.FREE and one.tax is None for one in self.charges
        )


def quote_purchase(
    session: Session,
    buyer_id: uuid.UUID,
    quantities: Mapping[uuid.UUID, int],
    *,
    codes: Collection[str] = (),
    coupon_ids: Collection[uuid.UUID] | None = None,
    to: Destination = NOWHERE,
) -> PriceCheck:
    """Return what these units cost this buyer now. `coupon_ids` None: with the coupons that save most.

    Without a country they are quoted without shipping and tax, and cost more where a shop asks for them.

    Raises NoSuchOffer, NotOnSale, SeveralCurrencies.
    """
    wanted = tuple(sorted(quantities.items()))
    lines = _read_lines(session, buyer_id, wanted)
    plain = build_lines(lines)
    at_item_prices = price_lines(plain).lines
    currency = lines[0].offer.currency
    shop_ids = {line.offer.shop_id for line in lines}
    found = coupons.list_for_checkout(session, buyer_id, shop_ids, codes)
    refusals = _find_refusals(session, buyer_id, found, at_item_prices, currency)
    usable = [one.terms for one in found if refusals[one.id] is None]
    reductions = full_reductions.list_running(session, shop_ids)
    terms = Terms(full_reductions=full_reductions.list_terms(reductions, shop_ids, currency))
    chosen = choose_best(plain, usable, terms) if coupon_ids is None else frozenset(coupon_ids)
    used = [one for one in usable if one.id in chosen]
    if not goes_together(used):
        best = choose_best(plain, used, terms)
        used = [one for one in used if one.id in best]
    charges = Charges(session, shop_ids, [to.country] if to.country else [])
    priced, charged = charges.price(plain, replace(terms, coupons=used), to, currency)
    used_ids = frozenset(one.id for one in used)
    until = now() + dt.timedelta(seconds=QUOTE_SECONDS)
    return PriceCheck(
        lines=reduce_lines(lines, priced),
        priced=priced,
        options=[_describe(one, refusals[one.id], used_ids, plain, terms) for one in found],
        unknown_codes=[code for code in codes if code not in {one.code for one in found}],
        charges=charged,
        quote=Quote(buyer_id, wanted, used_ids, priced.total_minor, until, _list_chosen(charged)),
        currency=currency,
        titles={one.id: one.name for one in found} | {one.id: one.name for one in reductions},
        next_steps=find_next_steps(terms.full_reductions, at_item_prices),
    )


def _list_chosen(charged: Sequence[Charge]) -> frozenset[uuid.UUID]:
    return frozenset(one.choice.chosen.method.id for one in charged if one.choice.chosen)


def _read_lines(
    session: Session, buyer_id: uuid.UUID, wanted: tuple[tuple[uuid.UUID, int], ...]
) -> Sequence[Line]:
    offers = catalogue.get_offers(session, [variant_id for variant_id, _ in wanted])
    for variant_id, _ in wanted:
        if variant_id not in offers:
            raise NoSuchOffer(variant_id=variant_id)
        if not offers[variant_id].is_on_sale:
            raise NotOnSale(variant_id=variant_id)
    if len({offer.currency for offer in offers.values()}) > 1:
        raise SeveralCurrencies
    purchase = Purchase(buyer_id, "", "", wanted, {}, None, basket=Basket())
    pricing = Pricing(session, offers, [buyer_id])
    return pricing.price(purchase, [offers[variant_id] for variant_id, _ in wanted])


def _find_refusals(
    session: Session,
    buyer_id: uuid.UUID,
    found: Sequence[Coupon],
    lines: Sequence[PricedLine],
    currency: str,
) -> dict[uuid.UUID, CouponRefusal | None]:
    used = redeeming.count_uses(session, [one.id for one in found], [buyer_id]) if found else {}
    at = now()
    return {
        one.id: find_refusal(one, lines, currency, at=at, used_count=used.get((one.id, buyer_id), 0))
        for one in found
    }


def _describe(
    coupon: Coupon,
    refusal: CouponRefusal | None,
    used_ids: Collection[uuid.UUID],
    plain: Sequence[PipelineLine],
    terms: Terms,
) -> CouponOption:
    if refusal is None and coupon.id not in used_ids:
        refusal = CouponRefusal.NOT_CHOSEN
    is_usable = refusal in {None, CouponRefusal.NOT_CHOSEN}
    without = price_lines(plain, terms)
    alone = price_lines(plain, replace(terms, coupons=[coupon.terms])) if is_usable else without
    is_below = refusal is CouponRefusal.BELOW_THRESHOLD
    saves_minor = without.total_minor - alone.total_minor
    missing_minor = find_missing(coupon.terms, without.lines) if is_below else 0
    return CouponOption(coupon, refusal, saves_minor, missing_minor)
