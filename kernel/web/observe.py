"""Each request gets an id, one log line and its place in the metrics; /healthz, /readyz and /metrics."""

import hmac
import re
import time
import uuid

import structlog
from flask import Flask, Response, g, request
from sqlalchemy import text

from kernel.config import Config
from kernel.errors import Forbidden
from kernel.ids import new_id
from kernel.logs import log
from kernel.metrics import REQUEST_SECONDS, REQUESTS, render_metrics
from kernel.transaction import reading
from kernel.web.access import ANYONE
from kernel.web.actor import bearer_token

_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


def install_observation(app: Flask, config: Config) -> None:
    """Watch every request of this application and answer the three operational paths."""
    app.before_request(_begin)
    app.after_request(_end)

    def healthz() -> Response:
        return Response("ok\n", mimetype="text/plain")

    def readyz() -> Response:
        with reading() as session:
            session.execute(text("SELECT 1"))
        return Response("ready\n", mimetype="text/plain")

    def metrics() -> Response:
        if not _may_read_metrics(config):
            raise Forbidden
        return Response(render_metrics(), content_type="text/plain; version=0.0.4")

    for path, view in (("/healthz", healthz), ("/readyz", readyz), ("/metrics", metrics)):
        view.access = ANYONE  # type: ignore[attr-defined]
        app.add_url_rule(path, view_func=view)


def _begin() -> None:
    g.began_at = time.perf_counter()
    sent = request.headers.get("X-Request-ID", "")
    g.request_id = sent if _REQUEST_ID.fullmatch(sent) else str(new_id())
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _end(response: Response) -> Response:
    if "began_at" not in g:
        return response
    seconds = time.perf_counter() - g.began_at
    route = request.endpoint or "unknown"
    REQUESTS.labels(request.method, route, str(response.status_code)).inc()
    REQUEST_SECONDS.labels(route).observe(seconds)
    response.headers["X-Request-ID"] = g.request_id
    if route != "static":
        log.info(
            "request",
            method=request.method,
            path=request.path,
            status=response.status_code,
            milliseconds=round(seconds * 1000, 1),
        )
    return response


def _may_read_metrics(config: Config) -> bool:
    if config.metrics_token:
        return hmac.compare_digest((bearer_token() or "").encode(), config.metrics_token.encode())
    return request.remote_addr in {"127.0.0.1", "::1"} and config.trusted_proxies == 0


def current_request_id() -> uuid.UUID | str:
    """Return the id of the request at hand."""
    request_id: str = g.request_id
    return request_id
