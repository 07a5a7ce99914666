"""The opening handshake of a websocket: from the WSGI environment to the answer in bytes. No sockets here.

Source: RFC 6455, section 4.2.
"""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from typing import Any

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class BadHandshake(Exception):
    """The request does not open a websocket; the message is the sentence to answer with."""


def build_answer(environ: Mapping[str, Any]) -> bytes:
    """Return the answer that opens the websocket.

    No extension is ever agreed to: compression costs 40 % of the deliveries. Source: docs/adr/0007-fanout.md

    Raises BadHandshake: a header is missing, wrong, or of another version.
    """
    if environ.get("HTTP_SEC_WEBSOCKET_VERSION") != "13":
        raise BadHandshake("Only version 13 of the websocket protocol is spoken here.")
    key = environ.get("HTTP_SEC_WEBSOCKET_KEY", "").encode("latin-1")
    try:
        is_key = len(base64.b64decode(key, validate=True)) == 16
    except binascii.Error:
        is_key = False
    if not is_key:
        raise BadHandshake("The key of the websocket is not one.")
    accept = base64.b64encode(hashlib.sha1(key + _GUID, usedforsecurity=False).digest())
    return (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
    )
