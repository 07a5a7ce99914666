"""What keeps the peace in a room: limits, mutes and bans, holding back, and who is let in at all."""

from typing import Any

import pytest

from accounts import follows, people, sessions
from kernel.transaction import transaction
from live import broadcasts, chat, chat_settings
from live.sockets.acceptance import BURST_COMMENTS
from live.values import Audience, CommentState, RestrictionKind
from tests.factories import make_person
from tests.service.live.rooms.conftest import Rooms, make_broadcast, stored_comments, uuid_of, wait_for_stored
from tests.service.live.rooms.viewers import Viewer
from tests.service.realtime.test_screens import cookie_of
from tests.waiting import wait_until


def test_a_flood_of_twenty_is_stopped_and_a_calm_viewer_is_heard_all_the_while(rooms: Rooms) -> None:
    broadcast = make_broadcast()
    calm, listener = rooms.enter(broadcast, make_person(name="Calm")), rooms.enter(broadcast)
    floods = [rooms.enter(broadcast, make_person()) for _ in range(20)]

    for number, flooder in enumerate(floods):
        datas = [{"text": f"flood {number} {n}", "client_id": f"{n}"} for n in range(50)]
        rooms.screens.tell({"do": "flood", "screen": flooder.name, "message": "comment", "datas": datas})
    said = [uuid_of(calm.say(f"calm {number}")) for number in range(BURST_COMMENTS)]
    answers = [flooder.wait_for("flooded") for flooder in floods]

    passed = [sum(bool(answer and answer["ok"]) for answer in one) for one in answers]
    assert all(BURST_COMMENTS <= count <= BURST_COMMENTS + 6 for count in passed), passed
    assert len(said) == BURST_COMMENTS
    wait_until(lambda: told_count(listener) == sum(passed) + len(said))
    wait_for_stored(broadcast, {str(one) for one in said})
    assert all(len(tick["comments"]) <= 15 for tick in listener.heard("tick"))
    assert listener.heard("disconnect") == calm.heard("disconnect") == []


def test_who_sends_without_end_is_disconnected_and_the_room_goes_on(rooms: Rooms) -> None:
    broadcast = make_broadcast()
    calm, listener = rooms.enter(broadcast, make_person()), rooms.enter(broadcast)
    flooder = rooms.enter(broadcast, make_person())

    rooms.screens.tell(
        {"do": "flood", "screen": flooder.name, "message": "like", "datas": [{"count": 50}] * 1000}
    )
    flooder.wait_for("disconnect")
    uuid_of(calm.say("still here"))
    listener.wait_for_text("still here")

    wait_until(lambda: listener.heard("tick")[-1]["likes_count"] <= 100)
    assert calm.heard("disconnect") == listener.heard("disconnect") == []


def test_a_muted_person_is_told_at_once_and_can_talk_again_when_it_is_lifted(rooms: Rooms) -> None:
    host, person = make_person(), make_person()
    broadcast = make_broadcast(host)
    viewer, other, moderator = (
        rooms.enter(broadcast, person),
        rooms.enter(broadcast),
        rooms.enter(broadcast, host),
    )
    uuid_of(viewer.say("before"))

    with transaction() as session:
        chat.restrict(
            session, broadcast.id, person.id, kind=RestrictionKind.MUTE, seconds=60, actor_id=host.id
        )
    told = viewer.wait_for("person_restricted")
    refused = viewer.say("muted")
    again = rooms.enter(broadcast, person).heard("joined")[0]["me"]
    with transaction() as session:
        chat.lift_restriction(session, broadcast.id, person.id)
    viewer.wait_for("person_restricted", 2)

    assert (told["kind"], told["user_id"]) == ("mute", str(person.id))
    assert refused["code"] == "muted"
    assert 0 < refused["wait_ms"] <= 60_000
    assert (again["can_comment"], again["muted_until_ms"]) == (False, told["until_ms"])
    uuid_of(viewer.say("after"))
    other.wait_for_text("after")
    assert len(moderator.heard("person_restricted")) == 2
    assert other.heard("person_restricted") == [], "who is muted is nobody else's business"


