"""A broadcast from its announcement to its end: its states, its keys, who may see it."""

import datetime as dt
import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from accounts import follows
from accounts.roles import Role
from kernel.clock import now
from kernel.ids import hash_token, new_id
from kernel.transaction import reading, transaction
from kernel.web.idempotency import IdempotencyRecord
from live import broadcasts, stream_keys
from live.models import BroadcastRow, StreamKey
from live.states import BroadcastState
from tests.factories import make_person, make_product
from tests.market import ApiClient
from tests.pictures import jpeg_bytes
from tests.service.live.studio import Heard, announce_broadcast, go_live, set_cover, start_show, state_of

Api = Callable[..., ApiClient]


def find_by_key(key: str) -> uuid.UUID | None:
    """Return the broadcast that a stream key publishes into."""
    with reading() as session:
        found = stream_keys.find_broadcast_of_key(session, key)
    return found.id if found else None


def test_a_new_broadcast_has_a_key_that_is_kept_as_a_digest_only(api: Api) -> None:
    made = api(make_person().id).post("/broadcasts", {"title": "Night stall"}).get_json()

    with reading() as session:
        kept = session.scalars(
            select(StreamKey.key_hash).where(StreamKey.broadcast_id == uuid.UUID(made["id"]))
        ).all()
    assert made["state"] == "scheduled"
    assert kept == [hash_token(made["stream_key"])]
    assert made["rtmp_url"].startswith("rtmp://")
    assert made["stream_key"] not in made["rtmp_url"] + made["playlist_url"]
    assert find_by_key(made["stream_key"]) == uuid.UUID(made["id"])


def test_a_repeated_request_makes_one_broadcast_and_tells_the_key_once(api: Api) -> None:
    host, key = api(make_person().id), str(new_id())

    first, second = (host.post("/broadcasts", {"title": "Night stall"}, key=key) for _ in range(2))

    assert second.get_json()["id"] == first.get_json()["id"]
    assert second.get_json()["stream_key"] is None
    assert find_by_key(first.get_json()["stream_key"]) is not None
    with reading() as session:
        body = session.scalars(select(IdempotencyRecord.body).where(IdempotencyRecord.key == key)).one()
    assert first.get_json()["stream_key"].encode() not in body


def test_a_rotated_key_ends_the_one_before_and_an_ended_broadcast_has_none(api: Api) -> None:
    host = api(make_person().id)
    made = host.post("/broadcasts", {"title": "Night stall"}).get_json()
    path = f"/broadcasts/{made['id']}"

    rotated = host.post(f"{path}/stream-key").get_json()["stream_key"]
    before_end = (find_by_key(made["stream_key"]), find_by_key(rotated))
    host.post(f"{path}/end")

    assert before_end == (None, uuid.UUID(made["id"]))
    assert find_by_key(rotated) is None
    assert host.post(f"{path}/stream-key").status_code == 409


def test_whoever_announces_a_broadcast_is_a_creator(api: Api) -> None:
    host = api(make_person().id)

    announce_broadcast(host)

    assert Role.CREATOR in host.get("/me").get_json()["roles"]


@pytest.mark.parametrize("days", [-1, 400])
def test_a_broadcast_is_planned_for_the_coming_year(api: Api, days: int) -> None:
    at = (now() + dt.timedelta(days=days)).isoformat()

    refused = api(make_person().id).post("/broadcasts", {"title": "Night stall", "scheduled_at": at})

    assert (refused.status_code, refused.get_json()["type"]) == (422, "/problems/bad-schedule")


def test_a_broadcast_goes_live_once_and_comes_back_after_an_interruption(api: Api, heard: Heard) -> None:
    broadcast_id = announce_broadcast(api(make_person().id))

    go_live(broadcast_id)
    first = state_of(broadcast_id)
    with transaction() as session:
        broadcasts.mark_interrupted(session, broadcast_id)
    go_live(broadcast_id)

    again = state_of(broadcast_id)
    assert (first.state, again.state) == (BroadcastState.LIVE, BroadcastState.LIVE)
    assert (again.started_at, again.media_started_at) == (first.started_at, first.media_started_at)
    assert again.interrupted_at is None
    assert heard.names(broadcast_id) == [
        "broadcast_started",
        "broadcast_interrupted",
        "broadcast_started",
    ]
    assert [one["is_back"] for one in heard.payloads("broadcast_started")] == [False, True]


def test_what_has_ended_does_not_go_live_again(api: Api, heard: Heard) -> None:
    host = api(make_person().id)
    broadcast_id = start_show(host)
    for _ in range(2):
        host.post(f"/broadcasts/{broadcast_id}/end")

    with transaction() as session:
        goes_on = broadcasts.mark_live(session, broadcast_id, ingest_url="x", media_started_at=now())

    assert not goes_on
    assert state_of(broadcast_id).state is BroadcastState.ENDED
    assert heard.names(broadcast_id).count("broadcast_ended") == 1


def test_the_words_change_any_time_and_the_audience_only_before_it_begins(api: Api) -> None:
    host = api(make_person().id)
    broadcast_id = announce_broadcast(host, is_rehearsal=True)
    path = f"/broadcasts/{broadcast_id}"

    planned = host.send("PATCH", path, {"is_rehearsal": False, "title": "Opening night"})
    go_live(broadcast_id)
    live = [host.send("PATCH", path, body).status_code for body in ({"title": "x"}, {"audience": "private"})]

    assert (planned.get_json()["is_rehearsal"], planned.get_json()["title"]) == (False, "Opening night")
    assert live == [200, 409]


