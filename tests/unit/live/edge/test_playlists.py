"""Playlists: held until what was asked for is there, the same for all who waited."""

import pytest

from kernel import runtime
from live.edge import playlists, track
from live.edge.documents import Document
from media.live_events import Ended, Interrupted, RenditionDropped
from media.live_journal import write_segment
from tests.live_feed import FeedServer, closing, opening, part, segment
from tests.unit.live.edge.viewer import Answered, Viewer
from tests.waiting import wait_until


def hint(answer: Answered) -> str:
    """Return which part a playlist says comes next."""
    return answer.text.split('PRELOAD-HINT:TYPE=PART,URI="')[1].split('"')[0]


def test_the_first_request_waits_until_there_is_something(feed: FeedServer, viewer: Viewer) -> None:
    waiting = viewer.get_later("source.m3u8")
    wait_until(lambda: feed.listeners_count == 1)

    feed.tell(*opening(), part(0, 0))

    answer = waiting()
    assert (answer.status, hint(answer)) == (200, "source/p0.1.m4s")
    assert answer.headers["Content-Type"] == "application/vnd.apple.mpegurl"
    assert answer.headers["Cache-Control"] == "no-cache"


def test_a_blocking_reload_waits_for_its_part(feed: FeedServer, viewer: Viewer) -> None:
    feed.tell(*opening(), *segment(0), part(1, 0))
    viewer.get("source.m3u8")
    waiting = viewer.get_later("source.m3u8?_HLS_msn=1&_HLS_part=1")
    wait_until(lambda: feed.listeners_count == 1)

    feed.tell(part(1, 1))

    assert hint(waiting()) == "source/p1.2.m4s"


def test_what_is_there_is_answered_at_once(feed: FeedServer, viewer: Viewer) -> None:
    feed.tell(*opening(), *segment(0), part(1, 0), part(1, 1))
    viewer.get("source.m3u8?_HLS_msn=1&_HLS_part=1")

    answers = [viewer.get(f"source.m3u8?_HLS_msn={msn}") for msn in ("0&_HLS_part=4", "0", "1&_HLS_part=0")]

    assert [hint(answer) for answer in answers] == ["source/p1.2.m4s"] * 3


def test_a_part_that_its_closed_segment_never_had_is_not_waited_for(feed: FeedServer, viewer: Viewer) -> None:
    feed.tell(*opening(), part(0, 0), part(0, 1), closing(0), part(1, 0))
    viewer.get("source.m3u8?_HLS_msn=1&_HLS_part=0")

    answer = viewer.get("source.m3u8?_HLS_msn=0&_HLS_part=2")

    assert hint(answer) == "source/p1.1.m4s"


def test_patience_ends_before_the_player_s_does_with_the_playlist_as_it_is(
    feed: FeedServer, viewer: Viewer
) -> None:
    feed.tell(*opening(), *segment(0), part(1, 0))
    viewer.get("source.m3u8?_HLS_msn=1&_HLS_part=0")

    answer = viewer.get("source.m3u8?_HLS_msn=1&_HLS_part=1")

    assert (answer.status, hint(answer)) == (200, "source/p1.1.m4s")


@pytest.mark.parametrize(
    ("longest_seconds", "player_gives_up_after_seconds"), [(2.0, 1.6), (2.4, 1.6), (4.0, 3.2), (6.0, 4.8)]
)
def test_patience_follows_the_target_duration(
    longest_seconds: float, player_gives_up_after_seconds: float, viewer: Viewer
) -> None:
    """hls.js gives up after max(3 x PART-TARGET, 0.8 x TARGETDURATION)."""
    rendition = track.Track("source")
    for event in (*opening()[1:], part(0, 0)):
        rendition.apply(event)  # type: ignore[arg-type]
    rendition.apply(closing(0).__class__("source", 0, longest_seconds, 0.0, 0, is_discontinuity=False))

    assert rendition.patience_seconds == pytest.approx(0.85 * player_gives_up_after_seconds)


