"""Wish lists: what is on them, what it cost, and who is told when it costs less."""

import uuid
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from accounts import sessions
from accounts.people import Person
from growth import subscribers
from kernel import events
from kernel.transaction import reading, transaction
from kernel.web.actor import SESSION_COOKIE
from products import variants, wishes
from products.events import WishPriceFell
from products.values import Product
from promotions import deals
from tests.factories import make_deal, make_person, make_product
from tests.market import ApiClient

Api = Callable[..., ApiClient]


def set_price(product: Product, price_minor: int) -> None:
    """Let a merchant change the price of a product's first variant."""
    with transaction() as session:
        owner_id = product.shop.owner_id
        variants.change_variant(session, product.variants[0].id, owner_id=owner_id, price_minor=price_minor)


def list_titles(person_id: uuid.UUID) -> list[tuple[str, int, int]]:
    """Return what is on a person's list: title, price then, difference now."""
    with reading() as session:
        page = wishes.list_wishes(session, person_id)
    return [(one.product.title, one.price_minor, one.change_minor) for one in page.items]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int, int]]:
    """Collect the drops that are published: title, before, now."""
    heard: list[tuple[str, int, int]] = []
    publish = events.publish

    def listen(session: Session, event: events.Event) -> None:
        if isinstance(event, WishPriceFell):
            heard.append((event.product_title, event.before_minor, event.price_minor))
        publish(session, event)

    monkeypatch.setattr(wishes, "publish", listen)
    return heard


def read_page(app: Flask, person: Person, path: str) -> str:
    """Return a page as a person sees it."""
    client = app.test_client()
    with transaction() as session:
        token = sessions.start_session(session, person.id, device="Test", address="127.0.0.1", replaces=None)
    client.set_cookie(SESSION_COOKIE, token)
    return client.get(path).get_data(as_text=True)


def tell_drops() -> None:
    """Look for falling prices, twice: the second time nothing is new."""
    for _ in range(2):
        with transaction() as session:
            wishes.tell_price_drops(session)


def test_a_wish_keeps_its_price_and_comes_back_as_it_was(api: Api) -> None:
    person = make_person()
    client, product = api(person.id), make_product(price_minor=1990, title="Red lantern")

    statuses = [client.send("PUT", f"/me/wishes/{product.id}").status_code for _ in range(2)]
    set_price(product, 2500)
    client.send("DELETE", f"/me/wishes/{product.id}")
    gone = list_titles(person.id)
    client.send("PUT", f"/me/wishes/{product.id}")

    assert statuses == [204, 204]
    assert gone == []
    assert list_titles(person.id) == [("Red lantern", 1990, 510)]
    assert client.get(f"/me/wishes/{product.id}").get_json() == {"is_wished": True}


def test_a_falling_price_is_told_once_a_drop(app: Flask, told: list[tuple[str, int, int]]) -> None:
    person, product = make_person(), make_product(price_minor=1990, title="Drops")
    with transaction() as session:
        wishes.wish(session, product.id, person.id)

    for price_minor in (2500, 1990, 1500, 1600, 1400, 1990, 1400):
        set_price(product, price_minor)
        tell_drops()

    mine = [drop for drop in told if drop[0] == "Drops"]
    assert mine == [("Drops", 1990, 1500), ("Drops", 1990, 1400), ("Drops", 1990, 1400)]


def test_a_live_price_counts_while_it_holds_and_what_is_sold_out_does_not(
    app: Flask, told: list[tuple[str, int, int]]
) -> None:
    person = make_person()
    live, planned = (make_product(price_minor=1990, title=title) for title in ("Live", "Planned"))
    sold_out = make_product(price_minor=1990, title="Gone", stock_counts=[0])
    with transaction() as session:
        for product in (live, planned, sold_out):
            wishes.wish(session, product.id, person.id)
    deal = make_deal(live, price_minor=900)
    make_deal(planned, price_minor=900, starts_in_seconds=600)
    set_price(sold_out, 100)

    tell_drops()
    with transaction() as session:
        deals.close_deal(session, deal.id, reason="host")
    tell_drops()

    assert [drop for drop in told if drop[0] in {"Live", "Planned", "Gone"}] == [("Live", 1990, 900)]


def test_a_person_reads_of_a_drop_unless_he_does_without(api: Api) -> None:
    person, product = make_person(), make_product(price_minor=1990, title="Told lantern")
    with transaction() as session:
        wishes.wish(session, product.id, person.id)
        event = WishPriceFell(product.id, person.id, product.id, product.title, 1990, 900, "USD")
        subscribers.tell_price_drop(session, event)

    [item] = api(person.id).get("/me/notifications").get_json()["items"]

    assert (item["kind"], item["path"]) == ("price_fell", f"/p/{product.id}")


def test_a_page_of_wishes_shows_then_and_now_and_nobody_elses(app: Flask) -> None:
    person, product = make_person(), make_product(price_minor=1990, title="<b>Blue</b>")
    with transaction() as session:
        wishes.wish(session, product.id, person.id)
    set_price(product, 900)

    mine, others = (read_page(app, one, "/wishes") for one in (person, make_person()))

    assert "&lt;b&gt;Blue&lt;/b&gt;" in mine
    assert "$19.90 when you wished for it; now less" in mine
    assert "Blue" not in others
