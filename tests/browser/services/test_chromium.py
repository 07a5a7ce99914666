"""The browser of the tests is a real one: it plays, it is touched, and it leaves no event loop behind."""

from playwright.sync_api import Browser

from tests.services.chromium import open_desktop, open_phone


def test_a_phone_is_390_points_wide_and_is_touched(browser: Browser) -> None:
    with open_phone(browser) as phone:
        page = phone.new_page()
        page.set_content("<meta name=viewport content=width=device-width><button>Buy</button>")
        page.evaluate("addEventListener('touchstart', () => { document.title = 'touched'; })")

        page.tap("button")

        assert page.evaluate("[innerWidth, innerHeight]") == [390, 844]
        assert page.title() == "touched"


def test_a_desktop_is_1280_points_wide(browser: Browser) -> None:
    with open_desktop(browser) as desktop:
        page = desktop.new_page()

        assert page.evaluate("[innerWidth, innerHeight, navigator.maxTouchPoints]") == [1280, 800, 0]


def test_the_browser_decodes_the_codecs_of_a_phone_clip(browser: Browser) -> None:
    with open_phone(browser) as phone:
        page = phone.new_page()

        supported = page.evaluate(
            "MediaSource.isTypeSupported('video/mp4; codecs=\"avc1.640028,mp4a.40.2\"')"
        )

        assert supported


def test_two_windows_share_no_cookie(browser: Browser) -> None:
    with open_phone(browser) as buyer, open_phone(browser) as creator:
        buyer.add_cookies([{"name": "session", "value": "1", "url": "http://127.0.0.1/"}])

        assert creator.cookies() == []
