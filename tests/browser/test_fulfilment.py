"""From payment to parcel: the merchant ships in two parts, the buyer sees the timeline, the mails arrive."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from accounts.models import User
from accounts.people import Person
from kernel.ids import new_id
from kernel.transaction import reading, transaction
from orders import checkout, lookup, paying
from tests.factories import make_person, make_product, make_shop
from tests.service.orders.market_day import ADDRESS
from tests.services.smtp import Postbox, SmtpServer, running_smtp
from tests.waiting import wait_until

MAIL_SECONDS = 20.0


@pytest.fixture(scope="module")
def server() -> Iterator[SmtpServer]:
    """Run the SMTP server that the market sends its mails to."""
    with running_smtp() as running:
        yield running


@pytest.fixture(scope="module")
def market_settings(server: SmtpServer) -> dict[str, str]:
    """Tell the market where its mail server is."""
    return {"NIGHTMARKET_MAIL_URL": server.url()}


def buy(buyer: Person, merchant: Person) -> lookup.Order:
    """Order and pay three lanterns and two candles."""
    shop = make_shop(merchant)
    lantern = make_product(shop, title="Paper lantern").variants[0]
    candle = make_product(shop, title="Beeswax candle").variants[0]
    placed = checkout.place_order(
        buyer_id=buyer.id,
        key=str(new_id()),
        request_hash="x",
        quantities={lantern.id: 3, candle.id: 2},
        shipping_address={**ADDRESS, "name": "Noor Haddad"},
        source=None,
    )
    with transaction() as session:
        paying.mark_paid(session, placed.order_id)
        return lookup.get_order_of_buyer(session, placed.order_id, buyer.id)


def subjects(postbox: Postbox, person: Person, count: int) -> list[str]:
    """Wait until so many mails have come for a person; return what they are about."""
    with reading() as session:
        email = session.scalars(select(User.email).where(User.id == person.id)).one()
    wait_until(lambda: len(postbox.to(email)) >= count, seconds=MAIL_SECONDS)
    return [str(mail["Subject"]).split(":")[0].split(" order")[0] for mail in postbox.to(email)]


def ship(page: Page, *, lanterns: int, candles: int | None, carrier: str, number: str) -> None:
    """Fill in the form of a parcel and send it."""
    page.get_by_label("Paper lantern").fill(str(lanterns))
    if candles is not None:
        page.get_by_label("Beeswax candle").fill(str(candles))
    form = page.locator("form", has=page.get_by_role("button", name="Mark as shipped"))
    form.get_by_label("Carrier").select_option(carrier)
    form.get_by_label("Tracking number").fill(number)
    page.get_by_role("button", name="Mark as shipped").click()
    expect(page.get_by_text("The parcel is on its way.")).to_be_visible()


def test_a_merchant_ships_in_two_parts_and_the_buyer_follows(market, windows, picture, server):
    merchant, buyer = make_person(name="Mei"), make_person(name="Noor")
    order = buy(buyer, merchant)
    seller, phone = windows.desktop(merchant), windows.phone(buyer)
    phone.goto(f"/orders/{order.id}")
    expect(phone.get_by_role("heading", name=f"Order {order.shown_number}")).to_be_visible()

    seller.goto("/console/orders")
    seller.get_by_label("Name, product or order number").fill("haddad")
    seller.get_by_role("button", name="Search").click()
    picture(seller, "console-orders-desktop")
    seller.get_by_role("link", name="Ship", exact=True).click()
    picture(seller, "console-order-desktop")
    ship(seller, lanterns=2, candles=0, carrier="dhl", number="JD014 600 006")

    # The buyer's page reads itself again when something happens to the order.
    expect(phone.get_by_text("Parcel 1 shipped")).to_be_visible()
    expect(phone.get_by_text("The rest is shipped")).to_be_visible()
    link = phone.get_by_role("link", name="Follow this parcel")
    expect(link).to_have_attribute("href", re.compile(r"dhl\.com.*AWB=JD014600006$"))
    expect(phone.get_by_role("button", name="Cancel this order")).to_have_count(0)
    picture(phone, "order-timeline-phone")

    ship(seller, lanterns=1, candles=None, carrier="t_cat", number="9077")
    expect(phone.get_by_text("Parcel 2 shipped")).to_be_visible()
    expect(phone.get_by_text("Shipped", exact=True).first).to_be_visible()
    assert subjects(server.postbox, merchant, 1) == ["New"]
    assert sorted(subjects(server.postbox, buyer, 3)) == ["Paid", "Shipped", "Shipped"]


def test_a_wrong_tracking_number_is_corrected_and_a_slip_is_printed(market, windows, picture):
    merchant, buyer = make_person(name="Mei"), make_person(name="Noor")
    order = buy(buyer, merchant)
    seller, phone = windows.phone(merchant), windows.phone(buyer)
    seller.goto(f"/console/orders/{order.id}")
    picture(seller, "console-order-phone")
    ship(seller, lanterns=3, candles=2, carrier="dhl", number="WRONG")
    phone.goto(f"/orders/{order.id}")
    expect(phone.get_by_text("WRONG")).to_be_visible()

    seller.locator("summary", has_text="Correct the tracking").click()
    correction = seller.locator(".correct[open] form")
    correction.get_by_label("Tracking number").fill("RIGHT")
    correction.get_by_role("button", name="Save").click()

    expect(seller.get_by_text("The tracking is corrected.")).to_be_visible()
    expect(phone.get_by_text("RIGHT")).to_be_visible()
    seller.get_by_role("link", name="Packing slip").click()
    expect(seller.get_by_role("heading", name="Packing slip")).to_be_visible()
    expect(seller.get_by_role("button", name="Print")).to_be_visible()
    picture(seller, "slip-phone")
    seller.emulate_media(media="print")
    expect(seller.get_by_role("button", name="Print")).to_be_hidden()
    expect(seller.get_by_text("88 Raohe Street")).to_be_visible()
    picture(seller, "slip-paper")
