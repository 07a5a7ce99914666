"""What mails about returns say, in the reader's language, built from a return as it stands then.

The buyer reads what he asked for and what comes next, the merchant what is asked of him.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from babel.dates import format_datetime

from kernel.money import format_money
from orders.carriers import CARRIERS
from orders.letters import Letter, Line, Link, Reader
from orders.return_states import ReturnReason
from orders.return_values import Return
from orders.values import Order


@dataclass(frozen=True)
class Words:
    """What a mail about a return says beside what goes back."""

    subject: str
    paragraphs: Sequence[str]
    links: Sequence[Link] = ()


def build_letter(
    order: Order, returned: Return, reader: Reader, words: Words, *, is_for_merchant: bool
) -> Letter:
    """Return a mail about a return: what it says, what goes back, and the reader's page of it."""
    _ = reader.say
    if is_for_merchant:
        page = Link(_("Open the return"), f"{reader.market_url}/console/returns/{returned.id}")
    else:
        page = Link(_("See your return"), f"{reader.market_url}/returns/{returned.id}")
    items = [item for item in order.line_items if item.variant_id in returned.units]
    return Letter(
        subject=words.subject % {"number": order.shown_number, "shop": order.shop_name},
        greeting=_("Hello %(name)s,") % {"name": reader.name},
        paragraphs=words.paragraphs,
        lines=[
            *(Line(item.describe(returned.units[item.variant_id])) for item in items),
            Line(_("Money back"), _amount(returned, reader)),
        ],
        address=(),
        links=[*words.links, page],
    )


def write_receipt(returned: Return, reader: Reader) -> Words:
    """Confirm to the buyer what he has asked for and when: his proof on a lasting medium."""
    _ = reader.say
    asked_at = _("We received this on %(time)s.") % {"time": _time(returned.created_at, reader)}
    if returned.reason is ReturnReason.CHANGED_MIND:
        subject = _("You withdrew from order %(number)s at %(shop)s")
        first = _(
            "You have withdrawn from the contract for what is listed below. You need to give no reason."
        )
    else:
        subject = _("You asked to give back: order %(number)s at %(shop)s")
        first = _("You have asked the shop to take back what is listed below.")
    return Words(subject, [first, asked_at, *_next_of_buyer(returned, reader)])


def write_asked(returned: Return, reader: Reader) -> Words:
    """Tell the merchant that something is to go back, and whether his answer is awaited."""
    _ = reader.say
    if returned.reason is ReturnReason.CHANGED_MIND:
        subject = _("A buyer withdrew from order %(number)s at %(shop)s")
        paragraphs = [_("The buyer withdrew in time, so this return is approved. He sends back:")]
    else:
        subject = _("A buyer wants to give back: order %(number)s at %(shop)s")
        paragraphs = [_("Please look at it and answer. Without an answer in time it is approved.")]
    return Words(subject, [*paragraphs, *_until(returned, reader)])


def write_approved(returned: Return, reader: Reader) -> Words:
    """Tell the buyer that the answer is yes."""
    _ = reader.say
    subject = _("Approved: your return of order %(number)s at %(shop)s")
    yes = _("Your return is approved.")
    return Words(subject, [yes, *_next_of_buyer(returned, reader)])


def write_approved_by_time(_returned: Return, reader: Reader) -> Words:
    """Tell the merchant that his silence was a yes."""
    _ = reader.say
    subject = _("Approved without an answer: a return of order %(number)s at %(shop)s")
    return Words(subject, [_("Nobody answered in time, so this return is approved.")])


def write_rejected(returned: Return, reader: Reader) -> Words:
    """Tell the buyer that the answer is no, and why."""
    _ = reader.say
    subject = _("Refused: your return of order %(number)s at %(shop)s")
    no = _("The shop said no to your return. This is why:")
    return Words(subject, [no, returned.answer])


def write_sent(returned: Return, reader: Reader) -> Words:
    """Tell the merchant that the goods are coming, and with whom."""
    _ = reader.say
    carrier = f"{_(CARRIERS[returned.carrier].name)} {returned.tracking_number}".strip()
    url = returned.tracking_url
    return Words(
        _("On its way back: order %(number)s at %(shop)s"),
        [
            _("The buyer has sent it back. When it has come, look at it and confirm it."),
            _("Carrier: %(carrier)s") % {"carrier": carrier},
            *_until(returned, reader),
        ],
        [Link(_("Follow this parcel"), url)] if url else [],
    )


