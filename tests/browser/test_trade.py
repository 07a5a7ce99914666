"""A whole trade: two shops, a coupon, a creator; one order is kept, one comes back. Pages and books agree."""

import re
import uuid

from playwright.sync_api import Page, expect

from accounts.people import Person
from accounts.roles import Role
from commissions import earnings, promoting
from kernel.transaction import reading, transaction
from orders import lookup
from orders.values import Order
from payments.ledger import chain, replay
from payments.ledger.accounts import Account
from payments.ledger.balances import list_balances_of
from products.models import Variant
from products.values import Product
from tests.browser.test_cart import add, fill_address, sell
from tests.browser.test_returns import fits
from tests.factories import make_commission_offer, make_coupon, make_person
from tests.waiting import wait_until


def owed(merchant: Person) -> int:
    """Return what the books say a merchant has to get (minor units)."""
    with reading() as session:
        balances = list_balances_of(session, Account.SHOP_PAYABLE, merchant.id)
    return sum(-one.amount_minor for one in balances)


def stock_of(product: Product) -> tuple[int, int]:
    """Return how many units are in the house, and how many of them are promised."""
    with reading() as session:
        variant = session.get_one(Variant, product.variants[0].id)
        return variant.on_hand_count, variant.reserved_count


def earned(creator: Person) -> tuple[int, int]:
    """Return what a creator may expect of what is paid, and what has been earned (minor units)."""
    with reading() as session:
        totals = earnings.list_totals(session, creator.id)
    return sum(one.estimated_minor for one in totals), sum(
        one.accrued_minor + one.payable_minor for one in totals
    )


def promote(page: Page, creator: Person, *products: Product) -> list[str]:
    """Let a creator promote products for a tenth of their price; return the links to share."""
    for product in products:
        offer = make_commission_offer(product, basis_points=1000)
        with transaction() as session:
            promoting.pick(session, offer.id, creator.id)
    page.goto("/studio/promote")
    links = page.get_by_label("Your link")
    expect(links).to_have_count(len(products))
    return [links.nth(number).input_value() for number in range(len(products))]


def look_at_earnings(page: Page, amount: str) -> None:
    """Let a creator read this on the page of the earnings."""
    page.goto("/studio/earnings")
    expect(page.get_by_text(amount, exact=True).first).to_be_visible()


def orders_of(buyer: Person) -> dict[str, Order]:
    """Return a buyer's orders by their shops' names."""
    with reading() as session:
        found = lookup.list_orders_of_buyer(session, buyer.id).items
    return {order.shop_name: order for order in found}


def look_at_money(page: Page, amount: str) -> None:
    """Let a merchant read that this is owed to him."""
    page.goto("/console/money")
    expect(page.locator(".stat", has_text="Owed to you")).to_contain_text(amount)


def ship(page: Page, order_id: uuid.UUID, number: str) -> None:
    """Send all of an order in one parcel."""
    page.goto(f"/console/orders/{order_id}")
    form = page.locator("form", has=page.get_by_role("button", name="Mark as shipped"))
    form.get_by_label("Carrier").select_option("dhl")
    form.get_by_label("Tracking number").fill(number)
    form.get_by_role("button", name="Mark as shipped").click()
    expect(page.get_by_text("The parcel is on its way.")).to_be_visible()


