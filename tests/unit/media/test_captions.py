"""Captions that people send: what is kept of them, and what is refused and in which line."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from media.captions import MAX_BYTES, MAX_CUES, read_captions
from media.cues import Cue, cut_cues, render_webvtt
from media.errors import CaptionsRefused

SRT = """1
00:00:01,000 --> 00:00:02,500
A lantern is folded,
not cut.

2
0:00:03,5 --> 00:00:04,000 X1:10 X2:20
{\\an8}<font color="red">Light</font> it!
"""
VTT = """WEBVTT - from an editor
Kind: captions

STYLE
::cue { background: url(https://tracker.example/) }

REGION
id:top

NOTE nobody sees this

first
00:01.000 --> 00:02.500 line:0 position:20% align:start
<v Mei><i>A lantern</i> is <00:00:01.500>folded,
not cut.

00:03.500 --> 00:04.000
Light it!
"""
CUES = (Cue(1000, 2500, "A lantern is folded,\nnot cut."), Cue(3500, 4000, "Light it!"))


def cue(text: str, times: str = "00:00:01,000 --> 00:00:02,000") -> bytes:
    return f"1\n{times}\n{text}\n".encode()


@pytest.mark.parametrize("text", [SRT, VTT, SRT.replace("\n", "\r\n"), VTT.replace("\n", "\r")])
def test_both_formats_say_the_same(text: str) -> None:
    assert read_captions(text.encode()) == CUES


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-marked", "utf-16-be-marked"])
def test_unicode_that_says_which_it_is_can_be_read(encoding: str) -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\n紙燈籠 🏮\n"
    marked = f"\ufeff{text}".encode(encoding.removesuffix("-marked"))

    [only] = read_captions(marked if encoding.endswith("-marked") else text.encode(encoding))

    assert only.text == "紙燈籠 🏮"


@pytest.mark.parametrize(
    ("data", "line"),
    [
        ("1\n00:00:01,000 --> 00:00:02,000\n紙燈籠\n".encode("big5"), 3),
        (SRT.encode("utf-16-le"), 1),
        (b"\x1aE\xdf\xa3\x9fB\x86\x81", 1),
        (cue("a\0b"), 3),
        (cue("x", "00:00:02,000 --> 00:00:01,000"), 2),
        (cue("x", "00:00:02,000 --> 00:00:02,000"), 2),
        (cue("x", "-00:00:02,000 --> 00:00:03,000"), 2),
        (cue("x", "00:61:02,000 --> 00:00:03,000"), 2),
        (cue("x", "soon --> later"), 2),
        (b"Dear reader,\nthis is a letter.", 1),
        (cue("a\n00:00:03,000 --> 00:00:04,000\nb"), 4),
        (cue("a") + b"\n" + cue("b", "00:00:00,500 --> 00:00:01,000"), 6),
        (cue("x" * 401), 2),
        (cue("\n".join("abcdefg")), 2),
        (b"\n".join([cue("x")] * 5), 18),
        (b"WEBVTT\n00:01.000 --> 00:02.000\nx\n", 2),
    ],
)
def test_what_is_wrong_is_refused_with_its_line(data: bytes, line: int) -> None:
    with pytest.raises(CaptionsRefused) as refused:
        read_captions(data)

    assert refused.value.line == line
    assert refused.value.reason.endswith(".")


@pytest.mark.parametrize("data", [b"", b"\n\n", b"WEBVTT\n", cue("<b></b>"), b" " * (MAX_BYTES + 1)])
def test_a_file_without_captions_or_far_too_large_is_refused(data: bytes) -> None:
    with pytest.raises(CaptionsRefused):
        read_captions(data)


def test_more_captions_than_anybody_could_read_are_refused() -> None:
    times = [
        f"00:{s // 60:02}:{s % 60:02},000 --> 00:{s // 60:02}:{s % 60:02},900" for s in range(MAX_CUES + 1)
    ]

    with pytest.raises(CaptionsRefused) as refused:
        read_captions("\n\n".join(f"{time}\nx" for time in times).encode())

    assert refused.value.line == 3 * MAX_CUES + 1


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ("<script>alert(1)</script>", "alert(1)"),
        ("<img src=x onerror=alert(1)>hi", "hi"),
        ("<<b>script>", "<script>"),
        ("&lt;script&gt;", "<script>"),
        ("1 < 2 & 3 > 2", "1 < 2 & 3 > 2"),
        ("a --&gt; b", "a --> b"),
        ("&#0;a&#10;&#10;b&#x202e;c", "\ufffda\nbc"),
    ],
)
def test_tags_never_come_out_as_tags(sent: str, said: str) -> None:
    [read] = read_captions(cue(sent))
    written = render_webvtt([read])

    assert read.text == said
    assert "<" not in written
    assert written.count("-->") == 1
    assert read_captions(written.encode()) == (read,)


def test_a_section_is_cut_out_and_begins_at_nought() -> None:
    cues = (Cue(0, 900, "before"), Cue(500, 1500, "into"), Cue(2000, 3000, "in"), Cue(3900, 9000, "out of"))

    cut = cut_cues([*cues, Cue(4000, 5000, "after")], 1000, 4000)

    assert cut == (Cue(0, 500, "into"), Cue(1000, 2000, "in"), Cue(2900, 3000, "out of"))


MOMENTS = st.builds(
    "{:02}:{:02}:{:02}{}{:03}".format, *[st.integers(0, 70)] * 3, st.sampled_from(".,"), st.integers(0, 999)
)
TEXTS = st.text(st.sampled_from("ab<>/&;#-\n\t\u0301\u200b\u00a0e{}\\字 0") | st.characters(), max_size=30)
LINES = st.one_of(
    st.builds("{} --> {}".format, MOMENTS, MOMENTS),
    TEXTS,
    st.sampled_from(["WEBVTT", "NOTE", "STYLE", "", "1"]),
)
FILES = st.builds(
    lambda head, lines: "\n".join([*head, *lines]).encode("utf-8", "surrogatepass"),
    st.sampled_from([["WEBVTT", ""], []]),
    st.lists(LINES),
)
CUE_FILES = st.lists(TEXTS, max_size=4).map(
    lambda texts: "\n\n".join(
        f"00:00:0{at},000 --> 00:00:0{at + 1},000\n{text}" for at, text in enumerate(texts)
    ).encode("utf-8", "surrogatepass")
)


@given(st.one_of(st.binary(), FILES, CUE_FILES))
@example(cue("e\u200b\u0301"))
@example(cue("&amp;lt;b&amp;gt;"))
def test_whatever_comes_in_is_refused_or_reads_the_same_once_written(data: bytes) -> None:
    try:
        cues = read_captions(data)
    except CaptionsRefused:
        return

    written = render_webvtt(cues)

    assert read_captions(written.encode()) == cues
    assert "<" not in written
    assert "\0" not in written
    assert all(one.start_ms < one.end_ms for one in cues)
