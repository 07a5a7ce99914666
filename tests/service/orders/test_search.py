"""A merchant finds orders: by state, by day, by who and what, by number, page by page."""

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import update

from kernel.clock import now
from kernel.transaction import reading, transaction
from orders import lookup
from orders.models import OrderRecord
from orders.search import OrderFilter
from orders.states import OrderState
from tests.factories import make_person, make_product, make_shop
from tests.market import ApiClient
from tests.service.content.published import counted_statements
from tests.service.orders.market_day import ADDRESS, order_body

Api = Callable[..., ApiClient]


class ShopOfMany:
    """A shop with two orders of different people, things and days."""

    def __init__(self, api: Api) -> None:
        self.owner = make_person()
        shop = make_shop(self.owner)
        self.buyer = api(make_person().id)
        self.lantern = self._order(make_product(shop, title="紙燈籠 100%").variants[0].id, "林美玲")
        self.candle = self._order(make_product(shop, title="Beeswax candle").variants[0].id, "Noor Haddad")

    def _order(self, variant_id: object, name: str) -> dict[str, str]:
        body = order_body((variant_id, 1), shipping_address={**ADDRESS, "name": name})  # type: ignore[arg-type]
        placed = self.buyer.post("/orders", body, key=name).get_json()
        order: dict[str, str] = self.buyer.get(f"/orders/{placed['id']}").get_json()
        return order

    def find(self, **wanted: object) -> list[str]:
        """Return the ids of the orders that the owner finds."""
        with reading() as session:
            page = lookup.list_orders_of_shop_owner(
                session,
                self.owner.id,
                wanted=OrderFilter(**wanted),  # type: ignore[arg-type]
            )
        return [str(order.id) for order in page.items]


@pytest.fixture
def shop(api: Api) -> ShopOfMany:
    """Make the shop."""
    return ShopOfMany(api)


@pytest.mark.parametrize("words", ["美", "燈籠", "100%", "林美玲"])
def test_words_of_a_name_or_a_product_find_an_order(shop: ShopOfMany, words: str) -> None:
    assert shop.find(words=words) == [shop.lantern["id"]]


@pytest.mark.parametrize("words", ["noor", "BEESWAX", "addad"])
def test_case_does_not_matter(shop: ShopOfMany, words: str) -> None:
    assert shop.find(words=words) == [shop.candle["id"]]


def test_a_name_that_the_seller_does_not_see_any_more_finds_nothing(shop: ShopOfMany) -> None:
    shop.buyer.post(f"/orders/{shop.lantern['id']}/cancel")

    assert shop.find(words="林美玲") == []
    assert shop.find(words="燈籠") == [shop.lantern["id"]]


@pytest.mark.parametrize("words", ["%", "_", "nothing of it", "' OR 1=1 --"])
def test_signs_of_the_database_are_only_signs(shop: ShopOfMany, words: str) -> None:
    found = shop.find(words=words)

    assert found == ([shop.lantern["id"]] if words == "%" else [])


def test_a_number_finds_its_order_as_it_is_read_out(shop: ShopOfMany) -> None:
    number = shop.lantern["number"]

    found = [shop.find(words=words) for words in (number, number.replace(" ", "-"), number[:9])]

    assert found == [[shop.lantern["id"]]] * 3


def test_days_are_whole_days_and_both_count(shop: ShopOfMany) -> None:
    today = now().date()
    earlier = now() - dt.timedelta(days=3)
    with transaction() as session:
        session.execute(
            update(OrderRecord).where(OrderRecord.number == shop.lantern["number"].replace(" ", "")),
            {"created_at": earlier},
        )

    found = [
        shop.find(first_day=today),
        shop.find(last_day=earlier.date()),
        shop.find(first_day=earlier.date(), last_day=today),
    ]

    both = [shop.candle["id"], shop.lantern["id"]]
    assert found == [[shop.candle["id"]], [shop.lantern["id"]], both]


def test_filters_hold_together_and_nobody_finds_orders_of_others(shop: ShopOfMany, api: Api) -> None:
    rival = make_person()
    make_shop(rival)

    of_rival = api(rival.id).get("/orders", role="merchant", q="Beeswax").get_json()["items"]
    paid = shop.find(words="Beeswax", states=(OrderState.PAID,))
    unpaid = shop.find(words="Beeswax", states=(OrderState.PENDING_PAYMENT,))

    assert (of_rival, paid, unpaid) == ([], [], [shop.candle["id"]])


def test_a_page_of_orders_takes_the_same_few_statements_however_many_it_shows(shop: ShopOfMany) -> None:
    counts = []
    for limit in (1, 2):
        with counted_statements() as statements, reading() as session:
            lookup.list_orders_of_shop_owner(session, shop.owner.id, limit=limit)
        counts.append(len(statements))

    assert counts[0] == counts[1] <= 5


def test_pages_of_a_search_follow_each_other(shop: ShopOfMany) -> None:
    with reading() as session:
        first = lookup.list_orders_of_shop_owner(session, shop.owner.id, limit=1)
        second = lookup.list_orders_of_shop_owner(session, shop.owner.id, limit=1, cursor=first.next_cursor)

    assert [str(order.id) for page in (first, second) for order in page.items] == [
        shop.candle["id"],
        shop.lantern["id"],
    ]
    assert second.next_cursor is None
