"""The stock log as its merchant reads it: totals that add up, who did what, filters and pages."""

import datetime as dt
import uuid

import pytest

from kernel.clock import now
from kernel.transaction import reading, transaction
from products import stock, stock_history
from products.stock import NewReservation
from products.stock_history import HistoryLine, HistoryQuery
from products.values import Product
from products.variants import withdraw_variant
from tests.factories import make_person, make_product, make_shop
from tests.service.content.published import counted_statements

pytestmark = pytest.mark.usefixtures("app")


def correct(product: Product, change: int, reason: str = "", *, place: int = 0) -> None:
    """Correct the stock of one of a product's variants."""
    with transaction() as session:
        stock.correct(
            session,
            product.variants[place].id,
            owner_id=product.shop.owner_id,
            change_count=change,
            reason=reason,
        )


def sell(product: Product, quantity: int) -> None:
    """Hold and sell some of a product's first variant."""
    reference_id = uuid.uuid4()
    until = now() + dt.timedelta(minutes=5)
    with transaction() as session:
        stock.hold(session, [NewReservation(reference_id, product.variants[0].id, quantity, until)])
    with transaction() as session:
        stock.commit(session, reference_id)


def read(wanted: HistoryQuery) -> list[HistoryLine]:
    """Return all lines, page by page."""
    lines: list[HistoryLine] = []
    cursor = None
    while True:
        with reading() as session:
            page = stock_history.list_history(session, wanted, cursor=cursor)
        lines += page.items
        cursor = page.next_cursor
        if cursor is None:
            return lines


def test_every_line_tells_what_was_left_after_it():
    shop = make_shop(make_person(name="Mei"))
    product = make_product(shop, stock_counts=[10])
    sell(product, 2)
    correct(product, -3, "broken")

    lines = read(HistoryQuery(product.id))

    assert [(one.kind, one.on_hand_count, one.reserved_count) for one in lines] == [
        ("corrected", 5, 0),
        ("sold", 8, 0),
        ("held", 10, 2),
        ("received", 10, 0),
    ]
    assert [(one.actor_name, one.reason) for one in lines[:2]] == [("Mei", "broken"), (None, "")]


def test_totals_are_each_variants_own_and_filters_do_not_change_them():
    product = make_product(stock_counts=[10, 20])
    correct(product, 5, place=1)
    correct(product, 1, place=0)

    corrected = read(HistoryQuery(product.id, kind="corrected"))
    second = read(HistoryQuery(product.id, variant_id=product.variants[1].id))

    assert [one.on_hand_count for one in corrected] == [11, 25]
    assert [one.on_hand_count for one in second] == [25, 20]


def test_pages_meet_without_gap_or_repeat(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(stock_history, "PAGE_COUNT", 2)
    product = make_product(stock_counts=[1])
    for _ in range(4):
        correct(product, 1)

    assert [one.on_hand_count for one in read(HistoryQuery(product.id))] == [5, 4, 3, 2, 1]


def test_what_is_not_sold_any_more_keeps_its_lines():
    product = make_product(stock_counts=[1, 2])
    with transaction() as session:
        withdraw_variant(session, product.variants[0].id, owner_id=product.shop.owner_id)

    with reading() as session:
        listed = stock_history.list_logged_variants(session, product.id)

    assert [(one.id, one.is_withdrawn) for one in listed] == [
        (product.variants[1].id, False),
        (product.variants[0].id, True),
    ]
    assert len(read(HistoryQuery(product.id))) == 2


def test_a_long_log_streams_whole_in_a_bounded_number_of_statements(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(stock_history, "_BATCH_COUNT", 10)
    product = make_product(stock_counts=[1])
    for _ in range(24):
        correct(product, 1)

    with counted_statements() as statements, reading() as session:
        lines = list(stock_history.stream_history(session, HistoryQuery(product.id)))

    assert [one.on_hand_count for one in lines] == list(range(25, 0, -1))
    assert len(statements) <= 7  # three pages, the names of each, and the page that is empty
