"""Whether others see what a person buys is his own choice, and no at first."""

import re
import uuid

from flask import Flask
from flask.testing import FlaskClient

from accounts import people, sessions
from kernel.transaction import reading, transaction
from kernel.web.actor import SESSION_COOKIE
from tests.factories import make_person


def choose(client: FlaskClient, **fields: str) -> None:
    """Send the settings' form about purchases as the page has it."""
    found = re.search(r'name="csrf_token" value="(\w+)"', client.get("/settings").text)
    assert found is not None
    answer = client.post("/settings/purchases", data={"csrf_token": found[1], **fields})
    assert answer.status_code == 303


def name_shown(person_id: uuid.UUID) -> str | None:
    """Return under which name a person's purchases are told."""
    with reading() as session:
        return people.find_shown_buyer(session, person_id)


def test_a_name_is_shown_only_while_its_person_wants_it(app: Flask) -> None:
    person, client = make_person(name="Mei"), app.test_client()
    with transaction() as session:
        token = sessions.start_session(session, person.id, device="x", address="x", replaces=None)
    client.set_cookie(SESSION_COOKIE, token)

    names = [name_shown(person.id)]
    for fields in ({"shows_purchases": "1"}, {}):
        choose(client, **fields)
        names.append(name_shown(person.id))

    assert names == [None, "Mei", None]
