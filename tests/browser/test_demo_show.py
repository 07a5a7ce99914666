"""The demo's broadcast: given by its seed people through the real services, and begun anew each time."""

import threading
import uuid
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from demo.buying import buy
from demo.draw import file_of, find_ffmpeg
from demo.on_air import Stage, announce_coming, find_offers, give, store_cover, tidy_up
from demo.reel import find_or_make_reel
from demo.show import COMING, SHOW
from demo.stalls import find_or_make_people, find_or_open_shops
from demo.steps import list_steps
from kernel import runtime
from kernel.transaction import reading
from live import broadcasts, own_broadcasts, replay
from live.values import Broadcast
from orders import lookup
from tests.browser.test_live import enter
from tests.clips import clip_bytes
from tests.factories import PASSWORD
from tests.pictures import jpeg_bytes
from tests.waiting import wait_until


@pytest.fixture(scope="module")
def stage(market, tmp_path_factory) -> Stage:
    """Set up the stalls that the shows need with plain pictures, and a film of a plain clip."""
    folder, reel = tmp_path_factory.mktemp("drawn"), market.home / "demo_reel.mp4"
    people = find_or_make_people(PASSWORD)
    opened = find_or_open_shops(people)
    steps = [step for step in list_steps(people, opened) if step.sentence.startswith("On sale")]
    for name in (name for step in steps for name in step.needs):
        put(file_of(folder, name), jpeg_bytes())
    for step in steps:
        step.take(folder)
    put(file_of(folder, SHOW.cover), jpeg_bytes())
    put(file_of(folder, SHOW.scene), clip_bytes(2))
    find_or_make_reel(reel, folder, SHOW.scene, find_ffmpeg())
    cover_key = store_cover(folder, SHOW.cover, find_ffmpeg())
    made = Stage(people, find_offers(opened), cover_key, reel, find_ffmpeg())
    return replace(made, act_seconds=5, line_seconds=0.1, opening_seconds=0.1)


def test_the_show_explains_sells_and_talks_without_inventing_viewers(stage, windows, picture):
    viewer = windows.phone()

    showing = threading.Thread(target=give, args=(replace(stage, act_seconds=12), SHOW))
    showing.start()
    wait_until(lambda: running_show(stage) is not None)
    broadcast = running_show(stage)
    assert broadcast is not None
    enter(viewer, broadcast.id)

    expect(viewer.locator("[data-explained]")).to_contain_text("High-ridge oolong")
    expect(viewer.locator("[data-explained]")).to_contain_text("$18")
    expect(viewer.get_by_text("The third one is the sweetest")).to_be_visible()
    expect(viewer.get_by_text("Noor, Kai and Su Yin came with it")).to_be_attached()
    picture(viewer, "demo-show-phone")
    showing.join()
    with reading() as session:
        assert broadcasts.get_broadcast(session, broadcast.id).peak_viewers_count <= 1


def test_orders_are_placed_once_paid_in_the_sandbox_and_sent_as_far_as_their_parcels_reach(stage):
    opened = find_or_open_shops(stage.people)

    buy(stage.people, opened)
    buy(stage.people, opened)

    with reading() as session:
        orders = [
            order
            for handle in ("noor", "kai")
            for order in lookup.list_orders_of_buyer(session, stage.people[handle]).items
        ]
    assert sorted(order.state for order in orders) == ["paid", "paid", "partially_shipped", "shipped"]


def test_of_the_shows_that_are_over_only_the_last_replay_is_kept(stage):
    host_id = stage.people[SHOW.host]
    assert give(stage, SHOW)
    wait_until(lambda: all(replay.is_shown(one) for one in past_shows(host_id)[:2]))
    last, *older = past_shows(host_id)

    tidy_up(host_id, SHOW)

    assert replay.is_shown(past_shows(host_id)[0])
    assert [replay.is_shown(one) for one in past_shows(host_id)[1:]] == [False] * len(older)
    wait_until(lambda: not any(list_files(one.id) for one in older))
    assert list_files(last.id)


def test_what_an_earlier_start_left_on_the_air_ends_before_the_next_show(stage):
    host_id = stage.people[SHOW.host]
    with pytest.raises(KeyboardInterrupt):
        give(replace(stage, people=_InterruptedPeople(stage.people)), SHOW)
    assert [one.title for one in open_shows(host_id)] == [SHOW.title]

    tidy_up(host_id, SHOW)

    assert open_shows(host_id) == []


def test_what_comes_next_is_announced_once(stage):
    announce_coming(stage.people, stage.offers, COMING, lambda: stage.cover_key)

    announce_coming(stage.people, stage.offers, COMING, lambda: stage.cover_key)

    coming = open_shows(stage.people[COMING.host])
    assert [one.title for one in coming] == [COMING.title]
    assert coming[0].scheduled_at is not None


def put(path: Path, data: bytes) -> None:
    """Write a file and its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


class _InterruptedPeople(dict[str, uuid.UUID]):
    """Ctrl-C at the moment when somebody is to talk."""

    def __getitem__(self, handle: str) -> uuid.UUID:
        if handle != SHOW.host:
            raise KeyboardInterrupt
        return super().__getitem__(handle)


def running_show(stage: Stage) -> Broadcast | None:
    """Return the show if it is on the air."""
    shows = [one for one in open_shows(stage.people[SHOW.host]) if one.is_live]
    return shows[0] if shows else None


def open_shows(host_id: uuid.UUID) -> list[Broadcast]:
    """Return what is on the air or planned."""
    with reading() as session:
        return list(own_broadcasts.list_open(session, host_id))


def past_shows(host_id: uuid.UUID) -> list[Broadcast]:
    """Return what is over, the newest first."""
    with reading() as session:
        return list(own_broadcasts.list_past(session, host_id).items)


def list_files(broadcast_id: uuid.UUID) -> list[str]:
    """Return what is stored of a broadcast."""
    return list(runtime.storage().list_keys(f"broadcasts/{broadcast_id}"))
