"""A live price that ends between seeing and buying: the buyer is shown the difference and asked again."""

from playwright.sync_api import expect

from kernel.transaction import reading, transaction
from orders import lookup
from promotions import deals
from tests.browser.making import buy_directly
from tests.factories import let_prices_age, make_deal, make_person, make_product


def test_the_buy_sheet_shows_a_changed_price_and_buys_at_the_confirmed_one(market, windows, picture):
    product = make_product(price_minor=1990, title="Paper lantern")
    let_prices_age(product)
    deal = make_deal(product, price_minor=900)
    buyer = make_person(name="Noor")
    buy_directly(buyer, make_product().variants[0].id, name="Noor")  # so that his address is known
    phone = windows.phone(buyer)

    phone.goto(f"/p/{product.id}")
    expect(phone.locator(".product__head .price")).to_contain_text("$9.00")
    expect(phone.locator(".product__head .price__was")).to_contain_text("$19.90")
    phone.get_by_role("button", name="Buy now").click()
    sheet = phone.locator("#buy-sheet")
    expect(sheet.locator("[data-total]")).to_have_text("$9.00")
    picture(phone, "live-price-sheet")
    with transaction() as session:
        deals.close_deal(session, deal.id, reason="host")
    sheet.get_by_role("button", name="Order and pay").click()

    expect(sheet.get_by_role("alert")).to_contain_text("one costs $19.90 now")
    expect(sheet.locator("[data-total]")).to_have_text("$19.90")
    picture(phone, "live-price-gone")
    with reading() as session:
        assert len(lookup.list_orders_of_buyer(session, buyer.id).items) == 1
    sheet.get_by_role("button", name="Buy at $19.90").click()
    expect(sheet.locator('[data-outcome="success"]')).to_be_visible()
    with reading() as session:
        order = lookup.list_orders_of_buyer(session, buyer.id).items[0]
    assert order.total_minor == 1990
    assert all("409" in complaint for complaint in windows.complaints)
    windows.complaints.clear()
