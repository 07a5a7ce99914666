"""The names of a broadcast's files, as playlists spell them and as nothing else may be asked for."""

import re
import uuid
from dataclasses import dataclass
from typing import Literal

_PATH = re.compile(r"/hls/([0-9a-f-]{36})/([^/]{1,60})/([a-z0-9./-]{1,60})")
_MEDIA = re.compile(
    r"([a-z0-9]{1,12})/(?:p(\d{1,9})\.(\d{1,4})\.m4s|s(\d{1,9})\.m4s|i(\d{1,6})\.mp4)", re.ASCII
)
#: What a rendition's playlist without parts is called: `source-plain.m3u8`.
PLAIN_SUFFIX = "-plain.m3u8"
_PLAYLIST = re.compile(r"([a-z0-9]{1,12})(-plain)?\.m3u8", re.ASCII)


@dataclass(frozen=True)
class MediaName:
    """A part, a segment or an init of a rendition; `index` is the part's."""

    kind: Literal["part", "segment", "init"]
    rendition: str
    number: int
    index: int = 0

    @property
    def file(self) -> str:
        """Return the last component of its path."""
        match self.kind:
            case "part":
                return f"p{self.number}.{self.index}.m4s"
            case "segment":
                return f"s{self.number}.m4s"
            case "init":
                return f"i{self.number}.mp4"

    @property
    def path(self) -> str:
        """Return its path below the broadcast's folder, in the spool and in the storage."""
        return f"{self.rendition}/{self.file}"

    @property
    def etag(self) -> str:
        """Return its validator: the name, because that never means other bytes."""
        return f'"{self.rendition}-{self.file}"'


@dataclass(frozen=True)
class PlaylistName:
    """The playlist of a rendition, with parts or plain."""

    rendition: str
    is_plain: bool


def split_path(path: str) -> tuple[uuid.UUID, str, str] | None:
    """Return the broadcast, the token and the file of `/hls/<id>/<token>/<file>`, or None."""
    found = _PATH.fullmatch(path)
    if found is None:
        return None
    try:
        return uuid.UUID(found[1]), found[2], found[3]
    except ValueError:
        return None


def parse_media_name(name: str) -> MediaName | None:
    """Return what `source/p12.3.m4s`, `source/s12.m4s` or `source/i0.mp4` names, or None."""
    found = _MEDIA.fullmatch(name)
    if found is None:
        return None
    rendition, part_msn, index, msn, init = found.groups()
    if part_msn is not None:
        return MediaName("part", rendition, int(part_msn), int(index))
    if msn is not None:
        return MediaName("segment", rendition, int(msn))
    return MediaName("init", rendition, int(init))


def parse_playlist_name(name: str) -> PlaylistName | None:
    """Return what `source.m3u8` or `source-plain.m3u8` names, or None."""
    found = _PLAYLIST.fullmatch(name)
    return PlaylistName(found[1], bool(found[2])) if found else None
