"""What content does about the decisions of moderators."""

from sqlalchemy.orm import Session

from content import comments, release, removal, scores
from content.events import PostPublished, PostRemoved
from content.posts import POST_KINDS
from moderation.decisions import Action
from moderation.events import ReviewDecided, TakedownReverted, TakenDown

#: As moderation knows comments: the kind of such a subject.
COMMENT = "comment"


def apply_review(session: Session, event: ReviewDecided) -> None:
    """Publish or remove what was reviewed."""
    if event.subject_kind not in POST_KINDS:
        return
    if event.decision == Action.APPROVE:
        release.approve(session, event.subject_id)
    else:
        release.reject(session, event.subject_id, event.reason)


def take_down(session: Session, event: TakenDown) -> None:
    """Remove what was taken down."""
    if event.subject_kind in POST_KINDS:
        removal.remove_as_moderator(session, event.subject_id, event.reason)
    elif event.subject_kind == COMMENT:
        comments.take_down(session, event.subject_id)


def put_back(session: Session, event: TakedownReverted) -> None:
    """Bring back what was taken down by mistake."""
    if event.subject_kind in POST_KINDS:
        removal.restore_as_moderator(session, event.subject_id)
    elif event.subject_kind == COMMENT:
        comments.put_back(session, event.subject_id)


def recommend(session: Session, event: PostPublished) -> None:
    """Give what is public a score."""
    scores.score_post(session, event.post_id)


def stop_recommending(session: Session, event: PostRemoved) -> None:
    """Take the score from what is public no more."""
    scores.forget_score(session, event.post_id)
