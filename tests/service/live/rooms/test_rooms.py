"""Joining, talking, liking, and what is pushed to a room; with the client that browsers load."""

import pytest

from kernel.events import publish
from kernel.realtime import announce
from kernel.transaction import transaction
from live import broadcasts, pins, tray
from products.events import StockChanged
from tests.factories import make_person, make_product
from tests.service.live.rooms.conftest import Rooms, make_broadcast, stored_likes, uuid_of, wait_for_stored
from tests.service.live.rooms.viewers import open_viewer
from tests.services.process import LOOPBACK
from tests.waiting import wait_until


def test_a_comment_is_seen_once_by_everybody_in_the_room_and_by_nobody_else(rooms: Rooms) -> None:
    broadcast, elsewhere = make_broadcast(), make_broadcast()
    ann, ben, stranger = (
        rooms.enter(broadcast, make_person(name="Ann")),
        rooms.enter(broadcast),
        rooms.enter(broadcast),
    )
    outside = rooms.enter(elsewhere)

    answers = [ann.say(f"hello {number}") for number in range(3)]
    for viewer in (ann, ben, stranger):
        viewer.wait_for_text("hello 0", "hello 1", "hello 2")

    assert ben.texts() == stranger.texts() == ["hello 0", "hello 1", "hello 2"]
    told = ben.heard("seen")[0]
    assert told["id"] == answers[0]["id"]
    assert told["author"]["name"] == "Ann"
    assert (told["is_host"], told["is_moderator"]) == (False, False)
    assert [viewer.heard("doubled") for viewer in (ann, ben, stranger)] == [[], [], []]
    assert outside.texts() == []


def test_who_comes_late_gets_the_last_thirty_comments_the_pin_the_tray_and_the_state_at_once(
    rooms: Rooms,
) -> None:
    host, product = make_person(name="Host"), make_product(stock_counts=(7,))
    broadcast = make_broadcast(host)
    with transaction() as session:
        tray.set_tray(session, broadcast.id, [(product.id, "first")], creator_id=host.id)
        pins.pin_product(session, broadcast.id, product.id, actor_id=host.id)
    speakers = [rooms.enter(broadcast, person) for person in [host, *(make_person() for _ in range(6))]]
    for number in range(35):
        uuid_of(speakers[number % 7].say(f"comment {number}"))

    late = rooms.enter(broadcast).heard("joined")[0]

    assert [comment["text"] for comment in late["comments"]] == [f"comment {n}" for n in range(5, 35)]
    assert late["pin"]["product_id"] == str(product.id)
    assert [item["product_id"] for item in late["tray"]] == [str(product.id)]
    assert "note" not in late["tray"][0]
    assert late["stock"] == {str(product.variants[0].id): 7}
    assert (late["state"], late["viewers_count"] >= 6) == ("live", True)
    assert late["media"]["master_url"].endswith("/master.m3u8")
    assert late["me"]["user_id"] is None
    assert not late["me"]["can_comment"]


def test_a_stranger_watches_and_counts_but_neither_talks_nor_likes(rooms: Rooms) -> None:
    broadcast = make_broadcast()
    stranger, ann = rooms.enter(broadcast), rooms.enter(broadcast, make_person())

    refused = stranger.say("hello")
    stranger.ask("like", {"count": 5})
    ann.ask("like", {"count": 3})
    wait_until(lambda: any(tick["likes_count"] for tick in stranger.heard("tick")))
    wait_until(lambda: stranger.heard("tick")[-1]["viewers_count"] == 2)

    assert (refused["ok"], refused["code"], refused["error"]) == (False, "sign_in", "Sign in to talk here.")
    assert stranger.heard("tick")[-1]["likes_count"] == 3
    wait_until(lambda: stored_likes(broadcast) == 3)


def test_somebody_who_is_in_no_room_says_nothing(rooms: Rooms) -> None:
    viewer = rooms.enter(None, make_person())

    answers = [
        viewer.ask(message, {"text": "hi", "count": 1})
        for message in ("comment", "like", "resync", "watch_fragments")
    ]

    assert [answer["ok"] for answer in answers] == [False] * 4
    assert answers[0]["error"] == "You are not in this room. Join it first."


@pytest.mark.parametrize(
    "broadcast_id", [None, 7, "", "x" * 5000, "00000000-0000-0000-0000-000000000000", {}, []]
)
def test_a_room_that_does_not_exist_is_refused_with_a_sentence(rooms: Rooms, broadcast_id: object) -> None:
    viewer = rooms.enter(None)

    refused = viewer.ask("join_broadcast", {"broadcast_id": broadcast_id})

    assert refused == {
        "ok": False,
        "code": "no_broadcast",
        "error": "We could not find this broadcast.",
        "wait_ms": 0,
    }


