"""People around a post, in real browsers: they talk under it, are told of each other, and can part."""

import re
import uuid

import pytest
from playwright.sync_api import Page, expect

from accounts.people import Person
from accounts.roles import Role
from content import comments
from kernel.transaction import transaction
from tests.browser.making import publish_clip
from tests.factories import make_person

TOLD_MS = 30_000


@pytest.fixture(scope="module")
def people(market) -> dict[str, Person]:
    """Make a creator with a clip, and two people who watch it."""
    return {
        "creator": make_person(Role.CREATOR, name="Lantern Lin"),
        "mei": make_person(name="Mei"),
        "tom": make_person(name="Tom"),
    }


@pytest.fixture(scope="module")
def path(people) -> str:
    """Publish the creator's clip; return its page."""
    return f"/v/{publish_clip(people['creator'], title='Folding a lantern')}"


def has_said(person: Person, path: str, text: str) -> None:
    """Have a person comment on a clip without a browser."""
    with transaction() as session:
        comments.add_comment(session, uuid.UUID(path.removeprefix("/v/")), person.id, text)


def open_comments(page: Page, path: str) -> None:
    """Go to a clip and open what is said about it."""
    page.goto(path)
    page.get_by_role("button", name=re.compile("^Comments")).click()
    expect(page.get_by_role("dialog", name="Comments")).to_be_visible(timeout=TOLD_MS)


def say(page: Page, text: str) -> None:
    """Write a comment and send it."""
    page.get_by_label("Your comment").fill(text)
    page.get_by_role("button", name="Send").click()
    expect(comment(page, text)).to_be_visible(timeout=TOLD_MS)


def comment(page: Page, text: str):
    """Return the innermost row with this text."""
    return page.locator(".comment", has_text=text).last


def test_two_people_talk_under_a_running_clip_and_are_told(people, path, windows, picture):
    mei, tom = windows.phone(people["mei"]), windows.desktop(people["tom"])
    open_comments(mei, path)
    expect(mei.get_by_text("Nobody has said anything yet")).to_be_visible(timeout=TOLD_MS)
    picture(mei, "comments-empty-phone")
    open_comments(tom, path)

    say(mei, "Is it waterproof?")
    expect(comment(tom, "Is it waterproof?")).to_be_visible(timeout=TOLD_MS)
    comment(tom, "Is it waterproof?").get_by_role("button", name="Answer").click()
    say(tom, f"Ask @{people['creator'].handle}, I think so")

    answers = mei.get_by_role("button", name="Answers: 1")
    expect(answers).to_be_visible(timeout=TOLD_MS)
    answers.click()
    expect(answers).to_be_hidden(timeout=TOLD_MS)
    expect(mei.get_by_role("link", name=f"@{people['creator'].handle}")).to_be_visible()
    picture(mei, "comments-phone")
    picture(tom, "comments-desktop")
    mei.keyboard.press("Escape")
    expect(mei.locator("nm-comments-button")).to_contain_text("2", timeout=TOLD_MS)

    creator = windows.phone(people["creator"])
    creator.goto("/notifications")
    expect(creator.get_by_text("Tom mentioned you")).to_be_visible(timeout=TOLD_MS)
    expect(creator.get_by_text("Mei commented on your post")).to_be_visible()
    picture(creator, "notifications-phone")
    creator.get_by_text("Tom mentioned you").click()
    expect(comment(creator, "I think so")).to_be_focused(timeout=3 * TOLD_MS)


def test_the_bell_counts_while_the_page_is_open_and_falls_silent_when_read(market, windows, picture):
    # Nobody has told them anything yet.
    followed, follower = make_person(name="Mei"), make_person(name="Tom")
    mei = windows.desktop(followed)
    mei.goto("/orders")
    bell = mei.get_by_role("banner").get_by_role("link", name=re.compile("^Notifications"))
    expect(bell).to_be_visible()
    tom = windows.desktop(follower)
    tom.goto(f"/@{followed.handle}")
    tom.get_by_role("button", name="Follow").click()

    expect(bell.locator("[data-unread]")).to_be_visible(timeout=TOLD_MS)
    bell.click()
    expect(mei.get_by_text("Tom started to follow you")).to_be_visible(timeout=TOLD_MS)
    picture(mei, "notifications-desktop")
    mei.get_by_role("button", name="Mark all as read").click()

    expect(mei.get_by_text("Tom started to follow you")).to_be_visible()
    expect(mei.locator(".notices__row--unread")).to_have_count(0)
    expect(bell.locator("[data-unread]")).to_be_hidden()


