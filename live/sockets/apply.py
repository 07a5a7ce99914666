"""What an announcement changes in a room. Whether screens hear of it as well is not decided here."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from live.sockets.comment_ring import SaidComment
from live.sockets.room import Room
from live.states import BroadcastState
from live.values import CommentState, Restriction, RestrictionKind

Payload = Mapping[str, Any]
#: What is told in part only: the rest is read from the database.
INCOMPLETE = frozenset(
    {"broadcast_started", "chat_changed", "deal_changed", "deal_closed", "deal_opened", "tray_changed"}
)


def apply_news(room: Room, message: str, payload: Payload) -> None:
    """Take an announcement into the room's state; one that changes nothing here is fine."""
    room.version += 1
    change = _CHANGES.get(message)
    if change is not None:
        change(room, payload)


def _pin(room: Room, payload: Payload) -> None:
    room.state = replace(room.state, pin=dict(payload))


def _unpin(room: Room, payload: Payload) -> None:
    pin = room.state.pin
    if pin is not None and pin["pin_id"] == payload["pin_id"]:
        room.state = replace(room.state, pin=None)


def _change_tray(room: Room, payload: Payload) -> None:
    room.state = replace(room.state, tray=list(payload["items"]))


def _show_poll(room: Room, payload: Payload) -> None:
    room.state = replace(room.state, poll=dict(payload))


def _close_poll(room: Room, _payload: Payload) -> None:
    room.state = replace(room.state, poll=None)


def _start(room: Room, _payload: Payload) -> None:
    room.state = replace(room.state, broadcast=replace(room.state.broadcast, state=BroadcastState.LIVE))


def _end(room: Room, payload: Payload) -> None:
    state = BroadcastState.STOPPED if payload["is_stopped"] else BroadcastState.ENDED
    room.state = replace(room.state, broadcast=replace(room.state.broadcast, state=state), pin=None)


def _remove_comment(room: Room, payload: Payload) -> None:
    room.remove_comment(uuid.UUID(payload["comment_id"]))


def _release_comment(room: Room, payload: Payload) -> None:
    told = payload["comment"]
    author_id = uuid.UUID(told["author"]["id"])
    room.ring.release(SaidComment(uuid.UUID(told["id"]), author_id, CommentState.SHOWN, dict(told)))


def _restrict(room: Room, payload: Payload) -> None:
    user_id, until_ms = uuid.UUID(payload["user_id"]), payload["until_ms"]
    others = {key: one for key, one in room.state.restrictions.items() if key != user_id}
    if payload["kind"] is not None:
        until = dt.datetime.fromtimestamp(until_ms / 1000, dt.UTC) if until_ms else None
        others[user_id] = Restriction(user_id, RestrictionKind(payload["kind"]), until)
    room.state = replace(room.state, restrictions=others)


_CHANGES: dict[str, Callable[[Room, Payload], None]] = {
    "broadcast_started": _start,
    "broadcast_ended": _end,
    "product_pinned": _pin,
    "product_unpinned": _unpin,
    "tray_changed": _change_tray,
    "poll_opened": _show_poll,
    "poll_changed": _show_poll,
    "poll_closed": _close_poll,
    "comment_removed": _remove_comment,
    "comment_released": _release_comment,
    "person_restricted": _restrict,
}
