"""The market without a mouse or a finger: watch and buy, upload, tag and publish, review."""

import io
import re

from playwright.sync_api import Locator, Page, expect

from accounts.roles import Role
from content import editing
from content.editing import PostChange
from content.post_pictures import stored_picture
from content.posts import PostKind
from kernel.transaction import transaction
from tests.browser.making import publish_clip
from tests.clips import clip_bytes
from tests.factories import make_person, make_product, make_shop
from tests.pictures import jpeg_bytes

TRANSCODED_MS = 90_000
#: More stops than any of these pages has before what is looked for.
MOST_STOPS = 80
IS_FOCUSED = "(element) => element === document.activeElement"


def test_somebody_watches_and_buys_with_the_keyboard_alone(market, windows):
    merchant, buyer = make_person(Role.MERCHANT, Role.CREATOR), make_person(name="Noor")
    lantern = make_product(make_shop(merchant), title="Paper lantern", price_minor=1950)
    publish_clip(merchant, title="The lane just switched on", tagged=lantern)
    page = windows.desktop(buyer)
    page.goto("/")

    press(page, page.get_by_role("link", name=re.compile("Paper lantern.*Show this product")).first)
    sheet = page.get_by_role("dialog", name="Paper lantern")
    press(page, sheet.get_by_role("button", name=re.compile("Buy now")))
    write_address(page)
    press(page, page.get_by_role("button", name="Order and pay"))
    press(page, page.get_by_role("button", name="Pay (succeeds)"))

    expect(page.get_by_text("Thank you.")).to_be_visible(timeout=20_000)
    page.keyboard.press("Escape")
    expect(sheet).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_somebody_uploads_tags_and_publishes_and_a_moderator_approves_with_the_keyboard_alone(
    market, windows
):
    maker = make_person(Role.CREATOR, Role.MERCHANT)
    make_product(make_shop(maker), title="Tide cup", price_minor=2800)
    creator, moderator = windows.desktop(maker), windows.desktop(make_person(Role.MODERATOR))
    creator.goto("/studio/upload")

    choose_clip(creator)
    write(creator, creator.get_by_label("Title"), "From a lump to a cup")
    press(creator, creator.get_by_role("button", name="Add a product"))
    press(creator, creator.locator(".picker__row", has_text="Tide cup").first)
    expect(creator.locator(".tag .line-item__title")).to_have_text("Tide cup")
    write(creator, creator.locator("input[name=end_seconds]"), "2")
    expect(creator.locator(".upload-card__state")).to_have_text("Sent")
    press(creator, creator.get_by_role("button", name="Post this video"))
    expect(creator.get_by_text("A moderator looks at it")).to_be_visible(timeout=TRANSCODED_MS)
    moderator.goto("/moderation")
    press(moderator, moderator.get_by_role("link", name=re.compile("From a lump to a cup")).first)
    wait_for_desk(moderator)
    moderator.keyboard.press("a")

    moderator.wait_for_url(re.compile(r"/moderation$"))
    creator.goto("/studio")
    expect(creator.get_by_text("Published").first).to_be_visible()


def test_a_moderator_finds_the_keys_and_rejects_with_them_alone(market, windows):
    send_in_a_photo(make_person(Role.CREATOR, name="Bo"), "Crooked cups")
    page = windows.desktop(make_person(Role.MODERATOR))
    page.goto("/moderation")
    press(page, page.get_by_role("link", name=re.compile("Crooked cups")).first)
    wait_for_desk(page)

    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    page.keyboard.press("1")
    expect(page.locator("[data-sentence-shown]")).not_to_be_empty()
    page.keyboard.press("Control+Enter")

    page.wait_for_url(re.compile(r"/moderation$"))
    expect(page.get_by_role("link", name=re.compile("Crooked cups"))).to_have_count(0)


def wait_for_desk(page: Page) -> None:
    """Wait for the page of a review, and until it listens to keys."""
    page.wait_for_url(re.compile(r"/moderation/reviews/"))
    expect(page.locator("nm-desk:defined")).to_be_attached()


def choose_clip(page: Page) -> None:
    """Open the chooser of files by its key."""
    with page.expect_file_chooser() as chooser:
        press(page, page.locator("input[type=file]"))
    chooser.value.set_files({"name": "cup.mp4", "mimeType": "video/mp4", "buffer": clip_bytes(2)})


def send_in_a_photo(creator, title: str) -> None:
    """Publish a newcomer's photo post, which a moderator has to look at."""
    with transaction() as session:
        post_id = editing.create_post(session, creator.id, PostKind.PHOTO, PostChange(title=title)).id
    with stored_picture(post_id, io.BytesIO(jpeg_bytes())) as stored, transaction() as session:
        editing.add_picture_to(session, post_id, creator.id, stored)
    with transaction() as session:
        editing.publish_post(session, post_id, creator.id)


def walk_to(page: Page, target: Locator) -> None:
    """Press Tab until `target` has the focus."""
    expect(target).to_be_attached(timeout=15_000)
    for _ in range(MOST_STOPS):
        if target.evaluate(IS_FOCUSED):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {target}")


def press(page: Page, target: Locator) -> None:
    """Go to a button or link and press Enter."""
    walk_to(page, target)
    page.keyboard.press("Enter")


def write(page: Page, field: Locator, text: str) -> None:
    """Go to a field and write into it, over what stands there."""
    walk_to(page, field)
    if field.evaluate("(element) => element.tagName !== 'SELECT'"):
        page.keyboard.press("Control+a")
    page.keyboard.type(text)


def write_address(page: Page) -> None:
    """Say where to send it."""
    write(page, page.get_by_label("Name"), "Noor")
    write(page, page.get_by_label("Street and number"), "88 Raohe Street")
    write(page, page.get_by_label("City"), "Taipei")
    write(page, page.get_by_label("Postal code"), "105")
    write(page, page.get_by_label("Country"), "Taiwan")
    write(page, page.get_by_label("Phone"), "+886 2 2763 5733")
