"""Who is behind each connection, in every namespace, and the end of those whose session has ended."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.http import parse_cookie

from kernel.actor import Actor
from kernel.logs import log
from kernel.web.actor import SESSION_COOKIE, Identification

#: How often each signed-in connection is asked whether its session still lives: it may have expired.
ASK_AGAIN_SECONDS = 300.0
_PAUSE_SECONDS = 1.0

#: Namespace and Socket.IO's sid.
_Key = tuple[str, str]


@dataclass(frozen=True)
class _SignedIn:
    user_id: uuid.UUID
    identify: Callable[[], Actor | None]


class Connections:
    """The signed-in connections of this process. A stranger's needs no watching: nothing of it can end."""

    def __init__(self, server: Any, identification: Identification) -> None:
        self._server = server
        self._identification = identification
        self._signed_in: dict[_Key, _SignedIn] = {}
        self._of_user: dict[uuid.UUID, set[_Key]] = {}
        self._checks_count = 0

    def admit(self, namespace: str, sid: str, environ: Mapping[str, Any], auth: object) -> Actor | None:
        """Return who connects, or None for a stranger; from now on its end is seen to.

        `auth` is what the client gave: {token} of a program; a browser has its cookie. When the database
        can't be asked this raises what that raises: hang up then, and the client will come back.
        """
        identify = self._credentials(environ, auth)
        checks_count = -1
        while checks_count != self._checks_count:  # a session may end while the database is being asked
            checks_count = self._checks_count
            actor = identify()
        if actor is not None:
            self._signed_in[(namespace, sid)] = _SignedIn(actor.user_id, identify)
            self._of_user.setdefault(actor.user_id, set()).add((namespace, sid))
        return actor

    def forget(self, namespace: str, sid: str) -> None:
        """Forget a connection that has ended."""
        known = self._signed_in.pop((namespace, sid), None)
        if known is None:
            return
        keys = self._of_user[known.user_id]
        keys.discard((namespace, sid))
        if not keys:
            del self._of_user[known.user_id]

    def hang_up(self, namespace: str, sid: str) -> None:
        """End a connection below Socket.IO, so that the client comes back by itself."""
        self._server.eio.disconnect(self._server.manager.eio_sid_from_sid(sid, namespace))

    def close_ended(self, user_id: uuid.UUID | None = None) -> None:
        """Close each connection, of one person or of all, whose session has ended."""
        self._checks_count += 1
        self._identification.forget()
        keys = self._signed_in if user_id is None else self._of_user.get(user_id, ())
        for key in list(keys):
            self._close_if_ended(key)

    def keep_asking(self) -> None:
        """Close connections whose sessions have expired, one at a time, for as long as the process lives."""
        while True:
            for key in list(self._signed_in):
                self._server.sleep(ASK_AGAIN_SECONDS / max(len(self._signed_in), 1))
                try:
                    self._close_if_ended(key)
                except Exception:  # noqa: BLE001  (the database will be back; this one is asked next time)
                    log.exception("connection_not_asked")
            self._server.sleep(_PAUSE_SECONDS)

    def _credentials(self, environ: Mapping[str, Any], auth: object) -> Callable[[], Actor | None]:
        token = auth.get("token") if isinstance(auth, dict) else None
        if isinstance(token, str):
            return lambda: self._identification.by_bearer(token)
        cookie = parse_cookie(environ.get("HTTP_COOKIE", "")).get(SESSION_COOKIE)
        return lambda: self._identification.by_session(cookie) if cookie else None

    def _close_if_ended(self, key: _Key) -> None:
        known = self._signed_in.get(key)
        if known is not None and known.identify() is None:
            namespace, sid = key
            self._server.disconnect(sid, namespace=namespace)
