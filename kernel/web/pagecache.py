"""A small HTTP cache in front of Flask, for pages that are the same for everybody.

It keeps what a view marked `public, max-age=N` and answers it as bytes, with an ETag, without waking Flask:
a page that costs milliseconds of Python to render is rendered once a second however many people ask.
Whoever is signed in passes by.
"""

import hashlib
import threading
import time
import weakref
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import Request
from werkzeug.http import parse_cookie

from kernel.metrics import REQUESTS
from kernel.web.actor import SESSION_COOKIE
from kernel.web.languages import choose_locale, choose_theme
from kernel.web.wsgi import Application, Environ, StartResponse

MAX_ENTRIES = 512
#: While one request renders the page anew, the others get the old one, at most this long after it ended.
STALE_SECONDS = 2.0
Key = tuple[str, str, str, str | None, bool]


@dataclass(frozen=True)
class _Entry:
    body: bytes
    headers: list[tuple[str, str]]
    etag: str
    fresh_until: float


_caches: "weakref.WeakSet[PageCache]" = weakref.WeakSet()


def clear_all() -> None:
    """Forget every kept page of this process: something public must not be seen any more, from now on."""
    for cache in list(_caches):
        cache.clear()


class PageCache:
    """WSGI middleware. `paths` names what may be kept; everything else goes straight to the application."""

    def __init__(self, application: Application, paths: frozenset[str]) -> None:
        self._application = application
        self._paths = paths
        self._entries: OrderedDict[Key, _Entry] = OrderedDict()
        self._keys: dict[tuple[Any, ...], Key] = {}
        self._rendering: set[Key] = set()
        self._lock = threading.Lock()
        self._generation = 0
        _caches.add(self)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from the cache, or let the application answer and keep what may be kept."""
        key = self._key(environ)
        if key is None:
            return self._application(environ, start_response)
        entry = self._entries.get(key)
        now = time.monotonic()
        if entry is not None and (now < entry.fresh_until or self._is_served_stale(key, entry, now)):
            return self._answer(entry, environ, start_response)
        try:
            return self._render(key, environ, start_response)
        finally:
            self._rendering.discard(key)

    def clear(self) -> None:
        """Forget everything: something public has changed and must be seen now."""
        with self._lock:
            self._entries.clear()
            # A page that is being rendered at this moment may still show what has just gone.
            self._generation += 1

    def _key(self, environ: Environ) -> Key | None:
        path = environ.get("PATH_INFO", "")
        if path not in self._paths or environ["REQUEST_METHOD"] != "GET" or "HTTP_AUTHORIZATION" in environ:
            return None
        cookies = environ.get("HTTP_COOKIE", "")
        if SESSION_COOKIE in cookies and SESSION_COOKIE in parse_cookie(cookies):
            return None
        seen = (
            path,
            environ.get("QUERY_STRING", ""),
            cookies,
            environ.get("HTTP_ACCEPT_LANGUAGE", ""),
            environ.get("HTTP_ACCEPT", ""),
        )
        key = self._keys.get(seen)
        if key is None:
            request = Request(environ)
            json = request.accept_mimetypes.best == "application/json"
            key = (path, seen[1], choose_locale(request), choose_theme(request), json)
            if len(self._keys) > 16 * MAX_ENTRIES:
                self._keys.clear()
            self._keys[seen] = key
        return key

    def _is_served_stale(self, key: Key, entry: _Entry, now: float) -> bool:
        with self._lock:
            if key in self._rendering:
                return now < entry.fresh_until + STALE_SECONDS
            self._rendering.add(key)
            return False

    def _answer(self, entry: _Entry, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        # nginx marks the tag as weak when it compresses the page.
        if environ.get("HTTP_IF_NONE_MATCH", "").removeprefix("W/") == entry.etag:
            REQUESTS.labels("GET", "page_cache", "304").inc()
            start_response("304 Not Modified", [("ETag", entry.etag)])
            return [b""]
        REQUESTS.labels("GET", "page_cache", "200").inc()
        start_response("200 OK", entry.headers)
        return [entry.body]

    def _render(self, key: Key, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        answered: list[Any] = []
        generation = self._generation

        def keep_head(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            answered[:] = [status, headers, exc_info]
            return None

        result = self._application(environ, keep_head)
        try:
            body = b"".join(result)
        finally:
            close = getattr(result, "close", None)
            if close is not None:
                close()
        status, headers, exc_info = answered
        seconds = _keep_seconds(status, headers)
        if seconds:
            headers = self._keep(key, body, headers, seconds, generation)
        start_response(status, headers, exc_info)
        return [body]

    def _keep(
        self, key: Key, body: bytes, headers: list[tuple[str, str]], seconds: int, generation: int
    ) -> list[tuple[str, str]]:
        etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
        headers = [*headers, ("ETag", etag)]
        with self._lock:
            if generation != self._generation:
                return headers
            self._entries[key] = _Entry(body, headers, etag, time.monotonic() + seconds)
            self._entries.move_to_end(key)
            while len(self._entries) > MAX_ENTRIES:
                self._entries.popitem(last=False)
        return headers


def _keep_seconds(status: str, headers: list[tuple[str, str]]) -> int:
    """Return how long an answer may be kept (seconds); 0 for what is private, set a cookie or failed."""
    values = {name.lower(): value for name, value in headers}
    control = values.get("cache-control", "")
    if not status.startswith("200") or "public" not in control or "set-cookie" in values:
        return 0
    for word in control.split(","):
        name, _, value = word.strip().partition("=")
        if name == "max-age" and value.isdigit():
            return int(value)
    return 0
