"""Pages of hosts and moderators: who sees which, in every state a broadcast can be in."""

import datetime as dt

import pytest
from flask import Flask
from flask.testing import FlaskClient

from accounts import sessions
from accounts.people import Person
from accounts.roles import Role
from kernel.clock import now
from kernel.transaction import transaction
from kernel.web.actor import SESSION_COOKIE
from live import broadcasts, stream_keys
from live.values import Broadcast, NewBroadcast
from tests.factories import make_person

HOSTILE = "</script><b>x\"'"


@pytest.fixture
def host() -> Person:
    return make_person(Role.CREATOR, name="Mei")


def browse_as(app: Flask, person: Person) -> FlaskClient:
    """Return a browser in which a person is signed in."""
    client = app.test_client()
    with transaction() as session:
        token = sessions.start_session(session, person.id, device="test", address="127.0.0.1", replaces=None)
    client.set_cookie(SESSION_COOKIE, token)
    return client


def make_broadcast(host: Person, *, state: str = "scheduled", **values: object) -> Broadcast:
    """Make a broadcast of a host and bring it into a state."""
    with transaction() as session:
        made = broadcasts.create_broadcast(session, host.id, NewBroadcast(title="Lantern night", **values))  # type: ignore[arg-type]
        if state != "scheduled":
            broadcasts.mark_live(session, made.id, ingest_url="http://ingest.test", media_started_at=now())
        if state == "ended":
            broadcasts.end_broadcast(session, made.id, actor_id=host.id, reason="host")
        if state == "stopped":
            broadcasts.stop_broadcast(session, made.id, make_person(Role.MODERATOR).id, "Counterfeit goods")
        return broadcasts.get_broadcast(session, made.id)


def pages_of(broadcast: Broadcast) -> list[str]:
    return [f"/studio/live/{broadcast.id}{page}" for page in ("", "/obs", "/report")]


@pytest.mark.parametrize("state", ["scheduled", "live", "ended", "stopped"])
@pytest.mark.parametrize("is_rehearsal", [False, True])
def test_a_host_sees_all_pages_of_a_broadcast_in_every_state(app, host, state, is_rehearsal):
    broadcast = make_broadcast(host, state=state, is_rehearsal=is_rehearsal)
    browser = browse_as(app, host)

    answers = [browser.get(path) for path in pages_of(broadcast)]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert all("Lantern night" in answer.text for answer in answers)


def test_another_creator_is_told_that_there_is_none(app, host):
    broadcast = make_broadcast(host)
    browser = browse_as(app, make_person(Role.CREATOR))

    statuses = [browser.get(path).status_code for path in pages_of(broadcast)]

    assert statuses == [404, 404, 404]


def test_the_list_shows_what_is_on_before_what_is_planned_and_that_before_what_was(app, host):
    ended = make_broadcast(host, state="ended")
    later = make_broadcast(host, scheduled_at=now() + dt.timedelta(days=2))
    sooner = make_broadcast(host, scheduled_at=now() + dt.timedelta(days=1))
    live = make_broadcast(host, state="live")

    page = browse_as(app, host).get("/studio/live").text

    places = [page.index(str(one.id)) for one in (live, sooner, later, ended)]
    assert places == sorted(places)


def test_what_never_began_is_not_among_the_past_ones(app, host):
    called_off = make_broadcast(host)
    with transaction() as session:
        broadcasts.end_broadcast(session, called_off.id, actor_id=host.id, reason="host")

    page = browse_as(app, host).get("/studio/live").text

    assert str(called_off.id) not in page
    assert "/studio/live/new" in page


def test_the_list_is_ones_own(app, host):
    foreign = make_broadcast(make_person(Role.CREATOR))

    assert str(foreign.id) not in browse_as(app, host).get("/studio/live").text


def test_words_of_a_host_stay_words(app, host):
    with transaction() as session:
        made = broadcasts.create_broadcast(session, host.id, NewBroadcast(title=HOSTILE, is_rehearsal=True))
    browser = browse_as(app, host)

    pages = [browser.get(path).text for path in ["/studio/live", *pages_of(made)]]

    assert [page for page in pages if HOSTILE in page or "<b>x" in page] == []


def test_the_report_says_why_a_moderator_stopped_it(app, host):
    broadcast = make_broadcast(host, state="stopped")

    page = browse_as(app, host).get(f"/studio/live/{broadcast.id}/report").text

    assert "Counterfeit goods" in page


def test_no_page_shows_a_stream_key(app, host):
    broadcast = make_broadcast(host)
    with transaction() as session:
        key = stream_keys.rotate_key(session, broadcast.id, host.id)
    browser = browse_as(app, host)

    assert [path for path in pages_of(broadcast) if key in browser.get(path).text] == []


def test_the_wall_is_for_moderators(app, host):
    moderator = make_person(Role.MODERATOR)

    statuses = [browse_as(app, person).get("/moderation/live").status_code for person in (host, moderator)]

    assert statuses == [403, 200]


@pytest.mark.parametrize("language", ["zh-TW", "zh-CN"])
def test_every_page_speaks_the_readers_language(app, host, language):
    broadcast = make_broadcast(host, state="live")
    browser = browse_as(app, host)
    paths = ["/studio/live", "/studio/live/new", *pages_of(broadcast)]

    pages = [browser.get(path, headers={"Accept-Language": language}) for path in paths]

    assert [page.status_code for page in pages] == [200] * len(paths)
    assert [path for path, page in zip(paths, pages, strict=True) if "直播" not in page.text] == []
