"""Who a cookie or a bearer token belongs to. Every request asks, so the answer is remembered for a moment.

What is revoked in this process is forgotten at once; other processes find out within `CACHE_SECONDS`.
"""

import datetime as dt
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import String, bindparam, select, update

from accounts.models import ApiToken, User, UserSession
from kernel.actor import Actor
from kernel.clock import now
from kernel.db import UtcDateTime
from kernel.ids import hash_token
from kernel.quick import Quick
from kernel.transaction import transaction

CACHE_SECONDS = 1.0
MAX_CACHED = 10_000
#: `last_seen_at` is written at most this often, so that reading pages does not write.
SEEN_EVERY_SECONDS = 600


def identify_session(token: str, *, mark_seen: bool = True) -> Actor | None:
    """Return who a cookie belongs to, or None; `mark_seen` notes now and then that the device is in use."""
    return _cached(token, lambda: _load_session(token, mark_seen=mark_seen))


def identify_bearer(token: str) -> Actor | None:
    """Return who a bearer token belongs to, or None."""
    return _cached(token, lambda: _load_bearer(token))


_cache: dict[str, tuple[float, Actor | None]] = {}
_cache_lock = threading.Lock()


def _cached(token: str, load: Callable[[], Actor | None]) -> Actor | None:
    key, at = hash_token(token), time.monotonic()
    kept = _cache.get(key)
    if kept is not None and kept[0] > at:
        return kept[1]
    actor = load()
    with _cache_lock:
        if len(_cache) >= MAX_CACHED:
            _cache.clear()
        _cache[key] = (at + CACHE_SECONDS, actor)
    return actor


def forget_all() -> None:
    """Ask the database again for every token."""
    with _cache_lock:
        _cache.clear()


def forget(token: str) -> None:
    """Ask the database again for this token."""
    with _cache_lock:
        _cache.pop(hash_token(token), None)


def _load_session(token: str, *, mark_seen: bool) -> Actor | None:
    digest = hash_token(token)
    row = _WHO_BY_SESSION.first(digest=digest, at=now())
    if row is None:
        return None
    *person, session_id, last_seen_at = row
    if mark_seen and last_seen_at < now() - dt.timedelta(seconds=SEEN_EVERY_SECONDS):
        _mark_seen(digest)
    return _actor(person, session_id)


def _load_bearer(token: str) -> Actor | None:
    row = _WHO_BY_TOKEN.first(digest=hash_token(token), at=now())
    return None if row is None else _actor(row, None)


def _mark_seen(digest: str) -> None:
    with transaction() as session:
        session.execute(
            update(UserSession).where(UserSession.token_hash == digest).values(last_seen_at=now())
        )


def _who(table: type[UserSession] | type[ApiToken], *more: Any) -> Quick:
    person = (User.id, User.display_name, User.handle, User.avatar_key, User.roles, User.locale)
    return Quick(
        select(*person, *more)
        .join(table, table.user_id == User.id)
        .where(
            table.token_hash == bindparam("digest", type_=String()),
            table.expires_at > bindparam("at", type_=UtcDateTime()),
            User.suspended_at.is_(None),
        )
    )


_WHO_BY_SESSION = _who(UserSession, UserSession.id, UserSession.last_seen_at)
_WHO_BY_TOKEN = _who(ApiToken)


def _actor(person: Sequence[Any], session_id: uuid.UUID | None) -> Actor:
    user_id, display_name, handle, avatar_key, roles, locale = person
    avatar_url = f"/media/{avatar_key}/160.webp" if avatar_key else None
    return Actor(user_id, display_name, handle, avatar_url, frozenset(roles), locale, session_id)
