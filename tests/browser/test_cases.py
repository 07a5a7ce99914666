"""A report from the tap on the flag to the answer to the appeal, by the people it goes through."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.roles import Role
from kernel.transaction import reading
from moderation import rule_book
from moderation.rules import Verdict
from products import catalogue
from tests.factories import make_person, make_product, make_shop


@pytest.fixture(scope="module")
def people(market):
    """Everybody who takes part."""
    return {
        "merchant": make_person(Role.MERCHANT, name="Mei"),
        "viewer": make_person(name="Noor"),
        "moderator": make_person(Role.MODERATOR, name="Su Yin"),
        "second": make_person(Role.MODERATOR, name="Ada"),
        "administrator": make_person(Role.MODERATOR, Role.ADMINISTRATOR, name="Root"),
    }


def test_a_report_becomes_a_decision_that_is_appealed_against_and_taken_back(people, windows, picture):
    product = make_product(make_shop(people["merchant"]), title="Gucky bag")
    viewer, moderator = windows.phone(people["viewer"]), windows.desktop(people["moderator"])
    merchant, second = windows.phone(people["merchant"]), windows.desktop(people["second"])

    report_by_keys(viewer, f"/p/{product.id}", picture)
    work_the_case(moderator, "Gucky bag", picture)
    assert not is_on_sale(product.id)
    viewer.goto("/reports")
    expect(viewer.get_by_text("Acted on")).to_be_visible()
    picture(viewer, "own-reports-phone")
    read_and_appeal(merchant, picture)
    take_it_back(second, picture)

    merchant.reload()
    expect(merchant.get_by_text("The decision was taken back")).to_be_visible()
    assert is_on_sale(product.id)


def test_an_escalated_case_waits_for_an_administrator(people, windows, picture):
    product = make_product(make_shop(people["merchant"]), title="Odd lamp")
    viewer, moderator = windows.desktop(people["viewer"]), windows.desktop(people["moderator"])
    report_by_keys(viewer, f"/p/{product.id}", picture)

    open_case(moderator, "Odd lamp")
    moderator.keyboard.press("e")
    moderator.get_by_label("Why an administrator should decide").fill("A lawyer writes.")
    moderator.keyboard.press("Control+Enter")
    moderator.wait_for_url(re.compile(r"/moderation/cases$"))
    open_case(moderator, "Odd lamp")
    expect(moderator.get_by_text("An administrator decides about it")).to_be_visible()
    administrator = windows.desktop(people["administrator"])
    open_case(administrator, "Odd lamp")
    administrator.keyboard.press("a")
    administrator.wait_for_url(re.compile(r"/moderation/cases$"))

    viewer.goto("/reports")
    expect(viewer.get_by_text("No rule was broken")).to_be_visible()


def test_an_administrator_writes_a_rule_and_tries_it(people, windows, picture):
    page = windows.desktop(people["administrator"])
    page.goto("/moderation/rules")

    page.get_by_label("Words", exact=True).fill("加*微信")
    page.get_by_role("radio", name="Is refused").check()
    page.get_by_role("button", name="Add the rule").click()
    page.get_by_label("Text", exact=True).fill("想買的加我的微♥信")
    page.get_by_role("button", name="Try it").click()

    expect(page.get_by_role("status").get_by_text("Is refused")).to_be_visible()
    picture(page, "rules-desktop")
    with reading() as session:
        assert rule_book.judge_texts(session, "加 微 信").verdict is Verdict.REFUSE


def report_by_keys(page: Page, path: str, picture) -> None:
    """Report what a page shows without touching a pointer, and read the receipt."""
    page.goto(path)
    page.get_by_role("link", name="Report").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Report")
    expect(dialog).to_be_visible()
    dialog.get_by_role("radio", name="Counterfeit or copied").focus()
    page.keyboard.press("Space")
    dialog.get_by_label(re.compile("What did you see")).fill("The logo is wrong")
    picture(page, "report-dialog")
    dialog.get_by_role("button", name="Send the report").focus()
    page.keyboard.press("Enter")
    expect(dialog.get_by_text("Thank you. A moderator looks at it.")).to_be_visible()
    picture(page, "report-receipt")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def open_case(page: Page, title: str) -> None:
    """Go to a case from the queue."""
    page.goto("/moderation/cases")
    page.get_by_role("link", name=title).click()
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
    # Keys are heard once its script has come.
    expect(page.locator("nm-desk:defined")).to_be_visible()


def work_the_case(page: Page, title: str, picture) -> None:
    """Look at the keys, then remove the product by keys alone, with a template."""
    page.goto("/moderation/cases")
    picture(page, "cases-desktop")
    open_case(page, title)
    picture(page, "case-desktop")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    page.keyboard.press("3")
    expect(page.get_by_text("This imitates goods of a brand that did not make them.")).to_be_visible()
    picture(page, "case-act-desktop")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/moderation/cases$"))


def read_and_appeal(page: Page, picture) -> None:
    """Find the decision on the own profile, read it and appeal against it."""
    page.goto("/me")
    page.get_by_role("link", name="Read why, and what you can do").first.click()
    expect(page.get_by_text("This imitates goods of a brand that did not make them.")).to_be_visible()
    picture(page, "statement-phone")
    page.get_by_label("Why the decision is wrong").fill("I am the brand.")
    page.get_by_role("button", name="Send the appeal").click()
    expect(page.get_by_text("Another moderator looks at it")).to_be_visible()


def take_it_back(page: Page, picture) -> None:
    """Answer the appeal as a moderator who did not decide."""
    page.goto("/moderation/appeals")
    expect(page.get_by_text("I am the brand.")).to_be_visible()
    picture(page, "appeals-desktop")
    page.get_by_label("Answer").fill("You are right. We are sorry.")
    page.get_by_role("button", name="Take the decision back").click()
    expect(page.get_by_text("The appeal is decided.").first).to_be_visible()


def is_on_sale(product_id) -> bool:
    """Tell whether a product can be bought."""
    with reading() as session:
        return catalogue.get_product(session, product_id).is_on_sale
