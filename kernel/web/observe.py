"""Each request gets an id, one log line and its place in the metrics; /healthz, /readyz and /metrics."""

import hmac
import re
import time
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import structlog
from flask import Flask, Response, request
from prometheus_client import Counter, Histogram
from sqlalchemy import text

from kernel.config import Config
from kernel.errors import Forbidden
from kernel.ids import new_id
from kernel.logs import log
from kernel.metrics import REQUEST_SECONDS, REQUESTS, render_metrics
from kernel.transaction import reading
from kernel.web.access import ANYONE
from kernel.web.actor import bearer_token
from kernel.web.wsgi import Application, Environ, StartResponse

_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


class Observation:
    """WSGI middleware: an id, a log line and a place in the metrics for every request that reaches Flask."""

    def __init__(self, application: Application) -> None:
        self._application = application

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Let the application answer, and note how."""
        began_at = time.perf_counter()
        sent = environ.get("HTTP_X_REQUEST_ID", "")
        request_id = sent if _REQUEST_ID.fullmatch(sent) else str(new_id())
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            _note(environ, int(status[:3]), time.perf_counter() - began_at)
            return start_response(status, [*headers, ("X-Request-ID", request_id)], exc_info)

        return self._application(environ, start)


def _note(environ: Environ, status: int, seconds: float) -> None:
    request = environ.get("werkzeug.request")
    route = (request.endpoint if request is not None else None) or "unknown"
    method = environ["REQUEST_METHOD"]
    counter, histogram = _measures(method, route, status)
    counter.inc()
    histogram.observe(seconds)
    if route != "static":
        milliseconds = round(seconds * 1000, 1)
        path = environ["PATH_INFO"]
        if request is not None and "token" in (request.view_args or ()):
            path = request.url_rule.rule  # a token opens something: it must not stand in a log
        log.info("request", method=method, path=path, status=status, milliseconds=milliseconds)


@lru_cache(maxsize=4096)
def _measures(method: str, route: str, status: int) -> tuple[Counter, Histogram]:
    """Return where a request is counted; looking it up by its labels each time would take a lock."""
    return REQUESTS.labels(method, route, str(status)), REQUEST_SECONDS.labels(route)


def install_operations(app: Flask, config: Config) -> None:
    """Answer the three operational paths."""

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


def _may_read_metrics(config: Config) -> bool:
    if config.metrics_token:
        return hmac.compare_digest((bearer_token() or "").encode(), config.metrics_token.encode())
    return request.remote_addr in {"127.0.0.1", "::1"} and config.trusted_proxies == 0
