"""Frozen descriptions of what was made: what the caller stores, publishes and shows."""

from dataclasses import dataclass, replace
from pathlib import Path

from media.codec_strings import read_codec_string
from media.encode import PLAYLIST_NAME
from media.playlists import (
    MediaPlaylist,
    Variant,
    leave_out_short_end,
    parse_media_playlist,
    render_media_playlist,
    render_multivariant_playlist,
)
from media.rates import average_bps, peak_bps


@dataclass(frozen=True)
class AudioRendition:
    """The audio. Rates in bits per second; `files` are relative to the work folder, in upload order."""

    name: str
    bandwidth_bps: int
    average_bandwidth_bps: int
    codecs: str
    duration_seconds: float
    files: tuple[str, ...]


@dataclass(frozen=True)
class Rendition:
    """One size of the video, without audio. The media playlist is the last of `files`."""

    name: str
    width: int
    height: int
    frames_per_second: float | None
    bandwidth_bps: int
    average_bandwidth_bps: int
    codecs: str
    segment_seconds: tuple[float, ...]
    files: tuple[str, ...]

    @property
    def duration_seconds(self) -> float:
        """The length of all segments together."""
        return sum(self.segment_seconds)


@dataclass(frozen=True)
class RenditionSet:
    """What a player needs, complete in itself. `renditions` are best first.

    `playlist` is the multivariant playlist's file name. While `is_growing`, the media playlists (EVENT) are
    still written to: whoever serves them must not let them be cached.
    """

    playlist: str
    renditions: tuple[Rendition, ...]
    audio: AudioRendition | None
    is_growing: bool

    @property
    def duration_seconds(self) -> float:
        """The length of the longest rendition."""
        return max(rendition.duration_seconds for rendition in self.renditions)

    @property
    def files(self) -> tuple[str, ...]:
        """All files in upload order: segments before playlists, the multivariant playlist last."""
        media = [name for part in (*self.renditions, self.audio) if part for name in part.files]
        segments = [name for name in media if not name.endswith(PLAYLIST_NAME)]
        return (*segments, *(name for name in media if name.endswith(PLAYLIST_NAME)), self.playlist)


@dataclass(frozen=True)
class Picture:
    """The size that a rendition is declared with."""

    width: int
    height: int
    frames_per_second: float | None


def describe_rendition(folder: Path, picture: Picture, *, declared_bps: int = 0) -> Rendition:
    """Measure the rendition in `folder`. `declared_bps` is its cap, while it may still grow up to that.

    Raises FileNotFoundError, ValueError: there is none yet.
    """
    playlist = read_playlist(folder)
    peak, average = _measure(folder, playlist)
    return Rendition(
        name=folder.name,
        width=picture.width,
        height=picture.height,
        frames_per_second=picture.frames_per_second,
        bandwidth_bps=max(peak, declared_bps),
        average_bandwidth_bps=average,
        codecs=read_codec_string((folder / playlist.init_uri).read_bytes()),
        segment_seconds=tuple(segment.duration_seconds for segment in playlist.segments),
        files=_files(folder, playlist),
    )


def describe_audio(folder: Path) -> AudioRendition:
    """Measure the audio in `folder`. Raises FileNotFoundError, ValueError: there is none yet."""
    playlist = read_playlist(folder)
    peak, average = _measure(folder, playlist)
    return AudioRendition(
        name=folder.name,
        bandwidth_bps=peak,
        average_bandwidth_bps=average,
        codecs=read_codec_string((folder / playlist.init_uri).read_bytes()),
        duration_seconds=playlist.duration_seconds,
        files=_files(folder, playlist),
    )


def read_playlist(folder: Path) -> MediaPlaylist:
    """Return the media playlist in `folder`.

    Raises FileNotFoundError, ValueError: there is none, or no segment in it yet.
    """
    playlist = parse_media_playlist((folder / PLAYLIST_NAME).read_text())
    if not playlist.segments:
        raise ValueError("no segment yet")
    return playlist


def finish_playlist(folder: Path, *, is_audio: bool) -> None:
    """Turn ffmpeg's EVENT playlist into a VOD one. Raises as `read_playlist`, and when it has no end."""
    playlist = read_playlist(folder)
    if not playlist.is_ended:
        raise ValueError(f"{folder.name} has no end")
    if is_audio:
        playlist = leave_out_short_end(playlist)
    write_whole(folder / PLAYLIST_NAME, render_media_playlist(playlist))


def write_multivariant(workdir: Path, rendition_set: RenditionSet) -> None:
    """Write the set's multivariant playlist: the middle rendition first, for a quick start everywhere."""
    audio = rendition_set.audio
    middle = len(rendition_set.renditions) // 2
    ordered = sorted(rendition_set.renditions, key=lambda r: r is not rendition_set.renditions[middle])
    text = render_multivariant_playlist(
        [_variant(rendition, audio) for rendition in ordered],
        f"{audio.name}/{PLAYLIST_NAME}" if audio else None,
    )
    write_whole(workdir / rendition_set.playlist, text)


def write_whole(path: Path, text: str) -> None:
    """Write a file so that a reader sees the old or the new one, never a part."""
    temporary = path.with_name(path.name + ".part")
    temporary.write_text(text)
    temporary.replace(path)


def _variant(rendition: Rendition, audio: AudioRendition | None) -> Variant:
    video = Variant(
        uri=f"{rendition.name}/{PLAYLIST_NAME}",
        bandwidth_bps=rendition.bandwidth_bps,
        average_bandwidth_bps=rendition.average_bandwidth_bps,
        codecs=rendition.codecs,
        width=rendition.width,
        height=rendition.height,
        frames_per_second=rendition.frames_per_second,
    )
    if audio is None:
        return video
    return replace(
        video,
        bandwidth_bps=video.bandwidth_bps + audio.bandwidth_bps,
        average_bandwidth_bps=video.average_bandwidth_bps + audio.average_bandwidth_bps,
        codecs=f"{video.codecs},{audio.codecs}",
    )


def _measure(folder: Path, playlist: MediaPlaylist) -> tuple[int, int]:
    sizes = [(folder / segment.uri).stat().st_size for segment in playlist.segments]
    durations = [segment.duration_seconds for segment in playlist.segments]
    return peak_bps(sizes, durations), average_bps(sizes, durations)


def _files(folder: Path, playlist: MediaPlaylist) -> tuple[str, ...]:
    names = (playlist.init_uri, *(segment.uri for segment in playlist.segments), PLAYLIST_NAME)
    return tuple(f"{folder.name}/{name}" for name in names)
