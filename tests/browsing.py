"""A signed-in browser without scripts, for tests of pages in the test's own process."""

import re
import uuid

from flask import Flask
from flask.testing import FlaskClient

from accounts import sessions
from kernel.transaction import transaction
from kernel.web.actor import SESSION_COOKIE


def browse(app: Flask, person_id: uuid.UUID) -> FlaskClient:
    """Sign a person in on a browser of his own."""
    client = app.test_client()
    with transaction() as session:
        token = sessions.start_session(session, person_id, device="x", address="::1", replaces=None)
    client.set_cookie(SESSION_COOKIE, token)
    return client


def field_of(page: str, name: str) -> str:
    """Return the value of a field of a page."""
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found is not None, name
    return found[1]
