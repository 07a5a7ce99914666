"""What viewers get to see of a broadcast: before, while and after it is live, and who sees nothing of it."""

import datetime as dt
import re
import uuid
from xml.etree import ElementTree

import orjson
import pytest
from flask import Flask

from accounts.roles import Role
from kernel.clock import now
from kernel.transaction import transaction
from live import broadcasts
from live.broadcasts import end_broadcast, mark_replay_ready
from tests.factories import make_person
from tests.market import ApiClient, api_as
from tests.service.live.studio import announce_broadcast, go_live, goods_of, start_show


@pytest.fixture
def host_id() -> uuid.UUID:
    return make_person(Role.CREATOR, Role.MERCHANT).id


@pytest.fixture
def host(app: Flask, host_id: uuid.UUID) -> ApiClient:
    return api_as(app, host_id)


def page(client: ApiClient, path: str) -> tuple[int, str]:
    """Return the status and the markup of a page as this person sees it."""
    headers = {"Authorization": f"Bearer {client.token}"} if client.token else {}
    answer = client.client.get(path, headers=headers)
    return answer.status_code, answer.text


def room_data(markup: str) -> dict[str, object]:
    """Return what a room's page hands to its scripts."""
    found = re.search(r"data-room-data>(.*?)</script>", markup, re.DOTALL)
    assert found is not None
    data: dict[str, object] = orjson.loads(found[1])
    return data


def end(broadcast_id: uuid.UUID, *, with_replay: bool) -> None:
    with transaction() as session:
        end_broadcast(session, broadcast_id, actor_id=None, reason="host")
        if with_replay:
            mark_replay_ready(session, broadcast_id)


def test_a_planned_broadcast_counts_down_and_shows_what_will_be_sold(
    app: Flask, host: ApiClient, host_id: uuid.UUID
):
    product = goods_of(host_id, title="Glass teapot")
    broadcast_id = announce_broadcast(host, product, title="Tea night")

    status, markup = page(api_as(app), f"/live/{broadcast_id}")

    assert status == 200
    assert "<nm-countdown" in markup
    assert "Glass teapot" in markup
    assert f"/login?next=/live/{broadcast_id}" in markup


def test_a_live_broadcast_is_a_room_that_can_be_watched_without_signing_in(app: Flask, host: ApiClient):
    broadcast_id = start_show(host, title="Tea night")

    status, markup = page(api_as(app), f"/live/{broadcast_id}")
    data = room_data(markup)

    assert status == 200
    assert data["me"]["user_id"] is None  # type: ignore[index]
    assert "master.m3u8" in data["media"]["master_url"]  # type: ignore[index]
    assert "data-sign-in" in markup
    assert "data-say" not in markup


def test_whoever_is_signed_in_can_talk_and_report(app: Flask, host: ApiClient):
    broadcast_id = start_show(host)

    _, markup = page(api_as(app, make_person().id), f"/live/{broadcast_id}")

    assert "data-say" in markup
    assert "data-report" in markup
    assert "nm-live-moderate" not in markup


def test_the_host_can_keep_the_peace_in_the_room_itself(app: Flask, host: ApiClient):
    broadcast_id = start_show(host)

    _, markup = page(host, f"/live/{broadcast_id}")

    assert "nm-live-moderate" in markup
    assert f"/studio/live/{broadcast_id}" in markup


def test_a_title_stays_text_in_the_markup_and_in_the_scripts_data(app: Flask, host: ApiClient):
    broadcast_id = start_show(host, title="</script><b>Tea</b>")

    _, markup = page(api_as(app), f"/live/{broadcast_id}")

    assert "<b>Tea</b>" not in markup
    assert room_data(markup)["title"] == "</script><b>Tea</b>"


def test_an_ended_broadcast_has_its_replay_once_that_is_stored(app: Flask, host: ApiClient):
    waiting, ready = start_show(host), start_show(host)
    end(waiting, with_replay=False)
    end(ready, with_replay=True)

    assert "nm-live-replay" not in page(api_as(app), f"/live/{waiting}")[1]
    assert "nm-live-replay" in page(api_as(app), f"/live/{ready}")[1]


def test_a_stopped_broadcast_is_gone_for_viewers_and_explained_to_its_host(
    app: Flask, host: ApiClient, host_id: uuid.UUID
):
    broadcast_id = start_show(host)
    moderator = make_person(Role.MODERATOR)
    with transaction() as session:
        broadcasts.stop_broadcast(session, broadcast_id, moderator.id, "Counterfeit bags")

    assert page(api_as(app), f"/live/{broadcast_id}")[0] == 404
    assert "Counterfeit bags" in page(host, f"/live/{broadcast_id}")[1]


@pytest.mark.parametrize(
    "closed", [{"audience": "private"}, {"audience": "followers"}, {"is_rehearsal": True}]
)
def test_what_is_not_for_everybody_is_not_there_for_strangers(
    app: Flask, host: ApiClient, closed: dict[str, object]
):
    broadcast_id = start_show(host, title="Secret stall", **closed)

    for stranger in (api_as(app), api_as(app, make_person().id)):
        assert page(stranger, f"/live/{broadcast_id}")[0] == 404
        assert page(stranger, f"/live/{broadcast_id}/qr.svg")[0] == 404
        assert "Secret stall" not in page(stranger, "/live")[1]
    assert page(host, f"/live/{broadcast_id}")[0] == 200


def test_the_list_shows_what_is_on_what_comes_and_what_was(app: Flask, host: ApiClient):
    names = {"on": "Lit lanterns", "coming": "Tomorrow's tea", "past": "Last night's noodles"}
    go_live(announce_broadcast(host, title=names["on"]))
    announce_broadcast(host, title=names["coming"], scheduled_at=_in_a_day())
    past = start_show(host, title=names["past"])
    end(past, with_replay=True)

    _, markup = page(host, "/live")  # signed in, so no kept page is answered

    on_air, _, later = markup.partition("data-live-planned")
    planned, _, replays = later.partition("data-live-past")
    assert names["on"] in on_air
    assert "Tomorrow&#39;s tea" in planned
    assert "Last night&#39;s noodles" in replays


def test_the_code_to_share_is_of_this_page_and_no_other(app: Flask, host: ApiClient):
    one, other = start_show(host), start_show(host)

    codes = [api_as(app).client.get(f"/live/{found}/qr.svg") for found in (one, one, other)]

    assert {code.mimetype for code in codes} == {"image/svg+xml"}
    assert ElementTree.fromstring(codes[0].text).tag.endswith("svg")
    assert codes[0].data == codes[1].data != codes[2].data


def _in_a_day() -> str:
    return (now() + dt.timedelta(days=1)).isoformat()
