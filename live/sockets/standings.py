"""What people may do in a room, asked again when something outside of the room has changed it.

A mute of the market and a block between host and viewer end the talking at once. That one of them is over is
found out when the person tries to talk (see `namespace`).
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from kernel.logs import log
from live.broadcasts import ms_of
from live.sockets.hub import NAMESPACE, Hub
from live.sockets.loading import find_standing
from live.sockets.visitors import Visitor, Visitors
from live.values import Broadcast, RestrictionKind


class Standings:
    """Keeps what is known of the people in the rooms of this process true."""

    def __init__(self, server: Any, hub: Hub, visitors: Visitors) -> None:
        self._server = server
        self._hub = hub
        self._visitors = visitors

    def hear_person(self, room_name: str, message: str, payload: Mapping[str, Any]) -> None:
        """Ask again about somebody whom moderators of the market muted."""
        if message == "statement_issued" and payload["action"] == "mute":
            self._ask_again(self._visitors.list_of(uuid.UUID(room_name.partition(":")[2])))

    def hear_parted(self, broadcast_id: uuid.UUID, user_id: uuid.UUID) -> None:
        """Ask again about somebody whom a block parts from the host of a room."""
        found = self._visitors.list_of(user_id)
        self._ask_again([one for one in found if one.broadcast_id == broadcast_id])

    def _ask_again(self, visitors: Iterable[Visitor]) -> None:
        for visitor in visitors:
            self._server.start_background_task(self._read, visitor)

    def _read(self, visitor: Visitor) -> None:
        room = self._hub.find(visitor.broadcast_id)
        if room is None:
            return
        try:
            update_standing(visitor, room.state.broadcast)
        except Exception:  # noqa: BLE001  (what is known stays; the next comment of a refused person asks again)
            log.exception("standing_not_read")
            return
        mute = visitor.standing.market_mute
        if mute is not None or visitor.standing.is_parted:
            told = {
                "user_id": str(visitor.user_id),
                "kind": RestrictionKind.MUTE,
                "until_ms": ms_of(mute.until) if mute is not None else None,
            }
            self._server.emit("person_restricted", told, to=visitor.sid, namespace=NAMESPACE)


def update_standing(visitor: Visitor, broadcast: Broadcast) -> None:
    """Ask the database what somebody may say in his room; whether he keeps its peace stays as it was."""
    found = find_standing(broadcast, visitor.actor)
    visitor.standing = replace(
        visitor.standing,
        is_follower=found.is_follower,
        is_parted=found.is_parted,
        market_mute=found.market_mute,
    )