@pytest.mark.parametrize(
    "data", [None, "text", 7, [1], {"text": None}, {"text": 3, "client_id": {}}, {"text": ["x"]}]
)
def test_a_comment_that_is_none_is_refused(rooms: Rooms, data: object) -> None:
    viewer = rooms.enter(make_broadcast(), make_person())

    assert viewer.ask("comment", data)["code"] == "empty"


def test_a_foreign_page_may_not_connect(rooms: Rooms) -> None:
    url = f"http://{LOOPBACK}:{rooms.config.realtime_port}"
    ours = open_viewer(rooms.screens, url, None, origin=rooms.config.public_url)
    foreign = open_viewer(rooms.screens, url, None, origin="http://elsewhere.example")

    ours.wait_for("connect")
    foreign.wait_for("connect_error")

    assert foreign.heard("connect") == []


def test_a_comment_sent_twice_because_its_answer_was_lost_is_one_comment(rooms: Rooms) -> None:
    broadcast = make_broadcast()
    ann, ben = rooms.enter(broadcast, make_person()), rooms.enter(broadcast)

    answers = [
        ann.say("once", client_id="c-1"),
        ann.say("once", client_id="c-1"),
        ann.say("twice", client_id="c-2"),
    ]
    ben.wait_for_text("once", "twice")

    assert answers[0]["id"] == answers[1]["id"] != answers[2]["id"]
    assert ben.texts() == ["once", "twice"]


def test_pins_are_told_at_once_and_stock_with_the_tick_and_sold_out_once(rooms: Rooms) -> None:
    host, product = make_person(), make_product(stock_counts=(5,))
    broadcast, variant = make_broadcast(host), product.variants[0]
    viewer = rooms.enter(broadcast)
    with transaction() as session:
        tray.set_tray(session, broadcast.id, [(product.id, "")], creator_id=host.id)
    viewer.wait_for("tray_changed")

    with transaction() as session:
        pins.pin_product(session, broadcast.id, product.id, actor_id=host.id)
    pinned = viewer.wait_for("product_pinned")
    for count in (2, 0, 0):
        with transaction() as session:
            changed = StockChanged(product_id=product.id, variant_id=variant.id, available_count=count)
            publish(session, changed)
    viewer.wait_for("sold_out")
    with transaction() as session:
        pins.unpin(session, broadcast.id, actor_id=host.id)
    viewer.wait_for("product_unpinned")

    assert pinned["product_id"] == str(product.id)
    wait_until(
        lambda: (
            [tick["stock"] for tick in viewer.heard("tick") if tick["stock"]][-1:] == [{str(variant.id): 0}]
        )
    )
    assert viewer.heard("sold_out") == [{"product_id": str(product.id), "variant_id": str(variant.id)}]


def test_purchases_are_told_added_up(rooms: Rooms) -> None:
    broadcast, product_id = make_broadcast(), "018f0000-0000-7000-8000-000000000000"
    viewer = rooms.enter(broadcast)

    for _ in range(3):
        with transaction() as session:
            payload = {"product_id": product_id, "quantity": 2, "name": None}
            announce(session, f"broadcast:{broadcast.id}", "purchase_made", payload)
    wait_until(
        lambda: viewer.heard("purchase_made")[-1:] and viewer.heard("purchase_made")[-1]["quantity"] == 6
    )

    assert len(viewer.heard("purchase_made")) <= 2
    assert viewer.heard("purchase_made")[-1] == {
        "product_id": product_id,
        "quantity": 6,
        "seconds": 60,
        "name": None,
    }


def test_the_end_is_told_and_nobody_talks_after_it(rooms: Rooms) -> None:
    host = make_person()
    broadcast = make_broadcast(host)
    ann = rooms.enter(broadcast, make_person())
    uuid_of(ann.say("before"))

    with transaction() as session:
        broadcasts.end_broadcast(session, broadcast.id, actor_id=host.id, reason="host")
    ended = ann.wait_for("broadcast_ended")

    assert (ended["reason"], ended["is_stopped"]) == ("host", False)
    assert ann.say("after")["code"] == "over"
    late = rooms.enter(broadcast).heard("joined")[0]
    assert (late["state"], late["pin"], late["media"]) == ("ended", None, None)


def test_what_is_said_is_in_the_database(rooms: Rooms) -> None:
    broadcast, person = make_broadcast(), make_person()
    viewer = rooms.enter(broadcast, person)

    ids = {str(uuid_of(viewer.say(text))) for text in ("你好 <b>", "second")}

    wait_for_stored(broadcast, ids)
