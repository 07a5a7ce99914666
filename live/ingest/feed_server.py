"""The feed: everything that happens to a broadcast's media, as one long HTTP answer for each edge.

Beside it, for the web: how what arrives of a broadcast does.
"""

import asyncio
import contextlib
import dataclasses
import uuid

from aiohttp import web

from live.feed import PING_SECONDS, encode_event, encode_ping
from live.ingest.metrics import FEEDS
from live.ingest.publication import Publication
from live.ingest.registry import Publications
from live.tokens import read_feed

#: An edge that takes nothing for so long is cut (seconds); it asks again and gets the window anew.
STALL_SECONDS = 10.0
CONTENT_TYPE = "application/vnd.nightmarket.feed"


class FeedServer:
    """Answers the edges."""

    def __init__(self, publications: Publications) -> None:
        self._publications = publications

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Send the present window, then what happens, until the broadcast ends."""
        _check_pass(request)
        publication = self._find(request.match_info["broadcast_id"])
        response = web.StreamResponse(headers={"Content-Type": CONTENT_TYPE, "Cache-Control": "no-store"})
        response.enable_chunked_encoding()
        await response.prepare(request)
        with FEEDS.track_inprogress(), contextlib.suppress(ConnectionError, TimeoutError):
            await _send(response, publication)
        return response

    async def tell_health(self, request: web.Request) -> web.Response:
        """Tell bitrate, frame rate, key frame gap, delay and advice."""
        _check_pass(request)
        publication = self._find(request.match_info["broadcast_id"])
        return web.json_response(dataclasses.asdict(publication.health()))

    def _find(self, text: str) -> Publication:
        try:
            publication = self._publications.find(uuid.UUID(text))
        except ValueError:
            publication = None
        if publication is None:
            raise web.HTTPNotFound
        return publication


def _check_pass(request: web.Request) -> None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not read_feed(token):
        raise web.HTTPUnauthorized


async def _send(response: web.StreamResponse, publication: Publication) -> None:
    events = publication.subscribe()
    coming = asyncio.ensure_future(anext(events, None))
    try:
        while True:
            done, _ = await asyncio.wait({coming}, timeout=PING_SECONDS)
            if not done:
                await _write(response, encode_ping())
                continue
            event = coming.result()
            if event is None:
                return
            coming = asyncio.ensure_future(anext(events, None))
            await _write(response, encode_event(event))
    finally:
        coming.cancel()
        with contextlib.suppress(asyncio.CancelledError, StopAsyncIteration):
            await coming
        await events.aclose()


async def _write(response: web.StreamResponse, frame: bytes) -> None:
    async with asyncio.timeout(STALL_SECONDS):
        await response.write(frame)
