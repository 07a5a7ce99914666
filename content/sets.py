"""The stored files of a video: one set of renditions for each attempt at making one.

    videos/<video id>/<set>/main.m3u8, 720p/index.m3u8, 720p/s00000.m4s, posters/0-720.webp, …

The set's name carries the job and the claim, so that two workers never write the same file, and what a dead
attempt left can be told from what is shown.
"""

import os
import shutil
import uuid
from collections.abc import Iterable, Sequence
from pathlib import Path

from kernel import runtime
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
}
#: What only the first, provisional playlist needs.
_PROVISIONAL = ("source/", "source-audio/", FIRST_PLAYLIST)


def name_of_set(job: RunningJob) -> str:
    """Return the name of the set that this claim of this job makes."""
    return f"{job.id.hex}-{job.token}"


def prefix_of(video_id: uuid.UUID) -> str:
    """Return what the keys of all sets of a video begin with."""
    return f"videos/{video_id}"


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
        extras = [image.file for poster in result.posters for image in poster.images]
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


def choose_collectable(
    keys: Iterable[str], *, video_id: uuid.UUID, shown: str | None, is_final: bool, running: str | None
) -> Sequence[str]:
    """Return which stored files of a video nobody needs any more.

    `shown` is the set that can be played, `is_final` tells that the final playlist of it is the one that is
    shown; `running` is the beginning of the names of sets that a worker may be making now.
    """
    start = len(prefix_of(video_id)) + 1
    unneeded = []
    for key in keys:
        set_name, _, file = key[start:].partition("/")
        if running is not None and set_name.startswith(running):
            continue
        if set_name != shown or (is_final and file.startswith(_PROVISIONAL)):
            unneeded.append(key)
    return unneeded


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
