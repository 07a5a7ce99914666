"""Who a cookie or a bearer token belongs to. Every request asks, so the answer is remembered for a moment.

What is revoked in this process is forgotten at once; other processes find out within `CACHE_SECONDS`.
"""

import datetime as dt
import threading
import time
import uuid
from collections.abc import Callable
from typing import Any

from sqlalchemy import Select, select, update

from accounts.models import ApiToken, User, UserSession
from kernel.actor import Actor
from kernel.clock import now
from kernel.ids import hash_token
from kernel.transaction import reading, transaction

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
    with reading() as session:
        row = session.execute(_who(UserSession, digest)).one_or_none()
        if row is None:
            return None
        stale = row.UserSession.last_seen_at < now() - dt.timedelta(seconds=SEEN_EVERY_SECONDS)
        actor = _actor(row.User, row.UserSession.id)
    if stale and mark_seen:
        _mark_seen(digest)
    return actor


def _load_bearer(token: str) -> Actor | None:
    with reading() as session:
        row = session.execute(_who(ApiToken, hash_token(token))).one_or_none()
        return None if row is None else _actor(row.User, None)


def _mark_seen(digest: str) -> None:
    with transaction() as session:
        session.execute(
            update(UserSession).where(UserSession.token_hash == digest).values(last_seen_at=now())
        )


def _who(table: type[UserSession] | type[ApiToken], digest: str) -> Select[Any]:
    columns: tuple[Any, ...] = (User, table)
    return (
        select(*columns)
        .join(table, table.user_id == User.id)
        .where(table.token_hash == digest, table.expires_at > now(), User.suspended_at.is_(None))
    )


def _actor(user: User, session_id: uuid.UUID | None) -> Actor:
    avatar_url = f"/media/{user.avatar_key}/160.webp" if user.avatar_key else None
    return Actor(
        user.id, user.display_name, user.handle, avatar_url, frozenset(user.roles), user.locale, session_id
    )
