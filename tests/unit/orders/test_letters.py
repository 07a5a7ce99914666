"""What mails about orders say, in every language."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from kernel.catalogues import choose_words
from orders import letters
from orders.letters import Letter, Reader
from orders.states import CancelReason, OrderState
from orders.values import LineItem, Order, Shipment, ShipmentLine
from payments.states import PaymentState

AT = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
VARIANT = uuid.UUID(int=1)
ITEM = LineItem(VARIANT, VARIANT, "100% linen", "L-1", {"Size": "M"}, 3, 2, 0, 0, 1990, 1990, None)
PARCEL = Shipment(uuid.UUID(int=2), "dhl", "JD014", AT, None, [ShipmentLine(VARIANT, 2)])
ORDER = Order(
    id=uuid.UUID(int=3),
    checkout_id=uuid.UUID(int=3),
    number="482109375526",
    buyer_id=VARIANT,
    shop_id=VARIANT,
    shop_owner_id=VARIANT,
    shop_name="50% & more",
    state=OrderState.PARTIALLY_SHIPPED,
    cancel_reason=None,
    total_minor=5970,
    currency="USD",
    refunds_minor=0,
    refunded_minor=0,
    payment_id=VARIANT,
    payment_state=PaymentState.CAPTURED,
    shipping_address={"name": "Noor", "line1": "1 %(x)s Road", "city": "Taipei", "country": "TW"},
    note=None,
    source=None,
    source_id=None,
    source_pin_id=None,
    uses_deal=False,
    created_at=AT,
    paid_at=AT,
    shipped_at=None,
    delivered_at=None,
    completed_at=None,
    cancelled_at=None,
    refund_requested_at=None,
    refunded_at=None,
    line_items=[ITEM],
    shipments=[PARCEL],
)
EXPIRED = replace(ORDER, cancel_reason=CancelReason.EXPIRED, paid_at=None)
WRITERS: dict[str, Callable[[Reader], Letter]] = {
    "paid": lambda reader: letters.write_paid(ORDER, reader),
    "shipped": lambda reader: letters.write_shipped(ORDER, reader, PARCEL),
    "delivered": lambda reader: letters.write_delivered(ORDER, reader),
    "cancelled": lambda reader: letters.write_cancelled(ORDER, reader),
    "unpaid": lambda reader: letters.write_cancelled(replace(ORDER, paid_at=None), reader),
    "expired": lambda reader: letters.write_cancelled(EXPIRED, reader),
    "refunded": lambda reader: letters.write_refunded(ORDER, reader),
    "new order": lambda reader: letters.write_new_order(ORDER, reader),
}


def reader_of(locale: str) -> Reader:
    """Return somebody who reads a language."""
    return Reader("Noor", locale, choose_words(locale), "https://market.example")


@pytest.mark.parametrize("locale", ["en", "zh_Hant", "zh_Hans"])
@pytest.mark.parametrize("kind", WRITERS)
def test_every_letter_is_complete_in_every_language(kind: str, locale: str) -> None:
    letter = WRITERS[kind](reader_of(locale))

    text = letters.render_text(letter)
    assert "4821 0937 5526" in letter.subject
    assert "50% & more" in letter.subject
    assert "%(" not in letter.subject + text.replace("1 %(x)s Road", "")
    assert "100% linen (M)" in text


@pytest.mark.parametrize("kind", WRITERS)
def test_text_and_html_say_the_same(kind: str) -> None:
    letter = WRITERS[kind](reader_of("en"))

    html = letters.render_html(letter, "en")

    said = [letter.greeting, *letter.paragraphs, *(line.words for line in letter.lines), *letter.address]
    assert all(words.replace("&", "&amp;") in html for words in said)
    assert all(link.url in html for link in letter.links)


def leading_to(letter: Letter) -> Iterator[str]:
    """Return where a letter leads."""
    return (link.url for link in letter.links)


def test_a_parcels_letter_says_what_is_in_it_and_that_more_comes() -> None:
    letter = letters.write_shipped(ORDER, reader_of("en"), PARCEL)

    assert [line.words for line in letter.lines] == ["2 × 100% linen (M)"]
    assert "The rest of the order follows in another parcel." in letter.paragraphs
    assert "https://www.dhl.com/en/express/tracking.html?AWB=JD014" in leading_to(letter)


def test_the_last_parcels_letter_promises_no_other() -> None:
    shipped = replace(ORDER, state=OrderState.SHIPPED)

    letter = letters.write_shipped(shipped, reader_of("en"), PARCEL)

    assert len(letter.paragraphs) == 2
