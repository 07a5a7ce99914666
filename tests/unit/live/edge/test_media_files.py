"""Parts, segments and inits: from memory while the window has them, then from files."""

import os

import pytest

from kernel import runtime
from live.edge import media
from live.edge.stored import PIECE_BYTES
from media.live_events import SOURCE
from tests.live_feed import PARTS_A_SEGMENT, FeedServer, closing, opening, part, segment
from tests.unit.live.edge.viewer import Viewer
from tests.waiting import wait_until


def test_parts_segments_and_inits_come_from_the_window(feed: FeedServer, viewer: Viewer) -> None:
    feed.tell(*opening(), *segment(0), part(1, 0))
    viewer.get("source.m3u8?_HLS_msn=1&_HLS_part=0")

    answers = {name: viewer.get(f"source/{name}") for name in ("p0.3.m4s", "p1.0.m4s", "s0.m4s", "i0.mp4")}

    assert answers["p0.3.m4s"].body == b"<source 0.3>"
    assert answers["p1.0.m4s"].body == b"<source 1.0>"
    assert answers["s0.m4s"].body == b"".join(part(0, index).data for index in range(PARTS_A_SEGMENT))
    assert answers["i0.mp4"].body == b"init of source"
    assert {answer.headers["Content-Type"] for answer in answers.values()} == {
        "video/iso.segment",
        "video/mp4",
    }
    assert all("immutable" in answer.headers["Cache-Control"] for answer in answers.values())


def test_the_hinted_part_is_sent_as_soon_as_it_is_there(feed: FeedServer, viewer: Viewer) -> None:
    feed.tell(*opening(), part(0, 0))
    viewer.get("source.m3u8")
    waiting = viewer.get_later("source/p0.1.m4s")

    feed.tell(part(0, 1))

    assert waiting().body == b"<source 0.1>"


def test_a_hinted_part_that_never_comes_is_not_found(
    feed: FeedServer, viewer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(media, "PART_SECONDS", 0.1)
    feed.tell(*opening(), part(0, 0), part(0, 1))
    viewer.get("source.m3u8")

    silent = viewer.get("source/p0.2.m4s")
    feed.tell(closing(0), part(1, 0))
    viewer.get("source.m3u8?_HLS_msn=1&_HLS_part=0")

    assert (silent.status, viewer.get("source/p0.2.m4s").status) == (404, 404)


@pytest.mark.parametrize("name", ["source/p9.0.m4s", "source/p1.40.m4s", "source/s1.m4s", "source/i7.mp4"])
def test_what_is_far_ahead_is_not_waited_for(feed: FeedServer, viewer: Viewer, name: str) -> None:
    feed.tell(*opening(), *segment(0), part(1, 0))
    viewer.get("source.m3u8?_HLS_msn=1&_HLS_part=0")

    assert viewer.get(name).status == 404


@pytest.mark.parametrize("place", ["spool", "storage"])
def test_what_is_older_than_the_window_comes_from_files(feed: FeedServer, viewer: Viewer, place: str) -> None:
    for msn in range(10):
        feed.tell(*opening() if msn == 0 else [], *segment(msn))
    wait_until(lambda: "source/s9.m4s" in viewer.get("source.m3u8").text)
    data = os.urandom(3 * PIECE_BYTES + 7)
    if place == "spool":
        folder = runtime.config().live_spool / str(viewer.broadcast_id) / SOURCE
        folder.mkdir(parents=True)
        (folder / "s0.m4s").write_bytes(data)
    else:
        runtime.storage().put_bytes(f"broadcasts/{viewer.broadcast_id}/source/s0.m4s", data, "video/mp4")

    answer = viewer.get("source/s0.m4s")

    assert (answer.status, answer.body) == (200, data)
    assert answer.headers["Content-Length"] == str(len(data))
    assert viewer.get("source/s1.m4s").status == 404


def test_a_name_never_means_other_bytes_so_a_known_one_is_not_sent_again(
    feed: FeedServer, viewer: Viewer
) -> None:
    feed.tell(*opening(), *segment(0), part(1, 0))
    viewer.get("source.m3u8?_HLS_msn=1&_HLS_part=0")
    first = viewer.get("source/s0.m4s")

    again = viewer.get("source/s0.m4s", if_none_match=first.headers["ETag"])
    another = viewer.get("source/p0.0.m4s", if_none_match=first.headers["ETag"])

    assert (again.status, again.body) == (304, b"")
    assert another.status == 200


def test_a_segment_is_put_together_once_for_all_who_read_it(feed: FeedServer, viewer: Viewer) -> None:
    feed.tell(*opening(), *segment(0), part(1, 0))
    viewer.get("source.m3u8?_HLS_msn=1&_HLS_part=0")
    track = viewer.edge._broadcasts.find(viewer.broadcast_id)

    def take() -> bytes:
        name = media.MediaName("segment", SOURCE, 0)
        found: bytes | None = track.read(SOURCE, lambda rendition: rendition.find_bytes(name))
        assert found is not None
        return found

    assert take() is take()


def test_head_has_the_headers_of_get_and_no_body(feed: FeedServer, viewer: Viewer) -> None:
    feed.tell(*opening(), *segment(0), part(1, 0))
    viewer.get("source.m3u8?_HLS_msn=1&_HLS_part=0")

    heads = {name: viewer.get(name, method="HEAD") for name in ("source.m3u8", "source/s0.m4s")}

    for name, head in heads.items():
        assert (head.status, head.body) == (200, b"")
        assert head.headers == viewer.get(name).headers


def test_the_thumbnail_is_served_without_opening_a_feed(feed: FeedServer, viewer: Viewer) -> None:
    missing = viewer.get("thumb.jpg")
    folder = runtime.config().live_spool / str(viewer.broadcast_id)
    folder.mkdir(parents=True)
    (folder / "thumb.jpg").write_bytes(b"a picture")

    found = viewer.get("thumb.jpg")

    assert (missing.status, found.status, found.body) == (404, 200, b"a picture")
    assert found.headers["Content-Type"] == "image/jpeg"
    assert feed.connections_count == 0


@pytest.mark.parametrize(
    "name",
    [
        "",
        "journal",
        "source/../journal",
        "../journal",
        "source/p0.m4s",
        "source/s0.mp4",
        "source//s0.m4s",
        "SOURCE/s0.m4s",
        "source/s-1.m4s",
        "source/s٣.m4s",
        "source/s" + "1" * 30 + ".m4s",
        "a/b/s0.m4s",
        "index.m3u8/x",
    ],
)
def test_no_other_name_is_looked_at(feed: FeedServer, viewer: Viewer, name: str) -> None:
    feed.tell(*opening(), *segment(0))
    viewer.get("source.m3u8")

    assert viewer.get(name).status == 404