def test_two_shops_a_coupon_one_order_kept_and_one_given_back(market, windows, picture):
    mei, su = make_person(Role.MERCHANT, name="Mei"), make_person(Role.MERCHANT, name="Su")
    lantern = sell(mei, "Paper lantern", price_minor=1990, stock_count=9, shop_name="Lantern Alley")
    candle = sell(su, "Beeswax candle", price_minor=800, stock_count=9, shop_name="Candle House")
    make_coupon(lantern, name="Lantern week")
    buyer, jun = make_person(name="Noor"), make_person(Role.CREATOR, name="Jun")
    phone, mei_desk, su_desk = windows.phone(buyer), windows.desktop(mei), windows.desktop(su)
    studio = windows.phone(jun)

    for link in promote(studio, jun, lantern, candle):
        phone.goto(link.removeprefix(market.url))
        phone.wait_for_url(re.compile(r"/p/[0-9a-f-]+$"))
    add(phone, lantern)
    add(phone, candle, quantity=2)
    phone.goto("/checkout")
    expect(phone.locator("[data-total]")).to_have_text("$30.90")
    fill_address(phone)
    picture(phone, "trade-checkout-phone")
    phone.get_by_role("button", name="Order and pay").click()
    phone.wait_for_url(re.compile(r"/checkouts/"))
    assert (stock_of(lantern), stock_of(candle)) == ((9, 1), (9, 2))
    phone.get_by_role("button", name="Pay (succeeds)").click()
    expect(phone.get_by_text("Each shop packs its part")).to_be_visible()

    # Paid: each shop is owed its own, the coupon is its shop's cost, and the units have left the shelf.
    orders = orders_of(buyer)
    assert {name: one.total_minor for name, one in orders.items()} == {
        "Lantern Alley": 1490,
        "Candle House": 1600,
    }
    wait_until(lambda: (owed(mei), owed(su)) == (1490, 1600))
    wait_until(lambda: earned(jun) == (149 + 160, 0))
    look_at_earnings(studio, "$3.09")
    look_at_money(mei_desk, "$14.90")
    look_at_money(su_desk, "$16.00")
    picture(mei_desk, "trade-money-paid-desktop")
    assert (stock_of(lantern), stock_of(candle)) == ((8, 0), (7, 0))

    ship(mei_desk, orders["Lantern Alley"].id, "L 1")
    ship(su_desk, orders["Candle House"].id, "C 1")
    picture(su_desk, "trade-shipped-desktop")
    for name in orders:
        phone.goto(f"/orders/{orders[name].id}")
        phone.get_by_role("button", name="It has arrived").click()
        expect(phone.get_by_text("Delivered", exact=True).first).to_be_visible()

    # Delivered: each shop pays the creator a tenth of what was paid for its goods.
    wait_until(lambda: earned(jun) == (0, 149 + 160))
    wait_until(lambda: (owed(mei), owed(su)) == (1490 - 149, 1600 - 160))
    phone.goto(f"/orders/{orders['Candle House'].id}")
    phone.get_by_role("button", name="Confirm receipt").click()
    phone.get_by_role("alertdialog").get_by_role("button", name="Confirm receipt").click()
    expect(phone.get_by_text("Thank you. The order is complete.")).to_be_visible()

    phone.goto(f"/orders/{orders['Lantern Alley'].id}")
    phone.get_by_role("link", name="Give something back").click()
    phone.get_by_label("Paper lantern").fill("1")
    # What was paid for it, not what it would have cost without the coupon.
    expect(phone.get_by_text("$14.90", exact=True)).to_be_visible()
    phone.get_by_label("Why").select_option("changed_mind")
    phone.get_by_role("button", name="Ask for it").click()
    phone.get_by_label("Tracking number").fill("BACK 1")
    phone.get_by_role("button", name="I have sent it").click()
    expect(phone.get_by_text("On its way back").first).to_be_visible()
    assert owed(mei) == 1490 - 149

    mei_desk.goto("/console/returns")
    mei_desk.get_by_role("link", name="Open", exact=True).last.click()
    mei_desk.get_by_role("button", name="It is back").click()
    expect(mei_desk.get_by_text("The money is on its way to the buyer.")).to_be_visible()

    # Back: nothing is owed for it to shop or creator, its unit is on the shelf; the other shop keeps its own.
    wait_until(lambda: (owed(mei), owed(su)) == (0, 1600 - 160))
    wait_until(lambda: earned(jun) == (0, 160))
    look_at_money(mei_desk, "$0.00")
    look_at_money(su_desk, "$14.40")
    look_at_earnings(studio, "$1.60")
    picture(studio, "trade-earnings-phone")
    picture(mei_desk, "trade-money-back-desktop")
    assert (stock_of(lantern), stock_of(candle)) == ((9, 0), (7, 0))
    phone.goto(f"/orders/{orders['Lantern Alley'].id}")
    expect(phone.get_by_text("Refunded", exact=True).first).to_be_visible()
    picture(phone, "trade-order-back-phone")
    phone.goto(f"/orders/{orders['Candle House'].id}")
    expect(phone.get_by_text("Completed", exact=True).first).to_be_visible()
    assert fits(phone)
    picture(phone, "trade-order-kept-phone")
    with reading() as session:
        assert chain.verify(session).is_sound
        assert replay.replay(session) == []
