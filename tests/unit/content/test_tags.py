"""Tags are brought inside the video when its length is known."""

import uuid

import pytest

from content.tags import Tag

VARIANT = uuid.UUID(int=1)


@pytest.mark.parametrize(
    ("start", "end", "duration", "clipped"),
    [
        (1, 5, 10, (1, 5)),
        (1, 50, 10, (1, 10)),
        (20, 50, 10, (9, 10)),
        (0.5, 3, 0.4, (0, 0.4)),
    ],
)
def test_a_tag_lies_inside_the_video_and_lasts(
    start: float, end: float, duration: float, clipped: tuple[float, float]
) -> None:
    tag = Tag(VARIANT, start, end).clipped(duration)

    assert (tag.start_seconds, tag.end_seconds) == clipped
