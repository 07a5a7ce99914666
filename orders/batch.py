"""Placing a batch of orders in one transaction, with as few statements for many as for one.

The order of its steps is what makes it right. The variants are locked before the dedupe read, so that the
read sees every committed order for them: otherwise the second tap of a buyer, served by another process,
could be told "sold out" although his key holds a unit.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, bindparam, select
from sqlalchemy.orm import Session

from kernel import runtime
from kernel.bulk import insert_rows
from kernel.errors import DomainError, KeyReused
from kernel.events import publish
from kernel.ids import new_id
from orders.errors import NoSuchOffer, NotOnSale, SeveralShops
from orders.events import OrderPlaced
from orders.models import LineItemRecord, OrderRecord
from orders.numbers import make_number
from orders.pricing import Price, Pricing
from orders.purchases import Placed, Purchase, Result
from orders.states import OrderState
from payments.authorization import NewPayment, open_payments
from products import catalogue, stock
from products.errors import OutOfStock
from products.values import Offer
from promotions import quota

#: Core tables: the ORM would cost five times as much in the way of every order.
_ORDERS = cast(Table, OrderRecord.__table__)
_LINE_ITEMS = cast(Table, LineItemRecord.__table__)

_PLACED = select(
    _ORDERS.c.buyer_id,
    _ORDERS.c.idempotency_key,
    _ORDERS.c.request_hash,
    _ORDERS.c.id,
    _ORDERS.c.payment_id,
    _ORDERS.c.total_minor,
    _ORDERS.c.currency,
).where(_ORDERS.c.idempotency_key.in_(bindparam("keys", expanding=True)))

Offers = Mapping[uuid.UUID, Offer]
Intent = tuple[uuid.UUID, str]


@dataclass(frozen=True, slots=True)
class _NewOrder:
    purchase: Purchase
    placed: Placed
    offers: Sequence[Offer]
    prices: Sequence[Price]
    uses_deal: bool


@dataclass(frozen=True, slots=True)
class _Batch:
    """A batch in the making: `left` and `new` change as its purchases are placed one after the other."""

    offers: Offers
    left: dict[uuid.UUID, int]
    pricing: Pricing
    kept: dict[Intent, tuple[str, Placed]]
    new: list[_NewOrder]


@dataclass(frozen=True, slots=True)
class BatchAnswer:
    """The results in the order of the purchases, and the variants of which nothing is left."""

    results: list[Result]
    sold_out: frozenset[uuid.UUID]


def place_batch(session: Session, purchases: Sequence[Purchase]) -> BatchAnswer:
    """Place these orders; a purchase that can't be fulfilled gets its refusal and the others go on.

    Publishes OrderPlaced, StockChanged.
    """
    offers = catalogue.lock_offers(session, {variant for one in purchases for variant, _ in one.quantities})
    kept = find_placed(session, purchases)
    left = {variant_id: offer.available_count for variant_id, offer in offers.items()}
    pricing = Pricing(session, offers, {one.buyer_id for one in purchases})
    batch = _Batch(offers, left, pricing, kept, [])
    results = [_place(one, batch) for one in purchases]
    if batch.new:
        _write(session, batch)
    return BatchAnswer(results, frozenset(variant_id for variant_id, count in left.items() if count <= 0))


def find_placed(session: Session, purchases: Iterable[Purchase]) -> dict[Intent, tuple[str, Placed]]:
    """Return the orders that stand already for these purchases, with their requests' hashes."""
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
        prices = batch.pricing.price(purchase, wanted)
    except DomainError as refusal:
        return refusal
    for variant_id, quantity in purchase.quantities:
        batch.left[variant_id] -= quantity
    total = sum(
        price.unit_minor * quantity for price, (_, quantity) in zip(prices, purchase.quantities, strict=True)
    )
    placed = Placed(new_id(), new_id(), total, wanted[0].currency)
    uses_deal = batch.pricing.take(purchase, placed.order_id, prices)
    batch.new.append(_NewOrder(purchase, placed, wanted, prices, uses_deal))
    again = Placed(placed.order_id, placed.payment_id, total, placed.currency, replayed=True)
    batch.kept[purchase.intent] = (purchase.request_hash, again)
    return placed


