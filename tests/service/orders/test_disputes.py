"""Disputes: a no that is not taken, decided once by somebody without part in it; evidence only they see."""

import datetime as dt
import io
import re
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from accounts import sessions
from accounts.people import Person
from accounts.roles import Role
from kernel.clock import now
from kernel.errors import DomainError
from kernel.transaction import reading, transaction
from kernel.web.actor import SESSION_COOKIE
from orders import disputes, return_lookup, return_pictures
from orders.errors import NoSuchReturn, NotDisputable, ReturnedAlready, ReturnMovedOn
from orders.models import ReturnRecord
from orders.return_states import ReturnReason, ReturnState
from tests.factories import make_person
from tests.market import ApiClient
from tests.pictures import jpeg_bytes
from tests.service.orders.market_day import SandboxTeller
from tests.service.orders.returning import PRICE_MINOR, Sold, sell


@pytest.fixture
def sold(api: Callable[..., ApiClient], gateway: SandboxTeller) -> Sold:
    """Sell and deliver three lanterns and a candle."""
    return sell(api, gateway)


def refused(sold: Sold, lanterns: int = 1) -> uuid.UUID:
    """Ask for lanterns to be taken back, which the shop refuses."""
    return_id = sold.ask(lanterns=lanterns, reason=ReturnReason.DAMAGED)
    sold.reject(return_id)
    return return_id


def dispute(sold: Sold, return_id: uuid.UUID) -> None:
    """Ask a moderator."""
    with transaction() as session:
        disputes.dispute(session, return_id, "It was broken.", buyer_id=sold.buyer.id)


def decide(return_id: uuid.UUID, moderator: Person, *, is_granted: bool) -> str:
    """Decide a dispute; return what refused it, or nothing."""
    try:
        with transaction() as session:
            disputes.decide(
                session, return_id, "The picture shows it.", is_granted=is_granted, moderator_id=moderator.id
            )
    except DomainError as error:
        return type(error).__name__
    return ""


def browse(app: Flask, person: Person) -> FlaskClient:
    """Sign a person in on a browser of his own."""
    client = app.test_client()
    with transaction() as session:
        token = sessions.start_session(session, person.id, device="x", address="x", replaces=None)
    client.set_cookie(SESSION_COOKIE, token)
    return client


def test_a_moderator_gives_the_buyer_his_money(sold: Sold) -> None:
    return_id = refused(sold)
    dispute(sold, return_id)
    dispute(sold, return_id)
    waiting = sold.returned(return_id)

    decided = decide(return_id, make_person(Role.MODERATOR), is_granted=True)
    sold.tell_refunds()

    returned = sold.returned(return_id)
    assert (waiting.state, waiting.dispute_text) == (ReturnState.DISPUTED, "It was broken.")
    assert (decided, returned.state) == ("", ReturnState.REFUNDED)
    assert returned.decision_text == "The picture shows it."
    assert sold.refunds() == [PRICE_MINOR]


def test_a_no_that_stands_pays_nothing_and_cannot_be_disputed_again(sold: Sold) -> None:
    return_id = refused(sold, 3)
    dispute(sold, return_id)

    decide(return_id, make_person(Role.MODERATOR), is_granted=False)

    assert sold.returned(return_id).state is ReturnState.REJECTED
    assert sold.refunds() == []
    assert sum(item.returned_count for item in sold.look().line_items) == 0
    with pytest.raises(NotDisputable):
        dispute(sold, return_id)


def test_units_that_are_given_back_otherwise_are_not_disputed_too(sold: Sold) -> None:
    return_id = refused(sold, 2)
    sold.ask(lanterns=2, reason=ReturnReason.WRONG)

    with pytest.raises(ReturnedAlready):
        dispute(sold, return_id)

    assert sold.returned(return_id).state is ReturnState.REJECTED


def test_a_no_is_disputed_in_time_or_not_at_all(sold: Sold) -> None:
    return_id, open_id = refused(sold), sold.ask(lanterns=1, reason=ReturnReason.DAMAGED)
    with transaction() as session:
        row = update(ReturnRecord).where(ReturnRecord.id == return_id)
        session.execute(row.values(refused_at=now() - dt.timedelta(days=15)))

    for one in (return_id, open_id):
        with pytest.raises(NotDisputable):
            dispute(sold, one)


def test_two_moderators_decide_once_and_nobody_about_his_own(sold: Sold) -> None:
    return_id = refused(sold)
    dispute(sold, return_id)
    own = [decide(return_id, one, is_granted=True) for one in (sold.buyer, sold.merchant)]
    moderators = [make_person(Role.MODERATOR) for _ in range(4)]

    with ThreadPoolExecutor(4) as pool:
        answers = list(
            pool.map(lambda one: decide(return_id, one[1], is_granted=one[0] % 2 == 0), enumerate(moderators))
        )

    assert own == [NoSuchReturn.__name__] * 2
    assert sorted(answers) == ["", *[ReturnMovedOn.__name__] * 3]
    assert sold.refunds() in ([], [PRICE_MINOR])
    with reading() as session:
        decided_by = session.scalar(select(ReturnRecord.decided_by).where(ReturnRecord.id == return_id))
    assert decided_by in {one.id for one in moderators}


def test_evidence_is_for_both_sides_and_moderators_and_an_address_for_one_of_them(
    app: Flask, sold: Sold
) -> None:
    return_id = refused(sold)
    buyer, moderator = browse(app, sold.buyer), make_person(Role.MODERATOR)
    token = re.search(r'name="csrf_token" value="(\w+)"', buyer.get(f"/returns/{return_id}").text)
    assert token is not None
    form = {"csrf_token": token[1], "picture": (io.BytesIO(jpeg_bytes(900, 900)), "broken.jpg")}

    added = buyer.post(f"/returns/{return_id}/pictures", data=form)

    dispute(sold, return_id)
    with reading() as session:
        (kept,) = return_pictures.list_pictures(session, return_id)
        listed = return_lookup.list_disputed(session, moderator.id).items
    address = kept.url(moderator.id, 480)
    assert added.headers["Location"] == f"/returns/{return_id}"
    assert buyer.get(kept.url(sold.buyer.id, 480), buffered=True).mimetype == "image/webp"
    assert browse(app, moderator).get(address, buffered=True).status_code == 200
    assert [one.status_code for one in (buyer.get(address), app.test_client().get(address))] == [404, 404]
    assert return_id in {one.id for one in listed}
    desk = browse(app, moderator)
    assert "It was broken." in desk.get(f"/moderation/disputes/{return_id}").text
    assert "It was broken." in desk.get("/moderation/disputes").text
    assert browse(app, sold.merchant).get(f"/console/returns/{return_id}").text.count("<img") >= 1
