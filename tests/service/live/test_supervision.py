"""Reminders for viewers, reports and the wall for moderators, warning, stopping with the evidence kept."""

import datetime as dt
import uuid
from collections.abc import Callable

from sqlalchemy import select, update

from accounts import people
from accounts.roles import Role
from kernel.clock import now
from kernel.transaction import reading, transaction
from live import reminders
from live.models import BroadcastRow, CommentRow, PinEvent
from live.states import BroadcastState
from moderation import notices
from moderation.decisions import Action, list_decisions
from tests.factories import make_person, make_product
from tests.market import ApiClient
from tests.service.live.studio import Heard, announce_broadcast, go_live, say, start_show, state_of

Api = Callable[..., ApiClient]


def tell_reminders() -> int:
    """Tell who is to be told now."""
    with transaction() as session:
        return reminders.tell_due(session)


def test_whoever_asked_is_told_once_shortly_before_the_planned_time(api: Api, heard: Heard) -> None:
    at = now() + dt.timedelta(hours=1)
    broadcast_id = announce_broadcast(api(make_person().id), scheduled_at=at.isoformat())
    fan, other = make_person(), make_person()
    path = f"/broadcasts/{broadcast_id}/reminders"
    for person in (fan, fan, other):
        api(person.id).post(path)
    api(other.id).send("DELETE", path)

    tell_reminders()
    early = heard.payloads("broadcast_starting")
    with transaction() as session:
        soon = now() + dt.timedelta(seconds=60)
        row = update(BroadcastRow).where(BroadcastRow.id == broadcast_id)
        session.execute(row.values(scheduled_at=soon))
    for _ in range(2):
        tell_reminders()

    told = [(room, name) for room, name, _ in heard.messages if name == "broadcast_starting"]
    assert early == []
    assert told == [(f"user:{fan.id}", "broadcast_starting")]


def test_a_broadcast_that_starts_without_a_plan_reminds_at_once(api: Api, heard: Heard) -> None:
    broadcast_id = announce_broadcast(api(make_person().id))
    fan = make_person()
    api(fan.id).post(f"/broadcasts/{broadcast_id}/reminders")

    go_live(broadcast_id)
    tell_reminders()

    [told] = heard.payloads("broadcast_starting")
    assert (told["broadcast_id"], told["is_live"]) == (str(broadcast_id), True)
    assert api(fan.id).post(f"/broadcasts/{broadcast_id}/reminders").status_code == 409


def test_one_person_reports_a_broadcast_once_with_the_moment_he_means(api: Api) -> None:
    broadcast_id = start_show(api(make_person().id))
    reporter = api(make_person().id)
    body = {"category": "counterfeit", "text": "The logo is wrong", "program_time_ms": 1_795_400_000_000}

    receipts = [reporter.post(f"/broadcasts/{broadcast_id}/reports", body).get_json()["id"] for _ in range(2)]

    with reading() as session:
        [notice] = notices.list_notices(session, broadcast_id)
    assert receipts == [str(notice.id)] * 2
    assert notice.program_time == dt.datetime.fromtimestamp(1_795_400_000, dt.UTC)


def test_the_wall_shows_the_reported_first_and_no_rehearsal(api: Api) -> None:
    host = api(make_person().id)
    quiet, reported, rehearsed = start_show(host), start_show(host), start_show(host, is_rehearsal=True)
    private = start_show(host, audience="private")
    api(make_person().id).post(f"/broadcasts/{reported}/reports", {"category": "spam"})
    say(reported, make_person().id, "?")

    wall = api(make_person(Role.MODERATOR).id).get("/moderation/broadcasts").get_json()["items"]

    ids = [item["id"] for item in wall]
    assert ids[0] == str(reported)
    assert {str(quiet), str(private)} <= set(ids)
    assert str(rehearsed) not in ids
    assert wall[0]["reports_count"] == 1
    assert wall[0]["thumb_url"].endswith("/thumb.jpg")


def test_a_warning_is_told_to_the_host_alone_and_logged(api: Api, heard: Heard) -> None:
    host, moderator = make_person(), make_person(Role.MODERATOR)
    broadcast_id = start_show(api(host.id))

    api(moderator.id).post(f"/moderation/broadcasts/{broadcast_id}/warn", {"reason": "Name the sponsor"})

    with reading() as session:
        [decision] = list_decisions(session, broadcast_id)
    assert [room for room, name, _ in heard.messages if name == "host_warned"] == [f"user:{host.id}"]
    assert (decision.action, decision.reason) == (Action.WARN, "Name the sponsor")
    assert state_of(broadcast_id).is_live


def test_a_stopped_broadcast_is_gone_for_everybody_and_all_of_it_is_kept(api: Api, heard: Heard) -> None:
    host, moderator, product = make_person(), make_person(Role.MODERATOR), make_product()
    broadcast_id = start_show(api(host.id), product)
    path = f"/broadcasts/{broadcast_id}"
    api(host.id).post(f"{path}/pins", {"product_id": str(product.id)})
    api(make_person().id).post(f"{path}/reports", {"category": "dangerous"})
    say(broadcast_id, make_person().id, "that burns!")

    body = {"reason": "Open fire beside paper"}
    stopped = api(moderator.id).post(f"/moderation/broadcasts/{broadcast_id}/stop", body)
    again = api(moderator.id).post(f"/moderation/broadcasts/{broadcast_id}/stop", body)

    seen = [api(person).get(path) for person in (host.id, moderator.id, make_person().id, None)]
    assert (stopped.status_code, again.status_code) == (200, 409)
    assert [answer.status_code for answer in seen] == [200, 200, 404, 404]
    assert (seen[0].get_json()["end_reason"], seen[0].get_json()["media"]) == ("Open fire beside paper", None)
    assert heard.payloads("broadcast_ended")[0]["is_stopped"]
    with reading() as session:
        kept = [
            session.scalars(select(table.id).where(table.broadcast_id == broadcast_id)).all()
            for table in (CommentRow, PinEvent)
        ]
        waiting = notices.count_open(session, [broadcast_id])
    assert [len(rows) for rows in kept] == [1, 3]
    assert not waiting


def test_the_replay_of_a_stopped_broadcast_is_for_moderators(api: Api) -> None:
    host, moderator = make_person(), make_person(Role.MODERATOR)
    broadcast_id = start_show(api(host.id))
    api(host.id).post(f"/broadcasts/{broadcast_id}/end")

    api(moderator.id).post(f"/moderation/broadcasts/{broadcast_id}/stop", {"reason": "Forged goods"})

    assert state_of(broadcast_id).state is BroadcastState.STOPPED
    listed = api().get("/broadcasts", state="ended", limit=100).get_json()["items"]
    assert str(broadcast_id) not in [item["id"] for item in listed]


def test_nobody_stops_his_own_broadcast_as_a_moderator(api: Api) -> None:
    host = make_person(Role.MODERATOR)
    broadcast_id = start_show(api(host.id))

    refused = api(host.id).post(f"/moderation/broadcasts/{broadcast_id}/stop", {"reason": "x"})

    assert refused.status_code == 403
    assert state_of(broadcast_id).is_live


def test_a_suspended_host_is_off_the_air(api: Api) -> None:
    host = make_person()
    live, planned = start_show(api(host.id)), announce_broadcast(api(host.id))
    other = uuid.UUID(str(start_show(api(make_person().id))))

    with transaction() as session:
        people.suspend(session, host.id)

    assert [state_of(one).state for one in (live, planned)] == [BroadcastState.ENDED] * 2
    assert state_of(live).end_reason == "host_suspended"
    assert state_of(other).is_live
