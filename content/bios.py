"""What a person says of himself: links that are safe to press, everything else as it was written. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

_URL = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
#: These end a sentence far more often than an address.
_TRAILING = ".,;:!?)]}。，；：！？）】」"


@dataclass(frozen=True)
class Piece:
    """Some of a text; one with an address leads there."""

    text: str
    href: str | None = None


def split_links(text: str) -> Sequence[Piece]:
    """Cut a text at the links in it.

    Only http and https are links, and only those that go where they seem to: one with a name and a password
    before the host ("https://nightmarket@elsewhere") stays words.
    """
    return [piece for piece in _pieces(text) if piece.text]


def _pieces(text: str) -> Iterator[Piece]:
    end = 0
    for found in _URL.finditer(text):
        address = found[0].rstrip(_TRAILING)
        if _is_honest(address):
            yield Piece(text[end : found.start()])
            yield Piece(address, address)
            end = found.start() + len(address)
    yield Piece(text[end:])


def _is_honest(address: str) -> bool:
    try:
        parts = urlsplit(address)
        port_is_fine = parts.port is None or 0 < parts.port < 65_536
    except ValueError:
        return False
    is_plain = "@" not in parts.netloc and "\\" not in address and address.isprintable()
    return bool(parts.hostname) and "." in (parts.hostname or "") and is_plain and port_is_fine
