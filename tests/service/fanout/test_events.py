"""What the client that browsers load makes of what we write: the contract with Socket.IO's protocol."""

import base64
import secrets

from tests.service.fanout.conftest import Server
from tests.service.realtime.screens import Screen


def enter(server: Server, *rooms: str) -> Screen:
    """Open a screen that is in these rooms."""
    screen = server.open_screen()
    for room in rooms:
        screen.ask("enter", room)
    return screen


def test_the_fan_out_is_in_place(server: Server) -> None:
    assert server.count()["is_installed"]


def test_events_arrive_in_their_room_in_order_and_once(server: Server) -> None:
    room = secrets.token_hex(4)
    inside, outside = enter(server, room), enter(server, "elsewhere")

    inside.ask("say", {"room": room, "count": 50})
    inside.wait_for("said", 50)
    outside.ask("count", None)

    assert [said["seq"] for said in inside.heard("said")] == list(range(50))
    assert outside.heard("said") == []


def test_binary_events_arrive_whole_between_others(server: Server) -> None:
    room = secrets.token_hex(4)
    screen, other = enter(server, room), enter(server, room)

    other.screens.tell(
        {"do": "emit", "screen": other.name, "message": "say", "data": {"room": room, "count": 20}}
    )
    screen.ask("say", {"room": room, "event": "fragment", "count": 20, "attachment_bytes": 60_000})
    screen.wait_for("fragment", 20)
    screen.wait_for("said", 20)

    for number, (about, data) in enumerate(screen.heard("fragment")):
        assert about["seq"] == number
        assert base64.b64decode(data) == b"b" * 60_000
    assert [said["seq"] for said in screen.heard("said")] == list(range(20))


def test_big_messages_arrive_whole(server: Server) -> None:
    room = secrets.token_hex(4)
    screen = enter(server, room)

    screen.ask("say", {"room": room, "bytes": 300_000, "attachment_bytes": 2_000_000})
    about, data = screen.wait_for("said")

    assert about["text"] == "x" * 300_000
    assert len(base64.b64decode(data)) == 2_000_000


def test_who_is_skipped_hears_nothing(server: Server) -> None:
    room = secrets.token_hex(4)
    first, second = enter(server, room), enter(server)
    skipped = second.ask("enter", room)["sid"]

    first.ask("say", {"room": room, "event": "secret", "skip": skipped})
    first.ask("say", {"room": room})
    second.wait_for("said")

    assert len(first.heard("secret")) == 1
    assert second.heard("secret") == []


def test_several_rooms_at_once_are_told_once_each_client(server: Server) -> None:
    one, two = secrets.token_hex(4), secrets.token_hex(4)
    in_both, in_two = enter(server, one, two), enter(server, two)

    in_both.ask("say", {"room": [one, two]})
    in_two.wait_for("said")
    in_both.ask("count", None)

    assert len(in_both.heard("said")) == len(in_two.heard("said")) == 1


def test_who_has_left_hears_nothing_more(server: Server) -> None:
    room = secrets.token_hex(4)
    staying, leaving = enter(server, room), enter(server, room)

    leaving.ask("leave", room)
    staying.ask("say", {"room": room})
    staying.wait_for("said")
    leaving.ask("count", None)

    assert leaving.heard("said") == []


def test_the_last_words_to_a_room_are_heard_before_it_is_closed(server: Server) -> None:
    room = secrets.token_hex(4)
    inside = [enter(server, room) for _ in range(3)]
    outside = enter(server)

    outside.ask("close", room)
    for screen in inside:
        screen.wait_for("closing")
    outside.ask("say", {"room": room})
    inside[0].ask("count", None)

    assert inside[0].heard("said") == []


def test_a_client_that_is_asked_answers(server: Server) -> None:
    screen = server.open_screen()

    screen.screens.tell({"do": "emit", "screen": screen.name, "message": "question", "data": {"number": 7}})

    assert screen.wait_for("answered") == {"number": 7}


def test_a_client_that_the_server_disconnects_is_told_so(server: Server) -> None:
    screen, other = enter(server), enter(server)
    sid = screen.ask("enter", "room")["sid"]

    other.ask("kick", sid)
    screen.wait_for("disconnect")

    assert screen.heard("disconnect") == ["io server disconnect"]
    assert other.heard("disconnect") == []
