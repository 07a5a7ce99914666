"""Placing a batch of purchases in one transaction, with as few statements for many as for one.

A purchase becomes one order, or one for each of its shops, which are paid together.

The order of its steps is what makes it right. The variants are locked before the dedupe read, so that the
read sees every committed order for them: otherwise the second tap of a buyer, served by another process,
could be told "sold out" although his key holds a unit.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from sqlalchemy import Table, bindparam, select
from sqlalchemy.orm import Session

from kernel.bulk import insert_rows
from kernel.errors import DomainError, KeyReused
from kernel.events import publish
from orders.carts import take_bought
from orders.charges import Charges
from orders.discounts import Discounts
from orders.errors import NoSuchOffer, NoteForNoOrder, NotOnSale, SeveralCurrencies, SeveralShops
from orders.events import LinesPlaced, OrderPlaced
from orders.models import AdjustmentRecord, LineItemRecord, OrderRecord
from orders.new_orders import (
    NewOrder,
    build_adjustment_rows,
    build_line_item_rows,
    build_order_row,
    build_orders,
    build_payment,
    build_placed_lines,
    build_reservations,
)
from orders.pricing import Pricing
from orders.purchases import Basket, Placed, Purchase, Result
from payments.authorization import open_payments
from products import catalogue, stock
from products.errors import OutOfStock
from products.values import Offer

#: Core tables: the ORM would cost five times as much in the way of every order.
_ORDERS = cast(Table, OrderRecord.__table__)
_LINE_ITEMS = cast(Table, LineItemRecord.__table__)
_ADJUSTMENTS = cast(Table, AdjustmentRecord.__table__)

_PLACED = select(
    _ORDERS.c.buyer_id,
    _ORDERS.c.idempotency_key,
    _ORDERS.c.request_hash,
    _ORDERS.c.id,
    _ORDERS.c.payment_id,
    _ORDERS.c.total_minor,
    _ORDERS.c.currency,
).where(
    _ORDERS.c.idempotency_key.in_(bindparam("keys", expanding=True)), _ORDERS.c.checkout_id == _ORDERS.c.id
)

Offers = Mapping[uuid.UUID, Offer]
Intent = tuple[uuid.UUID, str]


@dataclass(frozen=True, slots=True)
class _Batch:
    """A batch in the making: `left` and `new` change as its purchases are placed one after the other."""

    offers: Offers
    left: dict[uuid.UUID, int]
    pricing: Pricing
    discounts: Discounts
    charges: Charges
    kept: dict[Intent, tuple[str, Placed]]
    new: list[Sequence[NewOrder]]


@dataclass(frozen=True, slots=True)
class BatchAnswer:
    """The results in the order of the purchases, and the variants of which nothing is left."""

    results: list[Result]
    sold_out: frozenset[uuid.UUID]


def place_batch(session: Session, purchases: Sequence[Purchase]) -> BatchAnswer:
    """Place these purchases; one that can't be fulfilled whole gets its refusal and the others go on.

    Publishes LinesPlaced, OrderPlaced, StockChanged.
    """
    offers = catalogue.lock_offers(session, {variant for one in purchases for variant, _ in one.quantities})
    kept = find_placed(session, purchases)
    left = {variant_id: offer.available_count for variant_id, offer in offers.items()}
    pricing = Pricing(session, offers, {one.buyer_id for one in purchases})
    discounts = Discounts(session, purchases, pricing.at, {one.shop_id for one in offers.values()})
    batch = _Batch(offers, left, pricing, discounts, _read_charges(session, offers, purchases), kept, [])
    results = [_place(one, batch) for one in purchases]
    if batch.new:
        _write(session, batch)
    return BatchAnswer(results, frozenset(variant_id for variant_id, count in left.items() if count <= 0))


def find_placed(session: Session, purchases: Iterable[Purchase]) -> dict[Intent, tuple[str, Placed]]:
    """Return the (first) orders that stand already for these purchases, with their requests' hashes."""
    rows = session.execute(_PLACED, {"keys": list({one.key for one in purchases})})
    return {
        (buyer_id, key): (request_hash, Placed(order_id, payment_id, total, currency, replayed=True))
        for buyer_id, key, request_hash, order_id, payment_id, total, currency in rows
    }


