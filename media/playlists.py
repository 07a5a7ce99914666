"""HLS playlists (RFC 8216): reads the ones ffmpeg writes, writes our own.

ffmpeg's multivariant playlist lists caps instead of measured rates and leaves out the audio's, and its
media playlists stay EVENT. Ours say what the segments really are.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

#: fMP4 segments need 6 (section 7); 7 is what Apple's and everyone's fMP4 playlists declare.
VERSION = 7
AUDIO_GROUP = "audio"
#: A few frames of sound (21 ms each) that the encoder puts behind the last whole segment.
SHORT_END_SECONDS = 0.1


@dataclass(frozen=True)
class Segment:
    """One segment's file name and length."""

    uri: str
    duration_seconds: float


@dataclass(frozen=True)
class MediaPlaylist:
    """The segments of one rendition, and the initialisation section that they share."""

    init_uri: str
    segments: tuple[Segment, ...]
    is_ended: bool

    @property
    def duration_seconds(self) -> float:
        """The length of all segments together."""
        return sum(segment.duration_seconds for segment in self.segments)

    @property
    def target_duration_seconds(self) -> int:
        """The longest segment, rounded as section 4.3.3.1 compares it."""
        return max((math.floor(segment.duration_seconds + 0.5) for segment in self.segments), default=1) or 1


@dataclass(frozen=True)
class Variant:
    """One line of choice in the multivariant playlist; the rates include its audio."""

    uri: str
    bandwidth_bps: int
    average_bandwidth_bps: int
    codecs: str
    width: int
    height: int
    frames_per_second: float | None


def parse_media_playlist(text: str) -> MediaPlaylist:
    """Read a media playlist that our ffmpeg wrote.

    Raises ValueError: it is none.
    """
    lines = text.splitlines()
    if not lines or lines[0] != "#EXTM3U":
        raise ValueError("not a playlist")
    init_uri, seconds, segments = "", 0.0, []
    for line in lines:
        if line.startswith("#EXT-X-MAP:URI="):
            init_uri = line.split('"')[1]
        elif line.startswith("#EXTINF:"):
            seconds = float(line.removeprefix("#EXTINF:").split(",")[0])
        elif line and not line.startswith("#"):
            segments.append(Segment(line, seconds))
    return MediaPlaylist(init_uri, tuple(segments), "#EXT-X-ENDLIST" in lines)


def leave_out_short_end(playlist: MediaPlaylist) -> MediaPlaylist:
    """Return an audio playlist without a last segment that is too short to be heard.

    Decoders begin a frame early, so such a segment ends where the one before did: hls.js finds nothing of it
    in its buffer, never tells the browser that all is there, and the clip stops instead of beginning anew.
    """
    *others, last = playlist.segments
    if not others or last.duration_seconds >= SHORT_END_SECONDS:
        return playlist
    return replace(playlist, segments=tuple(others))


def render_media_playlist(playlist: MediaPlaylist) -> str:
    """Return the finished (VOD) playlist of one rendition."""
    head = [
        "#EXTM3U",
        f"#EXT-X-VERSION:{VERSION}",
        f"#EXT-X-TARGETDURATION:{playlist.target_duration_seconds}",
        "#EXT-X-MEDIA-SEQUENCE:0",
        "#EXT-X-PLAYLIST-TYPE:VOD",
        "#EXT-X-INDEPENDENT-SEGMENTS",
        f'#EXT-X-MAP:URI="{playlist.init_uri}"',
    ]
    body = [f"#EXTINF:{segment.duration_seconds:.6f},\n{segment.uri}" for segment in playlist.segments]
    return "\n".join([*head, *body, "#EXT-X-ENDLIST", ""])


def render_multivariant_playlist(variants: Sequence[Variant], audio_uri: str | None) -> str:
    """Return the playlist that a player opens. The first variant is the one that Safari starts with."""
    lines = ["#EXTM3U", f"#EXT-X-VERSION:{VERSION}", "#EXT-X-INDEPENDENT-SEGMENTS"]
    if audio_uri is not None:
        lines.append(
            f'#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="{AUDIO_GROUP}",NAME="Original",'
            f'DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="{audio_uri}"'
        )
    for variant in variants:
        lines += [_stream_inf(variant, has_audio=audio_uri is not None), variant.uri]
    return "\n".join([*lines, ""])


def _stream_inf(variant: Variant, *, has_audio: bool) -> str:
    attributes = [
        f"BANDWIDTH={variant.bandwidth_bps}",
        f"AVERAGE-BANDWIDTH={variant.average_bandwidth_bps}",
        f'CODECS="{variant.codecs}"',
        f"RESOLUTION={variant.width}x{variant.height}",
    ]
    if variant.frames_per_second is not None:
        attributes.append(f"FRAME-RATE={variant.frames_per_second:.3f}")
    if has_audio:
        attributes.append(f'AUDIO="{AUDIO_GROUP}"')
    return "#EXT-X-STREAM-INF:" + ",".join(attributes)
