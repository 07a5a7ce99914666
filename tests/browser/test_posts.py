"""Photo posts and articles by the people who make, read and buy from them."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.roles import Role
from kernel.transaction import transaction
from moderation import reviews
from moderation.decisions import Action
from tests.factories import make_person, make_product, make_shop
from tests.pictures import jpeg_bytes


@pytest.fixture
def creator(market):
    """A creator with a shop and a product in it."""
    person = make_person(Role.CREATOR, Role.MERCHANT, name="Mei")
    make_product(make_shop(person), title="Paper lantern", stock_counts=(10,))
    return person


def picture_file(name: str, width: int = 900, height: int = 1200) -> dict[str, object]:
    """Return a picture as a file input takes it."""
    return {"name": name, "mimeType": "image/jpeg", "buffer": jpeg_bytes(width, height)}


def approve(post_path: str) -> None:
    """Let a moderator approve what waits for a review."""
    moderator = make_person(Role.MODERATOR)
    with transaction() as session:
        for review in reviews.list_reviews(session, reviews.ReviewState.OPEN).items:
            if str(review.subject_id) in post_path:
                reviews.decide(
                    session, review.subject_id, moderator_id=moderator.id, decision=Action.APPROVE, reason=""
                )


def wait_until_saved(page: Page) -> None:
    """Wait until the draft is saved."""
    expect(page.locator("[data-save-state]")).to_have_text("Draft saved")


def publish(page: Page) -> str:
    """Publish what is being composed and have it approved; return its address."""
    page.get_by_role("button", name="Publish now").click()
    page.wait_for_url(re.compile(r"^http://[^/]+/(photos|articles)/[0-9a-f-]{36}$"))
    approve(page.url)
    return page.url


def buy(page: Page, picture, name: str) -> None:
    """Buy what the open product sheet shows."""
    page.locator("#product-sheet").get_by_role("button", name="Buy now").click()
    expect(page.locator("#buy-sheet")).to_be_visible()
    picture(page, name)


def test_a_photo_post_is_composed_published_swiped_and_bought_from(creator, market, windows, picture):
    page = windows.phone(creator)
    page.goto("/studio/photos/new")
    picture(page, "photos-new-phone")

    files = [picture_file("one.jpg"), picture_file("two.jpg", 1200, 800)]
    page.locator("input[type=file]").set_input_files(files)
    rows = page.locator(".photo-row")
    expect(rows).to_have_count(2)
    expect(page.locator(".photo-row[data-sent]")).to_have_count(2)
    rows.nth(0).get_by_role("textbox").fill("A red lantern over a wet lane")
    page.get_by_label("Title").fill("Lantern night")
    page.get_by_label("Text").fill("Rain makes them glow. #夜市 #lanterns")
    rows.nth(1).locator("[data-handle]").press("ArrowUp")
    expect(rows.nth(1).get_by_role("textbox")).to_have_value("A red lantern over a wet lane")
    tag_a_product(page, picture)
    wait_until_saved(page)
    page.reload()
    expect(page.get_by_label("Title")).to_have_value("Lantern night")
    expect(rows.nth(1).get_by_role("textbox")).to_have_value("A red lantern over a wet lane")
    expect(rows.nth(0).locator("[data-tags]")).to_have_text("Paper lantern")
    picture(page, "photos-composed-phone")
    address = publish(page)

    buyer = windows.phone(make_person(name="Noor"))
    buyer.goto(address)
    expect(buyer.get_by_role("heading", name="Lantern night")).to_be_visible()
    picture(buyer, "photos-phone")
    buyer.get_by_role("link", name="#夜市").click()
    expect(buyer.get_by_role("link", name="Lantern night")).to_be_visible()
    picture(buyer, "tag-phone")
    buyer.go_back()
    strip = buyer.locator(".photos__strip")
    strip.focus()
    strip.press("ArrowRight")
    expect(buyer.locator("[data-position]")).to_have_text("Picture 2 of 2")
    strip.press("ArrowLeft")
    expect(buyer.locator("[data-position]")).to_have_text("Picture 1 of 2")
    buyer.locator(".photo-tag").click()
    expect(buyer.locator("#product-sheet")).to_be_visible()
    picture(buyer, "photos-sheet-phone")
    buy(buyer, picture, "photos-buy-phone")

    desktop = windows.desktop()
    desktop.goto(address)
    expect(desktop.locator(".photo-tag")).to_be_visible()
    picture(desktop, "photos-desktop")
    by_night = windows.phone(color_scheme="dark", locale="zh-TW")
    by_night.goto(address)
    expect(by_night.get_by_role("heading", name="圖片裡的商品")).to_be_visible()
    picture(by_night, "photos-phone-night")


def tag_a_product(page: Page, picture) -> None:
    """Put the product on the first picture by keys alone, and move it."""
    page.locator(".photo-row").nth(0).get_by_role("button", name="Tag products").click()
    placer = page.locator("#tag-placer")
    placer.get_by_role("button", name="Add a product").click()
    page.locator("#product-picker").get_by_role("button", name=re.compile("Paper lantern")).first.click()
    spot = placer.locator(".tag-spot")
    spot.press("ArrowUp")
    picture(page, "photos-tagging-phone")
    placer.get_by_role("button", name="Done").click()
    expect(page.locator("[data-tags]").first).to_have_text("Paper lantern")


def test_an_article_is_composed_published_read_and_bought_from(creator, market, windows, picture):
    page = windows.desktop(creator)
    page.goto("/studio/articles/new")

    page.get_by_label("Title").fill("How a lantern is made")
    page.get_by_label("Introduction").fill("A morning in the workshop.")
    page.locator(".block-row textarea").fill("First the paper is folded.\n\nThen it is glued. #craft")
    blocks = page.get_by_role("group", name="Add a block")
    blocks.get_by_role("button", name="Heading").click()
    page.locator(".block-row__heading").fill("Bamboo")
    page.locator("input[type=file]").set_input_files([picture_file("paper.jpg", 1200, 800)])
    expect(page.locator(".block-row--picture[data-sent]")).to_have_count(1)
    page.locator(".block-row--picture [name=alt]").fill("Hands folding paper")
    blocks.get_by_role("button", name="Product").click()
    page.locator("#product-picker").get_by_role("button", name=re.compile("Paper lantern")).first.click()
    page.locator(".block-row--heading [data-handle]").press("ArrowUp")
    wait_until_saved(page)
    page.reload()
    expect(page.locator(".block-row").nth(0)).to_have_attribute("data-type", "heading")
    expect(page.locator(".block-row")).to_have_count(4)
    picture(page, "article-composed-desktop")
    address = publish(page)

    for name, buyer in (("phone", windows.phone(make_person(name="Noor"))), ("desktop", windows.desktop())):
        buyer.goto(address)
        expect(buyer.get_by_role("heading", name="Bamboo")).to_be_visible()
        expect(buyer.get_by_alt_text("Hands folding paper")).to_be_visible()
        picture(buyer, f"article-{name}")
    reader = windows.phone(make_person(name="Aki"))
    reader.goto(address)
    reader.get_by_role("link", name=re.compile("Paper lantern")).click()
    expect(reader.locator("#product-sheet")).to_be_visible()
    buy(reader, picture, "article-buy-phone")


def test_several_posts_are_deleted_at_once_and_brought_back(creator, market, windows, picture):
    page = windows.phone(creator)
    for title in ("First", "Second"):
        page.goto("/studio/articles/new")
        page.get_by_label("Title").fill(title)
        wait_until_saved(page)
    page.goto("/studio")
    posts = page.locator("nm-studio-post:not([hidden])")
    expect(posts).to_have_count(2)

    for box in page.get_by_role("checkbox").all():
        box.check()
    picture(page, "studio-bulk-phone")
    page.locator("[data-bulk-act=delete]").click()
    expect(posts).to_have_count(0)
    page.get_by_role("button", name="Undo").click()

    expect(posts).to_have_count(2)
    page.reload()
    expect(posts).to_have_count(2)


def test_a_draft_is_scheduled_and_kept_after_all(creator, market, windows, picture):
    page = windows.phone(creator)
    page.goto("/studio/articles/new")
    page.get_by_label("Title").fill("For tomorrow")
    page.locator(".block-row textarea").fill("Soon.")
    wait_until_saved(page)

    page.get_by_role("button", name="Publish later").click()
    page.get_by_label("When").fill("2036-12-24T18:00")
    page.get_by_role("button", name="Schedule it").click()
    page.wait_for_url(re.compile(r"/studio$"))
    expect(page.get_by_text("Publishes itself")).to_be_visible()
    picture(page, "studio-scheduled-phone")
    page.get_by_role("link", name="For tomorrow").click()
    page.get_by_role("button", name="Keep it a draft").click()

    expect(page.get_by_role("button", name="Publish later")).to_be_visible()
