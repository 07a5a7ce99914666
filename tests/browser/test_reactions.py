"""What people do with what they watch: like, save, share, look closer; and how they wish to watch it."""

import re
import uuid

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.people import Person
from accounts.roles import Role
from content import reactions
from kernel.transaction import reading
from tests.browser.conftest import sign_in
from tests.browser.making import publish_clip
from tests.factories import PASSWORD, make_person, make_product
from tests.waiting import wait_until

PLAYING_MS = 20_000
#: Hearts are gone in a moment, so the page itself notes each one and how it moves.
NOTE_HEARTS = """() => {
  window.hearts = [];
  new MutationObserver((changes) => {
    const added = changes.flatMap(({ addedNodes }) => [...addedNodes]);
    const hearts = added.filter((node) => node.matches?.(".clip__heart"));
    window.hearts.push(...hearts.map((heart) => getComputedStyle(heart).animationName));
  }).observe(document.body, { childList: true, subtree: true });
}"""


@pytest.fixture(scope="module")
def clip(market) -> uuid.UUID:
    """Publish a clip with a product in it."""
    creator = make_person(Role.CREATOR, name="Mei")
    return publish_clip(creator, title="Paper lanterns at dusk", tagged=make_product())


def button(page: Page, kind: str):
    return page.locator(f"[data-react={kind}]").first


def read(post_id: uuid.UUID, person: Person | None = None):
    with reading() as session:
        return reactions.get_reactions(session, post_id, person.id if person else None)


def wait_until_playing(page: Page) -> None:
    expect(page.locator("nm-clip").first).to_have_attribute("data-state", "playing", timeout=PLAYING_MS)


def test_a_like_stays_after_a_reload_and_can_be_taken_back(market, windows, clip: uuid.UUID, picture):
    person = make_person()
    page = windows.phone(person)
    page.goto("/")
    wait_until_playing(page)
    picture(page, "feed-for-you-phone")

    button(page, "like").click()
    expect(button(page, "like")).to_have_attribute("aria-pressed", "true")
    expect(button(page, "like")).to_contain_text("1")
    wait_until(lambda: read(clip, person).is_liked)
    page.reload()
    expect(button(page, "like")).to_have_attribute("aria-pressed", "true")
    wait_until_playing(page)
    page.keyboard.press("l")

    expect(button(page, "like")).to_have_attribute("aria-pressed", "false")
    wait_until(lambda: not read(clip, person).is_liked)


def test_a_double_tap_on_the_picture_likes_and_never_takes_back(market, windows, clip: uuid.UUID):
    person = make_person()
    page = windows.phone(person)
    page.goto(f"/v/{clip}")
    wait_until_playing(page)
    stage = page.locator(".clip__toggle").first

    page.evaluate(NOTE_HEARTS)
    for count in (1, 2):
        stage.dblclick(position={"x": 150, "y": 250})
        wait_until(lambda count=count: len(page.evaluate("window.hearts")) == count)
        expect(page.locator(".clip__heart")).to_have_count(0)

    expect(button(page, "like")).to_have_attribute("aria-pressed", "true")
    wait_until(lambda: read(clip, person).is_liked)
    expect(page.locator("nm-clip").first).to_have_attribute("data-state", "playing")


def test_a_single_tap_pauses_and_plays(market, windows, clip: uuid.UUID):
    page = windows.phone()
    page.goto(f"/v/{clip}")
    wait_until_playing(page)

    page.locator(".clip__toggle").first.click(position={"x": 150, "y": 250})
    expect(page.locator("nm-clip").first).to_have_attribute("data-state", "paused")
    page.locator(".clip__toggle").first.click(position={"x": 150, "y": 250})

    wait_until_playing(page)


def test_who_is_not_signed_in_is_led_there_and_comes_back_to_the_post(market, windows, clip: uuid.UUID):
    person = make_person()
    page = windows.phone()
    page.goto("/?kind=newest")

    button(page, "like").click()
    page.wait_for_url(re.compile(r"/login\?next=.*" + str(clip)))
    with reading() as session:
        email = session.get_one(User, person.id).email
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()

    page.wait_for_url(f"**/v/{clip}")
    expect(button(page, "like")).to_have_attribute("aria-pressed", "false")


