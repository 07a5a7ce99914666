"""Stripe over HTTP: the API behind a bearer key, the hosted page, faults on demand, and signed webhooks."""

import contextlib
import hmac
import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from tests.services.process import LOOPBACK
from tests.services.stripe import hosted_page
from tests.services.stripe.account import StripeAccount
from tests.services.stripe.forms import Refused, parse_form
from tests.services.stripe.objects import API_VERSION, Object, new_id
from tests.services.stripe.saved_answers import Answer, SavedAnswers

SECRET_KEY = "sk_test_nightmarket"
WEBHOOK_SECRET = "whsec_nightmarket_tests"

#: What can go wrong with a request, before Stripe acts and after.
FAULTS = {"429", "500", "drop", "500_after", "drop_after", "hang_after"}
HANG_SECONDS = 3.0


@dataclass
class StripeServer:
    """A running server, its account, and what shall go wrong with the next requests."""

    url: str
    account: StripeAccount = field(default_factory=StripeAccount)
    #: "POST /v1/refunds" -> faults of the next ones.
    faults: dict[str, list[str]] = field(default_factory=dict)
    #: Every request that reached the API: method, path, idempotency key.
    requests: list[tuple[str, str, str | None]] = field(default_factory=list)
    #: Where events are told by themselves; empty: tests tell them.
    webhook_url: str = ""
    saved: SavedAnswers = field(default_factory=SavedAnswers)

    def fail(self, method: str, path: str, *faults: str) -> None:
        """Let the next requests to a path go wrong in these ways."""
        assert set(faults) <= FAULTS
        self.faults.setdefault(f"{method} {path}", []).extend(faults)

    def take_event(self, kind: str) -> Object:
        """Return the oldest event of a kind that was not told yet."""
        found = next(event for event in self.account.events if event["type"] == kind)
        self.account.events.remove(found)
        return found

    def tell_all(self) -> None:
        """Tell every event to the webhook's address, in order."""
        while self.webhook_url and self.account.events:
            body = json.dumps(self.account.events.pop(0)).encode()
            headers = {"Content-Type": "application/json", "Stripe-Signature": sign(body)}
            request = urllib.request.Request(self.webhook_url, data=body, headers=headers)
            with contextlib.suppress(urllib.error.URLError):
                urllib.request.urlopen(request, timeout=10).close()


def sign(body: bytes, *, secret: str = WEBHOOK_SECRET, at_seconds: int | None = None) -> str:
    """Return the Stripe-Signature header of a body. Source: docs.stripe.com/webhooks (verify manually)."""
    at = int(time.time()) if at_seconds is None else at_seconds
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, sha256).hexdigest()
    return f"t={at},v1={digest}"


@contextlib.contextmanager
def running_stripe() -> Iterator[StripeServer]:
    """Run the server on a free port of this machine."""
    http = ThreadingHTTPServer((LOOPBACK, 0), _Handler)
    http.daemon_threads = True
    server = StripeServer(f"http://{LOOPBACK}:{http.server_port}")
    http.stripe = server  # type: ignore[attr-defined]
    thread = threading.Thread(target=http.serve_forever, args=(0.02,), name="stripe")
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        thread.join()
        http.server_close()


class _Dropped(Exception):
    """The connection is closed without an answer."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Any

    @property
    def stripe(self) -> StripeServer:
        found: StripeServer = self.server.stripe
        return found

    def do_GET(self) -> None:
        self._serve("GET")

    def do_POST(self) -> None:
        self._serve("POST")

    def log_message(self, *_args: object) -> None:
        """Say nothing."""

    def _serve(self, method: str) -> None:
        parts = urlsplit(self.path)
        text = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        if parts.path.startswith("/c/pay/"):
            self._serve_page(method, parts.path.removeprefix("/c/pay/"), parse_form(text))
            return
        try:
            status, body, replayed = self._answer(method, parts.path, parse_form(text or parts.query))
        except Refused as refusal:
            status, body, replayed = refusal.status, {"error": refusal.error}, False
        except _Dropped:
            self.close_connection = True
            return
        self._send(status, json.dumps(body), "application/json", replayed=replayed)

    def _answer(self, method: str, path: str, form: Object) -> tuple[int, Any, bool]:
        if self.headers.get("Authorization") != f"Bearer {SECRET_KEY}":
            raise Refused("Invalid API Key provided: sk_test_********", status=401)
        assert self.headers["Stripe-Version"] == API_VERSION, self.headers["Stripe-Version"]
        key = self.headers.get("Idempotency-Key")
        self.stripe.requests.append((method, path, key))
        faults = self.stripe.faults.get(f"{method} {path}")
        fault = faults.pop(0) if faults else ""
        if fault == "429":
            raise Refused(
                "Request rate limit exceeded.", status=429, type="rate_limit_error", code="rate_limit"
            )
        if fault == "drop":
            raise _Dropped
        if method == "GET":
            return (500, _FAILURE, False) if fault == "500" else (200, self._act(method, path, form), False)
        assert key, "The library gives every POST a key."
        (status, body), replayed = self.stripe.saved.answer(
            key, (path, form), lambda: self._act_or_fail(fault, path, form)
        )
        self._lose(fault)
        return status, body, replayed

    def _act_or_fail(self, fault: str, path: str, form: Object) -> Answer:
        if fault == "500":
            return 500, _FAILURE
        done = json.loads(json.dumps(self._act("POST", path, form)))
        return (500, _FAILURE) if fault == "500_after" else (200, done)

    def _lose(self, fault: str) -> None:
        if fault == "hang_after":
            time.sleep(HANG_SECONDS)
        if fault in {"drop_after", "hang_after"}:
            raise _Dropped

    def _act(self, method: str, path: str, form: Object) -> Object:
        account, steps = self.stripe.account, path.removeprefix("/v1/").split("/")
        with account.lock:
            match (method, *steps):
                case ("POST", "checkout", "sessions"):
                    return account.create_session(form, self.stripe.url)
                case ("GET", "checkout", "sessions", session_id):
                    return account.read_session(session_id, list(form.get("expand", {}).values()))
                case ("POST", "checkout", "sessions", session_id, "expire"):
                    return account.expire_session(session_id)
                case ("POST", "refunds"):
                    return account.create_refund(form)
                case ("GET", "refunds"):
                    return account.list_refunds(form)
        raise Refused(f"Unrecognized request URL ({method}: {path}).", status=404)

    def _serve_page(self, method: str, session_id: str, form: Object) -> None:
        account = self.stripe.account
        session = account.sessions.get(session_id)
        if session is None or session["status"] != "open":
            self._send(404, hosted_page.OVER, "text/html")
            return
        message = ""
        if method == "POST":
            message = hosted_page.press(account, session_id, form["card"])
            self.stripe.tell_all()
        if session["status"] == "complete":
            self._send(303, "", "text/html", location=session["success_url"])
        else:
            self._send(200, hosted_page.draw(session, message), "text/html")

    def _send(self, status: int, text: str, kind: str, *, replayed: bool = False, location: str = "") -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Request-Id", new_id("req"))
        if replayed:
            self.send_header("Idempotent-Replayed", "true")
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(body)


_FAILURE = {"error": {"message": "An unknown error occurred.", "type": "api_error"}}
