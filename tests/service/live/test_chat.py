"""The chat: what is written in bulk, held, removed and found again; who may not talk; what is asked."""

import datetime as dt
import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from accounts.roles import Role
from kernel.clock import now
from kernel.ids import new_id
from kernel.transaction import reading, transaction
from live import chat, polls
from live.models import CommentRow, PollRow, RestrictionRow
from live.values import CommentState, NewComment
from tests.factories import make_person
from tests.market import ApiClient
from tests.service.live.studio import Heard, say, start_show

Api = Callable[..., ApiClient]
FIRST = dt.datetime(2026, 11, 23, 20, 0, tzinfo=dt.UTC)


def texts(answer: object) -> list[str]:
    """Return what the comments of an answer say."""
    return [item["text"] for item in answer.get_json()["items"]]  # type: ignore[attr-defined]


def test_a_comment_that_is_recorded_twice_is_there_once(api: Api) -> None:
    author = make_person()
    broadcast_id = start_show(api(make_person().id))
    comments = [NewComment(new_id(), broadcast_id, author.id, f"number {n}", now()) for n in range(40)]

    with transaction() as session:
        first = chat.record_comments(session, comments)
    with transaction() as session:
        second = chat.record_comments(session, [*comments[-1:], comments[0]])
        last = chat.list_last_comments(session, broadcast_id)

    assert (first, second) == (40, 0)
    assert [comment.text for comment in last] == [f"number {n}" for n in range(10, 40)]


def test_a_replay_gets_what_was_said_at_its_moment_of_the_recording(api: Api) -> None:
    author = make_person()
    broadcast_id = start_show(api(make_person().id))
    comments = [
        NewComment(new_id(), broadcast_id, author.id, f"at {n}", now(), FIRST + dt.timedelta(seconds=n))
        for n in range(10)
    ]
    with transaction() as session:
        chat.record_comments(session, comments)
    start_ms = int(FIRST.timestamp() * 1000)
    path = f"/broadcasts/{broadcast_id}/comments"

    window = {"from_ms": start_ms + 2000, "to_ms": start_ms + 7000}
    first = api().get(path, **window, limit=3)
    rest = api().get(path, **window, limit=3, cursor=first.get_json()["next_cursor"])

    assert texts(first) + texts(rest) == ["at 2", "at 3", "at 4", "at 5", "at 6"]
    assert rest.get_json()["next_cursor"] is None


def test_a_removed_comment_leaves_every_screen_and_stays_as_evidence(api: Api, heard: Heard) -> None:
    host, author = api(make_person().id), make_person()
    broadcast_id = start_show(host)
    comment_id = say(broadcast_id, author.id, "buy at my shop instead")
    path = f"/broadcasts/{broadcast_id}/comments"

    removed = host.send("DELETE", f"{path}/{comment_id}")

    with reading() as session:
        row = session.scalars(select(CommentRow).where(CommentRow.id == comment_id)).one()
    assert removed.status_code == 204
    assert texts(api().get(path)) == []
    assert texts(host.get(path, state="removed")) == ["buy at my shop instead"]
    assert (row.text, row.state, row.decided_by_id is not None) == (
        "buy at my shop instead",
        CommentState.REMOVED,
        True,
    )
    assert heard.payloads("comment_removed") == [{"comment_id": str(comment_id)}]


def test_a_held_comment_is_told_to_those_who_keep_the_peace_and_shown_when_released(
    api: Api, heard: Heard
) -> None:
    host, helper, author = make_person(), make_person(), make_person()
    broadcast_id = start_show(api(host.id))
    path = f"/broadcasts/{broadcast_id}"
    api(host.id).send("PUT", f"{path}/moderators/{helper.id}")

    comment_id = say(broadcast_id, author.id, "is it real?", state=CommentState.HELD)
    before = texts(api().get(f"{path}/comments"))
    api(helper.id).post(f"{path}/comments/{comment_id}/release")

    rooms = {room for room, name, _ in heard.messages if name == "comment_held"}
    assert rooms == {f"user:{host.id}", f"user:{helper.id}"}
    assert before == []
    assert texts(api().get(f"{path}/comments")) == ["is it real?"]
    assert heard.payloads("comment_released")[0]["comment"]["text"] == "is it real?"


def test_moderators_search_what_was_said_and_nobody_else_does(api: Api) -> None:
    host, author = api(make_person().id), make_person()
    broadcast_id = start_show(host)
    for text in ("100% linen?", "linen or cotton", "how tall is it"):
        say(broadcast_id, author.id, text)
    path = f"/broadcasts/{broadcast_id}/comments"

    found = texts(host.get(path, q="LINEN"))
    literal = texts(host.get(path, q="100%"))

    assert found == ["linen or cotton", "100% linen?"]
    assert literal == ["100% linen?"]
    assert api(author.id).get(path, q="linen").status_code == 404
    assert api(make_person(Role.MODERATOR).id).get(path, state="all").status_code == 200


def test_a_room_moderator_keeps_the_peace_and_does_not_run_the_show(api: Api) -> None:
    host, helper = make_person(), make_person()
    broadcast_id = start_show(api(host.id))
    path = f"/broadcasts/{broadcast_id}"
    api(host.id).send("PUT", f"{path}/moderators/{helper.id}")

    settings = api(helper.id).send("PATCH", f"{path}/chat", {"slow_mode_seconds": 10})
    ending = api(helper.id).post(f"{path}/end")
    api(host.id).send("DELETE", f"{path}/moderators/{helper.id}")
    after = api(helper.id).send("PATCH", f"{path}/chat", {"slow_mode_seconds": 0})

    assert (settings.status_code, ending.status_code, after.status_code) == (200, 404, 404)


