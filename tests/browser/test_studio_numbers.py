"""A creator's numbers in real browsers: counted, drawn as charts, read with keys; and likes of comments."""

import csv
import re
import uuid
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accounts import follows
from accounts.people import Person
from accounts.roles import Role
from content import comments, figures, numbers
from content.models import PostComment
from content.numbers import Period
from kernel.clock import now
from kernel.transaction import reading, transaction
from tests.browser.making import publish_clip
from tests.factories import make_person
from tests.waiting import wait_until

TOLD_MS = 30_000


@pytest.fixture(scope="module")
def creator(market) -> Person:
    """Make a creator."""
    return make_person(Role.CREATOR, name="Lantern Lin")


@pytest.fixture(scope="module")
def clip(creator: Person) -> uuid.UUID:
    """Publish a clip that has been watched for some days."""
    clip_id = publish_clip(creator, title="Folding a lantern")
    today = now().date()
    with transaction() as session:
        for ago, views in ((1, 40), (2, 10), (3, 25), (40, 5)):
            day = today.fromordinal(today.toordinal() - ago)
            figures.add(
                session, clip_id, day, views_count=views, watch_seconds=views * 3, likes_count=views // 5
            )
    return clip_id


def chart(page: Page, name: str):
    """Return the chart of a measure."""
    return page.locator(f'[data-measure="{name}"]')


def test_a_view_in_a_browser_reaches_the_creators_page_and_reloading_adds_none(
    windows, clip: uuid.UUID, creator: Person
):
    def views_of_today() -> int:
        with reading() as session:
            return numbers.read_post(session, clip, Period.WEEK).days[now().date()].views_count

    before = views_of_today()
    viewer = windows.phone()
    for _ in range(3):
        viewer.goto(f"/v/{clip}")
        expect(viewer.locator("nm-clip").first).to_have_attribute("data-state", "playing", timeout=TOLD_MS)
        viewer.wait_for_timeout(2500)
    viewer.goto("/login")
    wait_until(lambda: views_of_today() == before + 1)

    page = windows.desktop(creator)
    page.goto(f"/studio/posts/{clip}?period=7")

    expect(chart(page, "views").locator(".chart__total b")).to_have_text(str(75 + before + 1))


def test_the_studio_tells_how_it_went_and_leads_to_each_posts_numbers(
    windows, clip: uuid.UUID, creator: Person, picture
):
    page = windows.phone(creator)
    page.goto("/studio?period=7")
    expect(page.get_by_role("heading", name="How your posts did")).to_be_visible()
    expect(chart(page, "views").locator("polyline")).to_have_count(1)
    picture(page, "studio-numbers-phone")

    page.get_by_role("link", name="Folding a lantern").first.click()
    page.wait_for_url(re.compile(f"/studio/posts/{clip}"))
    expect(page.get_by_role("heading", name="Folding a lantern")).to_be_visible()
    expect(page.locator("nm-line-chart:not([data-empty])").first).to_be_visible()
    picture(page, "post-numbers-phone")


def test_a_chart_is_read_point_by_point_with_the_keyboard_and_as_a_table(
    windows, clip: uuid.UUID, creator: Person, picture
):
    page = windows.desktop(creator)
    page.goto(f"/studio/posts/{clip}?period=28")
    views = chart(page, "views")
    marks = views.locator(".chart__mark")
    expect(marks).to_have_count(28)

    marks.last.focus()
    page.keyboard.press("ArrowLeft")
    expect(marks.nth(26)).to_be_focused()
    expect(views.locator("[data-chosen-point]")).to_contain_text(": 40")
    page.keyboard.press("Home")
    expect(marks.first).to_be_focused()
    picture(page, "post-numbers-desktop")
    views.get_by_text("As a table").click()

    rows = views.get_by_role("table").get_by_role("row")
    expect(rows).to_have_count(29)
    expect(rows.nth(27)).to_contain_text("40")


def test_another_period_is_one_press_away_and_an_empty_one_says_so(windows, clip: uuid.UUID, creator: Person):
    page = windows.desktop(creator)
    page.goto(f"/studio/posts/{clip}")

    page.get_by_role("link", name="90 days").click()
    expect(chart(page, "views").locator(".chart__mark")).to_have_count(90)
    expect(chart(page, "orders").locator(".chart__waiting")).to_be_visible()


