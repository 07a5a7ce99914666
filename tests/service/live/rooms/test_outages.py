"""What viewers notice, and what is lost, when processes, Redis or the database go away for a while."""

import os
import signal
import time
import uuid
from pathlib import Path

import pytest

from kernel.transaction import transaction
from live import pins, tray
from live.sockets.ticks import MAX_COMMENTS
from tests.factories import make_person, make_product
from tests.service.live.rooms.conftest import (
    CLUSTER_KINDS,
    Rooms,
    make_broadcast,
    stored_comments,
    stored_likes,
    uuid_of,
    wait_for_stored,
)
from tests.service.live.rooms.viewers import Viewer
from tests.service.realtime.test_outages import closed_database
from tests.services.postgres import PostgresServer
from tests.waiting import wait_until

in_cluster = pytest.mark.parametrize(
    "rooms", CLUSTER_KINDS, indirect=True, ids=["-".join(k) for k in CLUSTER_KINDS]
)


def test_a_killed_realtime_process_loses_no_comment_that_it_acknowledged(rooms: Rooms) -> None:
    broadcast = make_broadcast()
    speakers = [rooms.enter(broadcast, make_person()) for _ in range(5)]
    listener = rooms.enter(broadcast)

    said = {speaker.say(f"by {n}, {m}")["id"] for m in range(4) for n, speaker in enumerate(speakers)}
    rooms.kill("first")
    rooms.start("first")
    for viewer in (*speakers, listener):
        viewer.wait_for("joined", 2)

    wait_for_stored(broadcast, said)
    wait_until(lambda: {one["id"] for one in listener.ask("resync", {"seq": 0})["comments"]} == said)
    listener.wait_for_text(*(f"by {n}, {m}" for m in range(4) for n in range(5)))
    assert len(listener.texts()) == len(said)
    uuid_of(speakers[0].say("after"))
    listener.wait_for_text("after")


def test_a_comment_whose_answer_was_lost_with_the_process_is_not_said_twice(rooms: Rooms) -> None:
    broadcast, person = make_broadcast(), make_person()
    viewer, listener = rooms.enter(broadcast, person), rooms.enter(broadcast)
    first = uuid_of(viewer.say("said once", client_id="c-1"))
    wait_for_stored(broadcast, {str(first)})

    rooms.kill("first")
    rooms.start("first")
    viewer.wait_for("joined", 2)
    listener.wait_for("joined", 2)
    again = uuid_of(viewer.say("said once", client_id="c-1"))
    uuid_of(viewer.say("marker"))
    listener.wait_for_text("marker")

    assert again == first
    assert listener.texts() == ["said once", "marker"]
    assert [comment.text for comment in stored_comments(broadcast)][:1] == ["said once"]


def test_a_killed_recorder_loses_nothing_that_was_acknowledged(rooms: Rooms) -> None:
    broadcast = make_broadcast()
    speakers = [rooms.enter(broadcast, make_person()) for _ in range(5)]
    listener = rooms.enter(broadcast)
    pid = rooms.recorder_pid()

    os.kill(pid, signal.SIGSTOP)  # so that it surely holds something that is not stored
    said = {uuid_of(speaker.say(f"by {n}, {m}")) for m in range(3) for n, speaker in enumerate(speakers)}
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: has_another_recorder(rooms, pid))
    accepted: list[uuid.UUID] = []
    wait_until(lambda: try_to_say(speakers[0], "after", accepted))

    wait_for_stored(broadcast, {str(one) for one in (*said, *accepted)})
    stored = [comment.id for comment in stored_comments(broadcast)]
    assert len(stored) == len(said) + 1
    listener.wait_for_text("after")
    assert listener.heard("disconnect") == []


def test_what_is_said_while_the_recorder_hangs_is_seen_and_stored_later(rooms: Rooms) -> None:
    broadcast = make_broadcast()
    viewer = rooms.enter(broadcast, make_person())

    os.kill(rooms.recorder_pid(), signal.SIGSTOP)
    said = uuid_of(viewer.say("while nothing is stored"))
    assert viewer.ask("like", {"count": 7})["ok"]
    viewer.wait_for_text("while nothing is stored")
    assert stored_comments(broadcast) == []
    os.kill(rooms.recorder_pid(), signal.SIGCONT)

    wait_for_stored(broadcast, {str(said)})
    wait_until(lambda: stored_likes(broadcast) == 7)


@in_cluster
def test_comments_wait_for_a_database_that_is_away(rooms: Rooms, postgres_server: PostgresServer) -> None:
    broadcast, persons = make_broadcast(), [make_person() for _ in range(3)]
    viewers = [rooms.enter(broadcast, person) for person in persons]

    with closed_database(postgres_server, rooms.config.database_url.rpartition("/")[2]):
        said = {uuid_of(viewer.say(f"by {number}")) for number, viewer in enumerate(viewers)}
        for viewer in viewers:
            viewer.wait_for_text("by 0", "by 1", "by 2")
        time.sleep(1.5)  # the recorder has tried in vain by now

    wait_for_stored(broadcast, {str(one) for one in said})
    assert all(viewer.heard("disconnect") == [] for viewer in viewers)


