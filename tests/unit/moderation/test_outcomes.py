"""What a moderator can decide about a review, as a table."""

from moderation.decisions import Action
from moderation.reviews import OUTCOMES, ReviewState


def test_a_review_is_approved_or_rejected_and_nothing_else() -> None:
    assert {
        Action.APPROVE: ReviewState.APPROVED,
        Action.REJECT: ReviewState.REJECTED,
    } == OUTCOMES
