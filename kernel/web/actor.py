"""Who sent this request, as far as every package needs to know."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import current_app, g, request

from kernel.actor import Actor
from kernel.errors import Unauthenticated

SESSION_COOKIE = "nightmarket_session"
_IDENTIFY = "nightmarket.identify"


@dataclass(frozen=True)
class Identification:
    """How credentials become an actor, and how to ask anew; `accounts` provides them."""

    by_session: Callable[[str], Actor | None]
    by_bearer: Callable[[str], Actor | None]
    forget: Callable[[], None]


def identify_with(app_extensions: dict[str, object], identification: Identification) -> None:
    """Say who recognises people. Called once, by the application factory."""
    app_extensions[_IDENTIFY] = identification


def bearer_token() -> str | None:
    """Return the token of an `Authorization: Bearer` header."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if kind.lower() == "bearer" and token else None


def find_actor() -> Actor | None:
    """Return who sent this request, or None; a header beats a cookie, and a wrong one is nobody."""
    if "actor" not in g:
        g.actor = _identify()
    actor: Actor | None = g.actor
    return actor


def get_actor() -> Actor:
    """Return who sent this request.

    Raises Unauthenticated: nobody is signed in.
    """
    actor = find_actor()
    if actor is None:
        raise Unauthenticated
    return actor


def _identify() -> Actor | None:
    identification: Identification = current_app.extensions[_IDENTIFY]
    if "Authorization" in request.headers:
        token = bearer_token()
        return identification.by_bearer(token) if token else None
    cookie = request.cookies.get(SESSION_COOKIE)
    return identification.by_session(cookie) if cookie else None
