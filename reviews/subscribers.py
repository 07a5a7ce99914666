"""What reviews do about the decisions of moderators."""

from sqlalchemy.orm import Session

from moderation.events import TakedownReverted, TakenDown
from reviews import writing
from reviews.subjects import KIND


def take_down(session: Session, event: TakenDown) -> None:
    """Take a review from everybody's sight."""
    if event.subject_kind == KIND:
        writing.take_down(session, event.subject_id)


def put_back(session: Session, event: TakedownReverted) -> None:
    """Show a review again that was taken down by mistake."""
    if event.subject_kind == KIND:
        writing.put_back(session, event.subject_id)
