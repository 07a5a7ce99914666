"""Coupons from their making to the order that used one, and back."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select
from werkzeug.test import TestResponse

from kernel.clock import now
from kernel.ids import new_id
from kernel.transaction import engine as transaction_engine
from kernel.transaction import reading, transaction
from orders.checkout import place_all
from orders.errors import QuoteChanged
from orders.purchases import Placed, Purchase
from orders.quoting import quote_purchase
from products.errors import WrongTimes
from products.values import Product
from promotions import coupons
from promotions.coupon_values import Coupon, Scope
from promotions.errors import CodeTaken, NoSuchCoupon
from promotions.models import CouponUse
from promotions.redeeming import TAKEN
from tests.factories import make_coupon, make_deal, make_people, make_person, make_product, make_shop
from tests.market import ApiClient
from tests.service.orders.market_day import ADDRESS, SandboxTeller, order_body, pack
from tests.service.promotions.deal_hour import expire_order

Api = Callable[..., ApiClient]


@pytest.fixture
def product(app: Flask) -> Product:
    """Make something for 19.90."""
    return make_product(price_minor=1990, stock_counts=[300])


def ask(buyer: ApiClient, *products: Product, quantity: int = 1, **changes: Any) -> TestResponse:
    """Ask what some units of each product cost."""
    body = order_body(*((one.variants[0].id, quantity) for one in products))
    return buyer.post("/quotes", {"line_items": body["line_items"], **changes})


def buy(buyer: ApiClient, product: Product, quote: str, *, key: str | None = None, quantity: int = 1) -> Any:
    """Order some units at a quote."""
    body = order_body((product.variants[0].id, quantity), quote=quote)
    return buyer.post("/orders", body, key=key or str(new_id()))


def left(coupon: Coupon, product: Product) -> int:
    """Return how often a coupon can still be used."""
    with reading() as session:
        return coupons.get_own_coupon(session, coupon.id, product.shop.owner_id).left_count


def refusals(answer: TestResponse) -> dict[str, str | None]:
    """Return why coupons take nothing off, by their ids; None for those that do."""
    return {one["id"]: one["refusal"] for one in answer.get_json()["coupons"]}


def test_a_public_coupon_is_found_and_what_is_quoted_is_paid(api: Api, product: Product) -> None:
    coupon = make_coupon(product, threshold_minor=1500)
    buyer = api(make_person().id)

    quote = ask(buyer, product).get_json()
    order = buy(buyer, product, quote["quote"]).get_json()

    assert (quote["goods_minor"], quote["discount_minor"], quote["total_minor"]) == (1990, 500, 1490)
    assert order["total_minor"] == 1490
    kept = buyer.get(f"/orders/{order['id']}").get_json()
    assert (kept["discount_minor"], kept["line_items"][0]["discount_minor"]) == (500, 500)
    assert kept["line_items"][0]["total_minor"] == 1490
    assert kept["reductions"] == [{"title": "Lantern week", "amount_minor": -500}]
    assert left(coupon, product) == 99


def test_an_order_without_a_quote_uses_no_coupon_and_asks_nothing_about_them(
    api: Api, product: Product
) -> None:
    make_coupon(product)
    buyer = api(make_person().id)
    statements: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    event.listen(transaction_engine(), "before_cursor_execute", note)
    try:
        order = buyer.post("/orders", order_body((product.variants[0].id, 1)), key=str(new_id())).get_json()
    finally:
        event.remove(transaction_engine(), "before_cursor_execute", note)

    assert order["total_minor"] == 1990
    assert statements
    assert not [
        one for one in statements if "coupon" in one.partition("VALUES")[0].replace("uses_coupon", "")
    ]
    assert not [one for one in statements if "order_adjustments" in one]


def test_the_best_coupon_is_chosen_and_the_others_say_why_not(api: Api, product: Product) -> None:
    best = make_coupon(product, percent=50)
    worse = make_coupon(product)
    too_dear = make_coupon(product, amount_minor=1500, threshold_minor=5000)
    later = make_coupon(product, amount_minor=1900, starts_at=now() + dt.timedelta(days=1))
    foreign = make_coupon(product, amount_minor=1900, currency="EUR")
    other = make_product(product.shop)
    narrow = make_coupon(product, amount_minor=1900, scope=Scope.PRODUCTS, target_ids=[other.id])

    answer = ask(api(make_person().id), product)

    assert answer.get_json()["total_minor"] == 995
    assert refusals(answer) == {
        str(best.id): None,
        str(worse.id): "not_chosen",
        str(too_dear.id): "below_threshold",
        str(later.id): "not_started",
        str(foreign.id): "other_currency",
        str(narrow.id): "not_for_these",
    }
    missing = {one["id"]: one["missing_minor"] for one in answer.get_json()["coupons"]}
    assert missing[str(too_dear.id)] == 5000 - 1990


def test_a_buyer_may_choose_another_coupon_or_none(api: Api, product: Product) -> None:
    make_coupon(product, percent=50)
    worse = make_coupon(product)
    buyer = api(make_person().id)

    chosen = ask(buyer, product, coupon_ids=[str(worse.id)]).get_json()
    none = ask(buyer, product, coupon_ids=[]).get_json()

    assert (chosen["total_minor"], none["total_minor"]) == (1490, 1990)


def test_a_code_is_for_those_who_know_it_in_any_letters(api: Api, product: Product) -> None:
    make_coupon(product, code="MOON20", is_public=False)
    buyer = api(make_person().id)

    totals = [ask(buyer, product, codes=codes).get_json()["total_minor"] for codes in ([], ["moon20"])]
    unknown = ask(buyer, product, codes=["SUN"]).get_json()["unknown_codes"]

    assert totals == [1990, 1490]
    assert unknown == ["SUN"]


def test_a_coupon_comes_on_top_of_a_live_price_and_is_measured_at_it(api: Api, product: Product) -> None:
    make_deal(product, price_minor=900)
    make_coupon(product, amount_minor=100, threshold_minor=900)
    make_coupon(product, amount_minor=800, threshold_minor=901)
    buyer = api(make_person().id)

    quote = ask(buyer, product).get_json()
    order = buy(buyer, product, quote["quote"]).get_json()

    assert [step["kind"] for step in quote["lines"][0]["steps"]] == ["live_deal", "shop_coupon"]
    assert order["total_minor"] == 800


def test_a_quote_that_does_not_hold_any_more_is_refused_with_both_totals(api: Api, product: Product) -> None:
    coupon = make_coupon(product)
    buyer = api(make_person().id)
    quote = ask(buyer, product).get_json()["quote"]
    with transaction() as session:
        coupons.end_coupon(session, coupon.id, owner_id=product.shop.owner_id)

    refused = buy(buyer, product, quote)

    assert (refused.status_code, refused.get_json()["type"]) == (409, "/problems/quote-changed")
    assert (refused.get_json()["quoted_total_minor"], refused.get_json()["total_minor"]) == (1490, 1990)
    assert ask(buyer, product).get_json()["total_minor"] == 1990


def test_a_quote_is_for_its_buyer_and_its_lines_alone(api: Api, product: Product) -> None:
    make_coupon(product)
    buyer, stranger = api(make_person().id), api(make_person().id)
    quote = ask(buyer, product).get_json()["quote"]

    answers = [
        buy(stranger, product, quote),
        buy(buyer, product, quote, quantity=2),
        buy(buyer, product, "x"),
    ]

    assert [one.get_json()["type"] for one in answers] == ["/problems/quote-foreign"] * 3


def test_an_order_sent_twice_uses_the_coupon_once_and_is_answered_alike(api: Api, product: Product) -> None:
    coupon = make_coupon(product, per_buyer_limit=1)
    buyer, key = api(make_person().id), str(new_id())
    quote = ask(buyer, product).get_json()["quote"]

    first, again = buy(buyer, product, quote, key=key), buy(buyer, product, quote, key=key)

    assert first.get_json() == again.get_json()
    assert left(coupon, product) == 99
    assert refusals(ask(buyer, product)) == {str(coupon.id): "buyer_limit"}


def test_a_coupon_comes_back_when_its_order_is_cancelled(api: Api, product: Product) -> None:
    coupon = make_coupon(product)
    buyer = api(make_person().id)
    order = buy(buyer, product, ask(buyer, product).get_json()["quote"]).get_json()

    for _ in range(2):
        buyer.post(f"/orders/{order['id']}/cancel")

    assert left(coupon, product) == 100
    assert ask(buyer, product).get_json()["total_minor"] == 1490


def test_a_coupon_comes_back_on_expiry_and_late_money_uses_it_again(
    api: Api, product: Product, gateway: SandboxTeller
) -> None:
    coupon = make_coupon(product)
    buyer = api(make_person().id)
    order = buy(buyer, product, ask(buyer, product).get_json()["quote"]).get_json()

    expire_order(order["id"])
    expired = left(coupon, product)
    gateway.pay(order)

    assert (expired, left(coupon, product)) == (100, 99)
    assert buyer.get(f"/orders/{order['id']}").get_json()["state"] == "paid"


def test_late_money_goes_back_when_somebody_else_has_the_coupon_by_then(
    api: Api, product: Product, gateway: SandboxTeller
) -> None:
    coupon = make_coupon(product, budget_count=1)
    late, quick = api(make_person().id), api(make_person().id)
    order = buy(late, product, ask(late, product).get_json()["quote"]).get_json()
    expire_order(order["id"])
    assert buy(quick, product, ask(quick, product).get_json()["quote"]).get_json()["total_minor"] == 1490

    gateway.pay(order)

    assert left(coupon, product) == 0
    assert late.get(f"/orders/{order['id']}").get_json()["is_refunding"]


@pytest.mark.parametrize(("returns", "count"), [(True, 100), (False, 99)])
def test_what_a_refund_before_shipping_does_to_a_coupon_is_its_own_terms(
    api: Api, product: Product, gateway: SandboxTeller, returns: bool, count: int
) -> None:
    coupon = make_coupon(product, returns_on_refund=returns)
    buyer, seller = api(make_person().id), api(product.shop.owner_id)
    order = buy(buyer, product, ask(buyer, product).get_json()["quote"]).get_json()
    gateway.pay(order)

    seller.post(f"/orders/{order['id']}/refund")

    assert left(coupon, product) == count


def test_a_refund_after_shipping_keeps_the_coupon_used(
    api: Api, product: Product, gateway: SandboxTeller
) -> None:
    coupon = make_coupon(product)
    buyer, seller = api(make_person().id), api(product.shop.owner_id)
    order = buy(buyer, product, ask(buyer, product).get_json()["quote"]).get_json()
    gateway.pay(order)
    pack(seller, order)

    seller.post(f"/orders/{order['id']}/refund")

    assert left(coupon, product) == 99


def test_a_checkout_of_two_shops_uses_a_coupon_of_each(api: Api, product: Product) -> None:
    other = make_product(make_shop(name="Tea House"), price_minor=1000)
    first, second = make_coupon(product), make_coupon(other, percent=10)
    buyer = api(make_person().id)
    quote = ask(buyer, product, other).get_json()
    body = order_body((product.variants[0].id, 1), (other.variants[0].id, 1), quote=quote["quote"])

    placed = buyer.post("/checkouts", body, key=str(new_id())).get_json()

    assert quote["total_minor"] == placed["total_minor"] == 1490 + 900
    assert sorted(order["total_minor"] for order in placed["orders"]) == [900, 1490]
    assert (left(first, product), left(second, other)) == (99, 99)
    buyer.post(f"/orders/{placed['orders'][0]['id']}/cancel")
    assert (left(first, product), left(second, other)) == (100, 100)


def test_fifty_at_once_use_a_coupon_with_one_use_exactly_once(product: Product) -> None:
    coupon = make_coupon(product, budget_count=1, per_buyer_limit=1)
    variant_id = product.variants[0].id
    purchases = []
    for person in make_people(50):
        with reading() as session:
            quote = quote_purchase(session, person.id, {variant_id: 1}).quote
        purchases.append(
            Purchase(person.id, uuid.uuid4().hex, "hash", ((variant_id, 1),), ADDRESS, None, quote=quote)
        )

    with ThreadPoolExecutor(16) as pool:
        results = [result for many in pool.map(place_all, [[one] for one in purchases]) for result in many]

    assert Counter(type(one) for one in results) == {Placed: 1, QuoteChanged: 49}
    assert left(coupon, product) == 0
    with reading() as session:
        taken = select(func.count()).where(CouponUse.coupon_id == coupon.id, CouponUse.state == TAKEN)
        assert session.scalar(taken) == 1


def test_two_of_one_batch_do_not_share_the_last_use(product: Product) -> None:
    coupon = make_coupon(product, budget_count=1)
    variant_id = product.variants[0].id
    with reading() as session:
        quotes = [quote_purchase(session, one.id, {variant_id: 1}).quote for one in make_people(2)]

    results = place_all(
        [
            Purchase(one.buyer_id, uuid.uuid4().hex, "hash", ((variant_id, 1),), ADDRESS, None, quote=one)
            for one in quotes
        ]
    )

    assert [type(one) for one in results] == [Placed, QuoteChanged]
    assert left(coupon, product) == 0


def test_a_code_is_one_coupons_until_that_is_over(product: Product) -> None:
    first = make_coupon(product, code="MOON", is_public=False)
    with pytest.raises(CodeTaken):
        make_coupon(product, code="MOON", is_public=False)

    with transaction() as session:
        coupons.end_coupon(session, first.id, owner_id=product.shop.owner_id)

    assert make_coupon(product, code="MOON", is_public=False).code == "MOON"


def test_a_coupon_that_would_be_over_before_it_begins_is_refused(product: Product) -> None:
    with pytest.raises(WrongTimes):
        make_coupon(product, ends_at=now() - dt.timedelta(seconds=1))


def test_nobody_ends_or_sees_the_coupon_of_another_shop(product: Product) -> None:
    coupon, stranger = make_coupon(product), make_person()

    with transaction() as session, pytest.raises(NoSuchCoupon):
        coupons.end_coupon(session, coupon.id, owner_id=stranger.id)
    with reading() as session, pytest.raises(NoSuchCoupon):
        coupons.get_own_coupon(session, coupon.id, stranger.id)
    assert left(coupon, product) == 100


def test_a_kept_coupon_is_kept_once_and_one_with_a_code_can_not_be(product: Product) -> None:
    coupon, secret = make_coupon(product), make_coupon(product, code="MOON", is_public=False)
    buyer = make_person()

    for _ in range(2):
        with transaction() as session:
            coupons.keep_coupon(session, coupon.id, buyer_id=buyer.id)
    with transaction() as session, pytest.raises(NoSuchCoupon):
        coupons.keep_coupon(session, secret.id, buyer_id=buyer.id)

    with reading() as session:
        assert [one.id for one in coupons.list_kept(session, buyer.id)] == [coupon.id]
