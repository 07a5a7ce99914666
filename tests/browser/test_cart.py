"""The cart from a guest's first tap to a refund: two shops, one payment, and what changes on the way."""

import re

from playwright.sync_api import Page, expect
from sqlalchemy import select

from accounts.models import User
from accounts.people import Person
from accounts.roles import Role
from content.posts import PostKind
from kernel.transaction import reading, transaction
from orders import lookup
from products import stock, variants
from products.values import Product
from tests.browser.making import publish_words
from tests.factories import PASSWORD, make_person, make_product, make_shop
from tests.service.orders.market_day import ADDRESS


def sell(merchant: Person, title: str, *, price_minor: int, stock_count: int, shop_name: str) -> Product:
    shop = make_shop(merchant, name=shop_name)
    return make_product(shop, title=title, price_minor=price_minor, stock_counts=[stock_count])


def add(page: Page, product: Product, *, quantity: int = 1) -> None:
    """Choose a quantity on a product's page and put it into the cart."""
    page.goto(f"/p/{product.id}")
    for _ in range(quantity - 1):
        page.get_by_role("button", name="One more").click()
    page.get_by_role("button", name="Add to cart").click()
    expect(page.get_by_text(f"In your cart: {quantity}")).to_be_visible()


def log_in_here(page: Page, person: Person) -> None:
    """Fill in the log-in form that the page shows."""
    with reading() as session:
        email = session.scalars(select(User.email).where(User.id == person.id)).one()
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def fill_address(page: Page) -> None:
    page.get_by_label("Name", exact=True).fill(ADDRESS["name"])
    page.get_by_label("Street and number").fill(ADDRESS["line1"])
    page.get_by_label("City").fill(ADDRESS["city"])
    page.get_by_label("Postal code").fill(ADDRESS["postal_code"])
    page.get_by_label("Country").select_option(ADDRESS["country"])
    page.get_by_label("Phone").fill(ADDRESS["phone"])


def test_a_guest_fills_a_cart_signs_in_pays_two_shops_and_one_gives_back(market, windows, picture):
    mei, su = make_person(Role.MERCHANT, name="Mei"), make_person(Role.MERCHANT, name="Su")
    lantern = sell(mei, "Paper lantern", price_minor=1990, stock_count=9, shop_name="Lantern Alley")
    candle = sell(su, "Beeswax candle", price_minor=800, stock_count=9, shop_name="Candle House")
    buyer = make_person(name="Noor")
    phone = windows.phone()

    phone.goto("/cart")
    expect(phone.get_by_role("heading", name="Nothing in your cart yet")).to_be_visible()
    picture(phone, "cart-empty")
    add(phone, lantern)
    add(phone, candle, quantity=2)
    picture(phone, "cart-added")
    expect(phone.locator(".tab-bar nm-cart-count")).to_contain_text("3")
    phone.get_by_role("button", name="See the cart").click()
    expect(phone.locator(".cart-sum__total")).to_contain_text("$35.90")
    picture(phone, "cart-guest")
    candle_line = phone.locator(".cart-line", has_text="Beeswax candle")
    candle_line.get_by_role("button", name="Take out").click()
    expect(phone.locator(".cart-sum__total")).to_contain_text("$19.90")
    phone.get_by_role("button", name="Undo").click()
    expect(phone.locator(".cart-sum__total")).to_contain_text("$35.90")

    phone.get_by_role("link", name="Go to checkout").click()
    log_in_here(phone, buyer)
    expect(phone.get_by_role("heading", name="Checkout")).to_be_visible()
    phone.goto("/cart")
    expect(phone.locator(".cart-line")).to_have_count(2)
    with transaction() as session:
        variants.change_variant(session, lantern.variants[0].id, owner_id=mei.id, price_minor=1500)
        stock.correct(session, candle.variants[0].id, owner_id=su.id, change_count=-8, reason="broken")

    # Nobody touches the page: it reads itself again when the stock of something in it changes.
    expect(phone.get_by_text("Only 1 left, and you want 2.")).to_be_visible()
    expect(phone.get_by_text("The price fell from $19.90 to $15.00.")).to_be_visible()
    expect(phone.locator(".cart-sum__total")).to_contain_text("$15.00")
    picture(phone, "cart-changed")
    phone.get_by_role("button", name="Take 1").click()
    expect(phone.locator(".cart-sum__total")).to_contain_text("$23.00")

    phone.get_by_role("link", name="Go to checkout").click()
    fill_address(phone)
    phone.get_by_text("A note for this shop").first.click()
    phone.get_by_label("A note for Lantern Alley").fill("Please wrap it <b>well</b>")
    picture(phone, "cart-checkout")
    phone.get_by_role("button", name="Order and pay").dblclick()
    phone.wait_for_url(re.compile(r"/checkouts/"))
    phone.reload()
    phone.get_by_role("button", name="Decline").click()
    expect(phone.get_by_text("Your payment was declined.")).to_be_visible()
    picture(phone, "cart-declined")
    phone.get_by_role("button", name="Pay (succeeds)").click()
    expect(phone.get_by_text("Each shop packs its part")).to_be_visible()
    picture(phone, "cart-paid")

    with reading() as session:
        orders = lookup.list_orders_of_buyer(session, buyer.id).items
    assert sorted(order.total_minor for order in orders) == [800, 1500]
    assert len({order.payment_id for order in orders}) == 1
    of_mei = next(order for order in orders if order.shop_name == "Lantern Alley")
    desk = windows.desktop(mei)
    desk.goto(f"/console/orders/{of_mei.id}")
    expect(desk.get_by_text("Please wrap it <b>well</b>")).to_be_visible()
    phone.goto(f"/orders/{of_mei.id}")
    expect(phone.get_by_role("link", name="Candle House")).to_be_visible()
    desk.get_by_role("button", name="Refund").first.click()
    desk.get_by_role("alertdialog").get_by_role("button", name="Refund").click()

    expect(phone.locator(".timeline__step", has_text="Refunded").locator("time")).to_be_visible()
    picture(phone, "cart-refunded")
    phone.get_by_role("link", name="Candle House").click()
    expect(phone.locator(".page-header .badge")).to_have_text("Paid")