@in_cluster
def test_what_is_said_at_one_process_is_seen_at_the_other_once(rooms: Rooms, second: Rooms) -> None:
    broadcast = make_broadcast()
    here, there = (
        rooms.enter(broadcast, make_person()),
        rooms.enter(broadcast, make_person(), process="second"),
    )

    for number in range(3):
        uuid_of(here.say(f"here {number}"))
        uuid_of(there.say(f"there {number}"))
    assert here.ask("like", {"count": 4})["ok"]
    assert there.ask("like", {"count": 5})["ok"]
    texts = [f"{place} {number}" for place in ("here", "there") for number in range(3)]
    for viewer in (here, there):
        viewer.wait_for_text(*texts)
        wait_until(lambda: last_tick(viewer)["likes_count"] == 9)  # noqa: B023
        wait_until(lambda: last_tick(viewer)["viewers_count"] == 2)  # noqa: B023

    assert here.heard("doubled") == there.heard("doubled") == []
    assert sorted(here.texts()) == sorted(there.texts()) == sorted(texts)


@in_cluster
def test_a_frozen_redis_disturbs_nobody_on_his_own_process_and_loses_nothing_for_good(
    rooms: Rooms, second: Rooms
) -> None:
    broadcast = make_broadcast()
    speakers = [make_person() for _ in range(3)]
    here = [rooms.enter(broadcast, person) for person in speakers]
    there = rooms.enter(broadcast, make_person(), process="second")
    said: list[str] = []

    with rooms.frozen("redis"):
        until = time.monotonic() + 10
        while time.monotonic() < until:
            speaker = here[len(said) % 3]
            said.append(f"while frozen {len(said)}")
            uuid_of(speaker.say(said[-1]))
            here[0].wait_for_text(said[-1])
            # Fewer than a tick shows: the other process may hear all of them at once.
            time.sleep(10 / (MAX_COMMENTS - 2))
    there.wait_for_text(*said)
    uuid_of(there.say("back"))
    here[0].wait_for_text("back")

    for viewer in (*here, there):
        assert viewer.heard("disconnect") == []
        assert viewer.heard("doubled") == []
    assert sorted(there.texts()) == sorted([*said, "back"])


@in_cluster
def test_what_happened_while_redis_was_gone_is_there_when_it_is_back(rooms: Rooms, second: Rooms) -> None:
    host, product = make_person(), make_product()
    broadcast = make_broadcast(host)
    with transaction() as session:
        tray.set_tray(session, broadcast.id, [(product.id, "")], creator_id=host.id)
    here, there = (
        rooms.enter(broadcast, make_person()),
        rooms.enter(broadcast, make_person(), process="second"),
    )

    rooms.kill("redis")
    said = [f"without redis {number}" for number in range(4)]
    for text in said:
        uuid_of(here.say(text))
        here.wait_for_text(text)
    with transaction() as session:
        pins.pin_product(session, broadcast.id, product.id, actor_id=host.id)
    rooms.start("redis")
    there.wait_for_text(*said)
    there.wait_for("product_pinned")
    here.wait_for("product_pinned")
    uuid_of(there.say("back"))
    here.wait_for_text("back")

    for viewer in (here, there):
        assert viewer.heard("disconnect") == []
        assert viewer.heard("doubled") == []
        assert len(viewer.texts()) == len(set(viewer.texts())) == 5


def test_a_viewer_who_reads_nothing_for_a_while_has_everything_afterwards(rooms: Rooms) -> None:
    broadcast, person = make_broadcast(), make_person()
    speaker, sleeper = rooms.enter(broadcast, person), rooms.enter(broadcast)

    sleeper.do("pause")
    said = []
    for number in range(6):
        said.append(f"{number} " + "字" * 190)
        wait_until(lambda: speaker.say(said[-1]).get("ok"))
    sleeper.do("resume")

    sleeper.wait_for_text(*said)
    assert sleeper.texts() == said


def has_another_recorder(rooms: Rooms, pid: int) -> bool:
    """Tell whether a new child stores comments."""
    child = rooms.children["first"].pid
    children = Path(f"/proc/{child}/task/{child}/children").read_text().split()
    return bool(children) and str(pid) not in children


def try_to_say(viewer: Viewer, text: str, accepted: list[uuid.UUID]) -> bool:
    """Say something; note its id if it was taken."""
    answer = viewer.say(text)
    if answer["ok"]:
        accepted.append(uuid_of(answer))
    return bool(answer["ok"])


def last_tick(viewer: Viewer) -> dict[str, int]:
    """Return the newest tick of a viewer."""
    ticks = viewer.heard("tick")
    return ticks[-1] if ticks else {"likes_count": -1, "viewers_count": -1}
