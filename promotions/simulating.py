"""How a price would come about at some moment for some buyer: the steps of the pipeline, and nothing bought.

What orders add beside the goods, shipping and tax, is not looked at.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from products import catalogue, sale_prices, shops
from products.errors import NoSuchVariant
from products.values import Offer
from promotions import coupons, deals, full_reductions
from promotions.coupon_choice import CouponRefusal, choose_best, find_missing, find_refusal
from promotions.coupon_values import Coupon, CouponState
from promotions.pipeline.pricing import price_lines
from promotions.pipeline.values import Breakdown, ItemPrice, Kind, Line, Terms


@dataclass(frozen=True)
class Question:
    """What a merchant wants to know: units of variants of one currency, a code, a moment and a kind of buyer.

    `has_used`: the buyer has used every coupon as often as one may.
    """

    quantities: Mapping[uuid.UUID, int]
    at: dt.datetime
    code: str | None = None
    has_used: bool = False


@dataclass(frozen=True)
class TriedCoupon:
    """A coupon of the shop, and why it takes nothing off; None: it does."""

    coupon: Coupon
    refusal: CouponRefusal | None
    missing_minor: int


@dataclass(frozen=True)
class Simulation:
    """How a price comes about: lines, steps in the order of the rules, their names, the coupons tried."""

    offers: Sequence[Offer]
    priced: Breakdown
    titles: Mapping[uuid.UUID, str]
    tried: Sequence[TriedCoupon]
    currency: str

    @property
    def list_minor(self) -> int:
        """Return what all would cost as listed."""
        return sum(one.line.quantity * one.line.list_price_minor for one in self.priced.lines)


def simulate(
    session: Session, shop_id: uuid.UUID, question: Question, *, owner_id: uuid.UUID
) -> Simulation | None:
    """Return how the price of goods of an own shop comes about; None for nothing, or several currencies.

    Raises NoSuchShop: it is not this owner's. Raises NoSuchVariant: a variant is not the shop's.
    """
    shops.get_own_shop(session, shop_id, owner_id)
    offers = _read_offers(session, shop_id, question)
    currencies = {one.currency for one in offers}
    if len(currencies) != 1:
        return None
    currency, at = currencies.pop(), question.at
    lines = _build_lines(session, offers, question)
    reductions = [
        one
        for one in full_reductions.list_of_shop(session, shop_id)
        if one.find_state(at) is CouponState.RUNNING
    ]
    terms = Terms(full_reductions=full_reductions.list_terms(reductions, {shop_id}, currency))
    at_item_prices = price_lines(lines).lines
    refusals = {
        one: find_refusal(
            one,
            at_item_prices,
            currency,
            at=at,
            used_count=one.per_buyer_limit if question.has_used else 0,
        )
        for one in coupons.list_coupons_of_shop(session, shop_id)
        if (one.is_public or one.code == question.code) and one.ended_at is None
    }
    usable = [one.terms for one, refusal in refusals.items() if refusal is None]
    chosen = choose_best(lines, usable, terms)
    tried = [
        TriedCoupon(
            one,
            CouponRefusal.NOT_CHOSEN if refusal is None and one.id not in chosen else refusal,
            find_missing(one.terms, at_item_prices) if refusal is CouponRefusal.BELOW_THRESHOLD else 0,
        )
        for one, refusal in refusals.items()
    ]
    priced = price_lines(lines, replace(terms, coupons=[one for one in usable if one.id in chosen]))
    titles = {one.id: one.name for one in refusals} | {one.id: one.name for one in reductions}
    return Simulation(offers, priced, titles, tried, currency)


def _read_offers(session: Session, shop_id: uuid.UUID, question: Question) -> Sequence[Offer]:
    found = catalogue.get_offers(session, question.quantities)
    if any(key not in found or found[key].shop_id != shop_id for key in question.quantities):
        raise NoSuchVariant
    return [found[key] for key in question.quantities]


def _build_lines(session: Session, offers: Sequence[Offer], question: Question) -> Sequence[Line]:
    standing = deals.list_standing(session, question.quantities)
    sales = sale_prices.find_sales(session, question.quantities, question.at)
    lines = []
    for offer in offers:
        candidates = []
        deal, quantity = standing.get(offer.variant_id), question.quantities[offer.variant_id]
        if (
            deal is not None
            and deal.is_open(question.at)
            and quantity <= min(deal.left_count, deal.per_buyer_limit)
        ):
            candidates.append(ItemPrice(Kind.LIVE_DEAL, deal.price_minor, deal.id))
        if offer.variant_id in sales:
            sale = sales[offer.variant_id]
            candidates.append(ItemPrice(Kind.SALE, sale.price_minor, sale.id))
        lines.append(
            Line(
                offer.variant_id,
                offer.product_id,
                offer.shop_id,
                quantity,
                offer.list_price_minor,
                candidates,
            )
        )
    return lines