@pytest.mark.parametrize(
    "query",
    [
        "_HLS_msn=4",
        "_HLS_msn=2&_HLS_part=11",
        "_HLS_msn=1&_HLS_part=13",
        "_HLS_part=0",
        "_HLS_msn=x",
        "_HLS_msn=-1",
        "_HLS_msn=",
        "_HLS_msn=%C2%B2",
        "_HLS_msn=" + "9" * 4000,
    ],
)
def test_what_nobody_asks_in_good_faith_is_refused(feed: FeedServer, viewer: Viewer, query: str) -> None:
    feed.tell(*opening(), *segment(0), part(1, 0))
    viewer.get("source.m3u8?_HLS_msn=1&_HLS_part=0")

    answer = viewer.get(f"source.m3u8?{query}")

    assert answer.status == 400
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_all_who_wait_for_a_part_share_one_rendering(
    feed: FeedServer, viewer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed.tell(*opening(), *segment(0), part(1, 0))
    viewer.get("source.m3u8?_HLS_msn=1&_HLS_part=0")
    rendered: list[str] = []

    class Counted(Document):
        def __init__(self, text: str) -> None:
            rendered.append(text)
            super().__init__(text)

    monkeypatch.setattr(track, "Document", Counted)
    monkeypatch.setattr(track, "PATIENCE", 20)  # two hundred threads take a moment to begin
    waiting = [viewer.get_later("source.m3u8?_HLS_msn=1&_HLS_part=1") for _ in range(200)]

    feed.tell(part(1, 1))

    assert {hint(answer()) for answer in waiting} == {"source/p1.2.m4s"}
    assert len([text for text in rendered if "p1.2" in text]) == 1


def test_a_plain_playlist_has_whole_segments_only(feed: FeedServer, viewer: Viewer) -> None:
    feed.tell(*opening(), *segment(0), part(1, 0))

    text = viewer.get("source-plain.m3u8").text

    assert "source/s0.m4s" in text
    assert "EXT-X-PART" not in text
    assert "PRELOAD" not in text


def test_the_multivariant_playlists_lead_to_the_renditions(feed: FeedServer, viewer: Viewer) -> None:
    feed.tell(*opening(), *opening("540"), *segment(0), *segment(0, "540"))
    viewer.get("540.m3u8")

    master, plain = viewer.get("master.m3u8").text, viewer.get("plain.m3u8").text

    assert [line for line in master.splitlines() if line.endswith("m3u8")] == ["source.m3u8", "540.m3u8"]
    assert [line for line in plain.splitlines() if line.endswith("m3u8")] == [
        "source-plain.m3u8",
        "540-plain.m3u8",
    ]
    assert 'CODECS="avc1.42c01f,mp4a.40.2"' in master


def test_a_playlist_reports_how_far_the_other_renditions_are(feed: FeedServer, viewer: Viewer) -> None:
    feed.tell(*opening(), *opening("540"), *segment(0), *segment(0, "540"), part(1, 0, "540"), part(1, 0))

    text = viewer.get("source.m3u8?_HLS_msn=1&_HLS_part=0").text

    assert '#EXT-X-RENDITION-REPORT:URI="540.m3u8",LAST-MSN=1,LAST-PART=0' in text
    assert 'RENDITION-REPORT:URI="source.m3u8"' not in text


def test_a_rendition_that_was_dropped_is_gone_and_one_that_never_was_too(
    feed: FeedServer, viewer: Viewer
) -> None:
    feed.tell(*opening(), *opening("540"), *segment(0), *segment(0, "540"))
    assert viewer.get("540.m3u8").status == 200

    feed.tell(RenditionDropped("540"), part(1, 0))
    viewer.get("source.m3u8?_HLS_msn=1&_HLS_part=0")

    assert [viewer.get(f"{name}.m3u8").status for name in ("540", "360")] == [404, 404]
    assert "540" not in viewer.get("master.m3u8").text


def test_winding_back_goes_further_than_the_window_and_not_further_than_files_are_kept(
    feed: FeedServer, viewer: Viewer
) -> None:
    for msn in range(500):
        feed.tell(*opening() if msn == 0 else [], part(msn, 0), closing(msn))
    feed.tell(part(500, 0))
    wait_until(lambda: "source/p500.0" in viewer.get("source.m3u8").text)

    live, dvr = viewer.get("source-plain.m3u8").text, viewer.get("dvr.m3u8").text

    assert live.count("#EXTINF") == 8
    assert dvr.count("#EXTINF") == 450  # 900 s of 2 s
    assert "EXT-X-MEDIA-SEQUENCE:50\n" in dvr


def test_winding_back_reaches_before_this_process_began_to_watch(feed: FeedServer, viewer: Viewer) -> None:
    journal = runtime.config().live_spool / str(viewer.broadcast_id) / "journal"
    journal.parent.mkdir(parents=True)
    lines = [write_segment(closing(msn), size_bytes=1, starts_with_key_frame=True) for msn in (0, 2, 3, 4, 5)]
    journal.write_text("torn li" + "".join(lines))
    feed.tell(*opening(), *segment(5), *segment(6), part(7, 0))
    wait_until(lambda: "source/p7.0" in viewer.get("source.m3u8").text)

    text = viewer.get("dvr.m3u8").text
    feed.tell(closing(7), part(8, 0))
    later = viewer.get("source.m3u8?_HLS_msn=7") and viewer.get("dvr.m3u8").text

    # Segment 1 is missing, so nobody can wind back over it.
    assert [line for line in text.splitlines() if line.endswith("m4s")] == [
        f"source/s{msn}.m4s" for msn in range(2, 7)
    ]
    assert later.count("#EXTINF") == 6


def test_a_player_does_not_join_the_past_while_the_feed_still_tells_it(
    feed: FeedServer, viewer: Viewer
) -> None:
    feed.ends_window = False
    waiting = viewer.get_later("source.m3u8")
    feed.tell(*opening(), *(part(0, index) for index in range(3)))
    wait_until(lambda: feed.listeners_count == 1)

    feed.tell(part(0, 3))
    feed.end_window()

    assert hint(waiting()) == "source/p0.4.m4s"


def test_a_player_does_not_wait_for_a_publisher_who_is_away(feed: FeedServer, viewer: Viewer) -> None:
    feed.tell(*opening(), part(0, 0), Interrupted())

    assert hint(viewer.get("source.m3u8")) == "source/p0.1.m4s"


def test_the_end_is_told_to_who_waits(feed: FeedServer, viewer: Viewer) -> None:
    feed.tell(*opening(), *segment(0))
    viewer.get("source.m3u8")
    waiting = viewer.get_later("source.m3u8?_HLS_msn=1&_HLS_part=0")

    feed.tell(Ended())

    assert "#EXT-X-ENDLIST" in waiting().text
    assert all(viewer.get(name).text.count("#EXT-X-ENDLIST") == 1 for name in ("source.m3u8", "dvr.m3u8"))


def test_a_playlist_is_compressed_when_asked_and_answered_304_when_known(
    feed: FeedServer, viewer: Viewer
) -> None:
    for msn in range(9):
        feed.tell(*opening() if msn == 0 else [], *segment(msn))
    wait_until(lambda: "source/s8.m4s" in viewer.get("source.m3u8").text)

    plain = viewer.get("source.m3u8")
    packed = viewer.get("source.m3u8", accept_encoding="br, gzip")
    known = viewer.get("source.m3u8", if_none_match=plain.headers["ETag"])

    assert len(packed.body) < len(plain.body)
    assert (packed.text, packed.headers["Content-Encoding"]) == (plain.text, "gzip")
    assert int(packed.headers["Content-Length"]) == len(packed.body)
    assert (known.status, known.body) == (304, b"")


def test_without_a_publisher_a_viewer_is_told_to_come_back(
    feed: FeedServer, viewer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(playlists, "FIRST_SECONDS", 0.2)
    feed.tell(*opening())

    answer = viewer.get("source.m3u8")

    assert (answer.status, answer.headers["Retry-After"]) == (503, "1")
