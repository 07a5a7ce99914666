"""The rooms of this process: opened by the first viewer, ticking, closed some time after the last.

Without Redis this is the only realtime process. With it each process tells the others, once per room and
tick, what it has taken in itself. A number that is missing, or a relay that was away, makes it read the
database.
"""

import threading
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kernel.logs import log
from kernel.sockets import Realtime
from live.broadcasts import room_of
from live.sockets.apply import INCOMPLETE, apply_news
from live.sockets.loading import load_room
from live.sockets.market_rules import MarketRules
from live.sockets.room import Room, RoomState, read_comment
from live.sockets.ticks import Pace

NAMESPACE = "/live"
BATCH = "room_batch"
#: A room without viewers is forgotten after this (seconds).
IDLE_SECONDS = 60.0
#: After a gap the database is read when what was said meanwhile is surely stored, and once more (seconds).
GAP_SECONDS = (1.0, 5.0)


@dataclass
class _Opening:
    """A room that is being read, and what was told of it meanwhile."""

    lock: Any = field(default_factory=threading.Lock)
    heard: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)


class Hub:
    """Finds, opens and refreshes rooms, and speaks to their screens."""

    def __init__(self, realtime: Realtime) -> None:
        self._server = realtime.server
        self._peers = realtime.peers
        self._rooms: dict[uuid.UUID, Room] = {}
        self._opening: dict[uuid.UUID, _Opening] = {}
        self._of_product: dict[str, set[uuid.UUID]] = {}
        self._refreshing: set[uuid.UUID] = set()
        self._empty_since: dict[uuid.UUID, float] = {}
        self.market_rules = MarketRules(realtime.server)

    def find(self, broadcast_id: uuid.UUID | None) -> Room | None:
        """Return a room that is open."""
        return None if broadcast_id is None else self._rooms.get(broadcast_id)

    def rooms(self) -> list[Room]:
        """Return the open rooms."""
        return list(self._rooms.values())

    def open(self, broadcast_id: uuid.UUID) -> Room | None:
        """Return a room, read from the database if it is not open yet; None: there is no such broadcast."""
        if broadcast_id in self._rooms:
            return self._rooms[broadcast_id]
        opening = self._opening.setdefault(broadcast_id, _Opening())
        with opening.lock:
            if broadcast_id in self._rooms:
                return self._rooms[broadcast_id]
            try:
                state = load_room(broadcast_id)
            finally:
                self._opening.pop(broadcast_id, None)
            return None if state is None else self._admit(state, opening)

    def emit(self, room: Room, message: str, payload: Any) -> None:
        """Say something to all screens of a room."""
        self._server.emit(message, payload, to=room_of(room.id), namespace=NAMESPACE)

    def hear(self, broadcast_id: uuid.UUID, message: str, payload: Mapping[str, Any]) -> Room | None:
        """Take an announcement into the room, if it is open, and return it."""
        if (opening := self._opening.get(broadcast_id)) is not None:
            opening.heard.append((message, payload))
        room = self._rooms.get(broadcast_id)
        if room is not None:
            apply_news(room, message, payload)
            if message in INCOMPLETE:
                self.refresh_soon(room)
        return room

    def hear_batch(self, broadcast_id: uuid.UUID, batch: Mapping[str, Any]) -> None:
        """Take in what another process told of a room."""
        room = self._rooms.get(broadcast_id)
        if room is None:
            return
        if not room.hear_batch(batch["process"], batch, time.monotonic()):
            self.catch_up(room)
        for told in batch["comments"]:
            room.take(read_comment(told))

    def hear_stock(self, product_id: str, variant_id: str, count: int) -> None:
        """Note how many of a variant are left: told with the next tick, but at once when it was the last."""
        for broadcast_id in self._of_product.get(product_id, ()):
            room = self._rooms[broadcast_id]
            if room.set_stock(variant_id, count):
                self.emit(room, "sold_out", {"product_id": product_id, "variant_id": variant_id})

    def tick(self, at: float) -> None:
        """Tell screens and other processes what has changed in each room."""
        for room in self.rooms():
            if (tick := room.cut_tick(at)) is not None:
                self.emit(room, "tick", tick)
            for purchase in room.purchases.cut(at):
                self.emit(room, "purchase_made", purchase)
            if (batch := room.cut_batch(at)) is not None:
                self._peers.tell(room_of(room.id), BATCH, {"process": self._peers.origin, **batch})
            self._close_if_idle(room, at)

    def keep_ticking(self) -> None:
        """Tick for as long as the process lives, less often while it is short of time."""
        pace = Pace()
        started_at, cpu = time.monotonic(), time.process_time()
        while True:
            self._server.sleep(pace.seconds)
            at, cpu_now = time.monotonic(), time.process_time()
            passed = max(at - started_at, 0.001)
            pace.measure(passed - pace.seconds, (cpu_now - cpu) / passed)
            try:
                self.tick(at)
            except Exception:  # noqa: BLE001  (the next tick must come)
                log.exception("tick_failed")
            started_at, cpu = time.monotonic(), cpu_now

    def catch_up(self, room: Room | None = None) -> None:
        """Read what may have been missed in a room, or in all, and the market's rules."""
        if room is None:
            self.market_rules.refresh()
        for one in self.rooms() if room is None else [room]:
            self.refresh_soon(one, delays=GAP_SECONDS)

    def refresh_soon(self, room: Room, *, delays: tuple[float, ...] = ()) -> None:
        """Read a room from the database in a greenlet of its own; with `delays`, so often and so late."""
        if not delays and room.id in self._refreshing:
            return
        if not delays:
            self._refreshing.add(room.id)
        self._server.start_background_task(self._refresh, room, delays)

    def _refresh(self, room: Room, delays: tuple[float, ...]) -> None:
        for delay in delays or (0.0,):
            self._server.sleep(delay)
            if not delays:
                self._refreshing.discard(room.id)
            try:
                self._read_again(room, after_gap=bool(delays))
            except Exception:  # noqa: BLE001  (what comes next is told; the database is asked with the next news)
                log.exception("room_not_refreshed", broadcast_id=str(room.id))

    def _read_again(self, room: Room, *, after_gap: bool) -> None:
        state, version = None, -1
        while version != room.version:  # news that came meanwhile may be newer than what was read
            version = room.version
            state = load_room(room.id, after_gap=after_gap)
        if state is None:
            return
        before = room.state
        removed = room.refresh(state)
        self._index(room)
        for comment_id in removed:
            self.emit(room, "comment_removed", {"comment_id": str(comment_id)})
        if after_gap:
            self._tell_missed(room, before, state)

    def _tell_missed(self, room: Room, before: RoomState, after: RoomState) -> None:
        """Say what screens would have been told if this process had heard it."""
        old, new = (state.pin["pin_id"] if state.pin else None for state in (before, after))
        if new is not None and new != old:
            self.emit(room, "product_pinned", after.pin)
        elif old is not None and new is None:
            self.emit(room, "product_unpinned", {"pin_id": old, "program_time_ms": None})
        if before.tray != after.tray:
            self.emit(room, "tray_changed", {"items": list(after.tray)})
        broadcast = after.broadcast
        if broadcast.is_over and not before.broadcast.is_over:
            ended = {"reason": broadcast.end_reason, "replay": broadcast.replay}
            self.emit(room, "broadcast_ended", {**ended, "is_stopped": broadcast.state == "stopped"})

    def _admit(self, state: RoomState, opening: _Opening) -> Room:
        room = Room(state, opened_at_ms=int(time.time() * 1000))
        for message, payload in opening.heard:
            apply_news(room, message, payload)
        self._rooms[room.id] = room
        self._index(room)
        return room

    def _index(self, room: Room) -> None:
        self._forget_products(room.id)
        for product_id in room.product_ids():
            self._of_product.setdefault(product_id, set()).add(room.id)

    def _forget_products(self, broadcast_id: uuid.UUID) -> None:
        for product_id, rooms in list(self._of_product.items()):
            rooms.discard(broadcast_id)
            if not rooms:
                del self._of_product[product_id]

    def _close_if_idle(self, room: Room, at: float) -> None:
        if not room.is_empty or room.unrecorded_likes_count:
            self._empty_since.pop(room.id, None)
        elif at - self._empty_since.setdefault(room.id, at) >= IDLE_SECONDS:
            del self._rooms[room.id], self._empty_since[room.id]
            self._forget_products(room.id)
