"""When a special price is the price, and when a deal is open."""

import datetime as dt

from kernel.ids import new_id
from products.values import Special
from promotions.values import Deal, DealState

START = dt.datetime(2026, 11, 23, 20, 0, tzinfo=dt.UTC)
END = START + dt.timedelta(minutes=3)
SECOND = dt.timedelta(seconds=1)


def make_deal(state: DealState) -> Deal:
    """Return a deal from START to END."""
    return Deal(
        id=new_id(),
        variant_id=new_id(),
        product_id=new_id(),
        reference_id=new_id(),
        owner_id=new_id(),
        state=state,
        price_minor=900,
        list_price_minor=1990,
        currency="USD",
        quota_count=10,
        left_count=10,
        per_buyer_limit=1,
        starts_at=START,
        ends_at=END,
        close_reason=None,
    )


def test_a_special_price_holds_from_its_first_moment_to_before_its_last() -> None:
    special = Special(new_id(), 900, START, END)

    holds = [special.applies(1990, at) for at in (START - SECOND, START, END - SECOND, END)]

    assert holds == [False, True, True, False]


def test_a_special_price_above_the_list_price_is_none() -> None:
    special = Special(new_id(), 900, START, END)

    assert not special.applies(900, START)
    assert not special.applies(500, START)


def test_the_clock_opens_a_planned_deal_even_before_the_worker_does() -> None:
    deal = make_deal(DealState.PLANNED)

    assert deal.is_open(START)
    assert not deal.is_open(END)


def test_a_closed_deal_is_never_open() -> None:
    assert not make_deal(DealState.CLOSED).is_open(START)
