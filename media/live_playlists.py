"""Playlists of broadcasts: low-latency, plain, winding back (DVR) and replay (VOD).

Sources: RFC 8216, and draft-pantos-hls-rfc8216bis for what is low-latency.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from media.live_events import InitAdded, RenditionAdded
from media.segmenter import PART_SECONDS, SEGMENT_SECONDS

#: EXT-X-PART and its kin need 9; fMP4 segments alone 7.
LOW_LATENCY_VERSION = 9
VERSION = 7
#: Advertised from the start and never changed: fragments are 0.2 to 0.26 s long, and a player's distance
#: from the live edge is three times this figure.
PART_TARGET_SECONDS = 1.5 * PART_SECONDS
HOLD_BACK_PARTS = 3
HOLD_BACK_SEGMENTS = 3


@dataclass(frozen=True)
class ListedPart:
    """A part as a playlist names it."""

    index: int
    duration_seconds: float
    is_independent: bool


@dataclass(frozen=True)
class ListedSegment:
    """A segment as a playlist names it; `parts` where they are still offered."""

    rendition: str
    msn: int
    duration_seconds: float
    program_time: float
    init_number: int
    is_discontinuity: bool
    parts: tuple[ListedPart, ...] = ()
    starts_with_key_frame: bool = True


@dataclass(frozen=True)
class ListedVariant:
    """A rendition as the multivariant playlist names it."""

    added: RenditionAdded
    init: InitAdded


def target_duration_seconds(durations: Iterable[float], least_seconds: float = SEGMENT_SECONDS) -> int:
    """Return the TARGETDURATION: the longest, rounded as RFC 8216 compares it (section 4.3.3.1)."""
    return max(1, *(math.floor(seconds + 0.5) for seconds in (least_seconds, *durations)))


def build_low_latency(
    rendition: str,
    segments: Sequence[ListedSegment],
    open_segment: ListedSegment | None,
    *,
    next_msn: int,
    target_seconds: int,
    is_ended: bool,
) -> str:
    """Return the playlist of a running broadcast with its parts and the hint at the next one."""
    control = (
        "#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,"
        f"PART-HOLD-BACK={HOLD_BACK_PARTS * PART_TARGET_SECONDS:.3f},"
        f"HOLD-BACK={HOLD_BACK_SEGMENTS * target_seconds:.1f}"
    )
    extra = [control, f"#EXT-X-PART-INF:PART-TARGET={PART_TARGET_SECONDS:.3f}"]
    listed = [*segments, *([open_segment] if open_segment else [])]
    lines = _head(LOW_LATENCY_VERSION, target_seconds, listed, next_msn=next_msn, extra=extra)
    lines += _body(segments, open_segment)
    if is_ended:
        return _text([*lines, "#EXT-X-ENDLIST"])
    index = len(open_segment.parts) if open_segment else 0
    hint = f'#EXT-X-PRELOAD-HINT:TYPE=PART,URI="{rendition}/p{next_msn}.{index}.m4s"'
    return _text([*lines, hint])


def build_plain(
    segments: Sequence[ListedSegment], *, next_msn: int, target_seconds: int, is_ended: bool
) -> str:
    """Return the playlist of a running broadcast for players that know no parts."""
    whole = [_without_parts(segment) for segment in segments]
    lines = _head(VERSION, target_seconds, whole, next_msn=next_msn)
    return _text([*lines, *_body(whole), *(["#EXT-X-ENDLIST"] if is_ended else [])])


def build_dvr(segments: Sequence[ListedSegment], *, ended: bool) -> str:
    """Return the playlist for winding back: all segments that are still kept, oldest first."""
    target = target_duration_seconds(segment.duration_seconds for segment in segments)
    next_msn = segments[-1].msn + 1 if segments else 0
    return build_plain(segments, next_msn=next_msn, target_seconds=target, is_ended=ended)


def build_vod(segments: Sequence[ListedSegment]) -> str:
    """Return the playlist of a finished broadcast, from its first segment to its last."""
    whole = [_without_parts(segment) for segment in segments]
    target = target_duration_seconds((segment.duration_seconds for segment in whole), 0)
    lines = _head(VERSION, target, whole, next_msn=0, extra=["#EXT-X-PLAYLIST-TYPE:VOD"])
    return _text([*lines, *_body(whole), "#EXT-X-ENDLIST"])


def build_multivariant(variants: Sequence[ListedVariant], *, low_latency: bool, suffix: str = ".m3u8") -> str:
    """Return the playlist that a player opens. `suffix` makes a playlist's address of a rendition's name."""
    version = LOW_LATENCY_VERSION if low_latency else VERSION
    lines = ["#EXTM3U", f"#EXT-X-VERSION:{version}", "#EXT-X-INDEPENDENT-SEGMENTS"]
    for variant in variants:
        lines += [_stream_inf(variant), f"{variant.added.rendition}{suffix}"]
    return _text(lines)


def build_rendition_reports(positions: Iterable[tuple[str, int, int]]) -> str:
    """Return the lines that tell a player how far other renditions are: (rendition, msn, part index)."""
    return "".join(
        f'#EXT-X-RENDITION-REPORT:URI="{name}.m3u8",LAST-MSN={msn},LAST-PART={part}\n'
        for name, msn, part in positions
    )


def _head(
    version: int,
    target_seconds: int,
    segments: Sequence[ListedSegment],
    *,
    next_msn: int,
    extra: Sequence[str] = (),
) -> list[str]:
    first = segments[0] if segments else None
    lines = [
        "#EXTM3U",
        f"#EXT-X-VERSION:{version}",
        f"#EXT-X-TARGETDURATION:{target_seconds}",
        *extra,
        f"#EXT-X-MEDIA-SEQUENCE:{first.msn if first else next_msn}",
        f"#EXT-X-DISCONTINUITY-SEQUENCE:{_discontinuity_sequence(first)}",
    ]
    if all(segment.starts_with_key_frame for segment in segments):
        lines.append("#EXT-X-INDEPENDENT-SEGMENTS")
    return lines


def _discontinuity_sequence(first: ListedSegment | None) -> int:
    """Return how many discontinuities were before the first segment.

    Every one brings a section with the next number, so the number tells it: the same in every process,
    however little of the broadcast it has seen.
    """
    if first is None:
        return 0
    return first.init_number - (1 if first.is_discontinuity else 0)


def _body(segments: Sequence[ListedSegment], open_segment: ListedSegment | None = None) -> list[str]:
    lines: list[str] = []
    init_number: int | None = None
    for segment in [*segments, *([open_segment] if open_segment else [])]:
        lines += _introduction(segment, has_map=segment.init_number == init_number)
        init_number = segment.init_number
        lines += [_part_line(segment, part) for part in segment.parts]
        if segment is not open_segment:
            uri = f"{segment.rendition}/s{segment.msn}.m4s"
            lines += [f"#EXTINF:{segment.duration_seconds:.5f},", uri]
    return lines


def _introduction(segment: ListedSegment, *, has_map: bool) -> list[str]:
    lines = ["#EXT-X-DISCONTINUITY"] if segment.is_discontinuity else []
    if not has_map:
        lines.append(f'#EXT-X-MAP:URI="{segment.rendition}/i{segment.init_number}.mp4"')
    moment = datetime.fromtimestamp(segment.program_time, UTC).isoformat(timespec="milliseconds")
    return [*lines, f"#EXT-X-PROGRAM-DATE-TIME:{moment.replace('+00:00', 'Z')}"]


def _part_line(segment: ListedSegment, part: ListedPart) -> str:
    uri = f"{segment.rendition}/p{segment.msn}.{part.index}.m4s"
    independent = ",INDEPENDENT=YES" if part.is_independent else ""
    return f'#EXT-X-PART:DURATION={part.duration_seconds:.5f},URI="{uri}"{independent}'


def _without_parts(segment: ListedSegment) -> ListedSegment:
    return replace(segment, parts=()) if segment.parts else segment


def _stream_inf(variant: ListedVariant) -> str:
    attributes = [f"BANDWIDTH={variant.added.bandwidth_bps}", f'CODECS="{variant.init.codecs}"']
    if variant.added.kind != "audio":
        attributes.append(f"RESOLUTION={variant.init.width}x{variant.init.height}")
        if variant.init.frame_rate > 0:
            attributes.append(f"FRAME-RATE={variant.init.frame_rate:.3f}")
    return "#EXT-X-STREAM-INF:" + ",".join(attributes)


def _text(lines: Iterable[str]) -> str:
    return "\n".join([*lines, ""])