def test_settings_change_one_by_one_and_blocked_words_are_not_told_to_the_room(
    api: Api, heard: Heard
) -> None:
    host = api(make_person().id)
    broadcast_id = start_show(host)
    path = f"/broadcasts/{broadcast_id}"

    host.send("PATCH", f"{path}/chat", {"blocked_words": ["spam", "scam"]})
    host.send("PATCH", f"{path}/chat", {"is_followers_only": True})

    assert host.get(path).get_json()["chat"] == {
        "slow_mode_seconds": 0,
        "is_followers_only": True,
        "links_allowed": False,
        "holds_for_review": False,
        "blocked_words": ["spam", "scam"],
    }
    assert api().get(path).get_json()["chat"]["blocked_words"] is None
    assert all("blocked_words" not in payload for payload in heard.payloads("chat_changed"))


def test_a_banned_person_finds_no_broadcast_and_a_muted_one_still_watches(api: Api, heard: Heard) -> None:
    host, loud, rude = make_person(), make_person(), make_person()
    broadcast_id = start_show(api(host.id))
    path = f"/broadcasts/{broadcast_id}"
    for person, kind, seconds in ((loud, "mute", 60), (rude, "ban", None)):
        body = {"user_id": str(person.id), "kind": kind, "seconds": seconds}
        api(host.id).post(f"{path}/restrictions", body)

    seen = [api(person.id).get(path).status_code for person in (loud, rude)]
    api(host.id).send("DELETE", f"{path}/restrictions/{rude.id}")

    assert seen == [200, 404]
    assert api(rude.id).get(path).status_code == 200
    assert [one["kind"] for one in heard.payloads("person_restricted")] == ["mute", "ban", None]


def test_a_restriction_ends_with_its_time(api: Api) -> None:
    host, loud = make_person(), make_person()
    broadcast_id = start_show(api(host.id))
    body = {"user_id": str(loud.id), "kind": "mute", "seconds": 60}
    api(host.id).post(f"/broadcasts/{broadcast_id}/restrictions", body)

    def find() -> object:
        with reading() as session:
            return chat.find_restrictions(session, broadcast_id, loud.id)

    before = find()
    with transaction() as session:
        session.execute(update(RestrictionRow).where(RestrictionRow.user_id == loud.id).values(until=now()))

    assert before is not None
    assert find() is None


@pytest.mark.parametrize("who", ["host", "helper"])
def test_those_who_run_the_room_are_not_restricted(api: Api, who: str) -> None:
    people = {"host": make_person(), "helper": make_person()}
    broadcast_id = start_show(api(people["host"].id))
    path = f"/broadcasts/{broadcast_id}"
    api(people["host"].id).send("PUT", f"{path}/moderators/{people['helper'].id}")

    body = {"user_id": str(people[who].id), "kind": "ban"}
    refused = api(make_person(Role.MODERATOR).id).post(f"{path}/restrictions", body)

    assert (refused.status_code, refused.get_json()["type"]) == (422, "/problems/cannot-restrict")


def test_a_poll_counts_one_vote_a_person(api: Api, heard: Heard) -> None:
    host = api(make_person().id)
    broadcast_id = start_show(host)
    path = f"/broadcasts/{broadcast_id}/polls"
    poll = host.post(path, {"question": "Which one?", "options": ["Red", "Green", "Blue"]}).get_json()
    voters = [api(make_person().id) for _ in range(3)]

    for voter, option in zip(voters, (1, 1, 2), strict=True):
        voter.post(f"{path}/{poll['id']}/votes", {"option": option})
    again = voters[0].post(f"{path}/{poll['id']}/votes", {"option": 0})
    for _ in range(2):
        with transaction() as session:
            polls.tell_polls(session)
    closed = host.post(f"{path}/{poll['id']}/close").get_json()

    assert (again.status_code, again.get_json()["type"]) == (409, "/problems/already-voted")
    assert (closed["votes"], closed["is_open"]) == ([0, 2, 1], False)
    assert [name for name in heard.names(broadcast_id) if name.startswith("poll_")] == [
        "poll_opened",
        "poll_changed",
        "poll_closed",
    ]


def test_a_poll_takes_no_vote_after_its_time_and_no_second_one_opens_beside_it(api: Api) -> None:
    host = api(make_person().id)
    broadcast_id = start_show(host)
    path = f"/broadcasts/{broadcast_id}/polls"
    body = {"question": "Which one?", "options": ["Red", "Green"]}
    poll = host.post(path, body).get_json()
    beside = host.post(path, body)
    with transaction() as session:
        over = update(PollRow).where(PollRow.id == uuid.UUID(poll["id"]))
        session.execute(over.values(closes_at=now()))

    late = api(make_person().id).post(f"{path}/{poll['id']}/votes", {"option": 0})

    assert beside.get_json()["type"] == "/problems/poll-is-open"
    assert late.get_json()["type"] == "/problems/poll-closed"
    assert host.post(path, body).status_code == 201


def test_an_announcement_goes_over_the_picture(api: Api, heard: Heard) -> None:
    host = api(make_person().id)
    broadcast_id = start_show(host)

    host.post(f"/broadcasts/{broadcast_id}/announcements", {"text": "Free shipping tonight"})

    assert [one["text"] for one in heard.payloads("announcement_made")] == ["Free shipping tonight"]
