"""What an encoder sends becomes inputs that begin with a key frame and its parameters."""

import pytest

from live.ingest.flv import AUDIO, VIDEO, Muxer, build_tag
from live.ingest.policy import InputRefused

AVC_CONFIG, AAC_CONFIG = b"\x17\x00\x00\x00\x00sps", b"\xaf\x00\x12\x10"
KEY_FRAME, OTHER_FRAME, SOUND = b"\x17\x01\x00\x00\x00I", b"\x27\x01\x00\x00\x00P", b"\xaf\x01sound"


def test_an_input_begins_with_parameters_and_a_key_frame() -> None:
    muxer = Muxer()
    before = [
        muxer.take(VIDEO, 0, AVC_CONFIG),
        muxer.take(AUDIO, 0, AAC_CONFIG),
        muxer.take(AUDIO, 0, SOUND),
        muxer.take(VIDEO, 0, OTHER_FRAME),
    ]

    begins, data = muxer.take(VIDEO, 40, KEY_FRAME)

    assert before == [(False, b"")] * 4
    assert begins
    assert data == b"FLV\x01\x05\x00\x00\x00\x09\x00\x00\x00\x00" + build_tag(AUDIO, 40, AAC_CONFIG) + (
        build_tag(VIDEO, 40, AVC_CONFIG) + build_tag(VIDEO, 40, KEY_FRAME)
    )


def test_the_same_parameters_again_do_not_begin_a_new_input() -> None:
    muxer = started()

    muxer.take(VIDEO, 80, AVC_CONFIG)

    assert muxer.take(VIDEO, 80, KEY_FRAME) == (False, build_tag(VIDEO, 80, KEY_FRAME))


def test_another_picture_size_begins_a_new_input_at_its_key_frame() -> None:
    muxer = started()

    muxer.take(VIDEO, 80, AVC_CONFIG + b"other")

    assert muxer.take(VIDEO, 80, OTHER_FRAME) == (False, b"")
    assert muxer.take(VIDEO, 120, KEY_FRAME)[0]


def test_a_picture_waits_a_moment_for_the_parameters_of_the_sound() -> None:
    muxer = Muxer()
    muxer.take(VIDEO, 0, AVC_CONFIG)
    waiting = [muxer.take(VIDEO, 0, KEY_FRAME), muxer.take(VIDEO, 40, OTHER_FRAME)]
    muxer.take(AUDIO, 50, AAC_CONFIG)

    begins, data = muxer.take(AUDIO, 50, SOUND)

    assert waiting == [(False, b"")] * 2
    assert begins
    assert data.startswith(b"FLV\x01\x05")
    assert data.endswith(
        build_tag(VIDEO, 0, KEY_FRAME) + build_tag(VIDEO, 40, OTHER_FRAME) + build_tag(AUDIO, 50, SOUND)
    )


def test_a_picture_that_stays_without_sound_is_said_to_have_none() -> None:
    muxer = Muxer()
    muxer.take(VIDEO, 0, AVC_CONFIG)
    muxer.take(VIDEO, 0, KEY_FRAME)

    begins, data = muxer.take(VIDEO, 400, OTHER_FRAME)

    assert begins
    assert data.startswith(b"FLV\x01\x01")
    assert muxer.take(AUDIO, 440, SOUND) == (False, b"")


def test_a_timestamp_above_24_bits_goes_into_the_extension() -> None:
    tag = build_tag(VIDEO, 0x12345678, b"x")

    assert tag == b"\x09\x00\x00\x01\x34\x56\x78\x12\x00\x00\x00x\x00\x00\x00\x0c"


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        (VIDEO, b"\x1c\x00hevc"),
        (VIDEO, b"\x90hvc1"),
        (VIDEO, b"\x22h263"),
        (AUDIO, b"\x2fmp3"),
        (AUDIO, b"\x90Opus"),
    ],
)
def test_other_codecs_are_refused_with_a_sentence(kind: int, payload: bytes) -> None:
    with pytest.raises(InputRefused, match="Set your encoder to"):
        Muxer().take(kind, 0, payload)


def started() -> Muxer:
    """Return a muxer whose first input has begun."""
    muxer = Muxer()
    muxer.take(VIDEO, 0, AVC_CONFIG)
    muxer.take(AUDIO, 0, AAC_CONFIG)
    muxer.take(VIDEO, 0, KEY_FRAME)
    return muxer
