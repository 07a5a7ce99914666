"""The window of a running broadcast and the playlists it gives."""

import pytest

from media.live_events import Ended, InitAdded, PartAdded, RenditionAdded, SegmentClosed
from media.live_journal import read_journal, write_init, write_other, write_segment
from media.live_playlists import (
    ListedVariant,
    build_dvr,
    build_multivariant,
    build_rendition_reports,
    build_vod,
)
from media.live_window import LiveWindow

NOON = 1_800_014_400.0


def init(number: int = 0, rendition: str = "source") -> InitAdded:
    return InitAdded(rendition, number, b"init%d" % number, "avc1.64001f,mp4a.40.2", 720, 1280, 30.0)


def part(msn: int, index: int, *, init_number: int = 0, is_discontinuity: bool = False) -> PartAdded:
    return PartAdded(
        rendition="source",
        msn=msn,
        index=index,
        data=b"%d.%d " % (msn, index),
        duration_seconds=0.2,
        is_independent=index == 0,
        program_time=NOON + 2 * msn + 0.2 * index,
        init_number=init_number,
        is_discontinuity=is_discontinuity and index == 0,
    )


def closed(
    msn: int, seconds: float = 2.0, *, init_number: int = 0, is_discontinuity: bool = False
) -> SegmentClosed:
    return SegmentClosed("source", msn, seconds, NOON + 2 * msn, init_number, is_discontinuity)


def fill(window: LiveWindow, msns: range, **options: int | bool) -> None:
    for msn in msns:
        for index in range(10):
            window.apply(part(msn, index, **options))  # type: ignore[arg-type]
        window.apply(closed(msn, **options))  # type: ignore[arg-type]


def test_the_low_latency_playlist_lists_parts_of_the_last_segments_and_hints_at_the_next() -> None:
    window = LiveWindow("source")
    window.apply(init())
    fill(window, range(5))
    window.apply(part(5, 0))

    lines = window.playlist(low_latency=True).splitlines()

    assert "#EXT-X-TARGETDURATION:2" in lines
    assert "#EXT-X-PART-INF:PART-TARGET=0.300" in lines
    assert "#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=0.900,HOLD-BACK=6.0" in lines
    assert '#EXT-X-MAP:URI="source/i0.mp4"' in lines
    assert "#EXT-X-PROGRAM-DATE-TIME:2027-01-15T12:00:00.000Z" in lines
    parts = [line for line in lines if line.startswith("#EXT-X-PART:")]
    assert len(parts) == 31
    assert parts[0] == '#EXT-X-PART:DURATION=0.20000,URI="source/p2.0.m4s",INDEPENDENT=YES'
    assert lines[-1] == '#EXT-X-PRELOAD-HINT:TYPE=PART,URI="source/p5.1.m4s"'
    assert [line for line in lines if line.endswith(".m4s")] == [f"source/s{n}.m4s" for n in range(5)]


def test_the_hint_is_always_there_also_between_two_segments() -> None:
    window = LiveWindow("source")
    window.apply(init())
    fill(window, range(2))

    assert window.playlist(low_latency=True).endswith('URI="source/p2.0.m4s"\n')


def test_the_plain_playlist_has_segments_only() -> None:
    window = LiveWindow("source")
    window.apply(init())
    fill(window, range(3))
    window.apply(part(3, 0))

    text = window.playlist(low_latency=False)

    assert "PART" not in text
    assert text.count("#EXTINF") == 3


def test_the_window_slides_and_forgets() -> None:
    window = LiveWindow("source")
    window.apply(init())
    fill(window, range(20))

    assert "#EXT-X-MEDIA-SEQUENCE:12\n" in window.playlist(low_latency=True)
    assert window.segment(11) is None
    assert window.segment(19) == b"".join(b"19.%d " % n for n in range(10))
    assert window.part(19, 3) == b"19.3 "
    assert window.part(19, 10) is None


def test_what_has_come_need_not_be_waited_for() -> None:
    window = LiveWindow("source")
    window.apply(init())
    fill(window, range(1))
    window.apply(part(1, 0))

    assert (window.has(0), window.has(0, 40), window.has(1, 0)) == (True, True, True)
    assert (window.has(1), window.has(1, 1), window.has(2, 0)) == (False, False, False)
    assert window.latest == (1, 0)


def test_a_discontinuity_is_marked_and_counted_when_it_slides_out() -> None:
    window = LiveWindow("source")
    window.apply(init(0))
    fill(window, range(2))
    window.apply(init(1))
    fill(window, range(2, 3), init_number=1, is_discontinuity=True)
    fill(window, range(3, 8), init_number=1)

    inside = window.playlist(low_latency=False)
    fill(window, range(8, 10), init_number=1)
    at_the_edge = window.playlist(low_latency=False)
    fill(window, range(10, 11), init_number=1)
    outside = window.playlist(low_latency=False)

    assert ("#EXT-X-DISCONTINUITY-SEQUENCE:0" in inside, inside.count("#EXT-X-DISCONTINUITY\n")) == (True, 1)
    assert '#EXT-X-MAP:URI="source/i1.mp4"' in inside
    assert "#EXT-X-DISCONTINUITY-SEQUENCE:0\n" in at_the_edge
    assert at_the_edge.count("#EXT-X-DISCONTINUITY\n") == 1
    assert "#EXT-X-DISCONTINUITY-SEQUENCE:1\n" in outside
    assert outside.count("#EXT-X-DISCONTINUITY\n") == 0
    assert window.init(0) is None
    assert window.init(1) == b"init1"


