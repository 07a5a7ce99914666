"""What of a video's original is shown: all of it, or a section. Pure.

Times in the row are those of the original, so that a section can be changed and taken back; what a creator
chooses and what is tagged are moments of what is shown. In the row:

    trim   {"start_seconds", "end_seconds", "left_out"}: what is shown; tags outside, in times of the original
    edit   {"job_id", "start_seconds", "end_seconds", "failure"}: what is made; all of it if both are null
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from content.tags import Tag
from media.info import Section

#: The shortest video that is left.
MIN_SECONDS = 1.0


def section_of(values: Mapping[str, Any] | None) -> Section | None:
    """Return the section that a trim or an edit names, None for the whole original."""
    if values is None or values["start_seconds"] is None:
        return None
    return Section(values["start_seconds"], values["end_seconds"])


def start_seconds_of(trim: Mapping[str, Any] | None) -> float:
    """Return the moment of the original at which what is shown begins."""
    section = section_of(trim)
    return section.start_seconds if section else 0.0


def start_ms_of(trim: Mapping[str, Any] | None) -> int:
    """Return the same in milliseconds."""
    return round(start_seconds_of(trim) * 1000)


def move_tags(
    tags: Sequence[Tag], trim: Mapping[str, Any] | None, section: Section | None, duration_seconds: float
) -> tuple[Sequence[Tag], Sequence[Tag]]:
    """Return the tags of a video as they are when it shows another section, and those that are left out.

    Those that were left out before come back where they fit. What is left out is in times of the original.
    """
    before = start_seconds_of(trim)
    after = section.start_seconds if section else 0.0
    known = [shift(tag, before) for tag in tags] + [
        _read_tag(tag) for tag in (trim or {}).get("left_out", [])
    ]
    shown, left_out = [], []
    for tag in sorted(known, key=lambda tag: tag.start_seconds):
        moved = shift(tag, -after)
        if is_outside(moved, duration_seconds):
            left_out.append(tag)
        else:
            start = max(0.0, moved.start_seconds)
            shown.append(replace(moved, start_seconds=start).clipped(duration_seconds))
    return shown, left_out


def shift(tag: Tag, seconds: float) -> Tag:
    """Return a tag at other moments."""
    start, end = (round(moment + seconds, 3) for moment in (tag.start_seconds, tag.end_seconds))
    return replace(tag, start_seconds=start, end_seconds=end)


def is_outside(tag: Tag, duration_seconds: float) -> bool:
    """Tell whether a tag is nowhere in a video of this length."""
    return tag.end_seconds <= 0 or tag.start_seconds >= duration_seconds


def write_trim(section: Section | None, left_out: Sequence[Tag]) -> dict[str, Any] | None:
    """Return what the row says of the section that is shown."""
    if section is None:
        return None
    return {
        "start_seconds": section.start_seconds,
        "end_seconds": section.end_seconds,
        "left_out": [
            {
                "variant_id": str(tag.variant_id),
                "start_seconds": tag.start_seconds,
                "end_seconds": tag.end_seconds,
            }
            for tag in left_out
        ],
    }


def _read_tag(values: Mapping[str, Any]) -> Tag:
    return Tag(uuid.UUID(values["variant_id"]), values["start_seconds"], values["end_seconds"])
