"""Where a running broadcast is watched: addresses that open it, for whoever was found to be allowed to."""

import uuid
from dataclasses import dataclass

from kernel import runtime
from live.tokens import sign_path


@dataclass(frozen=True)
class MediaUrls:
    """A running broadcast's playlists (low latency, plain, to wind back in) and its small picture."""

    master_url: str
    plain_url: str
    dvr_url: str
    thumb_url: str


def find_media_urls(broadcast_id: uuid.UUID) -> MediaUrls:
    """Return a broadcast's addresses, good for some hours. The caller has asked `broadcasts.may_watch`.

    On the pages' own origin, unless the realtime process has one of its own.
    """
    folder = runtime.config().realtime_url + sign_path(broadcast_id)
    names = ("master.m3u8", "plain.m3u8", "dvr.m3u8", "thumb.jpg")
    return MediaUrls(*(f"{folder}/{name}" for name in names))
