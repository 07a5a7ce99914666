"""Accounts in a real browser: sign up, profile, devices, language and theme."""

import re

from playwright.sync_api import expect

from tests.factories import make_person


def test_somebody_signs_up_and_changes_the_profile(windows, picture):
    page = windows.phone()
    page.goto("/signup?next=/settings")
    page.get_by_label("Your name").fill("Lin Mei")
    page.get_by_label("E-mail").fill("lin.mei@example.test")
    page.get_by_label("Password").fill("steamed buns at ten")
    page.get_by_role("button", name="Create an account").click()

    expect(page.get_by_role("heading", name="Settings")).to_be_visible()
    page.get_by_label("About you").fill("Third stall on the left.")
    profile = page.locator("form", has=page.get_by_label("About you"))
    profile.get_by_role("button", name="Save").click()

    expect(page.get_by_text("Your profile is saved.")).to_be_visible()
    expect(page.get_by_label("About you")).to_have_value("Third stall on the left.")
    picture(page, "settings-phone")


def test_a_wrong_password_is_answered_with_a_sentence(windows):
    person = make_person()
    page = windows.phone()
    windows.complaints = _Without401(windows.complaints)
    page.goto("/login")
    page.get_by_label("E-mail").fill("nobody@example.test")
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_text("do not belong together")).to_be_visible()
    assert person.handle


def test_a_device_is_signed_out_from_another_one(windows):
    # The page that is signed out may still ask for its news.
    windows.complaints = _Without401(windows.complaints)
    person = make_person()
    phone, desktop = windows.phone(person), windows.desktop(person)
    desktop.goto("/settings")
    desktop.get_by_role("button", name="Sign out all other devices").click()
    desktop.get_by_role("button", name="Sign them out").click()
    expect(desktop.get_by_text("All other devices are signed out.")).to_be_visible()

    phone.wait_for_timeout(1100)
    phone.goto("/")

    expect(phone.get_by_role("link", name="Sign in").first).to_be_visible()


def test_language_and_theme_are_kept(windows, picture):
    page = windows.desktop()
    page.goto("/login")
    page.get_by_label("Language and appearance").click()
    page.get_by_role("button", name="繁體中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")

    page.locator("summary").first.click()
    page.get_by_role("button", name=re.compile("深色|Dark")).click()

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    picture(page, "login-zh-dark-desktop")


class _Without401(list):
    """A list of complaints that leaves out the answer this test asks for."""

    def append(self, complaint):
        if "401" not in complaint:
            super().append(complaint)
