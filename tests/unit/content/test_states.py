"""The table of states: where a video can go, and that nothing skips the review or the worker."""

from content.states import NEXT, VideoState


def test_every_state_can_be_left_and_reached() -> None:
    reached = {state for states in NEXT.values() for state in states}

    assert set(NEXT) == set(VideoState) == reached


def test_only_what_was_processed_reviewed_or_removed_is_published() -> None:
    before = {state for state, following in NEXT.items() if VideoState.PUBLISHED in following}

    assert before == {VideoState.PROCESSING, VideoState.IN_REVIEW, VideoState.REMOVED}


def test_whatever_state_a_video_is_in_it_can_be_removed() -> None:
    assert all(VideoState.REMOVED in following for state, following in NEXT.items() if state != "removed")
