"""Buying of several shops at once: one payment, an order for each shop, all of them or none."""

import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.serving import make_server

from accounts.people import Person
from kernel import runtime
from kernel.errors import KeyReused
from kernel.ids import new_id
from kernel.transaction import reading
from orders import lookup
from orders.checkout import place_all
from orders.models import OrderRecord
from orders.purchases import Basket, Placed, Purchase, Result
from payments.models import PaymentRecord, RefundRecord
from products.errors import OutOfStock
from products.models import Reservation
from tests.factories import make_deal, make_people, make_person, make_product, make_shop
from tests.market import ApiClient, run_jobs
from tests.service.orders.market_day import ADDRESS, SandboxTeller, available, place
from tests.service.orders.shopping import check_out, checkout_body, expire, states
from tests.service.orders.test_life import state

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


def two_shops(*stock_counts: int, **options: Any) -> tuple[uuid.UUID, uuid.UUID]:
    """Return a variant of one shop and a variant of another."""
    first, second = stock_counts or (5, 5)
    one, other = (make_product(stock_counts=[count], **options) for count in (first, second))
    return one.variants[0].id, other.variants[0].id


def shop_owner_of(order: dict[str, Any], buyer: Person) -> uuid.UUID:
    with reading() as session:
        return lookup.get_order_of_buyer(session, uuid.UUID(order["id"]), buyer.id).shop_owner_id


def purchase_of(buyer: Person, *wanted: tuple[uuid.UUID, int], key: str = "") -> Purchase:
    """Return a checkout that goes past the combiner, as if each came to a process of its own."""
    quantities = tuple(sorted(wanted))
    return Purchase(buyer.id, key or str(new_id()), str(wanted), quantities, ADDRESS, None, {}, Basket())


def place_in_threads(purchases: Sequence[Purchase], *, threads_count: int = 12) -> list[Result]:
    """Place each purchase in a transaction of its own, as many at once as there are threads."""
    with ThreadPoolExecutor(threads_count) as pool:
        return list(pool.map(lambda purchase: place_all([purchase])[0], purchases))


def payment_of(checkout: dict[str, Any]) -> PaymentRecord:
    with reading() as session:
        return session.scalars(
            select(PaymentRecord).where(PaymentRecord.id == uuid.UUID(checkout["payment"]["id"]))
        ).one()


def refunds_of(checkout: dict[str, Any]) -> list[RefundRecord]:
    with reading() as session:
        of_payment = RefundRecord.payment_id == uuid.UUID(checkout["payment"]["id"])
        return list(session.scalars(select(RefundRecord).where(of_payment)))


def test_two_shops_get_an_order_each_and_are_paid_at_once(api: Api, gateway: SandboxTeller) -> None:
    one, other = two_shops(price_minor=1990)
    buyer = api(make_person().id)

    answer = check_out(buyer, (one, 2), (other, 1))
    checkout = answer.get_json()
    gateway.pay(checkout)

    assert answer.status_code == 201
    assert (checkout["total_minor"], checkout["currency"]) == (5970, "USD")
    assert sorted(order["total_minor"] for order in checkout["orders"]) == [1990, 3980]
    assert states(buyer, checkout) == ["paid", "paid"]
    assert (available(one), available(other)) == (3, 4)


def test_with_one_thing_sold_out_nothing_is_held(api: Api) -> None:
    one, other = two_shops(5, 0)
    buyer = api(make_person().id)

    answer = check_out(buyer, (one, 2), (other, 1))

    assert answer.status_code == 409
    assert (answer.get_json()["type"], answer.get_json()["variant_id"]) == (
        "/problems/out-of-stock",
        str(other),
    )
    assert available(one) == 5
    assert buyer.get("/orders").get_json()["items"] == []


def test_the_same_key_gives_the_first_answer_again_even_when_it_is_paid(
    api: Api, gateway: SandboxTeller
) -> None:
    one, other = two_shops()
    buyer = api(make_person().id)
    first = check_out(buyer, (one, 1), (other, 1), key="tap-tap")
    gateway.pay(first.get_json())

    second = check_out(buyer, (one, 1), (other, 1), key="tap-tap")

    assert second.get_json() == first.get_json()
    assert second.headers["Idempotent-Replayed"] == "true"
    assert (available(one), available(other)) == (4, 4)


