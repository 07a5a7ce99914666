"""The splitter of what a live encoder writes: any pieces, any lies."""

import itertools
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.boxes import BadBoxes
from media.fragments import MAX_BOX_BYTES, Fragment, FragmentSplitter, Init
from tests.fragmented import box, make_fragment, make_init

STREAM = b"".join(
    (
        make_init(),
        make_fragment(0.0, is_key_frame=True),
        make_fragment(0.0, frame_count=0),
        make_fragment(0.2),
        make_fragment(0.4, frame_count=3),
    )
)


def split(*pieces: bytes) -> list[Init | Fragment]:
    splitter = FragmentSplitter()
    return [found for piece in pieces for found in splitter.feed(piece)]


def test_a_section_tells_its_codecs_and_its_size() -> None:
    (init,) = split(make_init(width=540, height=960))

    assert isinstance(init, Init)
    assert init.codecs == "avc1.64001f,mp4a.40.2"
    assert init.video is not None
    assert (init.video.width, init.video.height) == (540, 960)


def test_a_fragment_tells_its_time_its_length_and_whether_it_begins_with_a_key_frame() -> None:
    _, first, sound, second, third = split(STREAM)

    assert isinstance(first, Fragment)
    assert isinstance(sound, Fragment)
    assert isinstance(second, Fragment)
    assert isinstance(third, Fragment)
    assert (first.is_key_frame, second.is_key_frame) == (True, False)
    assert first.duration_seconds == pytest.approx(0.2)
    assert (second.start_seconds, third.frame_count) == (0.2, 3)
    assert (sound.duration_seconds, sound.frame_count) == (0.0, 0)


def test_nothing_of_a_stream_is_lost() -> None:
    found = split(STREAM)

    assert b"".join(piece.data for piece in found) == STREAM


@given(st.lists(st.integers(0, len(STREAM)), max_size=30))
def test_it_does_not_matter_how_a_stream_is_cut_into_pieces(cuts: list[int]) -> None:
    places = [0, *sorted(cuts), len(STREAM)]

    found = split(*(STREAM[a:b] for a, b in itertools.pairwise(places)))

    assert found == split(STREAM)


@given(st.binary(max_size=400), st.integers(0, len(STREAM)), st.integers(0, 200))
def test_garbage_gives_an_error_or_nothing_and_never_another_exception(
    garbage: bytes, at: int, removed: int
) -> None:
    splitter = FragmentSplitter()

    try:
        for found in splitter.feed(STREAM[:at] + garbage + STREAM[at + removed :]):
            assert len(found.data) <= MAX_BOX_BYTES
    except BadBoxes:
        pass


def test_a_box_that_claims_more_than_is_allowed_is_refused_before_it_is_kept() -> None:
    huge = struct.pack(">I4s", MAX_BOX_BYTES + 1, b"mdat")

    with pytest.raises(BadBoxes):
        split(make_init(), huge)


@pytest.mark.parametrize("kind", [b"free", b"mdat"])
def test_a_box_of_64_bit_size_is_refused_when_it_is_too_large(kind: bytes) -> None:
    huge = struct.pack(">I4sQ", 1, kind, 1 << 60)

    with pytest.raises(BadBoxes):
        split(make_init(), huge)


def test_a_fragment_before_its_section_is_refused() -> None:
    with pytest.raises(BadBoxes):
        split(make_fragment(0.0))


def test_a_count_of_frames_that_are_not_there_is_refused() -> None:
    fragment = bytearray(make_fragment(0.0))
    at = fragment.index(b"trun") + 8
    fragment[at : at + 4] = struct.pack(">I", 0xFFFFFFF)

    with pytest.raises(BadBoxes):
        split(make_init(), bytes(fragment))


def test_text_instead_of_a_stream_is_refused() -> None:
    with pytest.raises(BadBoxes):
        split(b"<html>" + bytes(100))


def test_unknown_boxes_at_the_beginning_of_a_section_do_no_harm() -> None:
    whole = box(b"free", bytes(20)) + STREAM

    assert split(whole) == split(STREAM)