def write_received(_returned: Return, reader: Reader) -> Words:
    """Tell the buyer that the goods count as received, and the money follows."""
    _ = reader.say
    subject = _("Received: your return of order %(number)s at %(shop)s")
    received = _("What you sent back counts as received. Your money is on its way back to you.")
    return Words(subject, [received])


def write_received_by_time(_returned: Return, reader: Reader) -> Words:
    """Tell the merchant that what he never confirmed counts as received."""
    _ = reader.say
    subject = _("Paid back without an answer: order %(number)s at %(shop)s")
    received = _("Nobody confirmed in time what was sent back, so it counts as received and is paid back.")
    return Words(subject, [received])


def write_disputed(_returned: Return, reader: Reader) -> Words:
    """Tell the merchant that a moderator looks at his no."""
    _ = reader.say
    subject = _("A moderator was asked: a return of order %(number)s at %(shop)s")
    asked = _("The buyer does not agree with you, so a moderator decides. You can add pictures until then.")
    return Words(subject, [asked])


def write_granted(returned: Return, reader: Reader) -> Words:
    """Tell both sides that a moderator decided for the buyer, and why."""
    _ = reader.say
    subject = _("Decided: the return of order %(number)s at %(shop)s")
    decided = _("A moderator decided that the buyer gets the money back. This is why:")
    return Words(subject, [decided, returned.decision_text])


def write_upheld(returned: Return, reader: Reader) -> Words:
    """Tell both sides that a moderator decided for the shop, and why."""
    _ = reader.say
    subject = _("Decided: the return of order %(number)s at %(shop)s")
    return Words(
        subject, [_("A moderator decided that the shop's no stands. This is why:"), returned.decision_text]
    )


def write_refunded(returned: Return, reader: Reader) -> Words:
    """Tell the buyer that the money of a return is back."""
    _ = reader.say
    back = _("%(amount)s went back to where you paid from.") % {"amount": _amount(returned, reader)}
    subject = _("Refunded: your return of order %(number)s at %(shop)s")
    return Words(subject, [back])


def write_dropped(_returned: Return, reader: Reader) -> Words:
    """Tell the merchant that the buyer keeps it after all."""
    _ = reader.say
    subject = _("Closed: a return of order %(number)s at %(shop)s")
    return Words(subject, [_("The buyer keeps it after all. There is nothing to do.")])


def write_closed(_returned: Return, reader: Reader) -> Words:
    """Tell the buyer that a return has ended without money."""
    _ = reader.say
    subject = _("Closed: your return of order %(number)s at %(shop)s")
    closed = _("This return is closed: it was not sent in time, or there was nothing left to pay back.")
    return Words(subject, [closed])


def write_send_soon(returned: Return, reader: Reader) -> Words:
    """Remind the buyer to send what goes back."""
    _ = reader.say
    subject = _("Please send it soon: your return of order %(number)s at %(shop)s")
    soon = _("You have not sent it yet. What is not sent in time stays with you.")
    return Words(subject, [soon, *_until(returned, reader)])


def write_answer_soon(returned: Return, reader: Reader) -> Words:
    """Remind the merchant that his answer or his confirmation is awaited."""
    _ = reader.say
    subject = _("Please answer soon: a return of order %(number)s at %(shop)s")
    soon = _("This return waits for you. If you say nothing in time, the buyer is right.")
    return Words(subject, [soon, *_until(returned, reader)])


def _next_of_buyer(returned: Return, reader: Reader) -> list[str]:
    """Return what the buyer has to do now, or what he waits for."""
    _ = reader.say
    if returned.is_sendable:
        return [_("Please send it to the shop, and say on its page with whom."), *_until(returned, reader)]
    if returned.is_decidable:
        return [
            _("The shop answers soon. Without an answer in time it is approved."),
            *_until(returned, reader),
        ]
    return []


def _until(returned: Return, reader: Reader) -> list[str]:
    """Return until when, where time decides."""
    if returned.due_at is None:
        return []
    return [reader.say("There is time until %(time)s.") % {"time": _time(returned.due_at, reader)}]


def _amount(returned: Return, reader: Reader) -> str:
    return format_money(returned.amount_minor, returned.currency, reader.locale)


def _time(moment: dt.datetime, reader: Reader) -> str:
    """Return a moment as mails tell it: where the reader is, a mail does not know."""
    return f"{format_datetime(moment, 'medium', locale=reader.locale)} UTC"
