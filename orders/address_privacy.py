"""What a seller sees of where an order went: all of it while he may need it, and little once it is over.

The order itself keeps the address: its buyer sees it, and the law asks for it. Source: domain rules, Privacy.
"""

from collections.abc import Mapping
from dataclasses import replace

from orders.states import OrderState
from orders.values import Order

#: In these a seller needs no address any more.
OVER = (OrderState.COMPLETED, OrderState.CANCELLED, OrderState.REFUNDED)
_HIDDEN = "•••"
#: What taxes and figures need, and tells nobody where a person lives.
_SHOWN = ("city", "country")
_PHONE_DIGITS = 2


def show_to_seller(order: Order) -> Order:
    """Return an order as its seller sees it."""
    if order.state not in OVER:
        return order
    return replace(order, shipping_address=mask_address(order.shipping_address))


def mask_address(address: Mapping[str, str]) -> dict[str, str]:
    """Return an address without what leads to a person: of a name the first letter, of a phone the end."""
    return {name: _mask(name, value) for name, value in address.items()}


def _mask(name: str, value: str) -> str:
    if not value or name in _SHOWN:
        return value
    if name == "name":
        return f"{value[0]}{_HIDDEN}"
    return f"{_HIDDEN}{value[-_PHONE_DIGITS:]}" if name == "phone" else _HIDDEN
