"""Drafts in the studio: a creator publishes one and deletes another."""

from pathlib import Path

from playwright.sync_api import expect

from accounts.roles import Role
from tests.factories import make_person
from tests.service.content.market import create_draft

TRANSCODED_MS = 90_000


def test_a_creator_publishes_one_draft_and_deletes_another(market, windows, picture, tmp_path: Path):
    creator = make_person(Role.CREATOR, name="Mei")
    for _ in range(2):
        create_draft(creator.id, tmp_path)
    page = windows.phone(creator)
    page.goto("/studio")
    drafts = page.locator("nm-studio-post")
    expect(drafts.locator(".badge", has_text="Draft")).to_have_count(2)
    picture(page, "studio-drafts-phone")

    drafts.nth(0).get_by_role("button", name="Publish").click()
    drafts.nth(1).get_by_role("button", name="Delete").click()

    expect(drafts.nth(1)).to_be_hidden()
    expect(drafts.nth(0).locator(".badge", has_text="In review")).to_be_visible(timeout=TRANSCODED_MS)
    expect(drafts.nth(0).get_by_role("button", name="Publish")).to_have_count(0)
    picture(page, "studio-draft-published-phone")
    page.reload()
    expect(page.locator("nm-studio-post")).to_have_count(1)
