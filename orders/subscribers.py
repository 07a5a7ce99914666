"""What orders do when they hear of payments and stock, and what screens hear of orders."""

from sqlalchemy.orm import Session

from accounts.events import GuestSignedIn
from kernel import runtime
from kernel.realtime import announce
from kernel.transaction import after_commit
from orders import carts, checkout, lifecycle, lookup, mails, paying, return_mails, return_money
from orders.events import (
    OrderCancelled,
    OrderDelivered,
    OrderEvent,
    OrderPaid,
    OrderRefunded,
    OrderShipped,
    ReturnChanged,
    ReturnDueSoon,
)
from orders.mails import MailKind
from orders.states import Teller
from payments.events import PaymentCaptured, PaymentRefunded, PaymentSettling
from products import prices
from products.events import ReservationExpired, StockChanged
from products.prior_price import PricePreset


def lock_checkout(session: Session, event: PaymentSettling) -> None:
    """Take the locks of all orders of a checkout before its payment's row is touched."""
    lifecycle.lock_checkout(session, event.reference_id)


def mark_paid(session: Session, event: PaymentCaptured) -> None:
    """Mark the orders of a payment as paid, in the payment's own transaction."""
    paying.mark_paid(session, event.reference_id)


def mark_refunded(session: Session, event: PaymentRefunded) -> None:
    """Note whose part of a payment is back: that of a return, or of an order."""
    if not return_money.settle(session, event.part_id, event.amount_minor):
        paying.mark_refunded(session, event.part_id, event.amount_minor)


def cancel_expired(session: Session, event: ReservationExpired) -> None:
    """Cancel the order whose stock is not held any more."""
    lifecycle.expire(session, event.reference_id)


def merge_cart(session: Session, event: GuestSignedIn) -> None:
    """Let a person find in his cart what he put there before he signed in."""
    carts.merge(session, event.user_id, event.guest_hash)


def forget_sold_out(session: Session, event: StockChanged) -> None:
    """Believe no longer that a variant is sold out, once it is committed that it is not."""
    if event.available_count > 0 and checkout.is_believed_sold_out(event.variant_id):
        after_commit(session, lambda: checkout.forget_sold_out(event.variant_id))


def note_sold(session: Session, event: OrderPaid) -> None:
    """Write into the price history what was paid, where the market's rule of earlier prices asks for it."""
    if PricePreset(runtime.config().price_preset) is PricePreset.PRC:
        order = lookup.get_order_for_letter(session, event.order_id)
        paid = {item.variant_id: item.total_minor // item.quantity for item in order.line_items}
        prices.note_sold(session, paid, order.currency)


def announce_order(session: Session, event: OrderEvent) -> None:
    """Tell the screens of the buyer and of the merchant how the order stands."""
    payload = {"order_id": str(event.order_id), "state": lookup.get_state(session, event.order_id)}
    for user_id in dict.fromkeys((event.buyer_id, event.shop_owner_id)):
        announce(session, f"user:{user_id}", "order_changed", payload)


def mail_paid(session: Session, event: OrderPaid) -> None:
    """Write to the buyer that he has paid, and to the merchant that there is something to pack."""
    mails.post(session, MailKind.PAID, event)
    mails.post(session, MailKind.NEW_ORDER, event)


def mail_shipped(session: Session, event: OrderShipped) -> None:
    """Write to the buyer that a parcel is on its way."""
    mails.post(session, MailKind.SHIPPED, event, shipment_id=event.shipment_id)


def mail_delivered(session: Session, event: OrderDelivered) -> None:
    """Write to the buyer that his order counts as delivered, unless he said so himself."""
    if event.told_by != Teller.BUYER:
        mails.post(session, MailKind.DELIVERED, event)


def mail_cancelled(session: Session, event: OrderCancelled) -> None:
    """Write to the buyer that the order is cancelled, and to a merchant who was to pack it."""
    mails.post(session, MailKind.CANCELLED, event)
    if lookup.get_order_for_letter(session, event.order_id).paid_at is not None:
        mails.post(session, MailKind.LOST_ORDER, event)


def mail_refunded(session: Session, event: OrderRefunded) -> None:
    """Write to the buyer that his money is back."""
    mails.post(session, MailKind.REFUNDED, event)


def mail_return(session: Session, event: ReturnChanged) -> None:
    """Write of each step of a return to whoever has to act or to know."""
    return_mails.post_change(session, event)


def mail_return_due(session: Session, event: ReturnDueSoon) -> None:
    """Remind whoever has to act about a return by mail."""
    return_mails.post_reminder(session, event)
