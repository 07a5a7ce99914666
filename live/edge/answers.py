"""What the edge answers over HTTP: bytes with the headers that browsers and shared caches need."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

import orjson

from kernel.errors import DomainError
from live.edge.documents import Document

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
PLAYLIST_TYPE = "application/vnd.apple.mpegurl"
#: A name never means other bytes, so nobody needs to ask again while a player can want it. Not longer: what a
#: moderator stops must be gone from shared caches, too.
PART_CACHING = "public, max-age=60, immutable"
SEGMENT_CACHING = "public, max-age=600, immutable"
PLAYLIST_CACHING = "no-cache"
THUMB_CACHING = "public, max-age=5"


@dataclass(frozen=True)
class Answer:
    """One answer. `body` is sent piece by piece and copied nowhere."""

    status: HTTPStatus
    body: Iterable[bytes] = ()
    length: int = 0
    headers: Sequence[tuple[str, str]] = ()

    def with_headers(self, headers: Sequence[tuple[str, str]]) -> "Answer":
        """Return the same answer with more headers."""
        return replace(self, headers=[*self.headers, *headers])

    def send(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Send it, without the body where that was not asked for."""
        headers = [*self.headers, ("X-Content-Type-Options", "nosniff")]
        if self.status != HTTPStatus.NOT_MODIFIED:
            headers.append(("Content-Length", str(self.length)))
        start_response(f"{self.status.value} {self.status.phrase}", headers)
        return () if environ["REQUEST_METHOD"] == "HEAD" else self.body


def answer_playlist(environ: Environ, document: Document) -> Answer:
    """Answer a playlist, compressed if the client reads that, or 304 if it has it."""
    headers = [("ETag", document.etag), ("Cache-Control", PLAYLIST_CACHING), ("Vary", "Accept-Encoding")]
    if environ.get("HTTP_IF_NONE_MATCH") == document.etag:
        return Answer(HTTPStatus.NOT_MODIFIED, headers=headers)
    headers.append(("Content-Type", PLAYLIST_TYPE))
    body = document.body
    if document.compressed is not None and "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""):
        body = document.compressed
        headers.append(("Content-Encoding", "gzip"))
    return Answer(HTTPStatus.OK, [body], len(body), headers)


def answer_media(
    pieces: Iterable[bytes], length: int, *, content_type: str, caching: str, etag: str = ""
) -> Answer:
    """Answer bytes that never change under their name."""
    headers = [("Content-Type", content_type), ("Cache-Control", caching)]
    if etag:
        headers.append(("ETag", etag))
    return Answer(HTTPStatus.OK, pieces, length, headers)


def answer_not_modified(etag: str, caching: str) -> Answer:
    """Answer that the client has it already."""
    return Answer(HTTPStatus.NOT_MODIFIED, headers=[("ETag", etag), ("Cache-Control", caching)])


def answer_refusal(error: DomainError) -> Answer:
    """Answer a refusal as a problem document (RFC 9457)."""
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", type(error).__name__).lower()
    document = {"type": f"/problems/{name}", "title": error.title, "status": error.status}
    body = orjson.dumps(document)
    headers = [("Content-Type", "application/problem+json"), ("Cache-Control", "no-store")]
    if error.status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers.append(("Retry-After", "1"))
    return Answer(HTTPStatus(error.status), [body], len(body), headers)
