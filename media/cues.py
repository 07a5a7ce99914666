"""Cues: what captions say and when; cut, and written as WebVTT that holds times and plain text alone.

Source: WebVTT, https://www.w3.org/TR/webvtt1/, 4.1 (the file) and 4.2.2 (what text may not contain).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

_ESCAPES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))


@dataclass(frozen=True)
class Cue:
    """A text of one or more lines, shown from `start_ms` until before `end_ms` of media time."""

    start_ms: int
    end_ms: int
    text: str


def cut_cues(cues: Sequence[Cue], start_ms: int, end_ms: int) -> Sequence[Cue]:
    """Return what of the cues lies between two moments, counted from the first of them."""
    inside = (cue for cue in cues if cue.start_ms < end_ms and cue.end_ms > start_ms)
    return tuple(
        replace(
            cue, start_ms=max(cue.start_ms, start_ms) - start_ms, end_ms=min(cue.end_ms, end_ms) - start_ms
        )
        for cue in inside
    )


def render_webvtt(cues: Sequence[Cue]) -> str:
    """Return cues as a WebVTT file. No text can end its cue or be read as a tag."""
    blocks = [f"{_moment(cue.start_ms)} --> {_moment(cue.end_ms)}\n{_escape(cue.text)}\n" for cue in cues]
    return "\n".join(["WEBVTT\n", *blocks])


def _escape(text: str) -> str:
    for plain, escaped in _ESCAPES:
        text = text.replace(plain, escaped)
    return text


def _moment(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"
