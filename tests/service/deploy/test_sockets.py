"""Screens that connect through nginx."""

import uuid
from collections.abc import Iterator

import pytest

from kernel.realtime import announce
from kernel.transaction import transaction
from tests.conftest import required
from tests.factories import make_person
from tests.service.deploy.cluster import Cluster
from tests.service.realtime.screens import Screens, running_screens
from tests.service.realtime.test_screens import cookie_of


@pytest.fixture
def screens() -> Iterator[Screens]:
    """Run the browser's client."""
    with required(), running_screens() as running:
        yield running


def test_a_page_hears_its_own_and_public_news_through_nginx(cluster: Cluster, screens: Screens) -> None:
    person, room = make_person(), f"product:{uuid.uuid4()}"
    screen = screens.open(cluster.url, cookie=cookie_of(person), origin=cluster.url)
    watched = screen.ask("watch", {"room": room})

    with transaction() as session:
        announce(session, f"user:{person.id}", "order_changed", {"order_id": "1"})
        announce(session, room, "stock_changed", {"available_count": 2})

    assert watched == {"ok": True}
    assert screen.wait_for("order_changed") == {"order_id": "1"}
    assert screen.wait_for("stock_changed") == {"available_count": 2}


def test_a_foreign_page_is_refused_through_nginx_too(cluster: Cluster, screens: Screens) -> None:
    foreign = screens.open(cluster.url, origin="http://elsewhere.example", connected=False)

    foreign.wait_for("connect_error")

    assert foreign.heard("connect") == []
