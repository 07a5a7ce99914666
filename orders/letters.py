"""What mails about orders say, in the reader's language: built from an order, written as text and as HTML."""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, Template

from kernel.catalogues import Say
from kernel.money import format_money
from orders.carriers import CARRIERS
from orders.countries import list_countries
from orders.states import CancelReason
from orders.values import Order, Shipment

TEMPLATES = Path(__file__).parent.parent / "templates"


@dataclass(frozen=True)
class Line:
    """A row of a letter's list: what it is, and the amount or nothing."""

    words: str
    amount: str = ""


@dataclass(frozen=True)
class Link:
    """Where a letter leads to."""

    words: str
    url: str


@dataclass(frozen=True)
class Letter:
    """A mail before it is written: paragraphs, a list, lines of an address, and links."""

    subject: str
    greeting: str
    paragraphs: Sequence[str]
    lines: Sequence[Line]
    address: Sequence[str]
    links: Sequence[Link]


@dataclass(frozen=True)
class Reader:
    """Whom a letter is for: name, language, and the words of that language."""

    name: str
    locale: str
    say: Say
    market_url: str


def write_paid(order: Order, reader: Reader) -> Letter:
    """Tell the buyer that his order is paid."""
    _ = reader.say
    return _to_buyer(
        order,
        reader,
        subject=_("Paid: order %(number)s at %(shop)s"),
        paragraphs=[_("Thank you. Your order is paid, and %(shop)s packs it now.") % _names(order)],
        lines=_priced(order, reader),
        address=_address(order, reader),
    )


def write_shipped(order: Order, reader: Reader, shipment: Shipment) -> Letter:
    """Tell the buyer what is in a parcel that was sent, and where it can be followed."""
    _ = reader.say
    carrier = f"{_(CARRIERS[shipment.carrier].name)} {shipment.tracking_number}".strip()
    paragraphs = [
        _("A parcel of your order is on its way."),
        _("Carrier: %(carrier)s") % {"carrier": carrier},
    ]
    if order.is_shippable:
        paragraphs.append(_("The rest of the order follows in another parcel."))
    items = {item.variant_id: item for item in order.line_items}
    url = shipment.tracking_url
    return _to_buyer(
        order,
        reader,
        subject=_("Shipped: order %(number)s from %(shop)s"),
        paragraphs=paragraphs,
        lines=[Line(items[line.variant_id].describe(line.quantity)) for line in shipment.lines],
        address=_address(order, reader),
        links=[Link(_("Follow this parcel"), url)] if url else [],
    )


def write_delivered(order: Order, reader: Reader) -> Letter:
    """Tell the buyer that his order counts as delivered, and what he can do about it."""
    _ = reader.say
    paragraphs = [
        _("Your order has been marked as delivered."),
        _("If it is all there, please confirm that you received it. If something is wrong, tell the shop."),
    ]
    return _to_buyer(
        order,
        reader,
        subject=_("Delivered: order %(number)s from %(shop)s"),
        paragraphs=paragraphs,
        lines=[Line(item.describe(item.quantity)) for item in order.line_items],
    )


def write_cancelled(order: Order, reader: Reader) -> Letter:
    """Tell the buyer that his order is cancelled, and what becomes of his money."""
    _ = reader.say
    if order.cancel_reason is CancelReason.EXPIRED:
        why = _("It was not paid in time, so it was cancelled and nothing was charged.")
    elif order.paid_at is not None:
        why = _("You cancelled it. What you paid is on its way back to you.")
    else:
        why = _("You cancelled it. Nothing was charged.")
    subject = _("Cancelled: order %(number)s at %(shop)s")
    return _to_buyer(order, reader, subject=subject, paragraphs=[why], lines=_priced(order, reader))


def write_refunded(order: Order, reader: Reader) -> Letter:
    """Tell the buyer that his money is back."""
    _ = reader.say
    amount = format_money(order.total_minor, order.currency, reader.locale)
    return _to_buyer(
        order,
        reader,
        subject=_("Refunded: order %(number)s at %(shop)s"),
        paragraphs=[_("%(amount)s went back to where you paid from.") % {"amount": amount}],
        lines=_priced(order, reader),
    )


def write_new_order(order: Order, reader: Reader) -> Letter:
    """Tell the merchant that there is something to pack."""
    _ = reader.say
    return _to_merchant(
        order,
        reader,
        subject=_("New order %(number)s at %(shop)s"),
        paragraphs=[_("Somebody bought and paid. This is what to pack:")],
        address=_address(order, reader),
    )


def write_lost_order(order: Order, reader: Reader) -> Letter:
    """Tell the merchant that the buyer cancelled what was to be packed."""
    _ = reader.say
    return _to_merchant(
        order,
        reader,
        subject=_("Cancelled: order %(number)s at %(shop)s"),
        paragraphs=[_("The buyer cancelled this order. Please don't send it: it can be bought again.")],
    )


def render_text(letter: Letter) -> str:
    """Return a letter as plain text."""
    lines = [f"- {line.words}{'  ' + line.amount if line.amount else ''}" for line in letter.lines]
    address = "\n".join(letter.address)
    links = "\n".join(f"{link.words}: {link.url}" for link in letter.links)
    parts = [letter.greeting, *letter.paragraphs, "\n".join(lines), address, links, "Nightmarket\n"]
    return "\n\n".join(part for part in parts if part)


def render_html(letter: Letter, locale: str) -> str:
    """Return a letter as HTML; what people wrote stays text."""
    return _template().render(letter=letter, language=locale.replace("_", "-"))


def _to_buyer(
    order: Order,
    reader: Reader,
    *,
    subject: str,
    paragraphs: Sequence[str],
    lines: Sequence[Line],
    address: Sequence[str] = (),
    links: Sequence[Link] = (),
) -> Letter:
    _ = reader.say
    return Letter(
        subject=subject % _names(order),
        greeting=_("Hello %(name)s,") % {"name": reader.name},
        paragraphs=paragraphs,
        lines=lines,
        address=address,
        links=[*links, Link(_("See your order"), f"{reader.market_url}/orders/{order.id}")],
    )


def _to_merchant(
    order: Order, reader: Reader, *, subject: str, paragraphs: Sequence[str], address: Sequence[str] = ()
) -> Letter:
    _ = reader.say
    return Letter(
        subject=subject % _names(order),
        greeting=_("Hello %(name)s,") % {"name": reader.name},
        paragraphs=paragraphs,
        lines=_priced(order, reader),
        address=address,
        links=[Link(_("Open the order"), f"{reader.market_url}/console/orders/{order.id}")],
    )


def _names(order: Order) -> Mapping[str, str]:
    return {"number": order.shown_number, "shop": order.shop_name}


def _priced(order: Order, reader: Reader) -> list[Line]:
    def money(amount_minor: int) -> str:
        return format_money(amount_minor, order.currency, reader.locale)

    items = [Line(item.describe(item.quantity), money(item.total_minor)) for item in order.line_items]
    return [*items, Line(reader.say("Total"), money(order.total_minor))]


def _address(order: Order, reader: Reader) -> list[str]:
    to = order.shipping_address
    country = dict(list_countries(reader.locale)).get(to["country"], to["country"])
    town = f"{to.get('postal_code', '')} {to['city']}".strip()
    return [reader.say("Goes to"), to["name"], to["line1"], town, country]


@functools.cache
def _template() -> Template:
    pages = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    return pages.get_template("orders/mail.html")
