"""The states of an order, and which follows which."""

from enum import StrEnum


class OrderState(StrEnum):
    """Where an order is."""

    PENDING_PAYMENT = "pending_payment"
    PAID = "paid"
    PARTIALLY_SHIPPED = "partially_shipped"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"


class Teller(StrEnum):
    """Who moved an order or a return on. `time`: nobody said anything, for long enough."""

    BUYER = "buyer"
    MERCHANT = "merchant"
    MODERATOR = "moderator"
    TIME = "time"


class CancelReason(StrEnum):
    """Why an order was cancelled."""

    BUYER = "buyer"
    EXPIRED = "expired"


#: state -> states it may move to. A cancelled order is paid when its money comes late and the stock is still
#: there, and refunded when it is not.
NEXT = {
    OrderState.PENDING_PAYMENT: {OrderState.PAID, OrderState.CANCELLED},
    OrderState.PAID: {
        OrderState.PARTIALLY_SHIPPED,
        OrderState.SHIPPED,
        OrderState.CANCELLED,
        OrderState.REFUNDED,
    },
    OrderState.PARTIALLY_SHIPPED: {OrderState.SHIPPED, OrderState.REFUNDED},
    OrderState.SHIPPED: {OrderState.DELIVERED, OrderState.REFUNDED},
    OrderState.DELIVERED: {OrderState.COMPLETED, OrderState.REFUNDED},
    OrderState.COMPLETED: {OrderState.REFUNDED},
    OrderState.CANCELLED: {OrderState.PAID, OrderState.REFUNDED},
}

#: In these an order is paid and something of it waits for a parcel.
TO_SHIP = (OrderState.PAID, OrderState.PARTIALLY_SHIPPED)
#: In these all of an order has left the house, and it is its buyer's to say how it is.
SENT = (OrderState.SHIPPED, OrderState.DELIVERED, OrderState.COMPLETED)
#: In these the market has the money of an order, unless it is on its way back.
KEPT = (*TO_SHIP, *SENT)


def states_before(state: OrderState) -> list[OrderState]:
    """Return the states from which `state` may be reached."""
    return [before for before, after in NEXT.items() if state in after]
