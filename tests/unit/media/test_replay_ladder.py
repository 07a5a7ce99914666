"""Which segments of a broadcast are encoded together."""

from media.live_journal import JournalSegment
from media.replay_ladder import choose_stretches


def segment(msn: int, init_number: int = 0) -> JournalSegment:
    """Return a segment of two seconds."""
    return JournalSegment("source", msn, 2.0, 2.0 * msn, init_number, is_discontinuity=False, size_bytes=1)


def msns(segments: list[JournalSegment], most: int) -> list[list[int]]:
    """Return the numbers of the segments of each stretch."""
    return [[one.msn for one in stretch.segments] for stretch in choose_stretches(segments, most=most)]


def test_stretches_are_no_longer_than_asked() -> None:
    assert msns([segment(msn) for msn in range(5)], 2) == [[0, 1], [2, 3], [4]]


def test_a_stretch_ends_where_another_section_begins() -> None:
    assert msns([segment(0), segment(1), segment(2, 1)], 10) == [[0, 1], [2]]


def test_a_stretch_ends_where_something_was_made_already() -> None:
    assert msns([segment(0), segment(1), segment(5), segment(6)], 10) == [[0, 1], [5, 6]]
