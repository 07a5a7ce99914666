"""The live tab of a person's page: what everybody may find of a host, and nothing else."""

import datetime as dt

from flask import Flask

from accounts import blocks, sessions
from accounts.people import Person
from accounts.roles import Role
from kernel.clock import now
from kernel.transaction import reading, transaction
from kernel.web.actor import SESSION_COOKIE
from live import broadcasts, listing
from live.values import Audience, NewBroadcast
from tests.factories import make_person


def plan(host: Person, new: NewBroadcast) -> None:
    """Plan a broadcast."""
    with transaction() as session:
        broadcasts.create_broadcast(session, host.id, new)


def titles(host: Person) -> list[str]:
    """Return what the tab shows."""
    with reading() as session:
        return [one.title for one in listing.list_of_host(session, host.id).items]


def test_the_tab_shows_what_a_host_plans_for_everybody(app: Flask) -> None:
    host, other = make_person(Role.CREATOR), make_person(Role.CREATOR)
    tomorrow = now() + dt.timedelta(days=1)
    plan(host, NewBroadcast("Lantern night", scheduled_at=tomorrow))
    plan(host, NewBroadcast("Rehearsal", scheduled_at=tomorrow, is_rehearsal=True))
    plan(host, NewBroadcast("For friends", scheduled_at=tomorrow, audience=Audience.FOLLOWERS))
    plan(host, NewBroadcast("Some day"))
    plan(other, NewBroadcast("Somebody else's", scheduled_at=tomorrow))

    page = app.test_client().get(f"/@{host.handle}/live")

    assert titles(host) == ["Lantern night"]
    assert "Lantern night" in page.text


def test_who_is_blocked_finds_nothing_on_the_tab(app: Flask) -> None:
    host, viewer = make_person(Role.CREATOR), make_person()
    plan(host, NewBroadcast("Lantern night", scheduled_at=now() + dt.timedelta(days=1)))
    with transaction() as session:
        blocks.block(session, host.id, viewer.id)

    client = app.test_client()
    with transaction() as session:
        token = sessions.start_session(session, viewer.id, device="x", address="x", replaces=None)
    client.set_cookie(SESSION_COOKIE, token)

    page = client.get(f"/@{host.handle}/live")

    assert "Lantern night" not in page.text
