"""What publishers send: its beginning, and where an encoder that died may resume."""

import contextlib
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.ingest.flv import AUDIO, VIDEO, build_header, build_tag
from media.flv_input import MAX_TAG_BYTES, FlvInput
from media.live_inputs import InputInfo, LiveInput, UnreadableInput
from media.webm_input import WebmInput

NOW = 1_800_000_000.0
AVC_CONFIG = b"\x17\x00\x00\x00\x00config"
AAC_CONFIG = b"\xaf\x00config"
CLUSTER = b"\x1f\x43\xb6\x75\x01\xff\xff\xff\xff\xff\xff\xff"


def element(identity: str, content: bytes) -> bytes:
    return bytes.fromhex(identity) + bytes((0x40 | len(content) >> 8, len(content) & 0xFF)) + content


def webm_header(codec: bytes = b"V_MPEG4/ISO/AVC", width: int = 720) -> bytes:
    picture = element("e0", element("b0", struct.pack(">H", width)) + element("ba", struct.pack(">H", 1280)))
    video = element("ae", element("83", b"\x01") + element("86", codec) + picture)
    audio = element("ae", element("83", b"\x02") + element("86", b"A_OPUS"))
    segment = bytes.fromhex("18538067") + b"\x01\xff\xff\xff\xff\xff\xff\xff"
    return element("1a45dfa3", b"\x42\x82\x84webm") + segment + element("1654ae6b", video + audio)


def flv(*, since: int = 0) -> list[bytes]:
    """Return the beginning of a recording, then a tag each 100 ms; every fifth is a key frame."""
    head = build_header(has_audio=True, has_video=True)
    head += build_tag(AUDIO, since, AAC_CONFIG) + build_tag(VIDEO, since, AVC_CONFIG)
    frames = [
        build_tag(VIDEO, since + 100 * n, (b"\x17" if n % 5 == 0 else b"\x27") + b"\x01\0\0\0" + b"%03d" % n)
        for n in range(12)
    ]
    return [head, *frames]


def test_a_recording_of_a_browser_tells_its_codecs_and_size() -> None:
    found = WebmInput()

    out = found.feed(webm_header() + CLUSTER + b"data", NOW)

    assert found.info == InputInfo("h264", "opus", 720, 1280)
    assert out == webm_header() + CLUSTER + b"data"


@given(st.integers(1, 40))
def test_a_recording_may_come_in_pieces_of_any_size(size: int) -> None:
    whole = webm_header(b"V_VP8") + CLUSTER + bytes(50)
    found = WebmInput()

    out = b"".join(found.feed(whole[at : at + size], NOW) for at in range(0, len(whole), size))

    assert found.info == InputInfo("vp8", "opus", 720, 1280)
    assert out == whole


def test_a_new_encoder_gets_the_beginning_and_then_the_next_cluster() -> None:
    found = WebmInput()
    found.feed(webm_header() + CLUSTER + b"first", NOW)

    found.restart()
    lost = found.feed(b"rest of the first" + CLUSTER[:2], NOW)
    again = found.feed(CLUSTER[2:] + b"second", NOW)

    assert lost == b""
    assert again == webm_header() + CLUSTER + b"second"


@given(st.binary(max_size=300), st.integers(0, 120))
def test_a_broken_recording_is_refused_and_never_another_exception(garbage: bytes, at: int) -> None:
    found = WebmInput()
    header = webm_header()

    with contextlib.suppress(UnreadableInput):
        found.feed(header[:at] + garbage + header[at:] + CLUSTER, NOW)


@pytest.mark.parametrize("found", [WebmInput(), FlvInput()])
def test_something_else_is_refused(found: LiveInput) -> None:
    with pytest.raises(UnreadableInput):
        found.feed(b"GET / HTTP/1.1\r\n\r\n", NOW)


def test_a_header_without_an_end_is_refused() -> None:
    with pytest.raises(UnreadableInput):
        WebmInput().feed(webm_header() + bytes(70_000), NOW)


@given(st.integers(1, 60))
def test_tags_are_passed_on_whole(size: int) -> None:
    whole = b"".join(flv())
    found = FlvInput()

    out = b"".join(found.feed(whole[at : at + size], NOW) for at in range(0, len(whole), size))

    assert out == whole
    assert found.info == InputInfo("h264", "aac")


def test_a_new_encoder_gets_the_parameters_and_then_the_next_key_frame() -> None:
    found, (head, *frames) = FlvInput(), flv()
    found.feed(head + b"".join(frames[:2]), NOW)

    found.restart()
    out = b"".join(found.feed(frame, NOW) for frame in frames[2:])

    assert out == head + b"".join(frames[5:])


def test_the_fastest_tag_tells_when_a_recording_began() -> None:
    found, (head, *frames) = FlvInput(), flv(since=600_000)
    delays = [0.9, 0.4, 0.1, 0.7]

    found.feed(head, NOW + 600 + 1)
    for number, delay in enumerate(delays):
        found.feed(frames[number], NOW + 600 + 0.1 * number + delay)

    assert found.epoch == pytest.approx(NOW + 0.1)


def test_a_tag_that_is_too_large_is_refused_before_it_has_come() -> None:
    found = FlvInput()
    found.feed(flv()[0], NOW)

    with pytest.raises(UnreadableInput):
        found.feed(b"\x09" + (MAX_TAG_BYTES + 1).to_bytes(3, "big") + bytes(7), NOW)
