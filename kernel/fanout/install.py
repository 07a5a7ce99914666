"""Puts the fan-out in place of the stock manager and driver, or leaves those where it does not fit."""

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any

from socketio.packet import ACK, BINARY_ACK, BINARY_EVENT, CONNECT, DISCONNECT, EVENT

from kernel.fanout.driver import Connection, Setup
from kernel.fanout.hooks import find_surprise
from kernel.fanout.manager import FanoutManager, build_frames, encode_packet
from kernel.fanout.viewer import Viewer
from kernel.logs import log

_BINARY_PACKETS = {str(BINARY_EVENT), str(BINARY_ACK)}


def install_fanout(server: Any, setup: Setup, *, droppable: Collection[str]) -> bool:
    """Let a Socket.IO server write to its websockets directly; call it before anybody connects.

    `droppable` names the messages that a viewer who is behind may miss: those that number themselves and tell
    the whole state. Any other message arrives, or its connection ends.

    Return False, and warn, when a hook is not as expected: the server then works the stock way.
    """
    surprise = find_surprise(server)
    if surprise is not None:
        log.warning("fanout_not_installed", reason=surprise)
        return False
    manager = FanoutManager(setup.viewers, setup.counts, droppable)
    manager.set_server(server)
    server.manager = manager
    server.eio._async = {**server.eio._async, "websocket": partial(Connection, setup)}  # noqa: SLF001
    server._send_packet = partial(_send_packet, server, setup.viewers, server._send_packet)  # noqa: SLF001
    server.eio.on("message", partial(_receive, server))
    return True


def _send_packet(
    server: Any, viewers: Mapping[str, Viewer], stock: Callable[[str, Any], None], eio_sid: str, packet: Any
) -> None:
    """Write an acknowledgement, or what else is for one client, before anything that is emitted after it."""
    viewer = viewers.get(eio_sid)
    if viewer is None or eio_sid not in server.eio.sockets:
        stock(eio_sid, packet)
    else:
        viewer.write(build_frames(encode_packet(packet)))


def _receive(server: Any, eio_sid: str, data: str) -> None:
    """Handle a message; whoever sends what is not one is disconnected instead of filling the log."""
    try:
        if data[:1] in _BINARY_PACKETS:
            raise ValueError("screens send no attachments")
        server._handle_eio_message(eio_sid, data)  # noqa: SLF001
    except Exception:
        if _is_packet(server, data):
            raise  # our own fault: Engine.IO logs it
        log.info("garbage_received")
        server.eio.disconnect(eio_sid)


def _is_packet(server: Any, data: str) -> bool:
    """Tell whether a client may send this."""
    try:
        packet = server.packet_class(encoded_packet=data)
    except (ValueError, TypeError, KeyError, IndexError, RecursionError):
        return False
    if packet.packet_type != EVENT:
        return packet.packet_type in {CONNECT, DISCONNECT, ACK}
    return isinstance(packet.data, list) and bool(packet.data) and isinstance(packet.data[0], str)
