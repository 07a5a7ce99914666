"""Who watches, as far as counting needs to know: a person, else a browser by a signed cookie.

The cookie says nothing but a random number, so that a page that is loaded again counts once. A browser
without one gets one; how many new ones an address gets is limited, so that leaving cookies out gains little.
"""

import uuid
from functools import lru_cache

from flask import Response, request

from kernel import runtime
from kernel.ids import new_id
from kernel.signing import Signer
from kernel.web.actor import find_actor
from kernel.web.limits import by_address, limiter

VIEWER_COOKIE = "nightmarket_viewer"
KEEP_SECONDS = 30 * 24 * 3600
#: Many people may share an address; few of them come without a cookie within the same hour.
_new_per_address = limiter.shared_limit("200/hour", scope="new_viewer", key_func=by_address)


def get_viewer() -> uuid.UUID:
    """Return who watches; somebody new gets a number of their own, see `remember_viewer`.

    Raises RateLimitExceeded: too many new ones came from this address.
    """
    actor = find_actor()
    if actor is not None:
        return actor.user_id
    known = _signer(runtime.config().secret_key).read(
        request.cookies.get(VIEWER_COOKIE, ""), max_age_seconds=KEEP_SECONDS
    )
    if known is not None:
        return uuid.UUID(known)
    with _new_per_address:
        return new_id()


def remember_viewer(response: Response, viewer_id: uuid.UUID) -> Response:
    """Give a browser without an account its number, for the next time."""
    if find_actor() is None:
        response.set_cookie(
            VIEWER_COOKIE,
            _signer(runtime.config().secret_key).sign(str(viewer_id)),
            max_age=KEEP_SECONDS,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure,
        )
    return response


@lru_cache(maxsize=1)
def _signer(secret_key: str) -> Signer:
    return Signer(secret_key, "viewer")
