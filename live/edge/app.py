"""The edge as a WSGI application of its own: a viewer makes ten requests a second, too many for a framework.

Whatever is below `/hls/<broadcast>/<token>/` is refused without a good token, before anything is looked at.
"""

import uuid
from collections.abc import Callable, Iterable
from http import HTTPStatus

from kernel.config import Config
from kernel.errors import DomainError, Forbidden, NotFound, Unavailable
from kernel.logs import log
from kernel.sockets import is_allowed_origin
from live.edge import media, playlists
from live.edge.answers import Answer, Environ, StartResponse, answer_refusal
from live.edge.names import parse_media_name, parse_playlist_name, split_path
from live.edge.registry import WatchedBroadcasts
from live.edge.stored import mark_stopped
from live.edge.track import Track
from live.edge.watched import FragmentCallback, Snapshot
from live.tokens import read_path_token

PREFIX = "/hls/"
#: How long a viewer over websocket waits for the first picture (seconds).
SNAPSHOT_SECONDS = 8.0
METHODS = "GET, HEAD, OPTIONS"


class Edge:
    """Hands broadcasts out over HTTP, and their fragments to the sockets of this process."""

    def __init__(self, config: Config, find_ingest: Callable[[uuid.UUID], str]) -> None:
        self._config = config
        self._broadcasts = WatchedBroadcasts(find_ingest)

    def handles(self, path: str) -> bool:
        """Tell whether a request is the edge's to answer."""
        return path.startswith(PREFIX)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request (WSGI)."""
        try:
            answer = self._answer(environ)
        except DomainError as refusal:
            answer = answer_refusal(refusal)
        except Exception:  # noqa: BLE001  (whatever it is, the next request must be answered)
            log.exception("edge_crashed")
            answer = answer_refusal(Unavailable())
        return answer.with_headers(self._cors_headers(environ)).send(environ, start_response)

    def subscribe_fragments(
        self, broadcast_id: uuid.UUID, rendition: str, callback: FragmentCallback
    ) -> Callable[[], None]:
        """Call `callback` with every event of a rendition (InitAdded, PartAdded …); the result ends that.

        A callback must not block: the feed waits for it.

        Raises NoSuchBroadcast: it is not on the air.
        """
        return self._broadcasts.find(broadcast_id).subscribe(rendition, callback)

    def snapshot(self, broadcast_id: uuid.UUID, rendition: str) -> Snapshot:
        """Return the codecs, the init and the parts since the last key frame. Waits for the first picture.

        Raises NoSuchBroadcast: it is not on the air. Raises NotFound: there is no such rendition.
        Raises Unavailable: nothing has come yet.
        """
        watched = self._broadcasts.find(broadcast_id)
        if not watched.wait_for(rendition, Track.can_be_joined, seconds=SNAPSHOT_SECONDS):
            raise Unavailable
        return watched.snapshot(rendition)

    def stop(self, broadcast_id: uuid.UUID) -> None:
        """Hand nothing of a broadcast out any more, from now on: a moderator stopped it."""
        self._broadcasts.stop(broadcast_id)
        if self._config.live_files_by_proxy:
            mark_stopped(broadcast_id)

    def close(self) -> None:
        """Give every feed up; the process ends."""
        self._broadcasts.close()

    def _answer(self, environ: Environ) -> Answer:
        method = environ["REQUEST_METHOD"]
        if method == "OPTIONS":
            return Answer(HTTPStatus.NO_CONTENT)
        if method not in {"GET", "HEAD"}:
            return Answer(HTTPStatus.METHOD_NOT_ALLOWED, headers=[("Allow", METHODS)])
        asked = split_path(environ["PATH_INFO"])
        if asked is None:
            raise NotFound
        broadcast_id, token, name = asked
        if not read_path_token(broadcast_id, token):
            raise Forbidden
        return self._answer_file(environ, broadcast_id, name)

    def _answer_file(self, environ: Environ, broadcast_id: uuid.UUID, name: str) -> Answer:
        if name == media.THUMB:
            self._broadcasts.check(broadcast_id)
            return media.answer_thumb(broadcast_id)
        watched = self._broadcasts.find(broadcast_id)
        if (wanted := parse_media_name(name)) is not None:
            return media.answer_media_file(environ, watched, wanted)
        if name in playlists.WHOLE:
            return playlists.WHOLE[name](environ, watched)
        if (playlist := parse_playlist_name(name)) is not None:
            return playlists.answer_rendition(environ, watched, playlist)
        raise NotFound

    def _cors_headers(self, environ: Environ) -> list[tuple[str, str]]:
        """Let the market's own pages read the answer, whatever origin they came from."""
        origin = environ.get("HTTP_ORIGIN")
        allowed = origin if origin and is_allowed_origin(self._config, origin, environ) else None
        headers = [("Access-Control-Allow-Origin", allowed or self._config.public_url), ("Vary", "Origin")]
        if environ["REQUEST_METHOD"] == "OPTIONS":
            headers += [("Access-Control-Allow-Methods", METHODS), ("Access-Control-Max-Age", "86400")]
        return headers
