"""A change asked for with a cookie must come from our own pages: right origin, and a token of ours.

A request that proves itself with an `Authorization` header needs neither: no foreign page can send it.
"""

import hmac
import secrets
from hashlib import sha256

from flask import Flask, Response, current_app, g, request

from kernel.config import Config
from kernel.errors import N_, Forbidden
from kernel.web.actor import SESSION_COOKIE

ANONYMOUS_COOKIE = "nightmarket_csrf"
HEADER = "X-CSRF-Token"
FIELD = "csrf_token"
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


class ForeignRequest(Forbidden):
    """The change was not asked for by one of our own pages."""

    title = N_("This form has expired. Please reload the page and send it again.")


def csrf_token() -> str:
    """Return the token that forms and scripts of this page send along; a shared page has none."""
    if g.get("shared_page"):
        return ""
    return _token_for(request.cookies.get(SESSION_COOKIE) or _anonymous_secret())


def install_csrf(app: Flask) -> None:
    """Check every changing request of this application."""
    app.before_request(_check)
    app.after_request(_keep_anonymous_secret)
    app.jinja_env.globals["csrf_token"] = csrf_token


def _check() -> None:
    if request.method in SAFE_METHODS or request.endpoint is None:
        return
    kind = getattr(current_app.view_functions[request.endpoint], "csrf", "token")
    if kind == "none" or "Authorization" in request.headers:
        return
    if not _is_own_origin():
        raise ForeignRequest
    if kind == "origin":
        return
    secret = request.cookies.get(SESSION_COOKIE) or request.cookies.get(ANONYMOUS_COOKIE)
    if secret is None and request.path.startswith("/api/"):
        return  # a program without any cookie: there is nobody whose rights could be abused
    sent = request.headers.get(HEADER) or request.form.get(FIELD, "")
    if secret is None or not hmac.compare_digest(sent.encode(), _token_for(secret).encode()):
        raise ForeignRequest


def _is_own_origin() -> bool:
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return False
    origin = request.headers.get("Origin")
    config: Config = current_app.extensions["nightmarket.config"]
    return origin is None or origin in {config.public_url, request.host_url.rstrip("/")}


def _token_for(secret: str) -> str:
    key = str(current_app.secret_key).encode()
    return hmac.new(key, b"csrf:" + secret.encode(), sha256).hexdigest()


def _anonymous_secret() -> str:
    secret = request.cookies.get(ANONYMOUS_COOKIE) or g.get("new_csrf_secret")
    if secret is None:
        secret = g.new_csrf_secret = secrets.token_urlsafe(24)
    return str(secret)


def _keep_anonymous_secret(response: Response) -> Response:
    secret = g.get("new_csrf_secret")
    if secret is not None:
        response.set_cookie(ANONYMOUS_COOKIE, secret, httponly=True, samesite="Lax", secure=request.is_secure)
    return response
