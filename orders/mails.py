"""Mails about orders: who is told what, once, by a job that is written together with what happened.

The job is enqueued in the transaction of the event and runs outside of any: an SMTP server may take its time,
and nobody else may write to SQLite meanwhile if a transaction waited for it.
"""

import uuid
from collections.abc import Callable
from enum import StrEnum

from sqlalchemy.orm import Session

from accounts.mailboxes import Mailbox, get_mailbox
from kernel import runtime
from kernel.catalogues import choose_words
from kernel.jobs import enqueue
from kernel.mail import Mail
from orders import letters, lookup
from orders.events import OrderEvent
from orders.letters import Letter, Reader
from orders.values import Order

SEND_JOB = "orders.jobs.send_mail"
#: A slow mail server holds up mails and nothing else.
QUEUE = "mail"


class MailKind(StrEnum):
    """What a mail tells; `new_order` and `lost_order` are for the merchant, the others are for the buyer."""

    PAID = "paid"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"
    NEW_ORDER = "new_order"
    LOST_ORDER = "lost_order"


_TO_MERCHANT = (MailKind.NEW_ORDER, MailKind.LOST_ORDER)


_WRITERS: dict[MailKind, Callable[[Order, Reader], Letter]] = {
    MailKind.PAID: letters.write_paid,
    MailKind.DELIVERED: letters.write_delivered,
    MailKind.CANCELLED: letters.write_cancelled,
    MailKind.REFUNDED: letters.write_refunded,
    MailKind.NEW_ORDER: letters.write_new_order,
    MailKind.LOST_ORDER: letters.write_lost_order,
}


def post(
    session: Session, kind: MailKind, event: OrderEvent, *, shipment_id: uuid.UUID | None = None
) -> None:
    """Have a mail sent about an order, or about one of its parcels. The same again is one mail."""
    args = {"kind": kind, "order_id": str(event.order_id)}
    if shipment_id is not None:
        args["shipment_id"] = str(shipment_id)
    enqueue(session, SEND_JOB, args, queue=QUEUE, dedupe_key=_key(kind, shipment_id or event.order_id))


def write_mail(session: Session, kind: MailKind, order_id: uuid.UUID, shipment_id: uuid.UUID | None) -> Mail:
    """Return a mail about an order as it stands now, in its reader's language.

    Raises NoSuchOrder.
    """
    order = lookup.get_order_for_letter(session, order_id)
    mailbox, reader = read_reader(session, order.shop_owner_id if kind in _TO_MERCHANT else order.buyer_id)
    if shipment_id is None:
        letter = _WRITERS[kind](order, reader)
    else:
        parcel = next(one for one in order.shipments if one.id == shipment_id)
        letter = letters.write_shipped(order, reader, parcel)
    return Mail(
        key=_key(kind, shipment_id or order_id),
        to=mailbox.email,
        subject=letter.subject,
        text=letters.render_text(letter),
        html=letters.render_html(letter, reader.locale),
    )


def read_reader(session: Session, person_id: uuid.UUID) -> tuple[Mailbox, Reader]:
    """Return where a person gets mail, and how he is written to."""
    mailbox = get_mailbox(session, person_id)
    locale = mailbox.locale or "en"
    return mailbox, Reader(mailbox.display_name, locale, choose_words(locale), runtime.config().public_url)


def _key(kind: MailKind, about: uuid.UUID) -> str:
    return f"order-{kind}-{about}"