def test_what_one_saves_stands_on_the_page_of_saved_posts(market, windows, clip: uuid.UUID, picture):
    person = make_person()
    page = windows.desktop(person)
    page.goto("/saved")
    expect(page.get_by_text("Nothing saved yet")).to_be_visible()
    picture(page, "saved-empty-desktop")

    page.goto(f"/v/{clip}")
    wait_until_playing(page)
    page.keyboard.press("s")
    expect(button(page, "save")).to_have_attribute("aria-pressed", "true")
    wait_until(lambda: read(clip, person).is_saved)
    page.goto("/saved")
    picture(page, "saved-desktop")

    page.get_by_role("link", name="Paper lanterns at dusk").click()
    page.wait_for_url(f"**/v/{clip}")


def test_a_share_shows_the_code_copies_the_link_and_counts(market, windows, clip: uuid.UUID, picture):
    page = windows.desktop(permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"/v/{clip}")
    wait_until_playing(page)
    before = read(clip).shares_count

    button(page, "share").click()
    sheet = page.locator("#share-sheet")
    expect(sheet.locator(".share__code")).to_be_visible()
    wait_until(lambda: sheet.locator(".share__code").evaluate("image => image.naturalWidth > 0"))
    picture(page, "share-desktop")
    sheet.get_by_role("button", name="Copy the link").click()

    expect(page.get_by_text("Link copied").first).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == f"{market.url}/v/{clip}"
    wait_until(lambda: read(clip).shares_count == before + 1)


def test_what_is_watched_for_a_while_counts_once(market, windows):
    clip = publish_clip(make_person(Role.CREATOR), title="Two seconds of light")
    page = windows.phone()

    for _ in range(2):
        with page.expect_response("**/api/v1/posts/views"):
            page.goto(f"/v/{clip}")

    wait_until(lambda: read(clip).views_count > 0)
    assert read(clip).views_count == 1


def test_keys_change_the_speed_and_a_list_says_which(market, windows, clip: uuid.UUID, picture):
    page = windows.desktop()
    page.goto(f"/v/{clip}")
    wait_until_playing(page)

    page.keyboard.press(">")
    expect(page.get_by_text("Speed 1.25×").first).to_be_visible()
    assert page.locator("video").first.evaluate("video => video.playbackRate") == 1.25
    page.keyboard.press("?")
    expect(page.locator("#player-keys")).to_be_visible()
    picture(page, "keys-desktop")
    page.keyboard.press("Escape")

    expect(page.locator("#player-keys")).to_be_hidden()


def test_the_menu_of_playing_sets_the_speed_and_saves_data_for_the_next_page(market, windows, clip, picture):
    page = windows.phone()
    page.goto(f"/v/{clip}")
    wait_until_playing(page)

    page.get_by_role("button", name="More about playing").first.click()
    page.locator("#player-menu").get_by_label("2×", exact=True).check()
    page.locator("#player-menu").get_by_label("Save data").check()
    picture(page, "player-menu-phone")
    assert page.locator("video").first.evaluate("video => video.playbackRate") == 2
    page.reload()
    wait_until_playing(page)

    assert page.locator("video").first.evaluate("video => video.playbackRate") == 2
    page.get_by_role("button", name="More about playing").first.click()
    expect(page.locator("#player-menu").get_by_label("Save data")).to_be_checked()


def test_the_feed_says_why_and_leads_to_the_plain_one(market, windows, clip: uuid.UUID, picture):
    page = windows.phone()
    page.goto("/")

    page.get_by_role("button", name="Why do I see this?").click()
    picture(page, "feed-why-phone")
    page.get_by_role("link", name="Show the newest instead").click()

    expect(page.get_by_role("link", name="Newest")).to_have_attribute("aria-current", "page")
    expect(page.get_by_role("button", name="Why do I see this?")).to_have_count(0)


def test_whoever_wants_no_motion_gets_a_heart_that_stands_still(market, windows, clip: uuid.UUID):
    page = windows.phone(reduced_motion="reduce")
    page.goto("/login")
    sign_in(page, make_person())
    page.goto(f"/v/{clip}")
    wait_until_playing(page)

    page.evaluate(NOTE_HEARTS)
    page.locator(".clip__toggle").first.dblclick(position={"x": 150, "y": 250})

    wait_until(lambda: page.evaluate("window.hearts") == ["none"])
