"""What an edge reads is what ingest wrote, however the network cut it; anything else is refused."""

import pytest

from live.feed import EventReader, FeedBroken, FeedEvent, WindowTold, encode_event, encode_ping
from media.live_events import (
    Ended,
    InitAdded,
    Interrupted,
    PartAdded,
    RenditionAdded,
    RenditionDropped,
    Resumed,
    SegmentClosed,
)

EVENTS: list[FeedEvent] = [
    RenditionAdded("source", "source", 720, 1280, 2_500_000),
    InitAdded("source", 0, b"\x00\x01init", "avc1.42E01F,mp4a.40.2", 720, 1280, 29.97),
    PartAdded("source", 7, 0, b"\xff" * 70_000, 0.2, True, 1_700_000_000.25, 0, False),
    SegmentClosed("source", 7, 2.0, 1_700_000_000.25, 0, False),
    WindowTold(),
    Interrupted(),
    Resumed(),
    RenditionDropped("360"),
    Ended(),
]


@pytest.mark.parametrize("piece", [1, 3, 1000, 1 << 20])
def test_events_come_out_as_they_went_in_whatever_the_pieces(piece: int) -> None:
    stream = b"".join(encode_event(event) for event in EVENTS)
    reader = EventReader()

    came_out = [e for at in range(0, len(stream), piece) for e in reader.feed(stream[at : at + piece])]

    assert came_out == EVENTS


def test_a_ping_between_two_events_is_no_event() -> None:
    stream = encode_event(Interrupted()) + encode_ping() + encode_event(Resumed())

    came_out = list(EventReader().feed(stream))

    assert came_out == [Interrupted(), Resumed()]


def test_what_only_a_newer_ingest_says_is_left_out() -> None:
    newer_kind = b'{"type":"SubtitleAdded","text":"hello"}'
    newer_field = b'{"type":"RenditionDropped","rendition":"360","reason":"no room"}'
    stream = b"".join(
        len(header).to_bytes(4, "big") + header + b"\0\0\0\0" for header in (newer_kind, newer_field)
    )

    came_out = list(EventReader().feed(stream))

    assert came_out == [RenditionDropped("360")]


@pytest.mark.parametrize(
    "received",
    [
        b"HTTP/1.1 500 Internal Server Error\r\n",
        b"\x00\x00\x00\x02{}\x00\x00\x00\x00",
        b"\x00\x00\x00\x02[]\x00\x00\x00\x00",
        b'\x00\x00\x00\x14{"type":"PartAdded"}\x00\x00\x00\x00',
        b'\x00\x00\x00\x10{"type":"Ended"}\xff\xff\xff\xff',
    ],
)
def test_bytes_that_are_no_feed_are_refused(received: bytes) -> None:
    with pytest.raises(FeedBroken):
        list(EventReader().feed(received))
