"""What commissions do when they hear of orders and people."""

from sqlalchemy.orm import Session

from accounts.events import GuestSignedIn
from commissions import attribution, settling, touches
from orders.events import (
    LinesPlaced,
    OrderCancelled,
    OrderDelivered,
    OrderPaid,
    ReturnChanged,
)
from orders.return_money import find_order
from payments.events import RefundRequested


def freeze(session: Session, event: LinesPlaced) -> None:
    """Write who earns by what was just ordered, with the orders or not at all."""
    attribution.freeze(session, event)


def merge_touches(session: Session, event: GuestSignedIn) -> None:
    """Let what a person opened before he signed in count as his."""
    touches.merge(session, event.user_id, event.guest_hash)


def settle_paid(session: Session, event: OrderPaid) -> None:
    """Estimate what a sale brings."""
    settling.settle(session, event.order_id)


def settle_delivered(session: Session, event: OrderDelivered) -> None:
    """Let the shop owe what a sale brings."""
    settling.settle(session, event.order_id)


def settle_cancelled(session: Session, event: OrderCancelled) -> None:
    """Expect nothing of an order that came to nothing."""
    settling.settle(session, event.order_id)


def settle_refund(session: Session, event: RefundRequested) -> None:
    """Take back what units brought whose money goes back; for what is no order, nothing."""
    order = find_order(session, event.part_id)
    if order is not None:
        settling.settle(session, order.id)


def settle_return(session: Session, event: ReturnChanged) -> None:
    """Take back what units brought that went back for no money at all."""
    settling.settle(session, event.order_id)