def test_a_cover_is_a_picture_of_ours_and_nothing_else(api: Api) -> None:
    host = api(make_person().id)
    broadcast_id = announce_broadcast(host)

    stored = set_cover(host, broadcast_id, jpeg_bytes())
    refused = set_cover(host, broadcast_id, b"<svg onload='alert(1)'/>")

    served = host.client.get(stored.get_json()["cover_url"], buffered=True)
    assert (served.status_code, served.content_type) == (200, "image/webp")
    assert (refused.status_code, refused.get_json()["type"]) == (422, "/problems/bad-cover")


def test_a_list_shows_what_is_public_and_never_rehearsals_or_private_ones(api: Api) -> None:
    host = api(make_person().id)
    shown = start_show(host)
    hidden = [
        start_show(host, audience="followers"),
        start_show(host, audience="private"),
        start_show(host, is_rehearsal=True),
    ]

    listed = {item["id"] for item in api().get("/broadcasts", state="live", limit=100).get_json()["items"]}

    assert str(shown) in listed
    assert not {str(one) for one in hidden} & listed


def test_planned_broadcasts_are_listed_soonest_first_page_by_page(api: Api) -> None:
    host = api(make_person().id)
    times = [now() + dt.timedelta(days=days) for days in (3, 1, 2)]
    made = [str(announce_broadcast(host, scheduled_at=at.isoformat())) for at in times]

    pages, cursor = [], None
    while True:
        query = {"state": "scheduled", "limit": 2} | ({"cursor": cursor} if cursor else {})
        page = api().get("/broadcasts", **query).get_json()
        pages += [item["id"] for item in page["items"] if item["id"] in made]
        cursor = page["next_cursor"]
        if cursor is None:
            break

    assert pages == [made[1], made[2], made[0]]


def test_followers_see_what_is_for_followers_and_strangers_find_nothing(api: Api) -> None:
    host, follower, stranger = make_person(), make_person(), make_person()
    with transaction() as session:
        follows.follow(session, follower.id, host.id)
    path = f"/broadcasts/{start_show(api(host.id), audience='followers')}"

    seen = [api(person).get(path).status_code for person in (host.id, follower.id, stranger.id, None)]

    assert seen == [200, 200, 404, 404]


def test_a_rehearsal_is_seen_by_its_host_and_room_moderators_alone(api: Api) -> None:
    host, helper, moderator = make_person(), make_person(), make_person(Role.MODERATOR)
    broadcast_id = start_show(api(host.id), is_rehearsal=True)
    api(host.id).send("PUT", f"/broadcasts/{broadcast_id}/moderators/{helper.id}")

    seen = [
        api(person).get(f"/broadcasts/{broadcast_id}").status_code
        for person in (host.id, helper.id, moderator.id, make_person().id, None)
    ]

    assert seen == [200, 200, 404, 404, 404]


def test_media_addresses_are_given_to_whoever_may_watch(api: Api) -> None:
    broadcast_id = start_show(api(make_person().id))

    media = api().get(f"/broadcasts/{broadcast_id}").get_json()["media"]

    assert media["master_url"].startswith(f"/hls/{broadcast_id}/")
    assert media["master_url"].endswith("/master.m3u8")


def test_a_replay_is_offered_once_everything_is_stored(api: Api, heard: Heard) -> None:
    host = api(make_person().id)
    broadcast_id = start_show(host)
    path = f"/broadcasts/{broadcast_id}"
    with transaction() as session:
        assert not broadcasts.mark_replay_ready(session, broadcast_id)
    ended = host.post(f"{path}/end").get_json()

    with transaction() as session:
        for _ in range(2):
            assert broadcasts.mark_replay_ready(session, broadcast_id)

    shown = api().get(path).get_json()
    listed = [item["id"] for item in api().get("/broadcasts", state="ended", limit=100).get_json()["items"]]
    assert (ended["replay_url"], ended["media"]) == (None, None)
    assert shown["replay_url"].startswith(f"/media/broadcasts/{broadcast_id}/")
    assert str(broadcast_id) in listed
    assert heard.names(broadcast_id).count("replay_ready") == 1


def test_a_publish_ticket_is_for_the_host_while_it_is_not_over(api: Api) -> None:
    host = api(make_person().id)
    broadcast_id = announce_broadcast(host)
    path = f"/broadcasts/{broadcast_id}/publish-ticket"

    given = host.post(path)
    host.post(f"/broadcasts/{broadcast_id}/end")

    assert given.status_code == 201
    assert given.get_json()["path"].startswith("/")
    assert host.post(path).status_code == 409


def test_broadcasts_that_never_began_are_called_off(api: Api) -> None:
    host = api(make_person().id)
    forgotten, coming = announce_broadcast(host), announce_broadcast(host)
    long_ago = now() - dt.timedelta(hours=broadcasts.FORGOTTEN_HOURS + 1)
    with transaction() as session:
        session.execute(update(BroadcastRow).where(BroadcastRow.id == forgotten).values(created_at=long_ago))

    with transaction() as session:
        broadcasts.end_forgotten(session)

    assert (state_of(forgotten).state, state_of(forgotten).end_reason) == (
        BroadcastState.ENDED,
        "not_started",
    )
    assert state_of(coming).state is BroadcastState.SCHEDULED


def test_a_product_that_nobody_can_buy_stops_the_announcement_as_a_whole(api: Api) -> None:
    host = api(make_person().id)
    body = {"title": "x", "product_ids": [str(make_product().id), str(new_id())]}

    refused = host.post("/broadcasts", body)

    assert refused.status_code == 409
    assert host.get("/me/broadcasts").get_json()["items"] == []
