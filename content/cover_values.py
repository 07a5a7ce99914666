"""The cover that a creator chose for a video, as its row has it. Without one, the best of the offered shows.

A frame has "seconds" (of the original), "file" (in the set) and "job_id" (of the job that takes it); a
picture has "id", "source" (the size that is shown) and "file". Files:

    videos/<video id>/covers/<id>/960.webp     a picture that was sent, in all its sizes
    videos/<video id>/<set>/covers/<id>.webp   what is shown of it with this set
"""

import uuid
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from content.sets import prefix_of

FOLDER = "covers"


class CoverKind(StrEnum):
    """Where a video's cover comes from."""

    AUTOMATIC = "automatic"
    FRAME = "frame"
    PICTURE = "picture"


def kind_of(cover: Mapping[str, Any] | None) -> CoverKind:
    """Return where a video's cover comes from."""
    return CoverKind.AUTOMATIC if cover is None else CoverKind(cover["kind"])


def is_pending(cover: Mapping[str, Any] | None) -> bool:
    """Tell whether a cover was asked for and is not there yet."""
    return cover is not None and cover.get("job_id") is not None


def frame_cover(seconds: float, file: str | None, job_id: uuid.UUID | None = None) -> dict[str, Any]:
    """Return the cover that is the picture of a moment (seconds of the original)."""
    return {
        "kind": CoverKind.FRAME,
        "seconds": round(seconds, 3),
        "file": file,
        "job_id": str(job_id) if job_id else None,
    }


def picture_cover(picture_id: uuid.UUID, width: int) -> dict[str, Any]:
    """Return the cover that is a picture which was sent."""
    return {
        "kind": CoverKind.PICTURE,
        "id": picture_id.hex,
        "source": f"{width}.webp",
        "file": f"{FOLDER}/{picture_id.hex}.webp",
    }


def sent_prefix(video_id: uuid.UUID, picture_id: uuid.UUID) -> str:
    """Return below which key a picture's sizes are."""
    return f"{prefix_of(video_id)}/{FOLDER}/{picture_id.hex}"


def names_of_cover(cover: Mapping[str, Any] | None) -> tuple[str, ...]:
    """Return what the names begin with of the files that a cover needs: as sent, and in a set."""
    if cover is None:
        return ()
    sent = (f"{FOLDER}/{cover['id']}/",) if cover["kind"] == CoverKind.PICTURE else ()
    return (*sent, cover["file"].rpartition("-")[0] or cover["file"]) if cover["file"] else sent