def replay(purchase: Purchase, kept: tuple[str, Placed]) -> Result:
    """Answer a purchase whose key has an order: with it, or with a refusal if it asked for another."""
    request_hash, placed = kept
    return placed if request_hash == purchase.request_hash else KeyReused()


def _place(purchase: Purchase, batch: _Batch) -> Result:
    earlier = batch.kept.get(purchase.intent)
    if earlier is not None:
        return replay(purchase, earlier)
    try:
        wanted = _choose_offers(purchase, batch.offers)
        _check_stock(purchase, batch.left)
        bought = batch.discounts.apply(purchase, batch.pricing.price(purchase, wanted), batch.charges)
    except DomainError as refusal:
        return refusal
    for variant_id, quantity in purchase.quantities:
        batch.left[variant_id] -= quantity
    orders = build_orders(purchase, bought, batch.pricing, batch.discounts)
    batch.new.append(orders)
    placed = orders[0].placed
    batch.kept[purchase.intent] = (purchase.request_hash, replace(placed, replayed=True))
    return placed


def _read_charges(session: Session, offers: Offers, purchases: Iterable[Purchase]) -> Charges:
    shop_ids = {offer.shop_id for offer in offers.values()}
    countries = {country for one in purchases if (country := one.shipping_address.get("country"))}
    return Charges(session, shop_ids, countries)


def _choose_offers(purchase: Purchase, offers: Offers) -> list[Offer]:
    chosen: list[Offer] = []
    for variant_id, _ in purchase.quantities:
        offer = offers.get(variant_id)
        if offer is None:
            raise NoSuchOffer(variant_id=variant_id)
        if not offer.is_on_sale:
            raise NotOnSale(variant_id=variant_id)
        chosen.append(offer)
    first = chosen[0]
    if purchase.basket is not None:
        _check_basket(purchase.basket, chosen)
    elif any((one.shop_id, one.currency) != (first.shop_id, first.currency) for one in chosen[1:]):
        raise SeveralShops
    return chosen


def _check_basket(basket: Basket, chosen: Sequence[Offer]) -> None:
    if len({one.currency for one in chosen}) > 1:
        raise SeveralCurrencies
    if not basket.notes.keys() <= {one.shop_id for one in chosen}:
        raise NoteForNoOrder


def _check_stock(purchase: Purchase, left: Mapping[uuid.UUID, int]) -> None:
    for variant_id, quantity in purchase.quantities:
        if left[variant_id] < quantity:
            raise OutOfStock(variant_id=variant_id, requested=quantity, available=max(left[variant_id], 0))


def _write(session: Session, batch: _Batch) -> None:
    new, at = [order for orders in batch.new for order in orders], batch.pricing.at
    insert_rows(session, _ORDERS, [build_order_row(one, at) for one in new])
    insert_rows(session, _LINE_ITEMS, [row for one in new for row in build_line_item_rows(one)])
    adjusted = [row for one in new for row in build_adjustment_rows(one, batch.discounts.title_of)]
    insert_rows(session, _ADJUSTMENTS, adjusted)
    open_payments(session, [build_payment(orders) for orders in batch.new])
    stock.hold(session, build_reservations(batch.new, at))
    batch.pricing.write(session)
    batch.discounts.write(session)
    _empty_carts(session, batch.new)
    publish(session, LinesPlaced([line for one in new for line in build_placed_lines(one)], at))
    for one in new:
        owner_id = one.lines[0].offer.shop_owner_id
        publish(session, OrderPlaced(one.id, one.purchase.buyer_id, owner_id))


def _empty_carts(session: Session, new: Sequence[Sequence[NewOrder]]) -> None:
    """Take what was bought by the cart out of it. By buyer, so that two batches can't wait for each other."""
    baskets = [orders[0].purchase for orders in new if orders[0].purchase.basket is not None]
    for purchase in sorted(baskets, key=lambda one: one.buyer_id):
        take_bought(session, purchase.buyer_id, purchase.quantities)
