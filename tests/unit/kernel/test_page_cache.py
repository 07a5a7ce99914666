"""The page cache: what it keeps, for whom, and that one render serves a crowd."""

import threading
import time

import pytest
from werkzeug.test import Client
from werkzeug.wrappers import Request, Response

from kernel.web.pagecache import PageCache


class Site:
    """A WSGI application that counts how often it is asked."""

    def __init__(self, cache_control="public, max-age=60", status=200, cookie=None, seconds=0.0):
        self.count = 0
        self._answer = (cache_control, status, cookie, seconds)

    def __call__(self, environ, start_response):
        cache_control, status, cookie, seconds = self._answer
        self.count += 1
        time.sleep(seconds)
        response = Response(f"{self.count} {Request(environ).query_string.decode()}", status=status)
        response.headers["Cache-Control"] = cache_control
        if cookie:
            response.set_cookie(cookie, "x")
        return response(environ, start_response)


def cached(site, *paths):
    return Client(PageCache(site, frozenset(paths or {"/"})), use_cookies=False)


def test_a_public_page_is_rendered_once():
    site = Site()
    client = cached(site)

    bodies = [client.get("/").text for _ in range(3)]

    assert bodies == ["1 ", "1 ", "1 "]


@pytest.mark.parametrize("prefix", ["", "W/"], ids=["as sent", "as nginx changes it"])
def test_a_browser_that_has_the_page_gets_304(prefix):
    client = cached(Site())
    etag = client.get("/").headers["ETag"]

    answer = client.get("/", headers={"If-None-Match": prefix + etag})

    assert answer.status_code == 304
    assert answer.data == b""


@pytest.mark.parametrize(
    "headers",
    [{"Cookie": "nightmarket_session=abc"}, {"Authorization": "Bearer abc"}],
)
def test_whoever_is_signed_in_passes_by(headers):
    site = Site()
    client = cached(site)
    client.get("/")

    assert client.get("/", headers=headers).text == "2 "
    assert client.get("/").text == "1 "


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept-Language": "zh-TW"},
        {"Cookie": "nightmarket_theme=dark"},
        {"Cookie": "nightmarket_locale=zh_Hans"},
    ],
)
def test_each_language_and_theme_has_its_own_page(headers):
    client = cached(Site())
    client.get("/")

    assert client.get("/", headers=headers).text == "2 "


def test_pages_differ_by_their_query():
    client = cached(Site())

    assert client.get("/?cursor=a").text == "1 cursor=a"
    assert client.get("/?cursor=b").text == "2 cursor=b"


@pytest.mark.parametrize(
    "site",
    [Site("private, no-store"), Site(status=500), Site(cookie="anything"), Site("public, max-age=0")],
    ids=["private", "failed", "with a cookie", "for no time"],
)
def test_what_is_not_for_everybody_is_not_kept(site):
    client = cached(site)
    client.get("/")
    client.get("/")

    assert site.count == 2


def test_other_paths_and_methods_pass_by():
    site = Site()
    client = cached(site)

    client.get("/other")
    client.get("/other")
    client.post("/")

    assert site.count == 3


def test_a_cleared_page_is_rendered_anew():
    site = Site()
    cache = PageCache(site, frozenset({"/"}))
    Client(cache).get("/")

    cache.clear()

    assert Client(cache).get("/").text == "2 "


def test_a_crowd_waits_for_nobody_while_one_renders():
    site = Site("public, max-age=1", seconds=0.0)
    cache = PageCache(site, frozenset({"/"}))
    Client(cache).get("/")
    time.sleep(1.05)
    site._answer = ("public, max-age=60", 200, None, 0.3)

    bodies = []
    threads = [threading.Thread(target=lambda: bodies.append(Client(cache).get("/").text)) for _ in range(8)]
    for thread in threads:
        thread.start()
        time.sleep(0.01)
    for thread in threads:
        thread.join()

    assert site.count == 2
    assert sorted(bodies) == ["1 "] * 7 + ["2 "]
