"""Tells the creator's open screens how far a video or a cut of it is, as often as an eye can follow."""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from content.states import PostState
from kernel.jobs import RunningJob
from kernel.realtime import announce
from kernel.transaction import transaction

MIN_PAUSE_SECONDS = 0.5


def announce_state(
    session: Session, creator_id: uuid.UUID, video_id: uuid.UUID, state: PostState, progress: float
) -> None:
    """Tell the creator's screens; `progress` is 0 to 1."""
    payload = {"video_id": str(video_id), "progress": round(progress, 3), "state": state}
    announce(session, f"user:{creator_id}", "video_progress", payload)


def announce_edit(
    session: Session, creator_id: uuid.UUID, video_id: uuid.UUID, state: str, progress: float
) -> None:
    """Tell the creator's screens of a cut: `state` is running, done, failed or cancelled."""
    payload = {"video_id": str(video_id), "progress": round(progress, 3), "state": state}
    announce(session, f"user:{creator_id}", "video_edit_progress", payload)


@dataclass
class ProgressTeller:
    """Takes progress as often as it comes, keeps it for the heartbeat, tells it at most twice a second."""

    job: RunningJob
    announce: Callable[[Session, float], None]
    _told_at: float = field(default=float("-inf"))
    _told: float = -1.0

    def tell(self, progress: float) -> None:
        """Take the share that is done, 0 to 1."""
        self.job.progress = progress
        at = time.monotonic()
        if progress == self._told or at - self._told_at < MIN_PAUSE_SECONDS:
            return
        self._told_at, self._told = at, progress
        with transaction() as session:
            self.announce(session, progress)
