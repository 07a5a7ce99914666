"""From an order to what it was bought by: the video's second, the pin's moment, or word that it is gone."""

import uuid
from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from accounts import sessions
from accounts.people import Person
from accounts.roles import Role
from kernel.transaction import reading, transaction
from kernel.web.actor import SESSION_COOKIE
from live import pins
from live.models import PinEvent
from tests.factories import make_person
from tests.market import ApiClient
from tests.service.content.market import publish_video
from tests.service.live.studio import goods_of, place_from, start_show

Api = Callable[..., ApiClient]


def browse(app: Flask, person: Person) -> FlaskClient:
    """Sign a person in on a browser of his own."""
    client = app.test_client()
    with transaction() as session:
        token = sessions.start_session(session, person.id, device="x", address="x", replaces=None)
    client.set_cookie(SESSION_COOKIE, token)
    return client


def buy(app: Flask, api: Api, seller: Person, source: dict[str, Any]) -> tuple[FlaskClient, str]:
    """Buy something seen in a source; return the buyer's browser and the address that leads to it."""
    buyer = make_person()
    order = place_from(api(buyer.id), goods_of(seller.id).variants[0].id, source)
    return browse(app, buyer), f"/orders/{order['id']}/showing"


def test_a_video_opens_at_its_second_until_it_is_gone(app: Flask, api: Api) -> None:
    seller, moderator = make_person(Role.CREATOR, Role.MERCHANT), make_person(Role.MODERATOR)
    video_id = publish_video(api(seller.id), api(moderator.id))
    source = {"kind": "video", "id": video_id, "media_time_seconds": 12.5}
    browser, address = buy(app, api, seller, source)

    shown = browser.get(address)
    api(moderator.id).post(f"/videos/{video_id}/takedown", {"reason": "x"})
    gone = browser.get(address)

    assert shown.headers["Location"] == f"/v/{video_id}#t=12.5"
    assert (gone.status_code, "It can't be seen any more" in gone.text) == (200, True)


def test_a_replay_opens_where_the_pin_began(app: Flask, api: Api) -> None:
    host = make_person(Role.CREATOR, Role.MERCHANT)
    product = goods_of(host.id)
    broadcast_id = start_show(api(host.id), product)
    with transaction() as session:
        pins.pin_product(session, broadcast_id, product.id, actor_id=host.id)
    with reading() as session:
        pin = session.scalars(
            select(PinEvent).where(PinEvent.broadcast_id == broadcast_id, PinEvent.kind == "pin")
        ).one()
        began_ms = round(pin.program_time.timestamp() * 1000) if pin.program_time else 0
        pin_id = pin.id
    source = {"kind": "broadcast", "id": str(broadcast_id), "pin_id": str(pin_id)}

    browser, address = buy(app, api, host, source)

    assert browser.get(address).headers["Location"] == f"/live/{broadcast_id}#at={began_ms}"


def test_what_is_no_source_leads_nowhere(app: Flask, api: Api) -> None:
    seller = make_person(Role.MERCHANT)
    browser, address = buy(app, api, seller, {"kind": "video", "id": str(uuid.uuid4())})

    assert "It can't be seen any more" in browser.get(address).text
