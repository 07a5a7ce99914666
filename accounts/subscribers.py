"""What accounts tell open screens."""

from sqlalchemy.orm import Session

from accounts.events import PersonSuspended, SessionsEnded
from kernel.realtime import announce


def close_screens(session: Session, event: SessionsEnded | PersonSuspended) -> None:
    """Have the realtime processes close the screens of a person whose sessions have ended."""
    announce(session, f"user:{event.user_id}", "sessions_ended", {})
