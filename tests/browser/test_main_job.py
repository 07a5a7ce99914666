"""The main job, by the people who do it, at phone width: a clip with a product in it becomes a sale."""

import re
import uuid
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.roles import Role
from kernel.transaction import reading
from products import catalogue
from tests.clips import clip_bytes
from tests.factories import make_person
from tests.pictures import jpeg_bytes
from tests.waiting import wait_until

TRANSCODED_MS = 90_000


@pytest.fixture(scope="module")
def people(market):
    """Everybody who takes part."""
    return {
        "merchant": make_person(Role.MERCHANT, Role.CREATOR, name="Mei"),
        "moderator": make_person(Role.MODERATOR, name="Su Yin"),
        "buyer": make_person(name="Noor"),
    }


def test_a_clip_with_a_product_in_it_becomes_a_sale(people, market, windows, picture):
    merchant, moderator, buyer = (
        windows.phone(people["merchant"]),
        windows.phone(people["moderator"]),
        windows.phone(people["buyer"]),
    )

    product_id = put_on_sale(merchant, picture)
    upload_and_tag(merchant, picture)
    release(moderator, picture)
    order_url = watch_and_buy(buyer, picture)

    buyer.goto(order_url)
    expect(buyer.get_by_text("Paid", exact=True).first).to_be_visible()
    picture(buyer, "order-phone")
    assert counts_of(product_id) == (9, 0, 9)
    ship(merchant, picture)
    buyer.reload()
    expect(buyer.get_by_text("Shipped", exact=True).first).to_be_visible()
    assert_no_token_in(market.home / "log")


def put_on_sale(page: Page, picture) -> uuid.UUID:
    """Open a shop and add a product with a picture, one variant and ten in stock."""
    page.goto("/console")
    page.get_by_label("Name of the shop").fill("Lantern Alley")
    page.get_by_role("button", name="Open the shop").click()
    page.get_by_role("link", name=re.compile("product", re.IGNORECASE)).first.click()
    file = {"name": "lantern.jpg", "mimeType": "image/jpeg", "buffer": jpeg_bytes(900, 900)}
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_label("Title").fill("Paper lantern")
    page.get_by_label("Currency").select_option("USD")
    page.locator("input[name=sku]").fill("LANTERN-1")
    page.locator("input[name=price]").fill("19.50")
    page.locator("input[name=stock]").fill("10")
    picture(page, "product-form-phone")
    page.get_by_role("button", name="Put it on sale").click()
    expect(page.get_by_text("Paper lantern").first).to_be_visible()
    page.wait_for_url(re.compile(r"/console"))
    with reading() as session:
        found = catalogue.search_products(session, "Paper lantern").items
    return found[0].id


def upload_and_tag(page: Page, picture) -> None:
    """Upload a clip, tag the product in it and post it; wait until it has been processed."""
    page.goto("/studio/upload")
    clip = {"name": "lanterns.mp4", "mimeType": "video/mp4", "buffer": clip_bytes(4, size="360x640")}
    page.locator("input[type=file]").set_input_files(clip)
    page.get_by_label("Title").fill("The lane just switched on")
    page.get_by_role("button", name="Add a product").click()
    page.locator(".picker__row", has_text="Paper lantern").click()
    page.locator("input[name=start_seconds]").fill("0.5")
    page.locator("input[name=end_seconds]").fill("4")
    expect(page.locator(".upload-card__state")).to_have_text("Sent")
    picture(page, "upload-phone")
    page.get_by_role("button", name="Post this video").click()
    expect(page.locator(".upload-card__posted")).to_be_visible()
    expect(page.get_by_text("A moderator looks at it")).to_be_visible(timeout=TRANSCODED_MS)
    picture(page, "processed-phone")


def release(page: Page, picture) -> None:
    """Find the clip in the queue, watch it and approve it with one key."""
    page.goto("/moderation")
    page.get_by_role("link", name=re.compile("The lane just switched on")).first.click()
    expect(page.locator(".review__side h2")).to_have_text("The lane just switched on")
    wait_until_playing(page)
    picture(page, "review-phone")
    page.keyboard.press("a")
    page.wait_for_url(re.compile(r"/moderation$"))


def watch_and_buy(page: Page, picture) -> str:
    """See the clip in the feed, tap the product at its moment and buy it; return the order's page."""
    page.goto("/")
    wait_until_playing(page)
    chip = page.get_by_role("link", name=re.compile("Paper lantern.*Show this product")).first
    expect(chip).to_be_visible(timeout=15_000)
    picture(page, "feed-phone")
    tap(page, chip)
    sheet = page.get_by_role("dialog", name="Paper lantern")
    expect(sheet.get_by_text("$19.50")).to_be_visible()
    picture(page, "product-sheet-phone")
    sheet.get_by_role("button", name=re.compile("Buy now")).click()
    fill_address(page)
    picture(page, "address-phone")
    page.get_by_role("button", name="Order and pay").click()
    page.get_by_role("button", name="Pay (succeeds)").click()
    expect(page.get_by_text("Thank you.")).to_be_visible(timeout=20_000)
    picture(page, "paid-phone")
    assert page.url.endswith("/")
    href = page.get_by_role("link", name="See the order").get_attribute("href")
    assert href
    return href


def fill_address(page: Page) -> None:
    """Say where to send it."""
    page.get_by_label("Name").fill("Noor")
    page.get_by_label("Street and number").fill("88 Raohe Street")
    page.get_by_label("City").fill("Taipei")
    page.get_by_label("Postal code").fill("105")
    page.get_by_label("Country").select_option("TW")
    page.get_by_label("Phone").fill("+886 2 2763 5733")


def tap(page: Page, target: Locator) -> None:
    """Put a finger where the target is once it has come to rest. A click would scroll the feed on its way."""
    target.evaluate("(element) => Promise.all(element.getAnimations().map((one) => one.finished))")
    # An overlay of a broadcast goes away while the picture is wound to a moment before it.
    box = wait_until(target.bounding_box)
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def ship(page: Page, picture) -> None:
    """Mark the order as shipped."""
    page.goto("/console/orders")
    picture(page, "orders-to-ship-phone")
    page.get_by_role("link", name="Ship", exact=True).first.click()
    page.get_by_role("button", name="Mark as shipped").click()
    expect(page.get_by_text("The parcel is on its way.")).to_be_visible()


def assert_no_token_in(log: Path) -> None:
    """Look for signed addresses in the log: whoever reads it must not be able to use them."""
    words = log.read_text()
    assert "/storage/parts/<token>" in words
    assert not re.search(r"/(storage/parts|media/preview)/[A-Za-z0-9_.-]{20}", words)


def wait_until_playing(page: Page) -> None:
    """Wait until a video on the page shows moving pictures."""
    page.wait_for_function(
        "() => [...document.querySelectorAll('video')].some((v) => v.currentTime > 0.2 && v.videoWidth > 0)",
        timeout=20_000,
    )


def counts_of(product_id: uuid.UUID) -> tuple[int, int, int]:
    """Return on hand, reserved and available of a product's only variant."""
    with reading() as session:
        variant = catalogue.get_product(session, product_id).variants[0]
    return variant.on_hand_count, variant.reserved_count, variant.available_count
