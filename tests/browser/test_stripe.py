"""Paying real money as buyers do: on another site, and back to an order that says how it went."""

import re

import pytest
from playwright.sync_api import Page, expect

from kernel.transaction import reading
from orders import lookup
from payments.authorization import payment_url
from tests.browser.making import buy_directly
from tests.browser.test_accessibility import find
from tests.factories import make_person, make_product
from tests.services.stripe import SECRET_KEY, WEBHOOK_SECRET, running_stripe


@pytest.fixture(scope="module")
def stripe():
    """Run the Stripe that the market of this file speaks with."""
    with running_stripe() as server:
        yield server


@pytest.fixture(scope="module")
def market_settings(stripe) -> dict[str, str]:
    """Let the market take its payments through Stripe."""
    return {
        "NIGHTMARKET_PAYMENT_GATEWAY": "stripe",
        "NIGHTMARKET_STRIPE_SECRET_KEY": SECRET_KEY,
        "NIGHTMARKET_STRIPE_WEBHOOK_SECRETS": WEBHOOK_SECRET,
        "NIGHTMARKET_STRIPE_API_URL": stripe.url,
    }


@pytest.fixture
def listening(stripe, market):
    """Let Stripe tell the market of what happens."""
    stripe.webhook_url = f"{market.url}/webhooks/stripe"


def test_a_buyer_pays_on_the_hosted_page_and_comes_back_to_a_paid_order(listening, windows, picture):
    product = make_product(price_minor=1950, title="Paper lantern")
    phone = windows.phone(make_person(name="Noor"))
    phone.goto(f"/p/{product.id}")
    phone.get_by_role("button", name=re.compile("Buy now")).click()
    fill_address(phone)
    phone.get_by_role("button", name="Order and pay").click()
    expect(phone.get_by_role("button", name="Pay (succeeds)")).to_have_count(0)
    picture(phone, "stripe-sheet")

    phone.get_by_role("link", name="Go to payment").click()
    expect(phone.get_by_role("heading", name="Pay 1950 usd")).to_be_visible()
    phone.get_by_role("button", name="Pay with a card that works").click()

    phone.wait_for_url(re.compile(r"/checkouts/[0-9a-f-]{36}$"))
    expect(phone.get_by_text("Paid", exact=True).first).to_be_visible()
    picture(phone, "stripe-paid")


def test_after_a_declined_card_the_order_can_be_paid_with_another(listening, stripe, windows, picture):
    variant = make_product(price_minor=1950, title="Paper lantern").variants[0]
    desktop = windows.desktop(make_person(name="Noor"))
    desktop.goto(f"/checkout?variant={variant.id}&quantity=2")
    fill_address(desktop)
    desktop.get_by_role("button", name="Order and pay").click()

    expect(desktop.get_by_role("heading", name="Pay 3900 usd")).to_be_visible()
    desktop.get_by_role("button", name="Pay with a card that is declined").click()
    expect(desktop.get_by_role("alert")).to_have_text("Your card was declined.")
    desktop.get_by_role("link", name="Back").click()

    expect(desktop.get_by_text("Your payment was declined.")).to_be_visible()
    picture(desktop, "stripe-declined")
    desktop.get_by_role("link", name="Pay $39.00").click()
    desktop.get_by_role("button", name="Pay with a card that works").click()
    expect(desktop.get_by_text("Paid", exact=True).first).to_be_visible()
    assert len([page for page in stripe.account.sessions.values() if page["amount_total"] == 3900]) == 1


def test_axe_finds_nothing_on_the_page_that_leads_on(stripe, windows):
    order = buy_directly(buyer := make_person(), make_product().variants[0].id, name="Noor")
    phone = windows.phone(buyer)
    phone.route(f"{stripe.url}/**", lambda route: route.fulfill(status=204))  # so that the page stays

    with reading() as session:
        phone.goto(payment_url(lookup.get_order_of_buyer(session, order, buyer.id).payment_id))
    expect(phone.get_by_role("link", name="Go to payment")).to_be_visible()

    for theme in ("light", "dark"):
        phone.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)
        assert find(phone) == []


def test_who_comes_back_before_the_webhook_sees_that_he_has_paid(stripe, windows):
    stripe.webhook_url = ""
    variant = make_product(price_minor=2100, title="Paper lantern").variants[0]
    phone = windows.phone(make_person(name="Noor"))
    phone.goto(f"/checkout?variant={variant.id}&quantity=1")
    fill_address(phone)
    phone.get_by_role("button", name="Order and pay").click()

    phone.get_by_role("button", name="Pay with a card that works").click()

    expect(phone.get_by_text("Paid", exact=True).first).to_be_visible()


def fill_address(page: Page) -> None:
    """Say where to send it."""
    page.get_by_label("Name").fill("Noor")
    page.get_by_label("Street and number").fill("88 Raohe Street")
    page.get_by_label("City").fill("Taipei")
    page.get_by_label("Country").select_option("TW")
    page.get_by_label("Phone").fill("+886 2 2763 5733")