def test_a_banned_persons_screens_are_closed_and_he_does_not_get_in_again(rooms: Rooms) -> None:
    host, person = make_person(), make_person()
    broadcast = make_broadcast(host)
    screens = [rooms.enter(broadcast, person) for _ in range(2)]
    elsewhere, other = rooms.enter(make_broadcast(), person), rooms.enter(broadcast)

    with transaction() as session:
        chat.restrict(
            session, broadcast.id, person.id, kind=RestrictionKind.BAN, seconds=None, actor_id=host.id
        )
    for screen in screens:
        screen.wait_for("disconnect")
    back = rooms.connect(broadcast, person).wait_for("refused")

    assert back["code"] == "no_broadcast"
    assert elsewhere.heard("disconnect") == other.heard("disconnect") == []
    uuid_of(elsewhere.say("I may talk here"))


def test_logging_out_revoking_and_suspending_close_the_sockets(rooms: Rooms) -> None:
    broadcast, person, suspended = make_broadcast(), make_person(), make_person()
    by_cookie, by_token = (
        rooms.enter(broadcast, person, cookie=cookie_of(person)),
        rooms.enter(broadcast, person),
    )
    other = rooms.enter(broadcast, suspended)

    with transaction() as session:
        sessions.end_session(session, person.id, sessions.list_devices(session, person.id)[0].id)
    by_cookie.wait_for("disconnect")
    assert by_token.heard("disconnect") == []
    with transaction() as session:
        sessions.revoke_token(session, person.id, sessions.list_tokens(session, person.id)[0].id)
        people.suspend(session, suspended.id)

    by_token.wait_for("disconnect")
    other.wait_for("disconnect")


def test_slow_mode_links_and_words_change_at_once(rooms: Rooms) -> None:
    host = make_person()
    broadcast = make_broadcast(host)
    viewer, keeper = rooms.enter(broadcast, make_person()), rooms.enter(broadcast, host)

    no_link = viewer.say("see shop.com")
    with transaction() as session:
        chat_settings.change_chat(session, broadcast.id, links_allowed=True, blocked_words=["假货"])
    viewer.wait_for("chat_changed")
    wait_until(lambda: viewer.say("這是假 貨")["ok"] is False)
    uuid_of(viewer.say("see shop.com"))
    with transaction() as session:
        chat_settings.change_chat(session, broadcast.id, slow_mode_seconds=300)
    viewer.wait_for("chat_changed", 2)
    wait_until(lambda: viewer.say("too soon").get("code") == "slow_mode")

    assert no_link["code"] == "no_links"
    assert "blocked_words" not in viewer.heard("chat_changed")[0]
    assert [uuid_of(keeper.say(f"host {number}")) for number in range(2)]


def test_followers_only_lets_a_new_follower_talk_without_coming_back(rooms: Rooms) -> None:
    host, person = make_person(), make_person()
    broadcast = make_broadcast(host)
    with transaction() as session:
        chat_settings.change_chat(session, broadcast.id, is_followers_only=True)
    viewer = rooms.enter(broadcast, person)

    refused = viewer.say("hello")
    with transaction() as session:
        follows.follow(session, person.id, host.id)

    assert refused["code"] == "followers_only"
    wait_until(lambda: viewer.say("now?")["ok"])