def _choose_offers(purchase: Purchase, offers: Offers) -> list[Offer]:
    chosen: list[Offer] = []
    for variant_id, _ in purchase.quantities:
        offer = offers.get(variant_id)
        if offer is None:
            raise NoSuchOffer(variant_id=variant_id)
        if not offer.is_on_sale:
            raise NotOnSale(variant_id=variant_id)
        chosen.append(offer)
    if any((one.shop_id, one.currency) != (chosen[0].shop_id, chosen[0].currency) for one in chosen[1:]):
        raise SeveralShops
    return chosen


def _check_stock(purchase: Purchase, left: Mapping[uuid.UUID, int]) -> None:
    for variant_id, quantity in purchase.quantities:
        if left[variant_id] < quantity:
            raise OutOfStock(variant_id=variant_id, requested=quantity, available=max(left[variant_id], 0))


def _write(session: Session, batch: _Batch) -> None:
    new, at = batch.new, batch.pricing.at
    expires_at = _expiries(at)
    insert_rows(session, _ORDERS, [_order_row(one, at) for one in new])
    insert_rows(session, _LINE_ITEMS, [row for one in new for row in _line_item_rows(one)])
    open_payments(session, [_new_payment(one) for one in new])
    reservations = [
        stock.NewReservation(one.placed.order_id, variant_id, quantity, expires_at[one.uses_deal])
        for one in new
        for variant_id, quantity in one.purchase.quantities
    ]
    stock.hold(session, reservations)
    batch.pricing.write(session)
    for one in new:
        owner_id = one.offers[0].shop_owner_id
        publish(session, OrderPlaced(one.placed.order_id, one.purchase.buyer_id, owner_id))


def _expiries(at: dt.datetime) -> Mapping[bool, dt.datetime]:
    """Return until when orders hold their stock, by whether they use a deal."""
    seconds = runtime.config().reservation_seconds
    short = min(seconds, quota.RESERVATION_SECONDS)
    return {False: at + dt.timedelta(seconds=seconds), True: at + dt.timedelta(seconds=short)}


def _order_row(new: _NewOrder, at: dt.datetime) -> dict[str, Any]:
    purchase, placed, offer = new.purchase, new.placed, new.offers[0]
    return {
        "id": placed.order_id,
        "number": make_number(),
        "buyer_id": purchase.buyer_id,
        "shop_id": offer.shop_id,
        "shop_owner_id": offer.shop_owner_id,
        "idempotency_key": purchase.key,
        "request_hash": purchase.request_hash,
        "state": OrderState.PENDING_PAYMENT,
        "total_minor": placed.total_minor,
        "currency": placed.currency,
        "payment_id": placed.payment_id,
        "shop_name": offer.shop_name,
        "shipping_address": purchase.shipping_address,
        "source": purchase.source,
        "source_id": _id_in(purchase.source, "id"),
        "source_pin_id": _id_in(purchase.source, "pin_id"),
        "uses_deal": new.uses_deal,
        "created_at": at,
    }


def _line_item_rows(new: _NewOrder) -> list[dict[str, Any]]:
    return [
        {
            "order_id": new.placed.order_id,
            "variant_id": offer.variant_id,
            "product_id": offer.product_id,
            "product_title": offer.product_title,
            "sku": offer.sku,
            "options": offer.options,
            "quantity": quantity,
            "unit_price_minor": price.unit_minor,
            "list_price_minor": offer.list_price_minor,
            "deal_id": price.deal_id,
        }
        for offer, price, (_, quantity) in zip(new.offers, new.prices, new.purchase.quantities, strict=True)
    ]


def _id_in(source: Mapping[str, Any] | None, name: str) -> uuid.UUID | None:
    """Return an id that a client told, or None: what is no id counts for nobody."""
    text = None if source is None else source.get(name)
    if text is None:
        return None
    try:
        return uuid.UUID(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _new_payment(new: _NewOrder) -> NewPayment:
    placed = new.placed
    return NewPayment(
        placed.payment_id, placed.order_id, new.purchase.buyer_id, placed.total_minor, placed.currency
    )