def test_the_numbers_are_told_in_the_readers_language_by_night_as_well(
    windows, clip: uuid.UUID, creator: Person, market, picture
):
    page = windows.phone(creator, color_scheme="dark")
    page.context.add_cookies([{"name": "nightmarket_locale", "value": "zh_Hant", "url": market.url}])

    page.goto(f"/studio/posts/{clip}")

    expect(chart(page, "views").locator(".chart__caption")).to_contain_text("觀看次數")
    expect(chart(page, "watch").locator(".chart__total b")).to_contain_text("分鐘")
    picture(page, "post-numbers-phone-dark-zh")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/studio")
    expect(chart(page, "views").locator("polyline")).to_have_count(1)
    picture(page, "studio-numbers-desktop-dark-zh")


def test_the_numbers_can_be_taken_along(windows, clip: uuid.UUID, creator: Person, tmp_path: Path):
    page = windows.desktop(creator)
    page.goto(f"/studio/posts/{clip}?period=28")

    with page.expect_download() as download:
        page.get_by_role("link", name="Download as CSV").click()
    file = tmp_path / "post.csv"
    download.value.save_as(file)

    with file.open(encoding="utf-8-sig", newline="") as lines:
        found = list(csv.DictReader(lines))
    assert len(found) == 28
    assert found[-2]["views"] == "40"


def open_comments(page: Page, clip: uuid.UUID) -> None:
    page.goto(f"/v/{clip}")
    page.get_by_role("button", name=re.compile("^Comments")).click()
    expect(page.get_by_role("dialog", name="Comments")).to_be_visible(timeout=TOLD_MS)


def likes_of(comment_id: uuid.UUID) -> int:
    with reading() as session:
        return session.get_one(PostComment, comment_id).likes_count


def row(page: Page, text: str):
    return page.locator(".comment", has_text=text).last


def test_comments_are_liked_at_once_and_the_most_liked_come_first(
    windows, clip: uuid.UUID, creator: Person, picture
):
    author, fan = make_person(name="Mei"), make_person(name="Tom")
    with transaction() as session:
        liked = comments.add_comment(session, clip, author.id, "How long does it take?")
        comments.add_comment(session, clip, author.id, "Nice")
    page = windows.phone(fan)
    open_comments(page, clip)

    button = row(page, "How long").get_by_role("button", name=re.compile("^Like"))
    button.click()
    expect(row(page, "How long").locator("[data-act=like]")).to_have_attribute("aria-pressed", "true")
    expect(row(page, "How long").locator("[data-likes]")).to_have_text("1")
    loving = windows.desktop(creator)
    open_comments(loving, clip)
    row(loving, "How long").get_by_role("button", name=re.compile("^Like")).click()
    expect(row(loving, "How long").get_by_text("Liked by the creator")).to_be_visible()

    page.get_by_role("button", name="Most liked").click()

    expect(page.locator(".comment").first).to_contain_text("How long")
    expect(page.locator(".comment").first.locator("[data-likes]")).to_have_text("2")
    expect(page.locator(".comment").first.get_by_text("Liked by the creator")).to_be_visible()
    picture(page, "comment-likes-phone")
    page.locator(".comment").first.get_by_role("button", name=re.compile("^Unlike")).click()
    expect(page.locator(".comment").first.locator("[data-likes]")).to_have_text("1")
    wait_until(lambda: likes_of(liked) == 1)


def test_a_like_that_the_server_refuses_is_undone(windows, clip: uuid.UUID):
    author, fan = make_person(name="Ana"), make_person(name="Ben")
    with transaction() as session:
        comment_id = comments.add_comment(session, clip, author.id, "Soon gone")
    page = windows.phone(fan)
    open_comments(page, clip)
    button = row(page, "Soon gone").locator("[data-act=like]")
    expect(button).to_be_visible()
    page.route("**/api/v1/comments/*/like", lambda route: route.abort())

    button.click()

    expect(button).to_have_attribute("aria-pressed", "false")
    expect(page.get_by_text("That did not work. Please try again.")).to_be_visible()
    assert likes_of(comment_id) == 0
    windows.complaints.clear()  # the browser notes the request that was cut off


def test_people_are_suggested_while_one_names_them(windows, clip: uuid.UUID, picture):
    friend, fan = make_person(name="Quinn Lantern"), make_person(name="Zed")
    with transaction() as session:
        follows.follow(session, fan.id, friend.id)
    page = windows.phone(fan)
    open_comments(page, clip)
    field = page.get_by_label("Your comment")

    field.press_sequentially("see @quinn")
    expect(page.get_by_role("listbox", name="People").get_by_role("option")).to_have_count(1)
    picture(page, "mention-list-phone")
    field.press("Enter")
    expect(field).to_have_value(f"see @{friend.handle} ")
    field.press_sequentially("@quinn")
    expect(page.get_by_role("listbox", name="People")).to_be_visible()
    field.press("Escape")

    expect(page.get_by_role("listbox", name="People")).to_have_count(0)
    expect(page.get_by_role("dialog", name="Comments")).to_be_visible()
