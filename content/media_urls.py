"""Where a video's files are served: openly while it is published, else under a token that names the viewer.

The token is a part of the path, so that the relative addresses inside playlists carry it on by themselves.
"""

import functools
import uuid
from dataclasses import dataclass
from enum import StrEnum

from content.posts import Post
from content.states import PostState
from kernel import runtime
from kernel.signing import Signer

PUBLIC_PATH = "/media/videos"
PREVIEW_PATH = "/media/preview"
#: A creator leaves the page with the preview open over lunch; it need not work tomorrow.
PREVIEW_SECONDS = 6 * 3600
SPRITE_INDEX = "sprite.json"


class Audience(StrEnum):
    """As what somebody sees a video that is not public."""

    OWNER = "owner"
    MODERATOR = "moderator"


@dataclass(frozen=True)
class Preview:
    """What a preview token says."""

    video_id: uuid.UUID
    audience: Audience
    viewer_id: uuid.UUID


def find_folder_url(video: Post, viewer_id: uuid.UUID | None, *, is_moderator: bool) -> str | None:
    """Return what the addresses of a video's files begin with for this viewer, or None: nothing to show."""
    if video.set_name is None:
        return None
    path = f"{video.id}/{video.set_name}"
    if video.state is PostState.PUBLISHED:
        return f"{PUBLIC_PATH}/{path}"
    audience = _audience(video, viewer_id, is_moderator=is_moderator)
    if audience is None or viewer_id is None:
        return None
    token = _signer(runtime.config().secret_key).sign([video.id.hex, audience, viewer_id.hex])
    return f"{PREVIEW_PATH}/{token}/videos/{path}"


def read_preview(token: str) -> Preview | None:
    """Return what a token says, or None when it is forged or too old."""
    value = _signer(runtime.config().secret_key).read(token, max_age_seconds=PREVIEW_SECONDS)
    if value is None:
        return None
    video_id, audience, viewer_id = value
    return Preview(uuid.UUID(video_id), Audience(audience), uuid.UUID(viewer_id))


def _audience(video: Post, viewer_id: uuid.UUID | None, *, is_moderator: bool) -> Audience | None:
    if video.creator_id == viewer_id and video.state is not PostState.REMOVED:
        return Audience.OWNER
    return Audience.MODERATOR if is_moderator else None


@functools.cache
def _signer(secret_key: str) -> Signer:
    return Signer(secret_key, "media-preview")
