"""The HTTP side of the ingest process: Socket.IO for pages, the feed for edges, hooks for nginx-rtmp."""

import asyncio
import hmac

import socketio
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from sqlalchemy import text

from kernel.config import Config
from kernel.metrics import render_metrics
from kernel.transaction import reading
from live.ingest.feed_server import FeedServer
from live.ingest.hooks import Hooks
from live.publishing import SOCKET_PATH

MAX_BODY_BYTES = 16_000
#: Pages, feeds and everything else together.
MAX_CONNECTIONS = 1000


def create_application(
    config: Config, *, sockets: socketio.AsyncServer, feed: FeedServer, hooks: Hooks
) -> web.Application:
    """Return the application that answers on the ingest port."""
    application = web.Application(client_max_size=MAX_BODY_BYTES, middlewares=[_limit_connections()])
    application.router.add_get("/feed/{broadcast_id}", feed.serve)
    application.router.add_get("/health/{broadcast_id}", feed.tell_health)
    application.router.add_post("/hooks/{secret}", hooks.serve)
    operations = Operations(config)
    application.router.add_get("/healthz", operations.healthz)
    application.router.add_get("/readyz", operations.readyz)
    application.router.add_get("/metrics", operations.metrics)
    sockets.attach(application, socketio_path=SOCKET_PATH)
    return application


class Operations:
    """What operators ask."""

    def __init__(self, config: Config) -> None:
        self._config = config

    async def healthz(self, _request: web.Request) -> web.Response:
        """Say that the process answers."""
        return web.json_response({"status": "ok"})

    async def readyz(self, _request: web.Request) -> web.Response:
        """Say whether a broadcast could begin: without the database nobody is admitted."""
        try:
            await asyncio.to_thread(_ask_database)
        except Exception:  # noqa: BLE001  (whatever it is, we are not ready)
            return web.json_response({"status": "database is away"}, status=503)
        return web.json_response({"status": "ok"})

    async def metrics(self, request: web.Request) -> web.Response:
        """Tell the metrics to whoever may read them."""
        if not self._may_read_metrics(request):
            raise web.HTTPForbidden
        return web.Response(body=render_metrics(), headers={"Content-Type": "text/plain; version=0.0.4"})

    def _may_read_metrics(self, request: web.Request) -> bool:
        wanted = self._config.metrics_token
        if wanted:
            scheme, _, token = request.headers.get("Authorization", "").partition(" ")
            return scheme.lower() == "bearer" and hmac.compare_digest(token.encode(), wanted.encode())
        return request.remote in {"127.0.0.1", "::1"} and self._config.trusted_proxies == 0


def _ask_database() -> None:
    with reading() as session:
        session.execute(text("SELECT 1"))


def _limit_connections() -> Middleware:
    open_count = 0

    @web.middleware
    async def limit(request: web.Request, handler: Handler) -> web.StreamResponse:
        nonlocal open_count
        if open_count >= MAX_CONNECTIONS:
            raise web.HTTPServiceUnavailable
        open_count += 1
        try:
            return await handler(_without_compression(request))
        finally:
            open_count -= 1

    return limit


def _without_compression(request: web.Request) -> web.Request:
    """Leave out a page's offer to compress: media can't be compressed any further."""
    name = "Sec-WebSocket-Extensions"
    if name not in request.headers:
        return request
    headers = request.headers.copy()
    del headers[name]
    return request.clone(headers=headers)
