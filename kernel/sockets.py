"""Socket.IO: who may connect, which rooms a screen may watch, and news on its way to them.

Messages: docs/realtime.md. This process only reads the database, in short indexed queries: a greenlet that
yields inside a SQLite write transaction would freeze everybody.
"""

import socket
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import orjson
from flask import request
from flask_socketio import SocketIO, join_room, leave_room

from kernel.actor import Actor
from kernel.config import Config
from kernel.logs import log
from kernel.realtime import CHANNEL, AnnouncementReader
from kernel.transaction import reading
from kernel.web.actor import SESSION_COOKIE, Identification

NAMESPACE = "/news"
TICK_SECONDS = 0.1
#: Rooms that everybody may watch; what is announced there is public.
PUBLIC_ROOMS = {"product", "video"}
MAX_ROOMS_A_SCREEN = 30
SESSIONS_ENDED = "sessions_ended"
RETRY_SECONDS = 1.0
#: How often each signed-in screen is asked whether its session still lives: it may have expired.
ASK_AGAIN_SECONDS = 300.0
#: A relay that hears nothing asks whether Redis is there (seconds of silence, between questions; count).
KEEPALIVE = {"TCP_KEEPIDLE": 10, "TCP_KEEPINTVL": 5, "TCP_KEEPCNT": 3}


@dataclass
class Screen:
    """One connection: how to ask again who it belongs to, and what it watches."""

    identify: Callable[[], Actor | None]
    user_id: uuid.UUID | None
    rooms: set[str]


class Screens:
    """The connections of this process, and the handlers that make and end them."""

    def __init__(self, socketio: SocketIO, identification: Identification) -> None:
        self._socketio = socketio
        self._identification = identification
        self._screens: dict[str, Screen] = {}
        socketio.on_event("connect", self._connect, namespace=NAMESPACE)
        socketio.on_event("disconnect", self._disconnect, namespace=NAMESPACE)
        socketio.on_event("watch", self._watch, namespace=NAMESPACE)
        socketio.on_event("unwatch", self._unwatch, namespace=NAMESPACE)

    def tell(self, room: str, message: str, payload: Mapping[str, Any]) -> None:
        """Push one message to a room; screens of ended sessions are closed instead of told."""
        if message == SESSIONS_ENDED:
            self._close_ended(room)
        else:
            self._socketio.emit(message, payload, to=room, namespace=NAMESPACE)

    def close_ended(self) -> None:
        """Close every screen whose session has ended, after news of that may have been missed."""
        self._identification.forget()
        for sid in list(self._screens):
            self._close_if_ended(sid)

    def keep_asking(self) -> None:
        """Close screens whose sessions have expired, a few at a time, for as long as the process lives."""
        while True:
            for sid in list(self._screens):
                self._socketio.sleep(ASK_AGAIN_SECONDS / max(len(self._screens), 1))
                try:
                    self._close_if_ended(sid)
                except Exception:  # noqa: BLE001  (the database will be back; the screen is asked next time)
                    log.exception("screen_not_asked")
            self._socketio.sleep(RETRY_SECONDS)

    def _connect(self, auth: object = None) -> None:
        identify = self._credentials(auth)
        try:
            actor = identify()
        except Exception:  # noqa: BLE001  (a screen that hears nothing must not think that it is connected)
            log.exception("screen_not_identified")
            self._hang_up()
            return
        self._screens[_sid()] = Screen(identify, actor.user_id if actor else None, set())
        if actor is not None:
            join_room(f"user:{actor.user_id}")

    def _disconnect(self, *_reason: object) -> None:
        self._screens.pop(_sid(), None)

    def _watch(self, data: object) -> dict[str, object]:
        room, screen = _public_room(data), self._screens.get(_sid())
        if room is None or screen is None or len(screen.rooms) >= MAX_ROOMS_A_SCREEN:
            return {"ok": False, "error": "This can't be watched."}
        screen.rooms.add(room)
        join_room(room)
        return {"ok": True}

    def _unwatch(self, data: object) -> dict[str, object]:
        room, screen = _public_room(data), self._screens.get(_sid())
        if room is None or screen is None or room not in screen.rooms:
            return {"ok": False, "error": "This is not being watched."}
        screen.rooms.discard(room)
        leave_room(room)
        return {"ok": True}

    def _credentials(self, auth: object) -> Callable[[], Actor | None]:
        token = auth.get("token") if isinstance(auth, dict) else None
        if isinstance(token, str):
            return lambda: self._identification.by_bearer(token)
        cookie = request.cookies.get(SESSION_COOKIE)
        return lambda: self._identification.by_session(cookie) if cookie else None

    def _close_ended(self, room: str) -> None:
        self._identification.forget()
        for sid, screen in list(self._screens.items()):
            if f"user:{screen.user_id}" == room:
                self._close_if_ended(sid)

    def _close_if_ended(self, sid: str) -> None:
        screen = self._screens.get(sid)
        if screen is not None and screen.user_id is not None and screen.identify() is None:
            self._socketio.server.disconnect(sid, namespace=NAMESPACE)

    def _hang_up(self) -> None:
        """End the connection below Socket.IO, so that the client comes back by itself."""
        server = self._socketio.server
        server.eio.disconnect(server.manager.eio_sid_from_sid(_sid(), NAMESPACE))


