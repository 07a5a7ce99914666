"""What this process remembers of which video may be seen, because every segment asks.

At most a second old; a change made in this process is known at once, and pages kept in front of Flask are
forgotten with it.
"""

import threading
import time
import uuid
from dataclasses import dataclass

from sqlalchemy.orm import Session

from content.errors import NoSuchPost
from content.events import PostPublished, PostRemoved, VideoChanged
from content.media_urls import Audience, Preview
from content.posts import get_post
from content.recommended import forget_windows
from content.states import PostState
from kernel.transaction import reading
from kernel.web.pagecache import clear_all

CACHE_SECONDS = 1.0
MAX_CACHED = 10_000


@dataclass(frozen=True)
class Visibility:
    """What decides about who may have a video's files."""

    state: PostState
    set_name: str | None
    creator_id: uuid.UUID

    def is_public(self, set_name: str) -> bool:
        """Tell whether everybody may have the files of this set."""
        return self.state is PostState.PUBLISHED and self.set_name == set_name

    def shows(self, viewer_id: uuid.UUID | None, *, is_moderator: bool) -> bool:
        """Tell whether somebody may see the post: its creator until it is removed, moderators always."""
        if self.state is PostState.PUBLISHED or is_moderator:
            return True
        return self.creator_id == viewer_id and self.state is not PostState.REMOVED

    def admits(self, preview: Preview) -> bool:
        """Tell whether a preview token still works: an owner's ends when the video is removed."""
        if preview.audience is Audience.MODERATOR:
            return True
        return self.creator_id == preview.viewer_id and self.state is not PostState.REMOVED


_cache: dict[uuid.UUID, tuple[float, Visibility | None]] = {}
_lock = threading.Lock()
_generation = 0


def find_visibility(video_id: uuid.UUID) -> Visibility | None:
    """Return what decides about a video, or None when there is none."""
    at = time.monotonic()
    kept = _cache.get(video_id)
    if kept is not None and kept[0] > at:
        return kept[1]
    generation = _generation
    found = _load(video_id)
    with _lock:
        if generation == _generation:  # nothing was forgotten while we looked
            if len(_cache) >= MAX_CACHED:
                _cache.clear()
            _cache[video_id] = (at + CACHE_SECONDS, found)
    return found


def forget(
    _session: Session | None = None, _event: PostRemoved | PostPublished | VideoChanged | None = None
) -> None:
    """Ask the database again for every video, and render every kept page anew."""
    global _generation  # noqa: PLW0603  (one cache per process)
    with _lock:
        _generation += 1
        _cache.clear()
    forget_windows()
    clear_all()


def _load(video_id: uuid.UUID) -> Visibility | None:
    with reading() as session:
        try:
            video = get_post(session, video_id)
        except NoSuchPost:
            return None
    return Visibility(video.state, video.set_name, video.creator_id)
