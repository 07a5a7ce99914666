"""Parameter sets of H.264 that change in the middle of a stream."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.avc import Parameters, find_parameters, read_parameters, read_size, replace_parameters
from media.boxes import BadBoxes
from media.fragments import FragmentSplitter, Init
from tests.fragmented import make_init

#: Of x264: 180x320, Baseline.
PORTRAIT = bytes.fromhex("6742c00dda0c0a79fc0440000003004000000f23c50aa8")
PICTURE = bytes.fromhex("68ce0fc8")


def the_init() -> Init:
    (init,) = FragmentSplitter().feed(make_init())
    assert isinstance(init, Init)
    return init


def unit(content: bytes) -> bytes:
    return len(content).to_bytes(4, "big") + content


def test_a_frame_tells_the_sets_it_carries() -> None:
    frame = unit(b"\x06sei") + unit(PORTRAIT) + unit(PICTURE) + unit(b"\x65slice")

    assert find_parameters(frame) == Parameters(PORTRAIT, PICTURE)
    assert find_parameters(unit(b"\x65slice") + unit(PORTRAIT)) is None


def test_a_section_gets_other_sets_and_their_size() -> None:
    changed = replace_parameters(the_init(), Parameters(PORTRAIT, PICTURE))

    assert changed.video is not None
    assert (changed.video.width, changed.video.height) == (180, 320)
    assert changed.codecs == "avc1.42c00d,mp4a.40.2"
    assert read_parameters(changed) == Parameters(PORTRAIT, PICTURE)
    assert list(FragmentSplitter().feed(changed.data)) == [changed]


@given(st.binary(max_size=60))
def test_broken_sets_give_an_error_and_never_another_exception(garbage: bytes) -> None:
    with contextlib.suppress(BadBoxes):
        replace_parameters(the_init(), Parameters(b"\x67" + garbage, garbage))


@given(st.binary(max_size=200))
def test_garbage_carries_no_sets_or_some_but_does_no_harm(garbage: bytes) -> None:
    find_parameters(garbage)


def test_a_set_that_ends_too_early_is_refused() -> None:
    with pytest.raises(BadBoxes):
        read_size(PORTRAIT[:6])
