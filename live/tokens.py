"""What opens a broadcast: path tokens of viewers, tickets of publishers, and the edges' own pass to the feed.

A token says that somebody was asked and said yes: web and hub give them only to who may watch or host.
Every purpose has a key of its own, derived from the secret key. Nothing here says "not before", because the
machines of a cluster do not agree about the second.
"""

import base64
import hashlib
import hmac
import time
import uuid
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from itsdangerous import BadData, URLSafeSerializer

from kernel import runtime

PATH_SECONDS = 6 * 3600
TICKET_SECONDS = 12 * 3600
#: Only a connection is opened with it; the connection then lives as long as it likes.
FEED_SECONDS = 300
EVIDENCE_SECONDS = 3600


@dataclass(frozen=True)
class Ticket:
    """Who may publish which broadcast."""

    broadcast_id: uuid.UUID
    user_id: uuid.UUID


def sign_path(broadcast_id: uuid.UUID, *, seconds: int = PATH_SECONDS) -> str:
    """Return the folder of a viewer's media, `/hls/<id>/<token>`, good for at least `seconds`.

    The end is rounded up: who comes within the same hour gets the same address, as shared caches need it.
    """
    step = max(1, seconds // 6)
    expires = str(-(-(int(time.time()) + seconds) // step) * step)
    return f"/hls/{broadcast_id}/{expires}.{_path_digest(broadcast_id, expires)}"


def read_path_token(broadcast_id: uuid.UUID, token: str) -> bool:
    """Tell whether `token` opens this broadcast's media now."""
    expires, _, digest = token.partition(".")
    if not (expires.isascii() and expires.isdigit() and len(expires) <= 12 and digest.isascii()):
        return False
    return hmac.compare_digest(digest, _path_digest(broadcast_id, expires)) and int(expires) > time.time()


def sign_evidence(broadcast_id: uuid.UUID) -> str:
    """Return the token with which a moderator sees what was stopped; viewers' own do not open that."""
    return _sign("evidence", str(broadcast_id), EVIDENCE_SECONDS)


def read_evidence(broadcast_id: uuid.UUID, token: str) -> bool:
    """Tell whether `token` lets a moderator see what was stopped of this broadcast."""
    return bool(_read("evidence", token) == str(broadcast_id))


def path_secret() -> str:
    """Return the secret of the path tokens, for nginx's `secure_link_md5`."""
    return _derive("paths")


def sign_ticket(broadcast_id: uuid.UUID, user_id: uuid.UUID) -> str:
    """Return what a page shows to the ingest process to publish this broadcast."""
    return _sign("tickets", [str(broadcast_id), str(user_id)], TICKET_SECONDS)


def read_ticket(ticket: str) -> Ticket | None:
    """Return what a ticket allows, or None when it is forged, too old or for something else."""
    value = _read("tickets", ticket)
    return Ticket(uuid.UUID(value[0]), uuid.UUID(value[1])) if value is not None else None


def sign_feed() -> str:
    """Return the bearer token with which an edge asks the ingest process for its feeds."""
    return _sign("feed", "edge", FEED_SECONDS)


def read_feed(token: str) -> bool:
    """Tell whether a bearer token was made by one of this market's own processes."""
    return _read("feed", token) is not None


def _path_digest(broadcast_id: uuid.UUID, expires: str) -> str:
    # MD5 because that is what nginx checks; the secret stands at the end, where it can't be extended.
    text = f"{expires}{broadcast_id} {path_secret()}"
    digest = hashlib.md5(text.encode(), usedforsecurity=False).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _derive(purpose: str) -> str:
    return _derive_key(runtime.config().secret_key, purpose)


@lru_cache(maxsize=8)
def _derive_key(key: str, purpose: str) -> str:
    return hmac.new(key.encode(), f"nightmarket.live.{purpose}".encode(), hashlib.sha256).hexdigest()


def _sign(purpose: str, value: Any, seconds: int) -> str:
    return URLSafeSerializer(_derive(purpose)).dumps([int(time.time()) + seconds, value])


def _read(purpose: str, text: str) -> Any:
    """Return the signed value, or None."""
    try:
        expires, value = URLSafeSerializer(_derive(purpose)).loads(text)
    except BadData:
        return None
    return value if expires > time.time() else None
