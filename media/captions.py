"""Reads captions that people send, WebVTT or SubRip (SRT): strictly, because whatever comes in is hostile.

What is kept of a file is when something is said and what, as plain text. Positions, styles, regions, tags and
comments are dropped; a file that is damaged is refused with the number of its first bad line.
Source: WebVTT, https://www.w3.org/TR/webvtt1/, 6.1; SubRip has no standard, its times are WebVTT's with a
comma.
"""

import codecs
import html
import re
from collections.abc import Iterator, Sequence

from kernel.errors import N_
from kernel.fields import clean_text
from media.cues import Cue, render_webvtt
from media.errors import CaptionsRefused

#: Ten minutes of talk are about 300 cues and 30 kB.
MAX_BYTES = 512 << 10
MAX_CUES = 2000
MAX_CUE_CHARACTERS = 400
MAX_CUE_LINES = 6
#: Two people who talk at once, and a sign; more would cover the picture.
MAX_AT_ONCE = 4

_TIME = r"(?:(\d{1,3}):)?([0-5]?\d):([0-5]\d)[.,](\d{1,3})"
_TIMING = re.compile(rf"[ \t]*{_TIME}[ \t]*-->[ \t]*{_TIME}(?:[ \t].*)?")
_SIGNATURE = re.compile(r"WEBVTT(?:[ \t].*)?")
#: Blocks that are no cues. In WebVTT, whatever follows their name up to a blank line belongs to them.
_ASIDE = re.compile(r"(?:NOTE|STYLE|REGION)(?:[ \t].*)?")
_TAG = re.compile(r"<[/!?A-Za-z\d][^<>]*>")
#: What SubRip files carry from another format: {\an8} means "at the top".
_OVERRIDE = re.compile(r"\{\\[^{}]*\}")
_ARROW = "-->"

Line = tuple[int, str]


def read_captions(data: bytes) -> Sequence[Cue]:
    """Return the cues of a WebVTT or SubRip file in their order.

    Raises CaptionsRefused: with a sentence for whoever sent it, and the line if there is one to name.
    """
    if len(data) > MAX_BYTES:
        raise CaptionsRefused(N_("This file is larger than 512 kB."))
    text = _decode(data).replace("\r\n", "\n").replace("\r", "\n")
    lines = list(enumerate(text.split("\n"), start=1))
    is_webvtt = _SIGNATURE.fullmatch(lines[0][1]) is not None
    cues = tuple(_read_cues(_skip_header(lines) if is_webvtt else lines, is_webvtt=is_webvtt))
    if not cues:
        raise CaptionsRefused(N_("There are no captions in this file. Please send WebVTT or SRT."))
    if len(render_webvtt(cues).encode()) > MAX_BYTES:
        raise CaptionsRefused(N_("This file is larger than 512 kB."))
    return cues


def _decode(data: bytes) -> str:
    """Return the text: UTF-8, or UTF-16 that says so by its first two bytes."""
    is_utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = data.decode("utf-16" if is_utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = None if is_utf16 else data[: error.start].count(b"\n") + 1
        raise CaptionsRefused(N_("This is not UTF-8 text. Please save the file as UTF-8."), line) from error
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise CaptionsRefused(N_("This is not UTF-8 text. Please save the file as UTF-8."), line)
    return text


def _skip_header(lines: Sequence[Line]) -> Sequence[Line]:
    for at, (number, line) in enumerate(lines):
        if _ARROW in line:
            raise CaptionsRefused(N_("A blank line is missing before this cue."), number)
        if not line.strip():
            return lines[at:]
    return ()


def _blocks(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Yield lines that stand together, without the blank ones between them."""
    block: list[Line] = []
    for number, line in [*lines, (0, "")]:
        if line.strip():
            block.append((number, line))
        elif block:
            yield block
            block = []


def _read_cues(lines: Sequence[Line], *, is_webvtt: bool) -> Iterator[Cue]:
    ends: list[int] = []
    before, count = 0, 0
    for block in _blocks(lines):
        at = next((at for at, (_, line) in enumerate(block[:2]) if _ARROW in line), None)
        if at is None:
            if is_webvtt and _ASIDE.fullmatch(block[0][1]):
                continue
            raise CaptionsRefused(
                N_("There is no time here, such as 00:00:01.000 --> 00:00:04.000."), block[0][0]
            )
        number = block[at][0]
        start_ms, end_ms = _read_timing(*block[at])
        if start_ms < before:
            raise CaptionsRefused(N_("This begins earlier than what stands above it."), number)
        text = _read_text(block[at + 1 :], number, is_webvtt=is_webvtt)
        if not text:
            continue
        ends = [end for end in ends if end > start_ms] + [end_ms]
        before, count = start_ms, count + 1
        _check_limits(len(ends), count, number)
        yield Cue(start_ms, end_ms, text)


def _check_limits(at_once: int, count: int, number: int) -> None:
    if at_once > MAX_AT_ONCE:
        raise CaptionsRefused(N_("More than four captions would be shown at once."), number)
    if count > MAX_CUES:
        raise CaptionsRefused(N_("This file has more than 2000 captions."), number)


def _read_timing(number: int, line: str) -> tuple[int, int]:
    found = _TIMING.fullmatch(line)
    if found is None:
        raise CaptionsRefused(N_("This is no time, such as 00:00:01.000 --> 00:00:04.000."), number)
    parts = found.groups()
    start_ms, end_ms = _milliseconds(*parts[:4]), _milliseconds(*parts[4:])
    if end_ms <= start_ms:
        raise CaptionsRefused(N_("This ends before it begins."), number)
    return start_ms, end_ms


def _milliseconds(hours: str | None, minutes: str, seconds: str, fraction: str) -> int:
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return whole * 1000 + int(fraction.ljust(3, "0"))


def _read_text(lines: Sequence[Line], number: int, *, is_webvtt: bool) -> str:
    for at, line in lines:
        if _ARROW in line:
            raise CaptionsRefused(N_("A blank line is missing before this cue."), at)
    text = "\n".join(line for _, line in lines)
    if not is_webvtt:
        text = _OVERRIDE.sub("", text)
    # Tags first: what reads as a tag only after its characters were unescaped is text.
    kept = _plain(html.unescape(_TAG.sub("", text))).split("\n")
    shown = [line for line in kept if line]
    if len(shown) > MAX_CUE_LINES or sum(map(len, shown)) > MAX_CUE_CHARACTERS:
        raise CaptionsRefused(N_("This caption is too long; split it into shorter ones."), number)
    return "\n".join(shown)


def _plain(text: str) -> str:
    """Return text without hidden characters or outer blanks of its lines: read again, it stays the same."""
    lines = re.split(r"[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", text)
    return "\n".join(_clean_line(line) for line in lines)


def _clean_line(line: str) -> str:
    before, cleaned = None, line.replace("\t", " ")
    while before != cleaned:  # a hidden character taken away may let its neighbours combine
        before, cleaned = cleaned, str(clean_text(cleaned))
    return cleaned
