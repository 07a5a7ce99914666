"""The installed market: what a device keeps of it, and what its person reads without a network."""

import json

from playwright.sync_api import Page, expect

from accounts.roles import Role
from tests.factories import make_person, make_product, make_shop
from tests.waiting import wait_until

KEPT = """async () => {
  const names = await caches.keys();
  const caches_ = await Promise.all(names.map((name) => caches.open(name)));
  const requests = (await Promise.all(caches_.map((cache) => cache.keys()))).flat();
  return [names, requests.map((request) => new URL(request.url).pathname).sort()];
}"""
#: What a browser says of its own when it has no network.
NO_NETWORK = "net::ERR_"


def test_without_a_network_a_page_says_what_to_do_and_returns_with_it(windows, picture):
    lantern = make_product(make_shop(make_person(Role.MERCHANT)), title="Paper lantern")
    page = windows.phone()
    wait_until_installed(page, "/")
    page.goto(f"/p/{lantern.id}")
    expect(page.get_by_role("heading", name="Paper lantern")).to_be_visible()

    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_role("heading", name="The market is out of reach")).to_be_visible()
    expect(page.get_by_role("link", name="Try again")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).margin") == "0px", "its style sheet is not there"
    picture(page, "offline-phone")
    page.context.set_offline(False)

    expect(page.get_by_role("heading", name="Paper lantern")).to_be_visible(timeout=15_000)
    assert page.url.endswith(f"/p/{lantern.id}")
    forget_what_a_missing_network_gives(windows)


def test_the_page_without_a_network_speaks_the_language_of_its_reader(windows):
    page = windows.phone(locale="zh-TW")
    wait_until_installed(page, "/live")

    page.context.set_offline(True)
    page.goto("/orders")

    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")
    expect(page.get_by_role("heading", level=1)).to_contain_text("夜市")
    forget_what_a_missing_network_gives(windows)


def test_only_the_page_without_a_network_and_its_files_are_kept(windows):
    page = windows.phone(make_person(Role.MERCHANT, Role.CREATOR))
    wait_until_installed(page, "/")

    for path in ("/orders", "/settings", "/console", "/studio", "/"):
        page.goto(path)
    names, paths = page.evaluate(KEPT)

    assert len(names) == 1
    assert [p for p in paths if not p.startswith(("/offline/", "/static/dist/"))] == []
    assert {f"/offline/{language}" for language in ("en", "zh_Hant", "zh_Hans")} <= set(paths)


def test_a_new_worker_throws_away_what_an_older_one_kept(windows):
    page = windows.phone()
    page.add_init_script(
        "caches.has('offline-of-old').then(async (has) => {"
        " if (!has && !sessionStorage.made) {"
        "  sessionStorage.made = 1;"
        "  (await caches.open('offline-of-old')).put('/old', new Response('old')); } })"
    )

    wait_until_installed(page, "/")

    wait_until(lambda: not page.evaluate("() => caches.has('offline-of-old')"))
    assert "/old" not in page.evaluate(KEPT)[1]


def test_chromium_finds_nothing_that_keeps_the_market_from_being_installed(windows):
    page = windows.phone()
    wait_until_installed(page, "/")

    session = page.context.new_cdp_session(page)
    problems = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    manifest = json.loads(session.send("Page.getAppManifest")["data"])

    # A test's window keeps nothing, and from such a window nothing can be installed.
    assert [one["errorId"] for one in problems if one["errorId"] != "in-incognito"] == []
    assert [icon["purpose"] for icon in manifest["icons"]] == ["any", "any", "maskable"]
    for address in [icon["src"] for icon in manifest["icons"]] + [s["url"] for s in manifest["shortcuts"]]:
        assert page.request.get(address).status < 500


def wait_until_installed(page: Page, path: str) -> None:
    """Open a page and wait until its worker answers for it."""
    page.goto(path)
    wait_until(lambda: page.evaluate("() => navigator.serviceWorker.controller !== null"))
    wait_until(lambda: page.evaluate("() => caches.match('/offline/language').then(Boolean)"))


def forget_what_a_missing_network_gives(windows) -> None:
    """Take the browser's own words about a missing network off the list of complaints."""
    windows.complaints[:] = [one for one in windows.complaints if NO_NETWORK not in one]
