"""Which way of shipping is chosen for a country, and when there is none."""

import uuid

import pytest

from orders.shipping.choosing import FREE, Sending, choose_shipping
from orders.shipping.values import Method, Zone

SHOP = uuid.UUID(int=1)


def make_method(number: int, price_minor: int, **values: object) -> Method:
    """Return a method of dollars in two to four days, unless `values` say otherwise."""
    terms = {"currency": "USD", "free_from_minor": None, "days_from": 2, "days_to": 4, "is_off": False}
    return Method(
        uuid.UUID(int=number), SHOP, f"Way {number}", price_minor=price_minor, **{**terms, **values}
    )  # type: ignore[arg-type]


def make_zone(*methods: Method, countries: tuple[str, ...] = ()) -> Zone:
    """Return a zone of these countries, or the rest of the world."""
    return Zone(uuid.uuid4(), SHOP, "Zone", not countries, countries, methods)


POST, COURIER = make_method(11, 600), make_method(12, 1500, days_to=1)
FREE_LATER = make_method(13, 700, free_from_minor=1000)
HOME = make_zone(POST, COURIER, FREE_LATER, countries=("TW", "JP"))


@pytest.mark.parametrize(
    ("goods_minor", "wanted", "chosen", "cost_minor"),
    [
        (999, None, POST, 600),
        (999, COURIER, COURIER, 1500),
        (1000, None, FREE_LATER, 0),
        (1000, POST, POST, 600),
        (999, make_method(99, 1), POST, 600),  # what is not offered is not chosen
    ],
)
def test_the_wanted_way_is_chosen_or_the_cheapest_for_these_goods(
    goods_minor: int, wanted: Method | None, chosen: Method, cost_minor: int
) -> None:
    wanted_ids = {wanted.id} if wanted else set()

    choice = choose_shipping([HOME], "TW", currency="USD", goods_minor=goods_minor, wanted_ids=wanted_ids)

    assert choice.chosen is not None
    assert (choice.chosen.method, choice.chosen.cost_minor) == (chosen, cost_minor)
    assert choice.standard_minor == min(option.cost_minor for option in choice.options)


def test_of_ways_that_cost_the_same_the_faster_is_chosen() -> None:
    zone = make_zone(make_method(21, 600), make_method(22, 600, days_to=3))

    choice = choose_shipping([zone], "TW", currency="USD", goods_minor=1, wanted_ids=())

    assert choice.chosen is not None
    assert choice.chosen.method.id == uuid.UUID(int=22)


@pytest.mark.parametrize(
    ("zones", "country", "sending"),
    [
        ([], "TW", Sending.FREE),
        ([], None, Sending.FREE),
        ([HOME], None, Sending.UNKNOWN),
        ([HOME], "DE", Sending.NOT_THERE),
        ([make_zone(POST), HOME], "DE", Sending.CHOSEN),
        ([make_zone(POST), make_zone(countries=("TW",))], "TW", Sending.NOT_THERE),
        ([make_zone(make_method(31, 0, is_off=True))], "TW", Sending.NOT_THERE),
        ([make_zone(make_method(32, 0, currency="EUR"))], "TW", Sending.NOT_THERE),
    ],
)
def test_whether_a_shop_sends_there(zones: list[Zone], country: str | None, sending: Sending) -> None:
    choice = choose_shipping(zones, country, currency="USD", goods_minor=1, wanted_ids=())

    assert choice.sending is sending
    assert (choice == FREE) is (sending is Sending.FREE)
