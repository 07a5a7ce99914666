"""Socket.IO's client manager: what is emitted to a room is encoded once and written to its sockets.

Everything that is not a plain emit (acknowledgements asked of clients, connections without our driver) takes
the way that python-socketio has for it.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from engineio import packet as engine_packet
from socketio import packet as socket_packet
from socketio.manager import Manager

from kernel.fanout.audience import Audience, Clockwork
from kernel.fanout.frames import BINARY, build_frame
from kernel.fanout.viewer import Counts, Viewer

_Parts = list[str | bytes]
_RoomKey = tuple[str, str | None]


def encode_packet(packet: Any) -> _Parts:
    """Return a Socket.IO packet as it travels: a text, and a piece of binary for each of its attachments."""
    encoded = packet.encode()
    return encoded if isinstance(encoded, list) else [encoded]


def build_frames(parts: Iterable[str | bytes]) -> bytes:
    """Return the websocket frames of a packet as one piece, so that nothing can come between them."""
    message = str(engine_packet.MESSAGE).encode()
    return b"".join(
        build_frame(message + part.encode()) if isinstance(part, str) else build_frame(part, BINARY)
        for part in parts
    )


class FanoutManager(Manager):  # type: ignore[misc]  # python-socketio has no types
    """Rooms, with an `Audience` for each one that something has been emitted to."""

    def __init__(self, viewers: Mapping[str, Viewer], counts: Counts, droppable: Collection[str]) -> None:
        super().__init__()
        #: What has happened to viewers who were behind.
        self.counts = counts
        self._viewers = viewers
        self._droppable = frozenset(droppable)
        self._audiences: dict[_RoomKey, Audience] = {}
        self._clockwork = Clockwork(pause=lambda: self.server.sleep(0), later=self._call_later)
        #: What a client is in, so that leaving does not search all rooms (each client is one).
        self._rooms_of: dict[tuple[str, str], set[str | None]] = {}

    def emit(  # noqa: PLR0917  (python-socketio's own signature)
        self,
        event: str,
        data: Any,
        namespace: str,
        room: Any = None,
        skip_sid: Any = None,
        callback: Any = None,
        to: Any = None,
        **options: Any,
    ) -> None:
        """Emit to a client, a room, several rooms or the whole namespace."""
        room = to or room
        if callback:
            super().emit(event, data, namespace, room=room, skip_sid=skip_sid, callback=callback, **options)
            return
        if namespace not in self.rooms or (isinstance(room, str) and room not in self.rooms[namespace]):
            return
        values = list(data) if isinstance(data, tuple) else [] if data is None else [data]
        packet = self.server.packet_class(socket_packet.EVENT, namespace=namespace, data=[event, *values])
        skipped = [] if skip_sid is None else skip_sid if isinstance(skip_sid, list) else [skip_sid]
        parts, is_droppable = encode_packet(packet), event in self._droppable
        if isinstance(room, list | tuple) or self.is_sid_room(namespace, room):
            self._emit_to_each(parts, namespace, room, skipped, is_droppable)
        else:
            self._emit_to_room(parts, namespace, room, skipped, is_droppable)

    def basic_enter_room(self, sid: str, namespace: str, room: str | None, eio_sid: Any = None) -> None:
        """Put a client into a room."""
        super().basic_enter_room(sid, namespace, room, eio_sid=eio_sid)
        self._rooms_of.setdefault((namespace, sid), set()).add(room)
        audience = self._audiences.get((namespace, room))
        if audience is not None:
            self._admit(audience, sid, self.rooms[namespace][room][sid])

    def basic_leave_room(self, sid: str, namespace: str, room: str | None) -> None:
        """Take a client out of a room."""
        audience = self._audiences.get((namespace, room))
        if audience is not None:
            audience.others.pop(sid, None)
            viewer = self.find_viewer(namespace, sid)
            if viewer is not None:
                audience.leave(viewer)
            if not audience:
                del self._audiences[(namespace, room)]
        rooms = self._rooms_of.get((namespace, sid), set())
        rooms.discard(room)
        if not rooms:
            self._rooms_of.pop((namespace, sid), None)
        super().basic_leave_room(sid, namespace, room)

    def get_rooms(self, sid: str, namespace: str) -> list[str]:
        """Return the rooms that a client is in."""
        return [room for room in self._rooms_of.get((namespace, sid), ()) if room is not None]

    def basic_disconnect(self, sid: str, namespace: str, **_options: Any) -> None:
        """Take a client out of every room and forget it."""
        rooms = self._rooms_of.get((namespace, sid), set())
        # The room of the whole namespace last: it says which connection the client has.
        for room in sorted(rooms, key=lambda room: room is None):
            self.basic_leave_room(sid, namespace, room)
        self.callbacks.pop(sid, None)
        for pending in (self.pending_connect, self.pending_disconnect):
            sids = pending.get(namespace, [])
            if sid in sids:
                sids.remove(sid)
            if not sids:
                pending.pop(namespace, None)

    def _emit_to_room(
        self,
        parts: _Parts,
        namespace: str,
        room: str | None,
        skipped: list[str],
        is_droppable: bool,
    ) -> None:
        audience = self._audience(namespace, room)
        viewers = {viewer for sid in skipped if (viewer := self.find_viewer(namespace, sid)) is not None}
        others = [eio_sid for sid, eio_sid in audience.others.items() if sid not in skipped]
        self._send_the_stock_way(parts, others)
        audience.tell(build_frames(parts), is_droppable=is_droppable, skipped=viewers)

    def _emit_to_each(
        self, parts: _Parts, namespace: str, rooms: Any, skipped: list[str], is_droppable: bool
    ) -> None:
        frame, others = build_frames(parts), []
        for sid, eio_sid in self.get_participants(namespace, rooms):
            viewer = self._viewers.get(eio_sid)
            if sid in skipped:
                continue
            if viewer is None:
                others.append(eio_sid)
            else:
                viewer.offer(frame, is_droppable=is_droppable)
        self._send_the_stock_way(parts, others)

    def _send_the_stock_way(self, parts: _Parts, eio_sids: list[str]) -> None:
        packets = [engine_packet.Packet(engine_packet.MESSAGE, part) for part in parts] if eio_sids else []
        for eio_sid in eio_sids:
            for packet in packets:
                self.server.eio.send_packet(eio_sid, packet)

    def _audience(self, namespace: str, room: str | None) -> Audience:
        audience = self._audiences.get((namespace, room))
        if audience is None:
            audience = Audience(self._clockwork)
            for sid, eio_sid in self.get_participants(namespace, room):
                self._admit(audience, sid, eio_sid)
            if audience:
                self._audiences[(namespace, room)] = audience
        return audience

    def _call_later(self, seconds: float, function: Callable[[], None]) -> None:
        def run() -> None:
            self.server.sleep(seconds)
            function()

        self.server.start_background_task(run)

    def _admit(self, audience: Audience, sid: str, eio_sid: str) -> None:
        viewer = self._viewers.get(eio_sid)
        if viewer is None:
            audience.others[sid] = eio_sid
        else:
            audience.add(viewer)

    def find_viewer(self, namespace: str, sid: str) -> Viewer | None:
        """Return the connection of a client, if it is ours to write to."""
        return self._viewers.get(self.eio_sid_from_sid(sid, namespace) or "")
