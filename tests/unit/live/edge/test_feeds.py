"""Feeds: one for all viewers, back after a break, given up when nobody watches, gone when stopped."""

import uuid
from collections.abc import Iterator

import pytest

from live.edge import Edge, app, follower, registry
from live.edge.places import BroadcastStopped
from live.errors import NoSuchBroadcast
from media.live_events import Ended, InitAdded, MediaEvent, PartAdded
from tests.live_feed import EPOCH, FeedServer, closing, opening, part, segment
from tests.unit.live.edge.viewer import OnAir, Viewer
from tests.waiting import wait_until


@pytest.fixture
def short_lives(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Make what takes half a minute take a moment."""
    monkeypatch.setattr(registry, "IDLE_SECONDS", 0.3)
    monkeypatch.setattr(follower, "ENDED_SECONDS", 0.3)
    return iter(())


def test_all_viewers_share_one_feed(feed: FeedServer, viewer: Viewer) -> None:
    waiting = [viewer.get_later("source.m3u8") for _ in range(50)]

    feed.tell(*opening(), part(0, 0))

    assert {answer().status for answer in waiting} == {200}
    assert feed.connections_count == 1


@pytest.mark.usefixtures("short_lives")
def test_a_feed_is_closed_when_nobody_asks_any_more_and_opened_again(
    feed: FeedServer, viewer: Viewer
) -> None:
    feed.tell(*opening(), part(0, 0))
    viewer.get("source.m3u8")

    wait_until(lambda: feed.listeners_count == 0)
    answer = viewer.get("source.m3u8")

    assert (answer.status, feed.connections_count) == (200, 2)


@pytest.mark.usefixtures("short_lives")
def test_a_feed_stays_open_for_who_listens_to_fragments(feed: FeedServer, edge: Edge, viewer: Viewer) -> None:
    heard: list[MediaEvent] = []
    unsubscribe = edge.subscribe_fragments(viewer.broadcast_id, "source", heard.append)
    wait_until(lambda: feed.listeners_count == 1)

    for index in range(6):
        wait_until(lambda: feed.listeners_count == 1)
        feed.tell(*(opening() if index == 0 else []), part(0, index))
        wait_until(lambda index=index: len([e for e in heard if isinstance(e, PartAdded)]) == index + 1)
    unsubscribe()

    wait_until(lambda: feed.listeners_count == 0)
    assert feed.connections_count == 1


def test_after_a_break_the_window_comes_again_and_nothing_is_doubled(
    feed: FeedServer, viewer: Viewer
) -> None:
    heard: list[tuple[int, int]] = []

    def hear(event: MediaEvent) -> None:
        if isinstance(event, PartAdded):
            heard.append((event.msn, event.index))

    viewer.edge.subscribe_fragments(viewer.broadcast_id, "source", hear)
    feed.tell(*opening(), *segment(0), part(1, 0))
    viewer.get("source.m3u8?_HLS_msn=1&_HLS_part=0")

    feed.hang_up()
    feed.tell(part(1, 1))
    text = viewer.get("source.m3u8?_HLS_msn=1&_HLS_part=1").text

    assert feed.connections_count == 2
    assert 'URI="source/p1.1.m4s"' in text
    assert heard == [*((0, index) for index in range(10)), (1, 0), (1, 1)]


def test_viewers_wait_through_a_break(feed: FeedServer, viewer: Viewer) -> None:
    feed.tell(*opening(), *segment(0), part(1, 0))
    viewer.get("source.m3u8?_HLS_msn=1&_HLS_part=0")
    feed.hang_up()
    waiting = viewer.get_later("source/p1.1.m4s")

    feed.tell(part(1, 1))

    assert waiting().body == b"<source 1.1>"


def test_ingest_that_died_and_lost_a_while_goes_on_where_it_is(feed: FeedServer, viewer: Viewer) -> None:
    feed.tell(*opening(), *segment(0), part(1, 0))
    viewer.get("source.m3u8?_HLS_msn=1&_HLS_part=0")
    feed.forget()
    feed.hang_up()

    init = InitAdded("source", 1, b"another init", "avc1.42c01f,mp4a.40.2", 720, 1280, 30.0)
    again = PartAdded("source", 9, 0, b"back", 0.2, True, EPOCH + 18, 1, is_discontinuity=True)
    feed.tell(opening()[0], init, again)
    wait_until(lambda: "source/p9.0" in viewer.get("source.m3u8").text)

    text = viewer.get("source.m3u8").text
    assert "source/s0.m4s" not in text
    assert "#EXT-X-DISCONTINUITY\n" in text
    assert 'EXT-X-MAP:URI="source/i1.mp4"' in text
    assert viewer.get("source/i1.mp4").body == b"another init"


@pytest.mark.usefixtures("short_lives")
def test_what_has_ended_is_played_to_its_end_and_then_gone(
    feed: FeedServer, viewer: Viewer, on_air: OnAir
) -> None:
    feed.tell(*opening(), *segment(0), Ended())
    last = viewer.get("source.m3u8?_HLS_msn=1")
    on_air.gone[viewer.broadcast_id] = NoSuchBroadcast

    wait_until(lambda: viewer.get("source.m3u8").status == 404)

    assert "#EXT-X-ENDLIST" in last.text


def test_a_broadcast_that_ended_while_ingest_was_away_ends_here_too(
    feed: FeedServer, viewer: Viewer, on_air: OnAir
) -> None:
    feed.tell(*opening(), *segment(0))
    viewer.get("source.m3u8")
    on_air.gone[viewer.broadcast_id] = NoSuchBroadcast

    feed.hang_up()

    wait_until(lambda: "#EXT-X-ENDLIST" in viewer.get("source.m3u8").text)


def test_stopping_takes_everything_away_at_once_also_from_who_waits(
    feed: FeedServer, viewer: Viewer, on_air: OnAir
) -> None:
    feed.tell(*opening(), *segment(0), part(1, 0))
    viewer.get("source.m3u8?_HLS_msn=1&_HLS_part=0")
    waiting = viewer.get_later("source.m3u8?_HLS_msn=1&_HLS_part=1")
    on_air.gone[viewer.broadcast_id] = BroadcastStopped

    viewer.edge.stop(viewer.broadcast_id)

    assert waiting().status == 404
    names = ["master.m3u8", "dvr.m3u8", "source.m3u8", "source/s0.m4s", "source/i0.mp4", "thumb.jpg"]
    assert {viewer.get(name).status for name in names} == {404}


def test_a_stop_that_was_not_announced_is_noticed_at_the_end(
    feed: FeedServer, viewer: Viewer, on_air: OnAir
) -> None:
    feed.tell(*opening(), *segment(0))
    viewer.get("source.m3u8")
    on_air.gone[viewer.broadcast_id] = BroadcastStopped

    feed.tell(Ended())

    wait_until(lambda: viewer.get("source/s0.m4s").status == 404)


def test_a_flood_for_what_is_not_on_the_air_asks_the_database_once(
    feed: FeedServer, viewer: Viewer, on_air: OnAir
) -> None:
    on_air.gone[viewer.broadcast_id] = NoSuchBroadcast

    answers = [viewer.get(name).status for name in ("master.m3u8", "source.m3u8", "thumb.jpg") * 20]

    assert set(answers) == {404}
    assert (len(on_air.asked), feed.connections_count) == (1, 0)


def test_refusals_are_not_remembered_without_bound(
    edge: Edge, on_air: OnAir, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "MAX_REMEMBERED", 5)
    viewers = [Viewer(edge, uuid.uuid4()) for _ in range(20)]
    on_air.gone |= {viewer.broadcast_id: NoSuchBroadcast for viewer in viewers}

    statuses = {viewer.get("master.m3u8").status for viewer in viewers}

    assert statuses == {404}
    assert len(edge._broadcasts._refused) <= 5


def test_a_viewer_over_websocket_begins_at_the_last_key_frame(
    feed: FeedServer, edge: Edge, viewer: Viewer
) -> None:
    feed.tell(*opening(), *segment(0), *(part(1, index) for index in range(8)))
    viewer.get("source.m3u8?_HLS_msn=1&_HLS_part=7")

    codecs, init, parts = edge.snapshot(viewer.broadcast_id, "source")

    assert (codecs, init) == ("avc1.42c01f,mp4a.40.2", b"init of source")
    assert parts == [b"<source 1.5>", b"<source 1.6>", b"<source 1.7>"]


def test_a_snapshot_of_what_is_not_there_is_refused(
    edge: Edge, viewer: Viewer, on_air: OnAir, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "SNAPSHOT_SECONDS", 0.1)
    on_air.gone[viewer.broadcast_id] = NoSuchBroadcast

    with pytest.raises(NoSuchBroadcast):
        edge.snapshot(viewer.broadcast_id, "source")


def test_a_subscriber_that_fails_disturbs_nobody(feed: FeedServer, edge: Edge, viewer: Viewer) -> None:
    heard: list[MediaEvent] = []

    def fail(_event: MediaEvent) -> None:
        raise RuntimeError

    edge.subscribe_fragments(viewer.broadcast_id, "source", fail)
    edge.subscribe_fragments(viewer.broadcast_id, "source", heard.append)

    feed.tell(*opening(), part(0, 0), closing(0))

    wait_until(lambda: len(heard) >= 3)


def test_a_feed_that_talks_nonsense_is_left_and_asked_again(
    feed: FeedServer, viewer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.live_feed.encode_event", lambda _event: b"\xff" * 100)
    waiting = viewer.get_later("source.m3u8")
    feed.tell(*opening(), part(0, 0))
    wait_until(lambda: feed.connections_count > 1)

    monkeypatch.undo()

    assert waiting().status == 200
