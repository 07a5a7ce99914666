"""New orders before they are written: a purchase shared out by shop, and the rows that come of it."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kernel import runtime
from kernel.ids import new_id
from orders.charges import Charge, index_by_shop
from orders.discounts import Bought, Discounts
from orders.events import PlacedLine
from orders.numbers import make_number
from orders.pricing import Line, Pricing
from orders.purchases import Basket, Placed, Purchase
from orders.states import OrderState
from payments.authorization import NewPayment
from products.stock import NewReservation
from promotions import quota
from promotions.pipeline.values import Adjustment, Kind, ShopCosts


@dataclass(frozen=True, slots=True)
class NewOrder:
    """One order of a purchase; `placed` is what its buyer is answered, equal for all of them."""

    id: uuid.UUID
    purchase: Purchase
    placed: Placed
    lines: Sequence[Line]
    total_minor: int
    uses_deal: bool
    uses_coupon: bool
    charge: Charge | None = None


def build_orders(
    purchase: Purchase, bought: Bought, pricing: Pricing, discounts: Discounts
) -> list[NewOrder]:
    """Return the orders of a purchase: one, or with a basket one for each shop.

    What they take of deals is noted in `pricing`, which coupons they use in `discounts`.
    """
    shares = [bought.lines] if purchase.basket is None else _share_out(bought.lines)
    charges = index_by_shop(bought.charges)
    of_shares = [charges.get(share[0].offer.shop_id) for share in shares]
    totals = [_sum(share, charge) for share, charge in zip(shares, of_shares, strict=True)]
    placed = Placed(new_id(), new_id(), totals[0], shares[0][0].offer.currency)
    orders = []
    for number, (share, charge) in enumerate(zip(shares, of_shares, strict=True)):
        order_id = placed.order_id if number == 0 else new_id()
        uses_deal = pricing.take(purchase.buyer_id, order_id, share)
        uses_coupon = discounts.take(purchase, order_id, placed.order_id, share)
        orders.append(
            NewOrder(order_id, purchase, placed, share, totals[number], uses_deal, uses_coupon, charge)
        )
    return orders


def build_reservations(new: Sequence[Sequence[NewOrder]], at: dt.datetime) -> list[NewReservation]:
    """Return what is held: for a shorter time where a deal is used, and equally long for a whole checkout."""
    seconds = runtime.config().reservation_seconds
    short = min(seconds, quota.RESERVATION_SECONDS)
    expires_at = {False: at + dt.timedelta(seconds=seconds), True: at + dt.timedelta(seconds=short)}
    return [
        NewReservation(
            one.id, line.offer.variant_id, line.quantity, expires_at[any(other.uses_deal for other in orders)]
        )
        for orders in new
        for one in orders
        for line in one.lines
    ]


def build_order_row(new: NewOrder, at: dt.datetime) -> dict[str, Any]:
    """Return an order as a row."""
    purchase, placed, offer = new.purchase, new.placed, new.lines[0].offer
    source = purchase.source if purchase.basket is None else _find_source(purchase.basket, new.lines)
    return {
        "id": new.id,
        "checkout_id": placed.order_id,
        "number": make_number(),
        "buyer_id": purchase.buyer_id,
        "shop_id": offer.shop_id,
        "shop_owner_id": offer.shop_owner_id,
        "idempotency_key": purchase.key,
        "request_hash": purchase.request_hash,
        "state": OrderState.PENDING_PAYMENT,
        "total_minor": new.total_minor,
        "currency": placed.currency,
        "payment_id": placed.payment_id,
        "shop_name": offer.shop_name,
        "shipping_address": purchase.shipping_address,
        "note": None if purchase.basket is None else purchase.basket.notes.get(offer.shop_id),
        "source": source,
        "source_id": _id_in(source, "id"),
        "source_pin_id": _id_in(source, "pin_id"),
        "discount_minor": sum(line.discount_minor for line in new.lines),
        **_build_charge(new.charge),
        "uses_deal": new.uses_deal,
        "uses_coupon": new.uses_coupon,
        "created_at": at,
    }


def build_line_item_rows(new: NewOrder) -> list[dict[str, Any]]:
    """Return the lines of an order as rows."""
    return [
        {
            "order_id": new.id,
            "variant_id": line.offer.variant_id,
            "product_id": line.offer.product_id,
            "product_title": line.offer.product_title,
            "sku": line.offer.sku,
            "options": line.offer.options,
            "quantity": line.quantity,
            "unit_price_minor": line.price.unit_minor,
            "list_price_minor": line.offer.list_price_minor,
            "discount_minor": line.discount_minor,
            "added_tax_minor": line.added_tax_minor,
            "included_tax_minor": line.included_tax_minor,
            "deal_id": line.price.deal_id,
            "withdrawal": line.offer.withdrawal,
        }
        for line in new.lines
    ]


def build_adjustment_rows(new: NewOrder, title_of: Callable[[uuid.UUID], str]) -> list[dict[str, Any]]:
    """Return what was taken off the lines of an order or added to them, and why, as rows."""
    return [
        {
            "order_id": new.id,
            "variant_id": line.offer.variant_id,
            "kind": step.kind,
            "funder": step.funder,
            "amount_minor": step.amount_minor,
            "reference_id": step.reference_id,
            "title": _find_title(new.charge, step)
            or (title_of(step.reference_id) if step.reference_id else ""),
        }
        for line in new.lines
        for step in (*line.reductions, *line.surcharges)
    ]


def _build_charge(charge: Charge | None) -> dict[str, Any]:
    """Return what a shop asks for beside the goods, as columns of its order."""
    costs = ShopCosts() if charge is None else charge.costs
    chosen = None if charge is None or charge.choice.chosen is None else charge.choice.chosen.method
    tax = None if charge is None else charge.tax
    return {
        "shipping_minor": costs.shipping_minor,
        "standard_shipping_minor": 0 if charge is None else charge.choice.standard_minor,
        "shipping_method": None if chosen is None else chosen.name,
        "shipping_days_from": None if chosen is None else chosen.days_from,
        "shipping_days_to": None if chosen is None else chosen.days_to,
        "tax_name": None if tax is None else tax.name,
        "tax_basis_points": None if tax is None else tax.basis_points,
        "added_tax_minor": costs.added_tax_minor,
        "included_tax_minor": costs.included_tax_minor,
        "shipping_tax_minor": costs.shipping_tax_minor,
    }


def _find_title(charge: Charge | None, step: Adjustment) -> str | None:
    """Return what shipping and tax were called then; None for what is neither."""
    if charge is None:
        return None
    if step.kind is Kind.TAX and charge.tax is not None:
        return charge.tax.name
    if step.kind is Kind.SHIPPING and charge.choice.chosen is not None:
        return charge.choice.chosen.method.name
    return None


def build_placed_lines(new: NewOrder) -> list[PlacedLine]:
    """Return the lines of an order as others hear of them."""
    return [
        PlacedLine(
            new.id,
            new.purchase.buyer_id,
            line.offer.shop_owner_id,
            line.offer.variant_id,
            line.offer.product_id,
            line.offer.product_title,
            line.quantity,
            line.total_minor - line.included_tax_minor,
            line.offer.currency,
        )
        for line in new.lines
    ]


def _share_out(lines: Sequence[Line]) -> list[Sequence[Line]]:
    """Return the lines of each shop."""
    by_shop: dict[uuid.UUID, list[Line]] = {}
    for line in lines:
        by_shop.setdefault(line.offer.shop_id, []).append(line)
    return list(by_shop.values())


def _find_source(basket: Basket, lines: Sequence[Line]) -> Mapping[str, Any] | None:
    """Return where an order was seen: where the last of its variants that tell was chosen."""
    bought = {line.offer.variant_id for line in lines}
    told = [source for variant_id, source in basket.sources.items() if variant_id in bought]
    return told[-1] if told else None


def _sum(lines: Sequence[Line], charge: Charge | None) -> int:
    goods_minor = sum(line.total_minor for line in lines)
    if charge is None:
        return goods_minor
    return goods_minor + charge.costs.shipping_minor + charge.costs.added_tax_minor


def _id_in(source: Mapping[str, Any] | None, name: str) -> uuid.UUID | None:
    """Return an id that a client told, or None: what is no id counts for nobody."""
    text = None if source is None else source.get(name)
    if text is None:
        return None
    try:
        return uuid.UUID(text) if isinstance(text, str) else None
    except ValueError:
        return None


def build_payment(orders: Sequence[NewOrder]) -> NewPayment:
    """Return the one payment of all orders of a purchase."""
    placed, buyer_id = orders[0].placed, orders[0].purchase.buyer_id
    total_minor = sum(one.total_minor for one in orders)
    return NewPayment(placed.payment_id, placed.order_id, buyer_id, total_minor, placed.currency)