def test_a_window_that_begins_late_counts_discontinuities_like_one_that_saw_all() -> None:
    early, late = LiveWindow("source"), LiveWindow("source")
    for number in range(3):
        early.apply(init(number))
        fill(early, range(9 * number, 9 * number + 9), init_number=number)
    for event in early.events():
        late.apply(event)

    assert late.playlist(low_latency=True) == early.playlist(low_latency=True)
    assert "#EXT-X-DISCONTINUITY-SEQUENCE:2" in late.playlist(low_latency=True)


def test_the_part_target_never_changes_and_the_target_duration_never_falls() -> None:
    window = LiveWindow("source")
    window.apply(init())
    window.apply(part(0, 0))
    window.apply(closed(0, seconds=5.7))
    fill(window, range(1, 12))

    text = window.playlist(low_latency=True)

    assert "PART-TARGET=0.300" in text
    assert "#EXT-X-TARGETDURATION:6" in text


def test_a_segment_that_came_as_one_lump_is_offered_whole_only() -> None:
    window = LiveWindow("source")
    window.apply(init())
    window.apply(PartAdded("source", 0, 0, b"all", 2.0, True, NOON, 0, False))
    window.apply(closed(0))

    assert "EXT-X-PART:" not in window.playlist(low_latency=True)


def test_a_window_has_no_holes_when_events_were_missed() -> None:
    window = LiveWindow("source")
    window.apply(init())
    fill(window, range(2))
    fill(window, range(5, 6))

    text = window.playlist(low_latency=False)

    assert "#EXT-X-MEDIA-SEQUENCE:5" in text
    assert text.count("#EXTINF") == 1


def test_segments_that_do_not_begin_with_a_key_frame_are_not_called_independent() -> None:
    window = LiveWindow("source")
    window.apply(init())
    fill(window, range(1))
    assert "INDEPENDENT-SEGMENTS" in window.playlist(low_latency=True)

    window.apply(PartAdded("source", 1, 0, b"x", 0.2, False, NOON, 0, False))

    assert "INDEPENDENT-SEGMENTS" not in window.playlist(low_latency=True)


def test_an_ended_window_says_so() -> None:
    window = LiveWindow("source")
    window.apply(init())
    fill(window, range(1))
    window.apply(Ended())

    text = window.playlist(low_latency=True)

    assert text.endswith("#EXT-X-ENDLIST\n")
    assert "PRELOAD-HINT" not in text
    assert window.has(7, 7)


def test_the_multivariant_playlist_names_what_players_choose_by() -> None:
    source = ListedVariant(RenditionAdded("source", "source", 720, 1280, 2_000_000), init())
    sound = ListedVariant(
        RenditionAdded("audio", "audio", 0, 0, 150_000), InitAdded("audio", 0, b"", "mp4a.40.2", 0, 0, 0.0)
    )

    lines = build_multivariant([source, sound], low_latency=True).splitlines()

    assert lines[3:] == [
        (
            '#EXT-X-STREAM-INF:BANDWIDTH=2000000,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=720x1280,'
            "FRAME-RATE=30.000"
        ),
        "source.m3u8",
        '#EXT-X-STREAM-INF:BANDWIDTH=150000,CODECS="mp4a.40.2"',
        "audio.m3u8",
    ]


def test_rendition_reports_say_how_far_the_others_are() -> None:
    assert (
        build_rendition_reports([("540", 7, 3)])
        == '#EXT-X-RENDITION-REPORT:URI="540.m3u8",LAST-MSN=7,LAST-PART=3\n'
    )


def journal_lines() -> list[str]:
    lines = [write_init(init(0))]
    lines += [write_segment(closed(n), size_bytes=9, starts_with_key_frame=True) for n in (1, 0)]
    lines += [write_init(init(1))]
    new = closed(2, init_number=1, is_discontinuity=True)
    lines += [write_segment(new, size_bytes=9, starts_with_key_frame=True), write_other(Ended(), NOON)]
    return lines


def test_a_journal_becomes_a_replay() -> None:
    journal = read_journal(journal_lines())

    text = build_vod([segment.list() for segment in journal.list_segments()])

    assert journal.is_ended
    assert "#EXT-X-PLAYLIST-TYPE:VOD" in text
    assert [line for line in text.splitlines() if line.endswith(".m4s")] == [
        "source/s0.m4s",
        "source/s1.m4s",
        "source/s2.m4s",
    ]
    assert text.count("#EXT-X-MAP") == 2
    assert text.count("#EXT-X-DISCONTINUITY\n") == 1
    assert text.endswith("#EXT-X-ENDLIST\n")


@pytest.mark.parametrize("torn", ["{", '{"type":"segment","rendition":"source"}', "[]", '"x"', "\x00\x00"])
def test_a_torn_line_is_left_out_of_a_journal(torn: str) -> None:
    journal = read_journal([*journal_lines(), torn])

    assert (journal.next_msn(), journal.next_init()) == (3, 2)


def test_only_whole_renditions_are_part_of_a_replay() -> None:
    small = SegmentClosed("360", 2, 2.0, NOON, 1, True)
    line = write_segment(small, size_bytes=1, starts_with_key_frame=True)

    assert read_journal([*journal_lines(), line]).complete_renditions() == ["source"]


def test_winding_back_goes_on_until_the_broadcast_has_ended() -> None:
    segments = [segment.list() for segment in read_journal(journal_lines()).list_segments()]

    assert not build_dvr(segments, ended=False).endswith("#EXT-X-ENDLIST\n")
    assert build_dvr(segments, ended=True).endswith("#EXT-X-ENDLIST\n")
