"""Where the fan-out takes hold of python-socketio and python-engineio, and whether that is still as it was.

Not all of it is public. `find_surprise` compares it with what was read and tried; a release that changed any
of it is served the stock way until somebody has looked (docs/adr/0007-fanout.md).
"""

import inspect
from typing import Any

import engineio
import engineio.socket
import socketio
from socketio.manager import Manager

#: What is overridden, replaced or relied on, and how it is called in the releases that were tried.
_SIGNATURES: tuple[tuple[type, str, str], ...] = (
    (
        Manager,
        "emit",
        "(self, event, data, namespace, room=None, skip_sid=None, callback=None, to=None, **kwargs)",
    ),
    (Manager, "basic_enter_room", "(self, sid, namespace, room, eio_sid=None)"),
    (Manager, "basic_leave_room", "(self, sid, namespace, room)"),
    (Manager, "basic_disconnect", "(self, sid, namespace, **kwargs)"),
    (Manager, "get_participants", "(self, namespace, room)"),
    (Manager, "get_rooms", "(self, sid, namespace)"),
    (Manager, "is_sid_room", "(self, namespace, room)"),
    (Manager, "eio_sid_from_sid", "(self, sid, namespace)"),
    (Manager, "set_server", "(self, server)"),
    (socketio.Server, "_send_packet", "(self, eio_sid, pkt)"),
    (socketio.Server, "_handle_eio_message", "(self, eio_sid, data)"),
    (engineio.Server, "send_packet", "(self, sid, pkt)"),
    (engineio.Server, "on", "(self, event, handler=None)"),
    (engineio.Server, "disconnect", "(self, sid=None)"),
    (engineio.socket.Socket, "_upgrade_websocket", "(self, environ, start_response)"),
    (engineio.socket.Socket, "_websocket_handler", "(self, ws)"),
    (engineio.socket.Socket, "close", "(self, wait=True, abort=False, reason=None)"),
)
#: Attributes that are read or set: on the manager, Socket.IO's server and Engine.IO's.
_MANAGER = ("rooms", "callbacks", "pending_connect", "pending_disconnect")
_SERVER = ("manager", "packet_class", "eio", "sleep")
_ENGINE = ("sockets", "handlers", "max_http_buffer_size", "start_background_task")


def find_surprise(server: Any) -> str | None:
    """Return a sentence about the first hook that is not as it was, or None when all are."""
    for owner, name, expected in _SIGNATURES:
        found = _signature(owner, name)
        if found != expected:
            return f"{owner.__qualname__}.{name} is called as {found} and no longer as {expected}."
    for thing, names in ((server.manager, _MANAGER), (server, _SERVER), (server.eio, _ENGINE)):
        for name in names:
            if not hasattr(thing, name):
                return f"{type(thing).__qualname__} has no {name} any more."
    drivers = getattr(server.eio, "_async", None)
    if not isinstance(drivers, dict) or not callable(drivers.get("websocket")):
        return "Engine.IO keeps its websocket driver somewhere else."
    if type(server.manager) is not Manager:
        return f"The client manager is a {type(server.manager).__qualname__}: only the plain one is replaced."
    return None


def _signature(owner: type, name: str) -> str:
    function = getattr(owner, name, None)
    return str(inspect.signature(function)) if callable(function) else "nothing"
