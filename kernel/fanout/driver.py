"""Our websocket driver for Engine.IO: what it calls once for each connection.

Engine.IO makes one with its handler and itself, calls it as a WSGI application, and then uses `wait` (the
next message, or None at the end), `send` and `close`. It sets a time-out on `socket`.
"""

import socket
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from kernel.fanout.frames import (
    BINARY,
    CLOSE,
    NORMAL,
    NOT_UTF8,
    PING,
    POLICY,
    PONG,
    PROTOCOL_ERROR,
    UNSUPPORTED,
    BrokenFrame,
    FrameReader,
    Message,
    build_close,
    build_frame,
)
from kernel.fanout.handshake import BadHandshake, build_answer
from kernel.fanout.viewer import Counts, Greenlets, Limits, Viewer

_READ_BYTES = 16 * 1024
#: Engine.IO's packets that a client may send: close, ping, pong, message, upgrade, noop.
_PACKET_TYPES = frozenset("123456")

Environ = dict[str, Any]


@dataclass(frozen=True)
class WebServer:
    """What the driver needs of the web server that accepted the connection; the entry point knows which."""

    #: The socket of a request, with `recv` and `settimeout` that let other greenlets run.
    socket_of: Callable[[Environ], Any]
    #: The system's own socket below it, which never waits.
    raw_of: Callable[[Any], socket.socket]
    #: Called at the end: tells the server that the request was answered; returns what an application does.
    finish: Callable[[], Iterable[bytes]]


@dataclass(frozen=True)
class Setup:
    """What all connections of a process share."""

    web_server: WebServer
    greenlets: Greenlets
    limits: Limits = field(default_factory=Limits)
    counts: Counts = field(default_factory=Counts)
    #: Who can be written to directly, by Engine.IO's sid.
    viewers: dict[str, Viewer] = field(default_factory=dict)


class Connection:
    """One websocket, from its handshake to its end."""

    def __init__(self, setup: Setup, handler: Callable[["Connection"], object], engine: Any) -> None:
        #: The socket that lets other greenlets run while it waits.
        self.socket: Any = None
        self._setup = setup
        self._handler = handler
        self._engine_socket: Any = handler.__self__  # type: ignore[attr-defined]  # a bound method
        self._reader = FrameReader(int(engine.max_http_buffer_size))
        self._messages: deque[Message] = deque()
        self._allowed_messages = float(setup.limits.burst_messages)
        self._counted_at = time.monotonic()
        self._viewer: Viewer

    def __call__(self, environ: Environ, start_response: Callable[..., object]) -> Iterable[bytes]:
        """Serve the connection until it ends."""
        try:
            answer = build_answer(environ)
        except BadHandshake as refusal:
            self._engine_socket.close(wait=False, abort=True)
            start_response("400 Bad Request", [("Content-Type", "text/plain"), ("Connection", "close")])
            return [str(refusal).encode()]
        self._open(environ)
        self._viewer.write(answer)
        try:
            self._handler(self)
        finally:
            self._setup.viewers.pop(self._engine_socket.sid, None)
            self._viewer.hang_up()
            self._viewer.wait_until_drained()
        return self._setup.web_server.finish()

    def wait(self) -> str | None:
        """Return the next message, or None when there will be no other."""
        try:
            while not self._messages:
                self._read()
            message = self._messages.popleft()
            if message.opcode != CLOSE:
                return self._check(message)
            self.close()
        except BrokenFrame as broken:
            self._viewer.write(build_close(broken.code))
            self._viewer.cut_off()
        except OSError:  # also a time-out: the client answers no ping
            self._viewer.hang_up()
        return None

    def send(self, packet: str | bytes) -> None:
        """Write one of Engine.IO's own packets.

        Raises OSError: the connection has ended.
        """
        if isinstance(packet, str):
            self._viewer.write(build_frame(packet.encode()))
        else:
            self._viewer.write(build_frame(packet, BINARY))
        if not self._viewer.is_open:
            raise BrokenPipeError

    def close(self) -> None:
        """End the connection in good order."""
        if self._viewer.is_open:
            self._viewer.write(build_close(NORMAL))
            self._viewer.hang_up()

    def _open(self, environ: Environ) -> None:
        server, limits = self._setup.web_server, self._setup.limits
        self.socket = server.socket_of(environ)
        raw = server.raw_of(self.socket)
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # It also bounds how old what a slow viewer reads can be.
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, limits.send_buffer_bytes)
        self._viewer = Viewer(raw, self._setup.greenlets, limits, self._setup.counts)
        if not self._engine_socket.connected:
            # One that comes from polling must hear nothing before it is upgraded: Engine.IO's queue waits.
            self._setup.viewers[self._engine_socket.sid] = self._viewer

    def _read(self) -> None:
        data = self.socket.recv(_READ_BYTES)
        if not data:
            raise ConnectionResetError
        for message in self._reader.feed(data):
            self._count_message()
            if message.opcode == PING:
                self._viewer.write(build_frame(message.payload, PONG))
            elif message.opcode != PONG:
                self._messages.append(message)

    def _count_message(self) -> None:
        """Cut off who sends more than any screen of ours has to say."""
        limits, now = self._setup.limits, time.monotonic()
        self._allowed_messages = min(
            float(limits.burst_messages),
            self._allowed_messages + (now - self._counted_at) * limits.messages_per_second,
        )
        self._counted_at = now
        self._allowed_messages -= 1
        if self._allowed_messages < 0:
            raise BrokenFrame(POLICY, "too many messages")

    @staticmethod
    def _check(message: Message) -> str:
        """Return what Engine.IO can read; on anything else it would fall over and forget to clean up.

        Screens send no binary: attachments would pile up for as long as somebody likes to send them.
        """
        if message.opcode == BINARY:
            raise BrokenFrame(UNSUPPORTED, "binary")
        try:
            text = message.payload.decode()
        except UnicodeDecodeError:
            raise BrokenFrame(NOT_UTF8, "a text that is not UTF-8") from None
        if text[:1] not in _PACKET_TYPES:
            raise BrokenFrame(PROTOCOL_ERROR, "not a packet of Engine.IO")
        return text
