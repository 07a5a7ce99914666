"""Withdrawing from a contract: two steps on a phone, and what the buyer reads before he buys an exception."""

from playwright.sync_api import expect

from kernel.transaction import transaction
from products import catalogue
from products.withdrawal import Withdrawal
from tests.browser.test_returns import fits, sell
from tests.factories import make_person, make_product, make_shop


def test_a_contract_is_withdrawn_from_in_two_steps(market, windows, picture):
    buyer = make_person(name="Noor Haddad")
    order = sell(buyer, make_person(name="Mei"))
    phone = windows.phone(buyer)
    phone.goto(f"/orders/{order.id}")

    phone.get_by_role("link", name="Withdraw from contract").click()
    expect(phone.get_by_text("I, Noor Haddad, withdraw from the contract")).to_be_visible()
    phone.get_by_label("Paper lantern").fill("1")
    picture(phone, "withdrawal-phone")
    assert fits(phone)
    phone.get_by_role("button", name="Confirm withdrawal").click()

    expect(phone.get_by_text("You have withdrawn. We sent a receipt to")).to_be_visible()
    expect(phone.get_by_role("heading", name="Send it back")).to_be_visible()
    picture(phone, "withdrawn-phone")


def test_an_exception_is_read_before_it_is_bought(market, windows, picture):
    merchant = make_person(name="Mei")
    product = make_product(make_shop(merchant), title="Lantern with your name")
    with transaction() as session:
        catalogue.change_product(session, product.id, owner_id=merchant.id, withdrawal=Withdrawal.CUSTOM_MADE)
    phone = windows.phone(make_person())

    phone.goto(f"/p/{product.id}")

    expect(phone.get_by_text("Made to your wishes: it can't be given back without a reason.")).to_be_visible()
    picture(phone, "withdrawal-exception-phone")
    assert fits(phone)
