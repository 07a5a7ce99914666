"""Orders that leave in several parcels: what is left, what comes back, how a parcel is followed."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest

from kernel.transaction import reading
from products import stock_log
from tests.factories import make_person, make_product, make_shop
from tests.market import ApiClient
from tests.service.orders.market_day import SandboxTeller, available, pack, place

Api = Callable[..., ApiClient]


@dataclass(frozen=True)
class Sale:
    """A paid order of three lanterns and two candles, and both sides of it."""

    buyer: ApiClient
    seller: ApiClient
    order: dict[str, Any]
    lantern: uuid.UUID
    candle: uuid.UUID

    def look(self) -> Any:
        """Return the order as it is now."""
        return self.buyer.get(f"/orders/{self.order['id']}").get_json()


@pytest.fixture
def sale(api: Api, gateway: SandboxTeller) -> Sale:
    """Sell three of five lanterns and two of five candles."""
    merchant = make_person()
    shop = make_shop(merchant)
    lantern = make_product(shop, stock_counts=[5]).variants[0].id
    candle = make_product(shop, stock_counts=[5], title="Candle").variants[0].id
    buyer = api(make_person().id)
    order = place(buyer, (lantern, 3), (candle, 2)).get_json()
    gateway.pay(order)
    return Sale(buyer, api(merchant.id), order, lantern, candle)


def test_an_order_leaves_in_two_parcels(sale: Sale) -> None:
    first = pack(sale.seller, sale.order, (sale.lantern, 2), carrier="dhl", tracking_number="JD 014 600")
    between = sale.look()
    pack(sale.seller, sale.order, carrier="t_cat", tracking_number="9077")

    after = sale.look()

    assert first.status_code == 201
    assert (between["state"], after["state"]) == ("partially_shipped", "shipped")
    assert {item["variant_id"]: item["shipped_count"] for item in between["line_items"]} == {
        str(sale.lantern): 2,
        str(sale.candle): 0,
    }
    assert [one["tracking_url"] for one in after["shipments"]] == [
        "https://www.dhl.com/en/express/tracking.html?AWB=JD014600",
        "https://www.t-cat.com.tw/Inquire/TraceDetail.aspx?BillID=9077",
    ]
    rest = {item["variant_id"]: item["quantity"] for item in after["shipments"][1]["line_items"]}
    assert rest == {str(sale.lantern): 1, str(sale.candle): 2}
    assert after["shipped_at"]


def test_no_parcel_holds_more_than_is_left(sale: Sale) -> None:
    pack(sale.seller, sale.order, (sale.lantern, 2))

    refused = [
        pack(sale.seller, sale.order, (sale.lantern, 2)),
        pack(sale.seller, sale.order, (sale.lantern, 1), (sale.lantern, 1)),
        pack(sale.seller, sale.order, (uuid.uuid4(), 1)),
    ]

    assert [(answer.status_code, answer.get_json()["type"]) for answer in refused] == [
        (409, "/problems/not-in-order")
    ] * 3
    assert len(sale.look()["shipments"]) == 1


def test_many_hands_that_pack_the_same_units_send_them_once(sale: Sale) -> None:
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: pack(sale.seller, sale.order, (sale.lantern, 3)), range(6)))

    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 5
    assert [len(one["line_items"]) for one in sale.look()["shipments"]] == [1]


def test_a_parcel_told_twice_with_one_key_is_one_parcel(sale: Sale) -> None:
    body = {"line_items": [{"variant_id": str(sale.lantern), "quantity": 1}]}
    path = f"/orders/{sale.order['id']}/shipments"

    answers = [sale.seller.post(path, body, key="the same key") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert len(sale.look()["shipments"]) == 1


def test_a_refund_returns_only_what_never_left(sale: Sale) -> None:
    pack(sale.seller, sale.order, (sale.lantern, 2))

    answer = sale.seller.post(f"/orders/{sale.order['id']}/refund")

    assert answer.get_json()["is_refunding"]
    assert (available(sale.lantern), available(sale.candle)) == (3, 5)
    with reading() as session:
        assert stock_log.sum_changes(session, sale.lantern) == (3, 0)
        assert stock_log.sum_changes(session, sale.candle) == (5, 0)


def test_an_order_of_which_something_left_is_neither_cancelled_nor_shipped_while_refunded(sale: Sale) -> None:
    pack(sale.seller, sale.order, (sale.lantern, 1))

    cancelled = sale.buyer.post(f"/orders/{sale.order['id']}/cancel")
    sale.seller.post(f"/orders/{sale.order['id']}/refund")
    shipped = pack(sale.seller, sale.order)

    assert (cancelled.status_code, shipped.status_code) == (409, 409)
    assert (available(sale.lantern), available(sale.candle)) == (4, 5)


def test_a_tracking_number_is_corrected_by_its_merchant_alone(sale: Sale, api: Api) -> None:
    rival = make_person()
    make_shop(rival)
    parcel = pack(sale.seller, sale.order, carrier="dhl", tracking_number="WRONG").get_json()["shipments"][0]
    path, right = f"/shipments/{parcel['id']}", {"carrier": "ups", "tracking_number": "1Z999"}

    statuses = [client.send("PATCH", path, right).status_code for client in (api(rival.id), sale.seller)]

    shown = sale.look()["shipments"][0]
    assert statuses == [404, 200]
    assert (shown["carrier"], shown["tracking_number"]) == ("ups", "1Z999")
    assert shown["corrected_at"]


@pytest.mark.parametrize(
    "tracking",
    [{"carrier": "nobody"}, {"tracking_number": "<script>"}, {"tracking_number": "1" * 41}],
)
def test_a_tracking_that_makes_no_sense_is_refused(sale: Sale, tracking: dict[str, str]) -> None:
    answer = pack(sale.seller, sale.order, **tracking)

    assert answer.status_code == 422
    assert sale.look()["state"] == "paid"