def test_a_held_comment_is_seen_by_its_author_and_moderators_until_it_is_released(rooms: Rooms) -> None:
    host, person = make_person(), make_person()
    broadcast = make_broadcast(host)
    with transaction() as session:
        chat_settings.change_chat(session, broadcast.id, holds_for_review=True)
    author, other, keeper = (
        rooms.enter(broadcast, person),
        rooms.enter(broadcast),
        rooms.enter(broadcast, host),
    )

    answer = author.say("is this all right?")
    comment_id = uuid_of(answer)
    uuid_of(keeper.say("marker"))
    other.wait_for_text("marker")
    seen = [
        [comment["text"] for comment in rooms.enter(broadcast, who).heard("joined")[0]["comments"]]
        for who in (person, host, None)
    ]
    wait_for_stored(broadcast, {str(comment_id)})
    with transaction() as session:
        chat.release_comment(session, broadcast.id, comment_id, actor_id=host.id)
    other.wait_for_text("is this all right?")

    assert answer["comment"]["state"] == CommentState.HELD
    assert seen == [["is this all right?", "marker"], ["is this all right?", "marker"], ["marker"]]
    assert other.texts() == ["marker", "is this all right?"]
    late = rooms.enter(broadcast).heard("joined")[0]["comments"]
    assert [comment["text"] for comment in late] == ["is this all right?", "marker"]


def test_a_removed_comment_is_off_every_screen_and_kept_as_evidence(rooms: Rooms) -> None:
    host = make_person()
    broadcast = make_broadcast(host)
    author, other = rooms.enter(broadcast, make_person()), rooms.enter(broadcast)
    comment_id = uuid_of(author.say("nasty"))
    wait_for_stored(broadcast, {str(comment_id)})

    with transaction() as session:
        chat.remove_comment(session, broadcast.id, comment_id, actor_id=host.id)
    told = other.wait_for("comment_removed")

    assert told == {"comment_id": str(comment_id)}
    assert rooms.enter(broadcast).heard("joined")[0]["comments"] == []
    assert [one.state for one in stored_comments(broadcast)] == [CommentState.REMOVED]


@pytest.mark.parametrize("values", [{"audience": Audience.PRIVATE}, {"is_rehearsal": True}])
def test_a_private_room_and_a_rehearsal_let_in_the_host_and_room_moderators_alone(
    rooms: Rooms, values: dict[str, Any]
) -> None:
    host, helper, stranger = make_person(), make_person(), make_person()
    broadcast = make_broadcast(host, **values)
    with transaction() as session:
        chat_settings.add_moderator(session, broadcast.id, helper.id, creator_id=host.id)

    inside = [rooms.enter(broadcast, who).heard("joined")[0] for who in (host, helper)]
    outside = [rooms.connect(broadcast, who).wait_for("refused") for who in (stranger, None)]

    assert [answer["me"]["can_moderate"] for answer in inside] == [True, True]
    assert {answer["code"] for answer in outside} == {"no_broadcast"}


def test_a_room_for_followers_lets_them_in_and_nobody_else(rooms: Rooms) -> None:
    host, fan = make_person(), make_person()
    broadcast = make_broadcast(host, audience=Audience.FOLLOWERS)
    with transaction() as session:
        follows.follow(session, fan.id, host.id)

    rooms.enter(broadcast, fan)
    refused = [rooms.connect(broadcast, who).wait_for("refused") for who in (make_person(), None)]

    assert [answer["ok"] for answer in refused] == [False, False]


def test_a_stopped_broadcast_is_told_and_closed_to_everybody(rooms: Rooms) -> None:
    broadcast, moderator = make_broadcast(), make_person()
    viewer = rooms.enter(broadcast, make_person())

    with transaction() as session:
        broadcasts.stop_broadcast(session, broadcast.id, moderator.id, "counterfeits")
    told = viewer.wait_for("broadcast_ended")

    assert told["is_stopped"]
    assert viewer.say("what?")["code"] == "over"
    assert not rooms.connect(broadcast).wait_for("refused")["ok"]


def test_refusals_are_in_the_persons_language(rooms: Rooms) -> None:
    person = make_person()
    viewer = rooms.enter(make_broadcast(), person, cookie=f"{cookie_of(person)}; nightmarket_locale=zh_Hant")

    refused = viewer.say("")

    assert refused["code"] == "empty"
    assert refused["error"] != "Write something first."


def told_count(viewer: Viewer) -> int:
    """Return how many comments a viewer's ticks have told of, left out ones included."""
    return sum(tick["more"] + len(tick["comments"]) for tick in viewer.heard("tick"))