def test_a_price_that_changes_between_checkout_and_order_is_said_and_asked_again(market, windows, picture):
    mei, buyer = make_person(Role.MERCHANT, name="Mei"), make_person(name="Noor")
    lantern = sell(mei, "Paper lantern", price_minor=1990, stock_count=9, shop_name="Lantern Alley")
    phone = windows.phone(buyer)
    add(phone, lantern)
    phone.goto("/checkout")
    fill_address(phone)

    with transaction() as session:
        variants.change_variant(session, lantern.variants[0].id, owner_id=mei.id, price_minor=2500)
    phone.get_by_role("button", name="Order and pay").click()

    expect(phone.get_by_role("alert")).to_contain_text("costs $25.00 each now")
    expect(phone.locator("[data-total]")).to_have_text("$25.00")
    expect(phone.get_by_label("City")).to_have_value(ADDRESS["city"])
    picture(phone, "cart-price-changed")
    phone.get_by_role("button", name="Order and pay").click()
    expect(phone.get_by_role("heading", name="Pay")).to_be_visible()
    with reading() as session:
        assert [one.total_minor for one in lookup.list_orders_of_buyer(session, buyer.id).items] == [2500]
    assert all("409" in complaint for complaint in windows.complaints)
    windows.complaints.clear()


def test_the_cart_is_worked_by_keyboard(market, windows, picture):
    mei, buyer = make_person(Role.MERCHANT, name="Mei"), make_person(name="Noor")
    lantern = sell(mei, "Paper lantern", price_minor=1990, stock_count=9, shop_name="Lantern Alley")
    desk = windows.desktop(buyer)
    add(desk, lantern)
    picture(desk, "cart-product-desktop")
    desk.goto("/cart")
    picture(desk, "cart-desktop")

    quantity = desk.get_by_label("Quantity of Paper lantern")
    quantity.focus()
    desk.keyboard.press("ArrowUp")
    expect(desk.locator(".cart-sum__total")).to_contain_text("$39.80")
    expect(quantity).to_be_focused()
    desk.get_by_role("button", name="Keep for later").press("Enter")
    expect(desk.get_by_role("heading", name="Kept for later")).to_be_visible()
    desk.get_by_role("button", name="Back into the cart").press("Enter")

    expect(desk.locator(".cart-sum__total")).to_contain_text("$39.80")


def test_what_a_post_shows_goes_into_the_cart_and_is_bought_as_seen_there(market, windows, picture):
    mei, buyer = make_person(Role.MERCHANT, Role.CREATOR, name="Mei"), make_person(name="Noor")
    lantern = sell(mei, "Paper lantern", price_minor=1990, stock_count=9, shop_name="Lantern Alley")
    post_id = publish_words(mei, PostKind.PHOTO, "The lane just switched on", shown=lantern)
    phone = windows.phone(buyer)

    phone.goto(f"/photos/{post_id}")
    phone.locator(".photo-tag").click()
    sheet = phone.locator("#product-sheet")
    sheet.get_by_role("button", name="Add to cart").click()
    expect(sheet.get_by_text("In your cart: 1")).to_be_visible()
    picture(phone, "cart-sheet")
    sheet.get_by_role("button", name="See the cart").click()
    phone.get_by_role("link", name="Go to checkout").click()
    fill_address(phone)
    phone.get_by_role("button", name="Order and pay").click()

    expect(phone.get_by_role("heading", name="Pay")).to_be_visible()
    with reading() as session:
        order = lookup.list_orders_of_buyer(session, buyer.id).items[0]
    assert order.source_id == post_id
