"""The stored files of a video: one set of renditions for each attempt at making one.

    videos/<video id>/<set>/main.m3u8, 720p/index.m3u8, 720p/s00000.m4s, posters/0-720.webp, captions/…, …

The set's name carries the job and the claim, so that two workers never write the same file, and what a dead
attempt left can be told from what is shown.
"""

import datetime as dt
import os
import re
import shutil
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kernel import runtime
from kernel.ids import time_of
from kernel.jobs import RunningJob
from media.playlists import parse_media_playlist
from media.renditions import RenditionSet
from media.transcode import FINAL_PLAYLIST, FIRST_PLAYLIST, TranscodeResult

#: Must agree with what the web serves them as (`kernel.web.objects`).
CONTENT_TYPES = {
    ".m3u8": "application/vnd.apple.mpegurl",
    ".m4s": "video/iso.segment",
    ".mp4": "video/mp4",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".json": "application/json",
    ".vtt": "text/vtt",
}
#: The id in the name of what the creator gave, which says when it was stored.
_ID = re.compile(r"[0-9a-f]{32}(?=[./]|$)")
#: Folders of what the creator gave: once below the video as it was sent, and in each set as it is shown.
EXTRAS = frozenset({"captions", "covers"})
#: What only the first, provisional playlist needs.
_PROVISIONAL = ("source/", "source-audio/", FIRST_PLAYLIST)


def name_of_set(job: RunningJob) -> str:
    """Return the name of the set that this claim of this job makes."""
    return f"{job.id.hex}-{job.token}"


def prefix_of(video_id: uuid.UUID) -> str:
    """Return what the keys of all sets of a video begin with."""
    return f"videos/{video_id}"


def key_of(video_id: uuid.UUID, set_name: str, file: str) -> str:
    """Return where a file of a set is stored."""
    return f"{prefix_of(video_id)}/{set_name}/{file}"


class SetStore:
    """Stores the files of one set as they come, each once."""

    def __init__(self, video_id: uuid.UUID, set_name: str, workdir: Path, staging: Path) -> None:
        self._prefix = f"{prefix_of(video_id)}/{set_name}"
        self._workdir = workdir
        self._staging = staging
        self._stored: set[str] = set()

    def store_growing(self, rendition_set: RenditionSet) -> None:
        """Store what is new of a set that is still needed here, and then its playlists anew.

        The playlists are read first: ffmpeg goes on writing while we store, and a playlist must not name a
        segment that is not there yet.
        """
        playlists = {name: self._read(name) for name in rendition_set.files if name.endswith(".m3u8")}
        for name, data in playlists.items():
            for file in _files_named_by(name, data):
                if file not in self._stored:
                    self._put_link(file)
        for name, data in playlists.items():
            self._put_playlist(name, data)

    def store_final(self, result: TranscodeResult) -> None:
        """Store the whole final set; its multivariant playlist, which makes it playable, comes last."""
        posters = [*result.posters, *([result.cover] if result.cover else [])]
        extras = [image.file for poster in posters for image in poster.images]
        extras += [result.sprite.file, result.sprite.index_file]
        for name in (*extras, *result.rendition_set.files):
            if name.endswith(".m3u8"):
                self._put_playlist(name, self._read(name))
            elif name not in self._stored:
                self._put_file(name, self._workdir / name)

    def _read(self, name: str) -> bytes:
        return (self._workdir / name).read_bytes()

    def _put_playlist(self, name: str, data: bytes) -> None:
        runtime.storage().put_bytes(f"{self._prefix}/{name}", data, _type_of(name))

    def _put_link(self, name: str) -> None:
        """Store a file that ffmpeg and we go on reading here: the storage moves a second name of it."""
        link = self._staging / name.replace("/", "-")
        try:
            os.link(self._workdir / name, link)
        except OSError:  # a file system without hard links
            shutil.copyfile(self._workdir / name, link)
        self._put_file(name, link)

    def _put_file(self, name: str, path: Path) -> None:
        runtime.storage().put_file(f"{self._prefix}/{name}", path, _type_of(name))
        self._stored.add(name)


@dataclass(frozen=True)
class Needed:
    """What of a video's stored files somebody needs.

    `shown` is the set that can be played, `is_final` tells that the final playlist of it is the one that is
    shown; `running` are the beginnings of the names of sets that a worker may be making now. `extras` are
    what the creator gave and its files in a set, by the beginnings of their names below the video or the set;
    what was stored since `stored_since` is kept too, because its row may be about to be written.
    """

    shown: str | None
    is_final: bool
    running: tuple[str, ...] = ()
    extras: tuple[str, ...] = ()
    stored_since: dt.datetime | None = None

    def keeps(self, name: str) -> bool:
        """Tell whether a file is needed, by its name below the video."""
        set_name, _, file = name.partition("/")
        if set_name in EXTRAS:
            return name.startswith(self.extras) or self._is_new(name)
        if set_name.startswith(self.running):
            return True
        if set_name != self.shown or (self.is_final and file.startswith(_PROVISIONAL)):
            return False
        return file.partition("/")[0] not in EXTRAS or file.startswith(self.extras) or self._is_new(name)

    def _is_new(self, name: str) -> bool:
        found = _ID.search(name.partition("/")[2])
        return (
            found is not None
            and self.stored_since is not None
            and time_of(uuid.UUID(found[0])) >= self.stored_since
        )


def choose_collectable(keys: Iterable[str], video_id: uuid.UUID, needed: Needed) -> Sequence[str]:
    """Return which stored files of a video nobody needs any more."""
    start = len(prefix_of(video_id)) + 1
    return [key for key in keys if not needed.keeps(key[start:])]


def is_final(playlist: str | None) -> bool:
    """Tell whether this is the playlist of a whole set."""
    return playlist == FINAL_PLAYLIST


def _files_named_by(name: str, data: bytes) -> Sequence[str]:
    """Return the files that a media playlist needs; the multivariant one names only playlists."""
    folder, _, _ = name.rpartition("/")
    if not folder:
        return ()
    playlist = parse_media_playlist(data.decode())
    return [f"{folder}/{uri}" for uri in (playlist.init_uri, *(one.uri for one in playlist.segments))]


def _type_of(name: str) -> str:
    return CONTENT_TYPES[Path(name).suffix]
