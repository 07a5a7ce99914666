"""Shipping and tax on a phone: of two shops, for another country, in the buy sheet, and at the merchant."""

from playwright.sync_api import expect

from accounts.roles import Role
from kernel.money import format_money
from tests.browser.making import buy_directly
from tests.browser.test_cart import add, fill_address
from tests.factories import make_person, make_product, make_shop
from tests.service.orders.charging import collect_tax, make_method, make_zone

EXPRESS = {"name": "Express", "price_minor": 1500, "days_from": 0, "days_to": 1}


def test_two_shops_send_to_another_country_at_other_prices(market, windows, picture):
    lantern = make_product(make_shop(make_person(Role.MERCHANT), name="Lantern Alley"), price_minor=1990)
    tea = make_product(make_shop(make_person(Role.MERCHANT), name="Tea Ridge"), price_minor=1000, title="Tea")
    make_zone(lantern, "TW", methods=[make_method(), make_method(**EXPRESS)])
    make_zone(lantern, methods=[make_method(name="Airmail", price_minor=2500)])
    make_zone(tea, "TW", methods=[make_method(price_minor=300, free_from_minor=900)])
    collect_tax(lantern, "TW", is_included=True)
    collect_tax(lantern, "DE", name="MwSt.", basis_points=1900, covers_shipping=True)
    phone = windows.phone(make_person(name="Noor"))
    add(phone, lantern)
    add(phone, tea)
    phone.goto("/checkout")
    total = phone.locator("[data-total]")

    expect(phone.get_by_text("Choose the country above to see what shipping costs.").first).to_be_visible()
    fill_address(phone)
    expect(total).to_have_text("$35.90")
    expect(phone.get_by_text("of which VAT 5 %: $0.95")).to_be_visible()
    total.scroll_into_view_if_needed()
    picture(phone, "checkout-shipping")
    phone.get_by_role("radio", name="Express").check(force=True)
    expect(total).to_have_text("$44.90")
    expect(phone.get_by_label("City")).to_have_value("Taipei")

    phone.get_by_label("Country").select_option("DE")
    expect(phone.get_by_text("Tea Ridge does not ship to this country: Germany.")).to_be_visible()
    expect(total).to_have_text("$63.43")
    picture(phone, "checkout-not-shipped")
    phone.get_by_role("button", name="Order and pay").click()
    refusal = "Tea Ridge does not ship to this country. Nothing was bought yet."
    expect(phone.get_by_text(refusal)).to_be_visible()
    assert all("409" in complaint for complaint in windows.complaints)
    windows.complaints.clear()
    phone.get_by_label("Country").select_option("TW")
    expect(total).to_have_text("$35.90")
    phone.get_by_role("button", name="Order and pay").click()

    expect(phone.get_by_role("heading", name="Pay", exact=True)).to_be_visible()
    expect(phone.get_by_text("$35.90").first).to_be_visible()
    phone.get_by_role("link", name="Lantern Alley").click()
    expect(phone.get_by_text("Shipping: Post (2 to 4 days)")).to_be_visible()
    phone.get_by_text("Shipping: Post (2 to 4 days)").scroll_into_view_if_needed()
    picture(phone, "order-shipping")


def test_the_buy_sheet_shows_the_total_before_the_tap(market, windows, picture):
    product = make_product(make_shop(make_person(Role.MERCHANT)), price_minor=1990)
    buyer = make_person(name="Noor")
    buy_directly(buyer, product.variants[0].id, name="Noor")
    make_zone(product, "TW", methods=[make_method(), make_method(**EXPRESS)])
    collect_tax(product, "TW")
    phone = windows.phone(buyer)
    phone.goto(f"/p/{product.id}")

    phone.get_by_role("button", name="Buy", exact=False).first.click()
    sheet = phone.get_by_role("dialog", name="Buy")
    expect(sheet.locator("nm-charges dl")).to_contain_text(format_money(1990 + 600 + 100, "USD", "en"))
    sheet.get_by_role("radio", name="Express").check(force=True)
    expect(sheet.locator("nm-charges dl")).to_contain_text(format_money(1990 + 1500 + 100, "USD", "en"))
    picture(phone, "sheet-shipping")
    sheet.get_by_role("button", name="Order and pay").click()
    sheet.get_by_role("button", name="Pay (succeeds)").click()
    sheet.get_by_role("link", name="See the order").click()

    expect(phone.get_by_text("Shipping: Express (0 to 1 days)")).to_be_visible()
    expect(phone.get_by_text("$35.90").first).to_be_visible()


def test_a_merchant_says_where_the_shop_sends_to(market, windows, picture):
    merchant = make_person(Role.MERCHANT, name="Mei")
    product = make_product(make_shop(merchant), price_minor=1990)
    phone = windows.phone(merchant)

    phone.goto(f"/console/shops/{product.shop.id}/shipping")
    picture(phone, "shipping-empty")
    phone.get_by_label("Name", exact=True).fill("Home")
    phone.get_by_label("Countries", exact=True).select_option(["TW", "JP"])
    phone.get_by_role("button", name="Make the zone").click()
    phone.get_by_label("Name", exact=True).first.fill("Post")
    phone.get_by_label("Price").first.fill("6")
    phone.get_by_label("Days at least").fill("2")
    phone.get_by_label("Days at most").fill("4")
    phone.get_by_role("button", name="Add it").click()
    expect(phone.get_by_text("Your buyers can choose this way of shipping now.")).to_be_visible()
    picture(phone, "shipping-zone")
    phone.goto(f"/console/shops/{product.shop.id}/shipping")
    expect(phone.get_by_text("Japan, Taiwan")).to_be_visible()
    picture(phone, "shipping-zones")

    phone.goto(f"/console/shops/{product.shop.id}/taxes")
    phone.get_by_label("Country").select_option("TW")
    phone.get_by_label("Name", exact=True).fill("VAT")
    phone.get_by_label("Percent").fill("5")
    phone.get_by_role("button", name="Save the tax").click()
    expect(phone.get_by_text("VAT 5 %")).to_be_visible()
    picture(phone, "taxes")
