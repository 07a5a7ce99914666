"""The Socket.IO server of the ingest process, kept from strangers."""

import asyncio
import contextlib

import socketio
from socketio.packet import Packet

from kernel.config import Config
from kernel.sockets import is_allowed_origin

NAMESPACE = "/publish"
#: A second of the highest admitted rate has 1.5 MB; browsers may hold back that much before they send.
MAX_MESSAGE_BYTES = 4_000_000
#: A connection that has not shown a ticket by then is closed.
TICKET_SECONDS = 10.0
#: A page that is gone without a word is noticed after both.
PING_SECONDS = 5


class OneAttachment(Packet):  # type: ignore[misc]  # python-socketio has no types
    """A packet with at most one piece of binary data, or anybody could make us keep any number."""

    def decode(self, encoded_packet: str) -> int:
        """Take a packet apart; return how many pieces of binary data follow."""
        count: int = super().decode(encoded_packet)
        if count > 1:
            raise ValueError("too many attachments")
        return count


def create_socketio(config: Config) -> socketio.AsyncServer:
    """Return the server. It handles a client's messages one by one: a slow encoder slows its page down."""
    return socketio.AsyncServer(
        async_mode="aiohttp",
        cors_allowed_origins=lambda origin, environ: is_allowed_origin(config, origin, environ),
        transports=["websocket"],
        async_handlers=False,
        max_http_buffer_size=MAX_MESSAGE_BYTES,
        http_compression=False,
        ping_interval=PING_SECONDS,
        ping_timeout=PING_SECONDS,
        serializer=OneAttachment,
    )


async def close_strangers(server: socketio.AsyncServer) -> None:
    """Close connections that have not shown a ticket in time, for as long as the process lives."""
    seen: set[str] = set()
    while True:
        await asyncio.sleep(TICKET_SECONDS)
        strangers = {
            sid for sid in server.eio.sockets if server.manager.sid_from_eio_sid(sid, NAMESPACE) is None
        }
        for sid in strangers & seen:
            with contextlib.suppress(KeyError):  # gone by itself
                await server.eio.disconnect(sid)
        seen = strangers
