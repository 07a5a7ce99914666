"""A coupon at the checkout on a phone: preselected, left out, typed, paid with; and at its merchant."""

from playwright.sync_api import expect

from accounts.roles import Role
from tests.browser.test_cart import add, fill_address
from tests.factories import make_coupon, make_person, make_product, make_shop


def test_a_coupon_is_preselected_left_out_and_typed_on_a_phone(market, windows, picture):
    merchant, buyer = make_person(Role.MERCHANT, name="Mei"), make_person(name="Noor")
    product = make_product(make_shop(merchant), price_minor=1990)
    make_coupon(product, name="Lantern week")
    make_coupon(product, name="Big night", amount_minor=900, threshold_minor=5000)
    make_coupon(product, name="Moon", amount_minor=700, code="MOON20", is_public=False)
    phone = windows.phone(buyer)

    add(phone, product)
    phone.goto("/checkout")
    total = phone.locator("[data-total]")
    expect(total).to_have_text("$14.90")
    expect(phone.get_by_text("$30.10 more, and you can use it.")).to_be_visible()
    picture(phone, "checkout-coupons")

    fill_address(phone)
    phone.get_by_role("radio", name="No coupon").check(force=True)
    expect(total).to_have_text("$19.90")
    phone.get_by_label("Coupon code").fill("moon20")
    phone.get_by_label("Coupon code").press("Enter")
    expect(total).to_have_text("$12.90")
    expect(phone.get_by_label("City")).to_have_value("Taipei")
    picture(phone, "checkout-code")

    phone.get_by_role("button", name="Order and pay").click()
    expect(phone.get_by_text("$12.90").first).to_be_visible()


def test_a_merchant_looks_at_the_coupons_of_the_shop(market, windows, picture):
    merchant = make_person(Role.MERCHANT, name="Mei")
    product = make_product(make_shop(merchant), price_minor=1990)
    make_coupon(product, name="Lantern week")
    phone = windows.phone(merchant)

    phone.goto(f"/console/shops/{product.shop.id}/coupons")

    expect(phone.get_by_text("Used 0 of 100 times")).to_be_visible()
    picture(phone, "coupons-console")
    phone.get_by_role("button", name="End").first.click()
    phone.get_by_role("alertdialog").get_by_role("button", name="End").click()
    expect(phone.get_by_text("The coupon has ended.")).to_be_visible()
