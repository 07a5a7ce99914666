"""The captions of a video: as its row has them, and as viewers find them.

    videos/<video id>/captions/<revision>.original            what was sent, of which every set's file is made
    videos/<video id>/<set>/captions/<language>-<revision>.vtt   what is shown with this set

Each replaced file has a new revision, so that what a browser keeps is never outdated.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from content.languages import own_name
from content.sets import prefix_of

FOLDER = "captions"
#: What was deleted can be brought back for so long.
RESTORE_DAYS = 7


@dataclass(frozen=True)
class Track:
    """Captions in one language. `base_ms` is the moment of the original at which the sent file's time begins.

    `removed_at` (ISO 8601) is set while deleted captions can be brought back.
    """

    language: str
    revision: str
    base_ms: int
    cues_count: int
    is_default: bool
    removed_at: str | None = None

    @property
    def file(self) -> str:
        """Return the name of the file in a set."""
        return f"{FOLDER}/{self.language}-{self.revision}.vtt"


@dataclass(frozen=True)
class ShownTrack:
    """Captions as a player needs them; `label` is what those who read the language call it."""

    language: str
    label: str
    url: str
    is_default: bool


def read_tracks(captions: Iterable[Mapping[str, Any]]) -> Sequence[Track]:
    """Return the captions that a row has, the deleted ones too."""
    return [Track(**entry) for entry in captions]


def write_tracks(tracks: Iterable[Track]) -> list[dict[str, Any]]:
    """Return captions as a row keeps them: exactly one of those that are shown is the default."""
    shown = [track for track in tracks if track.removed_at is None]
    default = next((track for track in shown if track.is_default), shown[0] if shown else None)
    return [asdict(replace(track, is_default=track is default)) for track in tracks]


def find_track(tracks: Iterable[Track], language: str, *, is_removed: bool = False) -> Track | None:
    """Return the captions in a language: those that are shown, or those that were deleted."""
    wanted = (track for track in tracks if (track.removed_at is not None) == is_removed)
    return next((track for track in wanted if track.language == language), None)


def list_shown(captions: Iterable[Mapping[str, Any]], folder_url: str) -> Sequence[ShownTrack]:
    """Return the captions that go with a set, by language."""
    shown = [track for track in read_tracks(captions) if track.removed_at is None]
    return [
        ShownTrack(track.language, own_name(track.language), f"{folder_url}/{track.file}", track.is_default)
        for track in sorted(shown, key=lambda track: track.language)
    ]


def original_key(video_id: uuid.UUID, revision: str) -> str:
    """Return where the file is kept that was sent."""
    return f"{prefix_of(video_id)}/{FOLDER}/{revision}.original"


def is_kept(track: Track, at: dt.datetime) -> bool:
    """Tell whether captions are shown, or were deleted so recently that they may come back."""
    if track.removed_at is None:
        return True
    return at - dt.datetime.fromisoformat(track.removed_at) < dt.timedelta(days=RESTORE_DAYS)
