"""Guests: browsers without an account that leave something here, known by a token that only they have.

The database keeps the token's digest. The cookie is signed, so that nobody makes tokens of his own and leaves
things in the name of ever new guests. When a guest signs in, what he left can be given to the person.
"""

from functools import lru_cache

from flask import Response, g, request

from kernel import runtime
from kernel.ids import hash_token, new_token
from kernel.signing import Signer
from kernel.web.limits import by_address, limiter

GUEST_COOKIE = "nightmarket_guest"
KEEP_SECONDS = 30 * 24 * 3600
#: Many people may share an address; few of them come without a cookie within the same hour.
_new_per_address = limiter.shared_limit("200/hour", scope="new_guest", key_func=by_address)


def find_guest() -> str | None:
    """Return the digest of this browser's token, or None: it has left nothing yet."""
    token = _read_token()
    return hash_token(token) if token else None


def get_guest() -> str:
    """Return the digest of this browser's token; a new one gets a token, see `remember_guest`.

    Raises RateLimitExceeded: too many new ones came from this address.
    """
    known = find_guest()
    if known is not None:
        return known
    with _new_per_address:
        g.new_guest_token = new_token()
    return hash_token(g.new_guest_token)


def remember_guest(response: Response) -> Response:
    """Let a guest's browser keep its token for another month."""
    token = g.get("new_guest_token") or _read_token()
    if token:
        response.set_cookie(
            GUEST_COOKIE,
            _signer(runtime.config().secret_key).sign(token),
            max_age=KEEP_SECONDS,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure,
        )
    return response


def forget_guest(response: Response) -> Response:
    """Take a guest's token from his browser."""
    if GUEST_COOKIE in request.cookies:
        response.delete_cookie(GUEST_COOKIE)
    return response


def _read_token() -> str | None:
    cookie = request.cookies.get(GUEST_COOKIE)
    if not cookie:
        return None
    token = _signer(runtime.config().secret_key).read(cookie, max_age_seconds=KEEP_SECONDS)
    return token if isinstance(token, str) else None


@lru_cache(maxsize=1)
def _signer(secret_key: str) -> Signer:
    return Signer(secret_key, "guest")
