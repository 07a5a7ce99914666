"""The table of states: where a post can go."""

from content.states import NEXT, PostState


def test_every_state_can_be_left_and_reached() -> None:
    reached = {state for states in NEXT.values() for state in states}

    assert set(NEXT) == set(PostState) == reached


def test_nothing_that_failed_is_published() -> None:
    before = {state for state, following in NEXT.items() if PostState.PUBLISHED in following}

    assert before == {PostState.DRAFT, PostState.PROCESSING, PostState.IN_REVIEW, PostState.REMOVED}


def test_whatever_state_a_post_is_in_it_can_be_removed() -> None:
    assert all(PostState.REMOVED in following for state, following in NEXT.items() if state != "removed")