def test_a_key_of_a_checkout_is_no_key_of_another_purchase(api: Api) -> None:
    one, other = two_shops()
    buyer = api(make_person().id)
    check_out(buyer, (one, 1), (other, 1), key="one-intent")

    answers = [
        check_out(buyer, (one, 1), key="one-intent"),
        check_out(buyer, (other, 2), (one, 1), key="one-intent"),
        place(buyer, (other, 1), key="one-intent"),
    ]

    assert [answer.get_json()["type"] for answer in answers] == ["/problems/key-reused"] * 3
    assert (available(one), available(other)) == (4, 4)


def test_one_key_used_at_once_for_different_shops_buys_of_one_of_them(app: Flask) -> None:
    variants = [make_product(stock_counts=[5]).variants[0].id for _ in range(8)]
    buyer = make_person()

    results = place_in_threads([purchase_of(buyer, (one, 1), key="one-key") for one in variants])

    assert sum(isinstance(result, Placed) for result in results) == 1
    assert sum(isinstance(result, KeyReused) for result in results) == 7
    assert sum(available(variant_id) for variant_id in variants) == 39


def test_several_currencies_are_refused_clearly(api: Api) -> None:
    dollars, euros = (make_product(currency=currency).variants[0].id for currency in ("USD", "EUR"))

    answer = check_out(api(make_person().id), (dollars, 1), (euros, 1))

    assert answer.status_code == 422
    assert answer.get_json()["type"] == "/problems/several-currencies"
    assert (available(dollars), available(euros)) == (10, 10)


def test_a_changed_price_is_refused_with_the_difference(api: Api) -> None:
    one, other = two_shops(price_minor=1990)
    body = checkout_body((one, 1), (other, 1))
    body["line_items"][0]["expected_price_minor"] = 1990
    body["line_items"][1]["expected_price_minor"] = 1500

    answer = api(make_person().id).post("/checkouts", body, key="k")

    problem = answer.get_json()
    assert (answer.status_code, problem["type"]) == (409, "/problems/price-changed")
    assert (problem["variant_id"], problem["price_minor"], problem["expected_price_minor"]) == (
        str(other),
        1990,
        1500,
    )
    assert (available(one), available(other)) == (5, 5)


def test_fifty_checkouts_of_the_same_things_at_once_never_oversell_and_never_stop(app: Flask) -> None:
    one, other = two_shops(20, 30)
    both = [(one, 1), (other, 1)]
    purchases = [
        purchase_of(buyer, *(both if number % 2 else reversed(both)))
        for number, buyer in enumerate(make_people(50))
    ]

    results = place_in_threads(purchases)

    assert sum(isinstance(result, Placed) for result in results) == 20
    assert sum(isinstance(result, OutOfStock) for result in results) == 30
    assert (available(one), available(other)) == (0, 10)