def test_a_comment_is_deleted_by_keyboard_and_brought_back(people, path, windows):
    tom = windows.desktop(people["tom"])
    tom.goto(path)
    tom.get_by_role("button", name=re.compile("^Comments")).focus()
    tom.keyboard.press("Enter")
    tom.get_by_label("Your comment").focus()
    tom.keyboard.type("Too bright for me")
    tom.keyboard.press("Enter")
    expect(comment(tom, "Too bright for me")).to_be_visible(timeout=TOLD_MS)

    comment(tom, "Too bright for me").get_by_role("button", name="Delete").focus()
    tom.keyboard.press("Enter")
    expect(tom.locator(".comment", has_text="Too bright for me")).to_have_count(0, timeout=TOLD_MS)
    tom.get_by_role("button", name="Undo").focus()
    tom.keyboard.press("Enter")

    expect(comment(tom, "Too bright for me")).to_be_focused(timeout=TOLD_MS)


def test_a_creator_pins_a_comment_and_a_post(people, path, windows, picture):
    creator = windows.desktop(people["creator"])
    open_comments(creator, path)
    say(creator, "Yes, it is")
    comment(creator, "Yes, it is").get_by_role("button", name="Pin").click()
    expect(creator.locator(".comments__list > .comment").first).to_contain_text("Pinned", timeout=TOLD_MS)
    creator.goto(f"/@{people['creator'].handle}")

    creator.get_by_role("button", name="Put on top").click()

    expect(creator.get_by_role("heading", name="On top")).to_be_visible(timeout=TOLD_MS)
    picture(creator, "profile-own-desktop")


def test_a_block_hides_two_people_from_each_other(people, path, windows, picture):
    mei, tom = windows.phone(people["mei"]), windows.desktop(people["tom"])
    has_said(people["mei"], path, "Mine is blue")
    has_said(people["tom"], path, "Blue is dull")
    has_said(people["creator"], path, "Both are fine")
    mei.goto(f"/@{people['tom'].handle}")
    mei.get_by_label("More about Tom").click()
    picture(mei, "profile-menu-phone")
    mei.get_by_role("button", name="Block").click()
    mei.get_by_role("alertdialog").get_by_role("button", name="Block").click()
    expect(mei.get_by_text("You have blocked Tom")).to_be_visible(timeout=TOLD_MS)

    open_comments(mei, path)
    expect(comment(mei, "Both are fine")).to_be_visible(timeout=TOLD_MS)
    expect(mei.get_by_text("Blue is dull")).to_have_count(0)
    open_comments(tom, path)
    expect(comment(tom, "Both are fine")).to_be_visible(timeout=TOLD_MS)
    expect(tom.get_by_text("Mine is blue")).to_have_count(0)
    tom.goto(f"/@{people['mei'].handle}")
    expect(tom.get_by_text("can't be seen here")).to_be_visible()

    mei.goto("/settings")
    mei.get_by_role("button", name="Unblock Tom").scroll_into_view_if_needed()
    picture(mei, "settings-blocked-phone")
    mei.get_by_role("button", name="Unblock Tom").click()
    expect(mei.get_by_text("That person is not blocked any more.")).to_be_visible(timeout=TOLD_MS)


def test_somebody_who_is_not_signed_in_reads_and_is_asked_to_sign_in(people, path, windows):
    has_said(people["mei"], path, "Everybody may read this")
    page = windows.phone()
    open_comments(page, path)

    expect(comment(page, "Everybody may read this")).to_be_visible(timeout=TOLD_MS)
    page.get_by_role("link", name="Sign in to comment").click()

    expect(page).to_have_url(re.compile(r"/login\?next=%2Fv%2F"), timeout=TOLD_MS)
