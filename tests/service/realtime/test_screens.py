"""Who may connect, what a screen hears, and when it is closed; with the client that browsers load."""

import uuid
from collections.abc import Mapping
from typing import Any

import pytest

from accounts import people, sessions
from accounts.people import Person
from kernel.events import publish
from kernel.realtime import announce
from kernel.transaction import transaction
from kernel.web.actor import SESSION_COOKIE
from products.events import StockChanged
from tests.factories import make_person, make_product
from tests.service.realtime.conftest import Market
from tests.service.realtime.screens import Screen


def test_a_page_of_ours_may_connect_and_a_foreign_one_may_not(market: Market) -> None:
    ours = market.open_screen(origin=market.config.public_url)
    foreign = market.screens.open(market.url, origin="http://elsewhere.example", connected=False)

    foreign.wait_for("connect_error")

    assert ours.heard("connect_error") == []
    assert foreign.heard("connect") == []


def test_a_signed_in_screen_hears_what_is_its_persons_and_others_do_not(market: Market) -> None:
    person = make_person()
    mine = market.open_screen(cookie=cookie_of(person))
    mine_by_token = market.open_screen(token=token_of(person))
    nobody = market.open_screen()
    wrong = market.open_screen(cookie=f"{SESSION_COOKIE}=forged", token="forged")
    somebody = market.open_screen(cookie=cookie_of(make_person()))

    tell(f"user:{person.id}", "order_changed", {"order_id": "1"})
    for screen in (mine, mine_by_token, nobody, wrong, somebody):
        marked(screen)

    assert mine.heard("order_changed") == mine_by_token.heard("order_changed") == [{"order_id": "1"}]
    assert nobody.heard("order_changed") == wrong.heard("order_changed") == []
    assert somebody.heard("order_changed") == []


def test_watching_begins_and_ends_when_the_screen_says_so(market: Market) -> None:
    screen, room = market.open_screen(), f"product:{uuid.uuid4()}"

    began = screen.ask("watch", {"room": room})
    tell(room, "stock_changed", {"available_count": 1})
    screen.wait_for("stock_changed")
    ended = screen.ask("unwatch", {"room": room})
    tell(room, "stock_changed", {"available_count": 2})
    marked(screen)

    assert began == ended == {"ok": True}
    assert screen.heard("stock_changed") == [{"available_count": 1}]


@pytest.mark.parametrize(
    "asked",
    [
        {"room": f"user:{uuid.uuid4()}"},
        {"room": "product:1"},
        {"room": f"order:{uuid.uuid4()}"},
        {"room": "product:" + "a" * 100_0},
        {"room": 7},
        {},
        "product",
        None,
        [1],
    ],
)
def test_a_room_that_is_not_public_is_refused_with_a_sentence(market: Market, asked: object) -> None:
    screen = market.open_screen()

    refused = [screen.ask("watch", asked), screen.ask("unwatch", asked)]

    assert refused == [
        {"ok": False, "error": "This can't be watched."},
        {"ok": False, "error": "This is not being watched."},
    ]


def test_a_screen_watches_thirty_rooms_and_no_more(market: Market) -> None:
    screen = market.open_screen()

    answers = [screen.ask("watch", {"room": f"video:{uuid.uuid4()}"})["ok"] for _ in range(31)]

    assert answers == [True] * 30 + [False]


def test_an_announcement_arrives_once_and_in_its_room_alone(market: Market) -> None:
    here, there = f"product:{uuid.uuid4()}", f"product:{uuid.uuid4()}"
    first, second, elsewhere = (market.open_screen() for _ in range(3))
    for screen, room in ((first, here), (second, here), (elsewhere, there)):
        screen.ask("watch", {"room": room})

    for number in range(20):
        tell(here, "stock_changed", {"available_count": number})
    for screen in (first, second, elsewhere):
        marked(screen)

    expected = [{"available_count": number} for number in range(20)]
    assert first.heard("stock_changed") == second.heard("stock_changed") == expected
    assert elsewhere.heard("stock_changed") == []


def test_what_is_rolled_back_is_never_told(market: Market) -> None:
    room, screen = f"product:{uuid.uuid4()}", market.open_screen()
    screen.ask("watch", {"room": room})

    with pytest.raises(LookupError):
        fail_after_telling(room)
    marked(screen)

    assert screen.heard("stock_changed") == []


