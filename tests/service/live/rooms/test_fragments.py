"""Fragments over the room's socket, of a broadcast that a real encoder sends."""

from collections.abc import Iterator
from itertools import pairwise

import pytest

from kernel.transaction import transaction
from live import broadcasts
from tests.factories import make_person
from tests.service.live.ingest.encoders import pushing
from tests.service.live.ingest.running import Ingest, Show, find_show, make_show, wait_for_show
from tests.service.live.rooms.conftest import Rooms
from tests.waiting import wait_until


@pytest.fixture(scope="module")
def show(rooms: Rooms, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Show]:
    """Run an ingest process and an encoder that broadcasts to it."""
    ingest, made = Ingest(rooms.config), make_show()
    ingest.start()
    try:
        with pushing(ingest.rtmp_url(made.key), tmp_path_factory.mktemp("encoder"), seconds=600):
            wait_for_show(made, lambda row: row.is_live)
            yield made
    finally:
        ingest.stop()


def test_who_watches_fragments_gets_the_beginning_and_then_every_part_in_order(
    rooms: Rooms, show: Show
) -> None:
    viewer, other = rooms.enter(find_show(show)), rooms.enter(find_show(show))

    begun = viewer.ask("watch_fragments", {"rendition": "source"})
    viewer.wait_for("fragment", 12)
    ended = viewer.ask("unwatch_fragments", {})
    count = len(viewer.heard("fragment"))
    other.ask("watch_fragments", {"rendition": "source"})
    other.wait_for("fragment", 5)

    assert begun["ok"]
    assert begun["codecs"].startswith("avc1.")
    assert begun["init"] > 500
    assert begun["parts"]
    assert all(size > 100 for size in begun["parts"])
    abouts = [about for about, _size in viewer.heard("fragment")[:count]]
    places = [(about["msn"], about["index"]) for about in abouts]
    assert places == sorted(set(places))
    for (msn, index), (next_msn, next_index) in pairwise(places):
        assert (next_msn, next_index) in {(msn, index + 1), (msn + 1, 0)}
    times = [about["program_time_ms"] for about in abouts]
    assert times == sorted(times)
    assert all(100 <= about["duration_ms"] <= 300 for about in abouts)
    assert ended == {"ok": True}
    assert len(viewer.heard("fragment")) == count


@pytest.mark.parametrize("rendition", ["../source", "540", 7, None, ["source"]])
def test_a_rendition_that_is_not_there_is_refused_with_a_sentence(
    rooms: Rooms, show: Show, rendition: object
) -> None:
    viewer = rooms.enter(find_show(show))

    refused = viewer.ask("watch_fragments", {"rendition": rendition})

    assert not refused["ok"]
    assert refused["error"]


def test_a_viewer_who_does_not_keep_up_is_told_to_play_playlists_and_stays_in_the_room(
    rooms: Rooms, show: Show
) -> None:
    slow, quick = rooms.enter(find_show(show)), rooms.enter(find_show(show))
    for viewer in (slow, quick):
        assert viewer.ask("watch_fragments", {"rendition": "source"})["ok"]

    slow.do("pause")
    # As many as fill both sockets' buffers and the second that he is given; with more he counts as gone.
    quick.wait_for("fragment", len(quick.heard("fragment")) + 80)
    slow.do("resume")
    told = slow.wait_for("fragments_dropped")

    assert told == {"rendition": "source", "reason": "slow"}
    assert slow.heard("disconnect") == quick.heard("disconnect") == quick.heard("fragments_dropped") == []
    assert slow.ask("resync", {"seq": 0})["ok"]


def test_a_moderators_stop_ends_the_fragments_at_once(rooms: Rooms, show: Show) -> None:
    viewer, moderator = rooms.enter(find_show(show)), make_person()
    viewer.ask("watch_fragments", {"rendition": "source"})
    viewer.wait_for("fragment", 3)

    with transaction() as session:
        broadcasts.stop_broadcast(session, show.id, moderator.id, "counterfeits")
    viewer.wait_for("broadcast_ended")
    count = len(viewer.heard("fragment"))

    wait_until(lambda: not viewer.ask("watch_fragments", {"rendition": "source"})["ok"])
    assert len(viewer.heard("fragment")) == count
