"""A sale price from its merchant's form to the buyer's order, with the earlier price beside it."""

from playwright.sync_api import expect

from accounts.roles import Role
from tests.browser.test_cart import add, fill_address
from tests.factories import let_prices_age, make_person, make_product, make_shop


def test_a_merchant_lowers_a_price_and_a_buyer_who_looks_at_it_pays_that(market, windows, picture):
    merchant, buyer = make_person(Role.MERCHANT, name="Mei"), make_person(name="Noor")
    product = make_product(make_shop(merchant), price_minor=1990, stock_counts=[5, 5])
    let_prices_age(product)
    phone, desk = windows.phone(buyer), windows.desktop(merchant)
    phone.goto(f"/p/{product.id}")
    expect(phone.locator(".product__head .price")).to_have_text("$19.90")

    desk.goto(f"/console/products/{product.id}")
    desk.get_by_role("link", name="Prices").click()
    expect(desk.get_by_role("heading", name="No sale price yet")).to_be_visible()
    desk.get_by_role("spinbutton", name="Percent").fill("20")
    desk.get_by_label("Ends", exact=True).fill("2036-11-23T15:00")
    desk.get_by_role("button", name="Set the sale price").click()
    expect(desk.get_by_text("The sale price is set.")).to_be_visible()
    picture(desk, "prices-desktop")

    price = phone.locator(".product__head .price")
    expect(price).to_contain_text("$15.92")
    expect(price.locator("s")).to_contain_text("$19.90")
    phone.reload()
    expect(phone.get_by_text("$15.92 instead of $19.90 (−20%)")).to_be_visible()
    picture(phone, "product-on-sale")
    add(phone, product)
    phone.goto("/checkout")
    expect(phone.locator("[data-total]")).to_have_text("$15.92")
    fill_address(phone)
    phone.get_by_role("button", name="Order and pay").click()
    expect(phone.get_by_text("$15.92").first).to_be_visible()

    desk.get_by_role("button", name="End").click()
    desk.get_by_role("alertdialog").get_by_role("button", name="End").click()
    expect(desk.get_by_text("The sale price has ended.")).to_be_visible()