def test_a_slow_screen_gets_whole_messages(market: Market) -> None:
    room, screen = f"product:{uuid.uuid4()}", market.open_screen()
    screen.ask("watch", {"room": room})
    text = "x" * 40_000

    screen.pause_reading()
    for number in range(20):
        tell(room, "stock_changed", {"number": number, "text": text})
    screen.wait_for("stock_changed", 20)

    heard = screen.heard("stock_changed")
    assert [payload["number"] for payload in heard] == list(range(20))
    assert {payload["text"] for payload in heard} == {text}
    assert screen.heard("disconnect") == []


def test_a_screen_that_is_too_far_behind_is_cut_off_and_comes_back(market: Market) -> None:
    room, screen = f"product:{uuid.uuid4()}", market.open_screen()
    screen.ask("watch", {"room": room})
    text = "x" * 40_000

    screen.pause_reading()
    for number in range(220):
        tell(room, "stock_changed", {"number": number, "text": text})
    screen.wait_for("connect", 2)

    numbers = [payload["number"] for payload in screen.heard("stock_changed")]
    assert numbers == list(range(len(numbers)))
    assert len(numbers) < 220


def test_logging_out_closes_that_devices_screens_only(market: Market) -> None:
    person = make_person()
    here, there = market.open_screen(cookie=cookie_of(person)), market.open_screen(cookie=cookie_of(person))
    by_token = market.open_screen(token=token_of(person))

    with transaction() as session:
        latest = sessions.list_devices(session, person.id)[0]
        sessions.end_session(session, person.id, latest.id)
    there.wait_for("disconnect")
    marked(here)

    assert there.heard("disconnect") == ["io server disconnect"]
    assert here.heard("disconnect") == by_token.heard("disconnect") == []


def test_revoking_a_token_closes_its_screens(market: Market) -> None:
    person = make_person()
    screen, other = market.open_screen(token=token_of(person)), market.open_screen(cookie=cookie_of(person))

    with transaction() as session:
        sessions.revoke_token(session, person.id, sessions.list_tokens(session, person.id)[0].id)
    screen.wait_for("disconnect")
    marked(other)

    assert other.heard("disconnect") == []


def test_a_suspended_persons_screens_are_closed(market: Market) -> None:
    person = make_person()
    opened = [market.open_screen(token=token_of(person)), market.open_screen(cookie=cookie_of(person))]

    with transaction() as session:
        people.suspend(session, person.id)

    for screen in opened:
        screen.wait_for("disconnect")


def test_a_changed_stock_is_told_to_who_looks_at_the_product(market: Market) -> None:
    product = make_product()
    variant = product.variants[0]
    screen = market.open_screen()
    screen.ask("watch", {"room": f"product:{product.id}"})

    with transaction() as session:
        publish(session, StockChanged(product_id=product.id, variant_id=variant.id, available_count=4))

    assert screen.wait_for("stock_changed") == {"variant_id": str(variant.id), "available_count": 4}


def tell(room: str, message: str, payload: Mapping[str, Any]) -> None:
    """Announce as a web process or a worker does."""
    with transaction() as session:
        announce(session, room, message, payload)


def fail_after_telling(room: str) -> None:
    """Announce in a transaction that is rolled back."""
    with transaction() as session:
        announce(session, room, "stock_changed", {"available_count": 1})
        raise LookupError


def marked(screen: Screen) -> None:
    """Wait until everything that was announced before has reached this screen, if it was ever to."""
    room = f"video:{uuid.uuid4()}"
    assert screen.ask("watch", {"room": room}) == {"ok": True}
    seen = len(screen.heard("mark"))
    tell(room, "mark", {})
    screen.wait_for("mark", seen + 1)


def cookie_of(person: Person) -> str:
    """Sign a device in; return the cookie that it sends."""
    with transaction() as session:
        token = sessions.start_session(session, person.id, device="test", address="127.0.0.1", replaces=None)
    return f"{SESSION_COOKIE}={token}"


def token_of(person: Person) -> str:
    """Make an API token."""
    with transaction() as session:
        return sessions.create_token(session, person.id, "test")
