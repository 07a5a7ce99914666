"""What a buyer gets for what he gives back: its price, and the shipping when he keeps nothing. Pure."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from kernel import runtime
from orders.amounts import part_of, units_minor, units_tax_minor
from orders.return_states import ReturnReason
from orders.values import Order


@dataclass(frozen=True, slots=True)
class ReturnAmounts:
    """What goes back for a return: of `amount_minor`, so much is for the shipping, and so much is tax."""

    amount_minor: int
    shipping_minor: int
    tax_minor: int


def measure_return(
    order: Order, units: Mapping[uuid.UUID, int], reason: ReturnReason, *, gives_shipping: bool = False
) -> ReturnAmounts:
    """Return what goes back for units of an order. `gives_shipping`: its merchant gives that back anyway."""
    lines = [(item, units[item.variant_id]) for item in order.line_items if item.variant_id in units]
    goods_minor = sum(units_minor(item, count, before=item.refunded_count) for item, count in lines)
    tax_minor = sum(units_tax_minor(item, count, before=item.refunded_count) for item, count in lines)
    left_minor = order.shipping_paid_minor - order.shipping_refunds_minor
    shipping_minor = left_minor if gives_shipping else min(left_minor, _find_due(order, units, reason))
    tax_minor += part_of(
        order.shipping_tax_minor,
        order.shipping_paid_minor,
        shipping_minor,
        before=order.shipping_refunds_minor,
    )
    return ReturnAmounts(goods_minor + shipping_minor, shipping_minor, tax_minor)


def _find_due(order: Order, units: Mapping[uuid.UUID, int], reason: ReturnReason) -> int:
    """Return what of the shipping is due: nothing as long as something of the order is kept.

    Whoever changed his mind gets what the cheapest way would have cost; a fault is not his, so he gets all.
    Source: Directive 2011/83/EU, article 13, 1 and 2.
    """
    kept = sum(
        item.quantity - item.refunded_count - units.get(item.variant_id, 0) for item in order.line_items
    )
    if kept:
        return 0
    if reason is not ReturnReason.CHANGED_MIND:
        return order.shipping_paid_minor
    if not runtime.config().return_gives_shipping:
        return 0
    return part_of(order.shipping_paid_minor, order.shipping_minor, order.standard_shipping_minor)
