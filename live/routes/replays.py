"""Replays over HTTP: their files under the path tokens of broadcasts, and their removal by the host.

Every request asks whether the replay may be seen (a second is remembered), so what its host or a moderator
takes away ends at once. As with videos, browsers keep files for themselves and shared caches keep none.
"""

import threading
import time
import uuid

from flask import Response

from kernel.errors import NotFound
from kernel.transaction import reading, transaction
from kernel.web.access import ANYONE, SIGNED_IN
from kernel.web.objects import send_object
from kernel.web.routes import Api, Pages
from live import replay
from live.broadcasts import find_broadcast
from live.edge.names import parse_media_name
from live.routes.doors import viewer_id
from live.tokens import read_evidence, read_path_token

api = Api("live_replays", __name__)
pages = Pages("live_replay_files", __name__)
KEPT = "private, max-age=3600, immutable"
ASKED_AGAIN = "private, no-cache"
CACHE_SECONDS = 1.0
MAX_CACHED = 10_000

_shown: dict[uuid.UUID, tuple[float, bool]] = {}
_lock = threading.Lock()


@pages.page(f"{replay.PATH}/<uuid:broadcast_id>/<token>/<path:file>", access=ANYONE)
def replay_file(broadcast_id: uuid.UUID, token: str, file: str) -> Response:
    """Answer with a playlist, section or segment of a replay."""
    is_viewer = read_path_token(broadcast_id, token) and _is_shown(broadcast_id)
    if not is_viewer and not read_evidence(broadcast_id, token):
        raise NotFound
    key = replay.key_of(broadcast_id, file)
    if file == replay.PLAYLIST or file.endswith(replay.SUFFIX):
        return _send_playlist(broadcast_id, key)
    if parse_media_name(file) is None:
        raise NotFound
    return send_object(key, cache_control=KEPT)


@api.delete("/broadcasts/<uuid:broadcast_id>/replay", access=SIGNED_IN, status=204)
def remove_replay(broadcast_id: uuid.UUID) -> None:
    """Take an own replay away; nobody can play it any more."""
    me = viewer_id()
    assert me is not None
    with transaction() as session:
        replay.remove_replay(session, broadcast_id, me)
    with _lock:
        _shown.clear()


def _send_playlist(broadcast_id: uuid.UUID, key: str) -> Response:
    if not replay.has_playlists(broadcast_id):
        # Shown before the worker made them: they cost nothing, so they are made now.
        replay.write_playlists(broadcast_id)
    return send_object(key, cache_control=ASKED_AGAIN)


def _is_shown(broadcast_id: uuid.UUID) -> bool:
    at = time.monotonic()
    until, is_shown = _shown.get(broadcast_id, (0.0, False))
    if until > at:
        return is_shown
    with reading() as session:
        broadcast = find_broadcast(session, broadcast_id)
    is_shown = broadcast is not None and replay.is_shown(broadcast)
    with _lock:
        if len(_shown) >= MAX_CACHED:
            _shown.clear()
        _shown[broadcast_id] = (at + CACHE_SECONDS, is_shown)
    return is_shown