def is_allowed_origin(config: Config, origin: str | None, environ: Mapping[str, Any]) -> bool:
    """Tell whether a page may connect: one of ours, under whatever name it reached this machine."""
    if origin is None or origin == config.public_url:
        return True
    if config.is_production or config.trusted_proxies:
        return False
    page, own_host = urlsplit(origin), environ.get("HTTP_HOST", "").rpartition(":")[0]
    return page.hostname == own_host.strip("[]") and page.port == config.port


def relay_announcements(socketio: SocketIO, screens: Screens, config: Config) -> None:
    """Pass news on to the screens for as long as the process lives."""
    relay = _relay_from_redis if config.redis_url else _relay_from_table
    while True:
        try:
            relay(socketio, screens, config)
        except Exception:  # noqa: BLE001  (whatever is away will be back; screens stay connected meanwhile)
            log.exception("relay_interrupted")
            socketio.sleep(RETRY_SECONDS)


def _relay_from_table(socketio: SocketIO, screens: Screens, _config: Config) -> None:
    reader = AnnouncementReader()
    while True:
        with reading() as session:
            news = [(row.room, row.message, row.payload) for row in reader.read_new(session)]
        for room, message, payload in news:
            screens.tell(room, message, payload)
        socketio.sleep(TICK_SECONDS)


def _relay_from_redis(socketio: SocketIO, screens: Screens, config: Config) -> None:
    import redis

    client = redis.Redis.from_url(
        config.redis_url,
        socket_connect_timeout=1,
        socket_keepalive=True,
        socket_keepalive_options={
            getattr(socket, name): value for name, value in KEEPALIVE.items() if hasattr(socket, name)
        },
    )
    channel = client.pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]
    channel.subscribe(CHANNEL)
    socketio.start_background_task(screens.close_ended)
    for item in channel.listen():
        news = orjson.loads(item["data"])
        screens.tell(news["room"], news["message"], news["payload"])


def _public_room(data: object) -> str | None:
    """Return the room's name that a client asked for, if it is one that everybody may watch."""
    room = data.get("room") if isinstance(data, dict) else None
    if not isinstance(room, str) or len(room) > 60:
        return None
    kind, _, identifier = room.partition(":")
    try:
        return f"{kind}:{uuid.UUID(identifier)}" if kind in PUBLIC_ROOMS else None
    except ValueError:
        return None


def _sid() -> str:
    sid: str = request.sid  # type: ignore[attr-defined]  # Flask-SocketIO puts it there
    return sid
