"""A creator promotes what another sells: from the offer to the share of a sale, by the people who do it."""

import re

from playwright.sync_api import Page, expect
from sqlalchemy import select

from accounts.roles import Role
from commissions import earnings
from commissions.models import TouchRow
from kernel.transaction import reading, transaction
from orders import lookup, receipt
from tests.browser.conftest import sign_in
from tests.browser.making import publish_clip
from tests.browser.test_main_job import fill_address, ship, tap, wait_until_playing
from tests.factories import make_person, make_product, make_shop
from tests.waiting import wait_until

SETTLED_SECONDS = 30.0


def test_what_a_guest_saw_brings_its_creator_a_share_when_he_buys_signed_in(market, windows, picture):
    merchant, creator, buyer = (
        make_person(Role.MERCHANT, name="Mei"),
        make_person(Role.CREATOR, name="Jun"),
        make_person(name="Noor"),
    )
    product = make_product(make_shop(merchant), title="Moon lamp", price_minor=1990)
    seller, studio, phone = windows.desktop(merchant), windows.phone(creator), windows.phone()

    offer(seller, f"/console/products/{product.id}", picture)
    pick(studio, picture)
    publish_clip(creator, title="The moon in a box", tagged=product)
    open_in_the_feed(phone, picture)
    wait_until(has_touch)
    sign_in(phone, buyer)
    buy(phone, f"/p/{product.id}")
    ship(seller, picture)
    with transaction() as session:
        order = lookup.list_orders_of_buyer(session, buyer.id).items[0]
        receipt.mark_delivered(session, order.id, party_id=buyer.id)

    def has_earned() -> bool:
        with reading() as session:
            return any(one.accrued_minor == 199 for one in earnings.list_totals(session, creator.id))

    wait_until(has_earned, seconds=SETTLED_SECONDS)
    studio.goto("/studio/earnings")
    expect(studio.get_by_role("link", name="The moon in a box")).to_be_visible()
    expect(studio.get_by_role("cell", name="Moon lamp × 1")).to_be_visible()
    expect(studio.get_by_text("$1.99").first).to_be_visible()
    picture(studio, "earnings-phone")
    wide = windows.desktop(creator)
    wide.goto("/studio/earnings")
    picture(wide, "earnings-desktop")
    seller.goto("/console/money")
    expect(seller.get_by_text("Commission earned")).to_be_visible()


def test_a_link_of_a_creator_counts_and_leaves_the_address(market, windows, picture):
    merchant, creator = make_person(Role.MERCHANT, name="Mei"), make_person(Role.CREATOR, name="Bo")
    product = make_product(make_shop(merchant), title="Star lamp")
    seller, studio, phone = windows.phone(merchant), windows.phone(creator), windows.phone()
    offer(seller, f"/console/products/{product.id}", picture, name="phone")
    pick(studio, picture, title="Star lamp")
    link = studio.get_by_label("Your link").input_value()

    phone.goto(link.removeprefix(market.url))

    expect(phone.get_by_role("heading", name="Star lamp")).to_be_visible()
    phone.wait_for_url(re.compile(rf"/p/{product.id}$"))
    wait_until(lambda: has_touch(source_kind="link"))


def has_touch(source_kind: str = "video") -> bool:
    """Tell whether a guest opened something from such a source."""
    with reading() as session:
        mine = select(TouchRow.id).where(
            TouchRow.guest_hash.is_not(None), TouchRow.source_kind == source_kind
        )
        return session.scalars(mine).first() is not None


def offer(page: Page, product_path: str, picture, name: str = "desktop") -> None:
    """Offer ten percent for promoting a product."""
    page.goto(product_path)
    page.get_by_role("link", name="Commission").click()
    page.get_by_label("Percent of the price").fill("10")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Creators see this offer now.")).to_be_visible()
    picture(page, f"commission-{name}")


def pick(page: Page, picture, title: str = "Moon lamp") -> None:
    """Find an offer and promote it."""
    page.goto("/studio/promote")
    picture(page, "promote-phone")
    page.get_by_role("button", name=f"Promote “{title}”").click()
    expect(page.get_by_role("heading", name="You promote")).to_be_visible()
    picture(page, "promoted-phone")


def open_in_the_feed(page: Page, picture) -> None:
    """See the clip as a guest, with what it discloses, and tap its product."""
    page.goto("/")
    wait_until_playing(page)
    expect(page.get_by_text("Earns a commission").first).to_be_visible()
    chip = page.get_by_role("link", name=re.compile("Moon lamp.*Show this product")).first
    expect(chip).to_be_visible(timeout=15_000)
    picture(page, "commission-feed-phone")
    tap(page, chip)
    expect(page.get_by_role("dialog", name="Moon lamp")).to_be_visible()


def buy(page: Page, path: str) -> None:
    """Buy from the product's own page."""
    page.goto(path)
    page.get_by_role("button", name="Buy now").click()
    fill_address(page)
    page.get_by_role("button", name="Order and pay").click()
    page.get_by_role("button", name="Pay (succeeds)").click()
    expect(page.get_by_text("Thank you.")).to_be_visible(timeout=20_000)