def test_paying_and_cancelling_at_once_never_stops(api: Api, gateway: SandboxTeller) -> None:
    one, other = two_shops(60, 60)
    buyers = [api(make_person().id) for _ in range(20)]
    checkouts = [
        check_out(buyer, *([(one, 1), (other, 1)] if number % 2 else [(other, 1), (one, 1)])).get_json()
        for number, buyer in enumerate(buyers)
    ]

    def act(number: int) -> int:
        checkout = checkouts[number // 2]
        if number % 2:
            return gateway.pay(checkout, event_id=f"{checkout['id']}-{number}").status_code
        order_id = checkout["orders"][number // 2 % 2]["id"]
        return buyers[number // 2].post(f"/orders/{order_id}/cancel").status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(act, range(40)))

    assert set(statuses) == {200}
    for checkout in checkouts:
        payment, refunds = payment_of(checkout), refunds_of(checkout)
        assert payment.refunds_minor == sum(refund.amount_minor for refund in refunds)
        assert payment.refunds_minor in {checkout["total_minor"], checkout["orders"][0]["total_minor"]}


def test_money_told_twice_counts_once_and_late_money_revives_what_it_can(
    api: Api, gateway: SandboxTeller, listening: None
) -> None:
    one, other = two_shops(1, 1)
    buyer = api(make_person().id)
    checkout = check_out(buyer, (one, 1), (other, 1)).get_json()
    expire(checkout)
    place(api(make_person().id), (other, 1))

    told = [gateway.pay(checkout, event_id="late-money").get_json()["outcome"] for _ in range(2)]
    run_jobs(at_most=2000)

    by_total = {
        order["id"]: order["state"]
        for order in buyer.get(f"/checkouts/{checkout['id']}").get_json()["orders"]
    }
    assert told == ["applied", None]
    assert sorted(by_total.values()) == ["paid", "refunded"]
    assert payment_of(checkout).state == "partially_refunded"
    assert available(one) == 0


def test_before_it_is_paid_a_checkout_is_cancelled_as_a_whole(api: Api) -> None:
    one, other = two_shops()
    buyer = api(make_person().id)
    checkout = check_out(buyer, (one, 1), (other, 1)).get_json()

    statuses = [buyer.post(f"/orders/{order['id']}/cancel").status_code for order in checkout["orders"]]

    assert statuses == [200, 200]
    assert states(buyer, checkout) == ["cancelled", "cancelled"]
    assert payment_of(checkout).state == "voided"
    assert (available(one), available(other)) == (5, 5)


def test_after_payment_each_order_is_cancelled_by_itself(
    api: Api, gateway: SandboxTeller, listening: None
) -> None:
    one, other = two_shops()
    buyer = api(make_person().id)
    checkout = check_out(buyer, (one, 1), (other, 1)).get_json()
    gateway.pay(checkout)

    buyer.post(f"/orders/{checkout['orders'][0]['id']}/cancel")
    run_jobs(at_most=2000)

    assert states(buyer, checkout) == ["refunded", "paid"]
    assert sorted((available(one), available(other))) == [4, 5]


def test_one_order_is_refunded_and_then_the_other_in_any_order_of_news(
    api: Api, gateway: SandboxTeller
) -> None:
    one, other = two_shops(price_minor=1990)
    person = make_person()
    buyer = api(person.id)
    checkout = check_out(buyer, (one, 2), (other, 1)).get_json()
    gateway.pay(checkout)

    for order in checkout["orders"]:
        assert api(shop_owner_of(order, person)).post(f"/orders/{order['id']}/refund").status_code == 200
    refunds = {refund.part_id: refund for refund in refunds_of(checkout)}
    seen = []
    for order in reversed(checkout["orders"]):
        refund = refunds[uuid.UUID(order["id"])]
        changes = {
            "kind": "refund.succeeded",
            "refund_id": str(refund.id),
            "amount_minor": refund.amount_minor,
        }
        told = [gateway.pay(checkout, event_id=f"back-{refund.id}", **changes) for _ in range(2)]
        seen.append((payment_of(checkout).state, [answer.get_json()["outcome"] for answer in told]))

    assert sorted(refund.amount_minor for refund in refunds.values()) == [1990, 3980]
    assert seen == [("partially_refunded", ["applied", None]), ("refunded", ["applied", None])]
    assert states(buyer, checkout) == ["refunded", "refunded"]
    assert payment_of(checkout).refunds_minor == 5970


def test_the_news_of_a_refund_with_another_amount_is_held(api: Api, gateway: SandboxTeller) -> None:
    one, other = two_shops()
    person = make_person()
    buyer = api(person.id)
    checkout = check_out(buyer, (one, 1), (other, 1)).get_json()
    gateway.pay(checkout)
    order = checkout["orders"][0]
    api(shop_owner_of(order, person)).post(f"/orders/{order['id']}/refund")
    refund = refunds_of(checkout)[0]

    answer = gateway.pay(checkout, kind="refund.succeeded", refund_id=str(refund.id))

    assert answer.get_json() == {"outcome": "held"}
    assert states(buyer, checkout)[0] == "paid"


def test_all_orders_of_a_checkout_hold_their_stock_equally_long_and_expire(api: Api) -> None:
    with_deal = make_product(stock_counts=[5])
    make_deal(with_deal, quota_count=3)
    special, other = with_deal.variants[0].id, make_product(stock_counts=[5]).variants[0].id
    buyer = api(make_person().id)
    checkout = check_out(buyer, (special, 1), (other, 1)).get_json()
    with reading() as session:
        ids = [uuid.UUID(order["id"]) for order in checkout["orders"]]
        held = select(Reservation.expires_at).where(Reservation.reference_id.in_(ids))
        ends = session.scalars(held).all()

    expire(checkout)

    assert (len(ends), len(set(ends))) == (2, 1)
    assert states(buyer, checkout) == ["cancelled", "cancelled"]
    assert (available(special), available(other)) == (5, 5)


def test_a_note_reaches_its_shop_and_no_other(api: Api) -> None:
    merchant = make_person()
    shop = make_shop(merchant)
    one, other = make_product(shop).variants[0].id, make_product().variants[0].id
    buyer = api(make_person().id)
    note = "Please <b>wrap</b> it as a gift"

    checkout = check_out(buyer, (one, 1), (other, 1), notes={str(shop.id): note}).get_json()

    notes = {
        order["shop_id"]: buyer.get(f"/orders/{order['id']}").get_json()["note"]
        for order in checkout["orders"]
    }
    assert notes.pop(str(shop.id)) == note
    assert set(notes.values()) == {None}


@pytest.mark.parametrize(
    ("notes", "kind"),
    [
        ({str(uuid.UUID(int=7)): "to a shop of which nothing is bought"}, "/problems/note-for-no-order"),
        ({str(uuid.UUID(int=7)): "x" * 301}, "/problems/invalid-fields"),
    ],
)
def test_a_note_is_short_and_for_a_shop_of_the_checkout(api: Api, notes: dict[str, str], kind: str) -> None:
    one, other = two_shops()

    answer = check_out(api(make_person().id), (one, 1), (other, 1), notes=notes)

    assert (answer.status_code, answer.get_json()["type"]) == (422, kind)


def test_each_order_names_where_the_last_of_its_things_was_seen(api: Api) -> None:
    shop = make_shop()
    product = make_product(shop, stock_counts=[5, 5])
    other = make_product().variants[0].id
    first, second = (variant.id for variant in product.variants)
    seen, later = ({"kind": "video", "id": str(uuid.UUID(int=number))} for number in (1, 2))
    body = checkout_body((second, 1), (first, 1), (other, 1))
    body["line_items"][0]["source"], body["line_items"][1]["source"] = seen, later

    buyer = api(make_person().id)
    checkout = buyer.post("/checkouts", body, key="k").get_json()

    sources = {
        order["shop_id"]: buyer.get(f"/orders/{order['id']}").get_json()["source"]
        for order in checkout["orders"]
    }
    assert sources.pop(str(shop.id)) == later
    assert set(map(str, sources.values())) == {"None"}


def test_a_checkout_is_only_there_for_its_buyer(api: Api) -> None:
    merchant = make_person()
    one, other = make_product(make_shop(merchant)).variants[0].id, make_product().variants[0].id
    buyer = api(make_person().id)
    checkout = check_out(buyer, (one, 1), (other, 1)).get_json()
    further = next(order["id"] for order in checkout["orders"] if order["id"] != checkout["id"])

    seen = [
        client.get(f"/checkouts/{checkout['id']}").status_code
        for client in (buyer, api(merchant.id), api(make_person().id), api())
    ]

    assert seen == [200, 404, 404, 401]
    assert buyer.get(f"/checkouts/{further}").status_code == 404


def test_an_order_by_itself_is_a_checkout_of_one(api: Api, gateway: SandboxTeller) -> None:
    variant = make_product().variants[0].id
    buyer = api(make_person().id)
    order = place(buyer, (variant, 1)).get_json()

    checkout = buyer.get(f"/checkouts/{order['id']}").get_json()
    gateway.pay(order)

    assert [one["id"] for one in checkout["orders"]] == [order["id"]]
    assert checkout["payment"]["id"] == order["payment"]["id"]
    assert state(buyer, order) == "paid"
    with reading() as session:
        kept = session.scalars(select(OrderRecord).where(OrderRecord.id == uuid.UUID(order["id"]))).one()
    assert kept.checkout_id == kept.id
