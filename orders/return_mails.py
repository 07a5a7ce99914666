"""Mails about returns: at each step to whoever has to act or to know, once, by a job as in `orders.mails`."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from kernel.jobs import enqueue
from kernel.mail import Mail
from orders import letters, lookup, return_letters
from orders.events import ReturnChanged, ReturnDueSoon
from orders.letters import Reader
from orders.mails import QUEUE, read_reader
from orders.return_letters import Words, build_letter
from orders.return_lookup import get_return_for_letter
from orders.return_states import ReturnReason, ReturnState
from orders.return_values import Return
from orders.states import Teller

SEND_JOB = "orders.jobs.send_return_mail"


class ReturnMail(StrEnum):
    """What a mail about a return tells."""

    RECEIPT = "receipt"
    ASKED = "asked"
    APPROVED = "approved"
    APPROVED_BY_TIME = "approved_by_time"
    REJECTED = "rejected"
    SENT = "sent"
    RECEIVED = "received"
    RECEIVED_BY_TIME = "received_by_time"
    REFUNDED = "refunded"
    DROPPED = "dropped"
    CLOSED = "closed"
    DISPUTED = "disputed"
    GRANTED = "granted"
    GRANTED_AGAINST = "granted_against"
    UPHELD = "upheld"
    UPHELD_AGAINST = "upheld_against"
    SEND_SOON = "send_soon"
    ANSWER_SOON = "answer_soon"
    CONFIRM_SOON = "confirm_soon"


@dataclass(frozen=True)
class _Writer:
    write: Callable[[Return, Reader], Words]
    is_for_merchant: bool = False


_WRITERS = {
    ReturnMail.RECEIPT: _Writer(return_letters.write_receipt),
    ReturnMail.ASKED: _Writer(return_letters.write_asked, is_for_merchant=True),
    ReturnMail.APPROVED: _Writer(return_letters.write_approved),
    ReturnMail.APPROVED_BY_TIME: _Writer(return_letters.write_approved_by_time, is_for_merchant=True),
    ReturnMail.REJECTED: _Writer(return_letters.write_rejected),
    ReturnMail.SENT: _Writer(return_letters.write_sent, is_for_merchant=True),
    ReturnMail.RECEIVED: _Writer(return_letters.write_received),
    ReturnMail.RECEIVED_BY_TIME: _Writer(return_letters.write_received_by_time, is_for_merchant=True),
    ReturnMail.REFUNDED: _Writer(return_letters.write_refunded),
    ReturnMail.DROPPED: _Writer(return_letters.write_dropped, is_for_merchant=True),
    ReturnMail.CLOSED: _Writer(return_letters.write_closed),
    ReturnMail.DISPUTED: _Writer(return_letters.write_disputed, is_for_merchant=True),
    ReturnMail.GRANTED: _Writer(return_letters.write_granted),
    ReturnMail.GRANTED_AGAINST: _Writer(return_letters.write_granted, is_for_merchant=True),
    ReturnMail.UPHELD: _Writer(return_letters.write_upheld, is_for_merchant=True),
    ReturnMail.UPHELD_AGAINST: _Writer(return_letters.write_upheld),
    ReturnMail.SEND_SOON: _Writer(return_letters.write_send_soon),
    ReturnMail.ANSWER_SOON: _Writer(return_letters.write_answer_soon, is_for_merchant=True),
    ReturnMail.CONFIRM_SOON: _Writer(return_letters.write_answer_soon, is_for_merchant=True),
}

#: What is told when a return comes into a state, and of that what is told only when time moved it there.
_TOLD: dict[str, tuple[Sequence[ReturnMail], Sequence[ReturnMail]]] = {
    ReturnState.REQUESTED: ((ReturnMail.RECEIPT, ReturnMail.ASKED), ()),
    ReturnState.APPROVED: ((ReturnMail.APPROVED,), (ReturnMail.APPROVED_BY_TIME,)),
    ReturnState.REJECTED: ((ReturnMail.REJECTED,), ()),
    ReturnState.IN_TRANSIT: ((ReturnMail.SENT,), ()),
    ReturnState.RECEIVED: ((ReturnMail.RECEIVED,), (ReturnMail.RECEIVED_BY_TIME,)),
    ReturnState.REFUNDED: ((ReturnMail.REFUNDED,), ()),
    ReturnState.DISPUTED: ((ReturnMail.DISPUTED,), ()),
    ReturnState.GRANTED: ((ReturnMail.GRANTED, ReturnMail.GRANTED_AGAINST), ()),
}
_REMINDERS: dict[str, ReturnMail] = {
    ReturnState.REQUESTED: ReturnMail.ANSWER_SOON,
    ReturnState.APPROVED: ReturnMail.SEND_SOON,
    ReturnState.IN_TRANSIT: ReturnMail.CONFIRM_SOON,
}


def post_change(session: Session, event: ReturnChanged) -> None:
    """Have the mails of a step sent. The same step again is no further mail."""
    for kind in _choose(session, event):
        _post(session, kind, event.return_id)


def post_reminder(session: Session, event: ReturnDueSoon) -> None:
    """Have whoever has to act reminded."""
    _post(session, _REMINDERS[event.state], event.return_id)


def write_mail(session: Session, kind: ReturnMail, return_id: uuid.UUID) -> Mail:
    """Return a mail about a return as it stands now, in its reader's language.

    Raises NoSuchReturn.
    """
    returned = get_return_for_letter(session, return_id)
    writer = _WRITERS[kind]
    mailbox, reader = read_reader(
        session, returned.shop_owner_id if writer.is_for_merchant else returned.buyer_id
    )
    order = lookup.get_order_for_letter(session, returned.order_id)
    words = writer.write(returned, reader)
    letter = build_letter(order, returned, reader, words, is_for_merchant=writer.is_for_merchant)
    return Mail(
        key=_key(kind, return_id),
        to=mailbox.email,
        subject=letter.subject,
        text=letters.render_text(letter),
        html=letters.render_html(letter, reader.locale),
    )


def _choose(session: Session, event: ReturnChanged) -> Sequence[ReturnMail]:
    by_time = event.told_by == Teller.TIME
    if event.state == ReturnState.CLOSED:
        return (ReturnMail.CLOSED,) if by_time else (ReturnMail.DROPPED,)
    if event.state == ReturnState.REJECTED and event.told_by == Teller.MODERATOR:
        return (ReturnMail.UPHELD, ReturnMail.UPHELD_AGAINST)
    if event.state == ReturnState.APPROVED and by_time:
        returned = get_return_for_letter(session, event.return_id)
        if returned.reason is ReturnReason.CHANGED_MIND:
            return ()  # at once, so that the first mails say it
    always, when_time_decides = _TOLD[event.state]
    return (*always, *when_time_decides) if by_time else always


def _post(session: Session, kind: ReturnMail, return_id: uuid.UUID) -> None:
    args = {"kind": kind, "return_id": str(return_id)}
    enqueue(session, SEND_JOB, args, queue=QUEUE, dedupe_key=_key(kind, return_id))


def _key(kind: ReturnMail, return_id: uuid.UUID) -> str:
    return f"return-{kind}-{return_id}"
