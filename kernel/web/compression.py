"""Compressing pages and API answers where no proxy in front does it.

An answer to somebody who is signed in stays as it is: it may have a form's token in it, and its compressed
length would tell of its content. Built files are compressed when they are built.
"""

import gzip
from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from kernel.web.actor import SESSION_COOKIE
from kernel.web.wsgi import Application, Environ, StartResponse

#: What is shorter fits into a packet or two as it is; what is longer is no page.
SHORTEST_BYTES, LONGEST_BYTES = 1000, 1 << 20
TYPES = frozenset({"text/html", "application/json", "application/manifest+json", "text/plain"})
#: The level at which nginx compresses the pages of a cluster.
LEVEL = 5
MAX_KEPT = 64
Headers = list[tuple[str, str]]


class Compression:
    """WSGI middleware. Of answers that have an ETag the compressed form is kept."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._kept: OrderedDict[str, bytes] = OrderedDict()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Let the application answer, and compress what may be."""
        if not _is_asked(environ):
            return self._application(environ, start_response)
        answered: list[Any] = []

        def keep_head(status: str, headers: Headers, exc_info: Any = None) -> Any:
            answered[:] = [status, headers, exc_info]
            return None

        result = self._application(environ, keep_head)
        status, headers, exc_info = answered
        if not _is_compressible(status, headers):
            start_response(status, headers, exc_info)
            return result
        try:
            body = b"".join(result)
        finally:
            close = getattr(result, "close", None)
            if close is not None:
                close()
        packed = self._compress(body, dict(headers).get("ETag"))
        start_response(status, _describe(headers, len(packed)), exc_info)
        return [packed]

    def _compress(self, body: bytes, etag: str | None) -> bytes:
        packed = self._kept.get(etag) if etag else None
        if packed is None:
            packed = gzip.compress(body, LEVEL, mtime=0)
            if etag:
                self._kept[etag] = packed
                while len(self._kept) > MAX_KEPT:
                    self._kept.popitem(last=False)
        return packed


def _is_asked(environ: Environ) -> bool:
    return (
        environ["REQUEST_METHOD"] == "GET"
        and "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "")
        and SESSION_COOKIE not in environ.get("HTTP_COOKIE", "")
        and "HTTP_AUTHORIZATION" not in environ
    )


def _is_compressible(status: str, headers: Headers) -> bool:
    """Tell whether an answer is words, whole and of a length that is worth it."""
    values = {name.lower(): value for name, value in headers}
    length = values.get("content-length", "")
    return (
        status.startswith("200")
        and values.get("content-type", "").partition(";")[0] in TYPES
        and "content-encoding" not in values
        and length.isdigit()
        and SHORTEST_BYTES <= int(length) <= LONGEST_BYTES
    )


def _describe(headers: Headers, length_bytes: int) -> Headers:
    """Return the headers of the compressed answer; its ETag is weak, as its bytes are others."""
    replaced: Headers = [("Content-Length", str(length_bytes)), ("Content-Encoding", "gzip")]
    varies = [value for name, value in headers if name.lower() == "vary"]
    replaced.append(("Vary", ", ".join([*varies, "Accept-Encoding"])))
    replaced += [(name, f"W/{value.removeprefix('W/')}") for name, value in headers if name.lower() == "etag"]
    kept = [one for one in headers if one[0].lower() not in {"content-length", "vary", "etag"}]
    return [*kept, *replaced]
