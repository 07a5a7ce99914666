"""What happens to an order after it was placed: money in any order, cancelling, shipping, giving back."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update
from werkzeug.serving import make_server

from kernel import runtime
from kernel.clock import now
from kernel.transaction import transaction
from products import stock
from products.models import Reservation
from tests.factories import make_person, make_product, make_shop
from tests.market import ApiClient, run_jobs
from tests.service.orders.market_day import SandboxTeller, available, pack, place

Api = Callable[..., ApiClient]


@pytest.fixture
def listening(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Serve the application on a real port, at which the sandbox's webhooks arrive."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    here = replace(runtime.config(), internal_url=f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setattr(runtime, "config", lambda: here)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield
    server.shutdown()
    thread.join()
    server.server_close()


def expire_everything() -> None:
    """Let the time of all reservations be over, and sweep."""
    with transaction() as session:
        session.execute(update(Reservation).values(expires_at=now()))
    with transaction() as session:
        stock.expire_reservations(session)


def state(client: ApiClient, order: dict[str, Any]) -> str:
    """Return how an order stands."""
    return str(client.get(f"/orders/{order['id']}").get_json()["state"])


def test_a_sandbox_payment_is_told_over_http_and_pays_the_order(api: Api, listening: None) -> None:
    variant = make_product(stock_counts=[5]).variants[0]
    buyer = api(make_person().id)
    order = place(buyer, (variant.id, 2)).get_json()

    answer = buyer.post(f"/sandbox/payments/{order['payment']['id']}", {"outcome": "success", "repeat": 3})
    run_jobs()

    assert answer.status_code == 202
    assert state(buyer, order) == "paid"
    assert available(variant.id) == 3


def test_a_refund_goes_to_the_gateway_and_comes_back_as_a_webhook(
    api: Api, gateway: SandboxTeller, listening: None
) -> None:
    merchant = make_person()
    shop = make_shop(merchant)
    variant = make_product(shop, stock_counts=[5]).variants[0]
    buyer = api(make_person().id)
    order = place(buyer, (variant.id, 2)).get_json()
    gateway.pay(order)

    answer = api(merchant.id).post(f"/orders/{order['id']}/refund")
    run_jobs()

    assert answer.get_json()["is_refunding"]
    assert state(buyer, order) == "refunded"
    assert available(variant.id) == 5


def test_a_payment_told_many_times_at_once_counts_once(api: Api, gateway: SandboxTeller) -> None:
    variant = make_product(stock_counts=[5]).variants[0]
    buyer = api(make_person().id)
    order = place(buyer, (variant.id, 2)).get_json()
    message = gateway.message(order)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: gateway.tell(message), range(8)))

    assert [answer.status_code for answer in answers] == [200] * 8
    assert sorted(str(answer.get_json()["outcome"]) for answer in answers) == ["None"] * 7 + ["applied"]
    assert available(variant.id) == 3


@pytest.mark.parametrize(
    "forge",
    [
        pytest.param(lambda g, m: g.tell(m, key=b"somebody else's"), id="forged"),
        pytest.param(lambda g, m: g.tell(m, age_seconds=301), id="old"),
        pytest.param(lambda g, m: g.tell(m, age_seconds=-301), id="from the future"),
        pytest.param(lambda g, m: g.post(b"{}", None), id="missing"),
        pytest.param(lambda g, m: g.post(b"{}", ""), id="empty"),
        pytest.param(lambda g, m: g.post(b"", "t=1,v1=" + "0" * 64), id="without a body"),
        pytest.param(lambda g, m: g.tell({**m, "extra": 1}), id="not understood"),
    ],
)
def test_what_the_gateway_did_not_sign_changes_nothing(
    api: Api, gateway: SandboxTeller, forge: Callable[..., Any]
) -> None:
    variant = make_product().variants[0]
    buyer = api(make_person().id)
    order = place(buyer, (variant.id, 1)).get_json()

    answer = forge(gateway, gateway.message(order))

    assert answer.status_code == 400
    assert answer.content_type == "application/problem+json"
    assert state(buyer, order) == "pending_payment"


@pytest.mark.parametrize("wrong", [{"amount_minor": 1}, {"currency": "EUR"}])
def test_a_payment_of_another_amount_is_held(api: Api, gateway: SandboxTeller, wrong: dict[str, Any]) -> None:
    variant = make_product().variants[0]
    buyer = api(make_person().id)
    order = place(buyer, (variant.id, 1)).get_json()

    answer = gateway.pay(order, **wrong)

    assert answer.get_json() == {"outcome": "held"}
    assert state(buyer, order) == "pending_payment"


def test_a_buyer_may_pay_after_a_decline_and_a_late_decline_changes_nothing(
    api: Api, gateway: SandboxTeller
) -> None:
    variant = make_product().variants[0]
    buyer = api(make_person().id)
    order = place(buyer, (variant.id, 1)).get_json()

    outcomes = [gateway.decline(order), gateway.pay(order), gateway.decline(order)]

    assert [answer.get_json()["outcome"] for answer in outcomes] == ["applied", "applied", "ignored"]
    assert state(buyer, order) == "paid"


def test_an_unpaid_order_expires_and_its_stock_is_free(api: Api) -> None:
    variant = make_product(stock_counts=[2]).variants[0]
    buyer = api(make_person().id)
    order = place(buyer, (variant.id, 2)).get_json()

    expire_everything()

    shown = buyer.get(f"/orders/{order['id']}").get_json()
    assert (shown["state"], shown["cancel_reason"]) == ("cancelled", "expired")
    assert shown["payment"]["state"] == "voided"
    assert available(variant.id) == 2


def test_a_payment_after_expiry_takes_the_stock_again(api: Api, gateway: SandboxTeller) -> None:
    variant = make_product(stock_counts=[2]).variants[0]
    buyer = api(make_person().id)
    order = place(buyer, (variant.id, 2)).get_json()
    expire_everything()

    gateway.pay(order)

    assert state(buyer, order) == "paid"
    assert available(variant.id) == 0


def test_a_payment_after_expiry_is_given_back_when_the_stock_is_gone(
    api: Api, gateway: SandboxTeller, listening: None
) -> None:
    variant = make_product(stock_counts=[2]).variants[0]
    slow, fast = api(make_person().id), api(make_person().id)
    late = place(slow, (variant.id, 2)).get_json()
    expire_everything()
    place(fast, (variant.id, 1))

    gateway.pay(late)
    run_jobs()

    assert state(slow, late) == "refunded"
    assert available(variant.id) == 1


def test_cancelling_before_payment_frees_the_stock_and_twice_is_once(api: Api) -> None:
    variant = make_product(stock_counts=[2]).variants[0]
    buyer = api(make_person().id)
    order = place(buyer, (variant.id, 2)).get_json()

    statuses = [buyer.post(f"/orders/{order['id']}/cancel").status_code for _ in range(2)]

    assert statuses == [200, 200]
    assert available(variant.id) == 2


def test_cancelling_a_paid_order_gives_everything_back(
    api: Api, gateway: SandboxTeller, listening: None
) -> None:
    variant = make_product(stock_counts=[2]).variants[0]
    buyer = api(make_person().id)
    order = place(buyer, (variant.id, 2)).get_json()
    gateway.pay(order)

    cancelled = buyer.post(f"/orders/{order['id']}/cancel").get_json()
    run_jobs()

    assert (cancelled["state"], cancelled["is_refunding"]) == ("cancelled", True)
    assert state(buyer, order) == "refunded"
    assert available(variant.id) == 2


def test_what_was_paid_after_the_buyer_cancelled_is_given_back(
    api: Api, gateway: SandboxTeller, listening: None
) -> None:
    variant = make_product(stock_counts=[2]).variants[0]
    buyer = api(make_person().id)
    order = place(buyer, (variant.id, 1)).get_json()
    buyer.post(f"/orders/{order['id']}/cancel")

    gateway.pay(order)
    run_jobs()

    assert state(buyer, order) == "refunded"
    assert available(variant.id) == 2


def test_a_shipped_order_is_not_cancelled_and_its_refund_returns_no_stock(
    api: Api, gateway: SandboxTeller
) -> None:
    merchant = make_person()
    shop = make_shop(merchant)
    variant = make_product(shop, stock_counts=[5]).variants[0]
    buyer, seller = api(make_person().id), api(merchant.id)
    order = place(buyer, (variant.id, 2)).get_json()
    unpaid = pack(seller, order)
    gateway.pay(order)

    shipped = pack(seller, order)
    cancelled = buyer.post(f"/orders/{order['id']}/cancel")
    seller.post(f"/orders/{order['id']}/refund")

    assert (unpaid.status_code, shipped.status_code, cancelled.status_code) == (409, 201, 409)
    assert available(variant.id) == 3


def test_an_order_is_only_there_for_its_buyer_and_its_merchant(api: Api, gateway: SandboxTeller) -> None:
    merchant, other_merchant = make_person(), make_person()
    shop = make_shop(merchant)
    make_shop(other_merchant)
    variant = make_product(shop).variants[0]
    buyer, stranger, rival = api(make_person().id), api(make_person().id), api(other_merchant.id)
    order = place(buyer, (variant.id, 1)).get_json()
    gateway.pay(order)
    path = f"/orders/{order['id']}"

    seen = [client.get(path).status_code for client in (buyer, api(merchant.id), stranger, rival)]
    tried = [stranger.post(f"{path}/cancel"), api(merchant.id).post(f"{path}/cancel")]
    tried += [pack(rival, order), rival.post(f"{path}/refund")]
    tried += [stranger.post(f"/sandbox/payments/{order['payment']['id']}", {"outcome": "success"})]

    assert seen == [200, 200, 404, 404]
    assert [answer.status_code for answer in tried] == [404] * 5
    assert state(buyer, order) == "paid"


def test_lists_show_each_party_its_own_orders(api: Api) -> None:
    merchant = make_person()
    shop = make_shop(merchant)
    variant = make_product(shop).variants[0]
    buyer, other = api(make_person().id), api(make_person().id)
    orders = [place(client, (variant.id, 1)).get_json()["id"] for client in (buyer, other, buyer)]

    mine = [order["id"] for order in buyer.get("/orders").get_json()["items"]]
    of_shop = [order["id"] for order in api(merchant.id).get("/orders", role="merchant").get_json()["items"]]

    assert mine == [orders[2], orders[0]]
    assert of_shop == orders[::-1]
