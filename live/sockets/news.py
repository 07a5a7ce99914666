"""Announcements on their way to the screens of a room: what is passed on, to whom, and what is kept back."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from live.sockets.fragments import Fragments
from live.sockets.hub import BATCH, Hub
from live.sockets.room import Room
from live.sockets.standings import Standings
from live.sockets.visitors import Visitors

Payload = Mapping[str, Any]


class RoomNews:
    """Hears what the relay brings. Nothing here waits."""

    def __init__(self, hub: Hub, visitors: Visitors, fragments: Fragments, standings: Standings) -> None:
        self._hub = hub
        self._standings = standings
        self._visitors = visitors
        self._fragments = fragments
        self._special: Mapping[str, Callable[[Room, str, Payload], None]] = {
            "purchase_made": self._count_purchase,
            "sold_out": self._sell_out,
            "person_restricted": self._restrict,
            "person_parted": self._part,
        }

    def hear_broadcast(self, room_name: str, message: str, payload: Payload) -> None:
        """Take in what was told to the room of a broadcast, by the web or by another realtime process."""
        broadcast_id = uuid.UUID(room_name.partition(":")[2])
        if message == BATCH:
            self._hub.hear_batch(broadcast_id, payload)
            return
        if message == "broadcast_ended" and payload["is_stopped"]:
            self._fragments.stop(broadcast_id)
        room = self._hub.hear(broadcast_id, message, payload)
        if room is not None:
            self._special.get(message, self._pass_on)(room, message, payload)

    def hear_product(self, room_name: str, message: str, payload: Payload) -> None:
        """Take in what was told of a product."""
        if message == "stock_changed":
            product_id = room_name.partition(":")[2]
            self._hub.hear_stock(product_id, payload["variant_id"], payload["available_count"])

    def _pass_on(self, room: Room, message: str, payload: Payload) -> None:
        self._hub.emit(room, message, dict(payload))

    def _count_purchase(self, room: Room, _message: str, payload: Payload) -> None:
        room.note_purchase(payload["product_id"], payload["quantity"], payload["name"])

    def _sell_out(self, room: Room, message: str, payload: Payload) -> None:
        """Tell it unless the stock's own news came first."""
        variant_id = payload["variant_id"]
        if variant_id is None or room.set_stock(variant_id, 0):
            self._pass_on(room, message, payload)

    def _restrict(self, room: Room, message: str, payload: Payload) -> None:
        """Tell the person and who keeps the peace, nobody else; who is banned has to go."""
        self._visitors.tell_restriction(room.id, message, dict(payload))

    def _part(self, room: Room, _message: str, payload: Payload) -> None:
        """Tell only the person, and nobody why."""
        self._standings.hear_parted(room.id, uuid.UUID(payload["user_id"]))
