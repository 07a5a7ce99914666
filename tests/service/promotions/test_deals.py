"""A live price: for whom it holds, when it ends, what a buyer is told, and what comes back."""

import datetime as dt
import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import event, select

from kernel.clock import now
from kernel.transaction import engine as transaction_engine
from kernel.transaction import reading, transaction
from products import variants
from products.errors import NoSuchVariant
from products.models import Reservation
from promotions import deals
from promotions.errors import DealStands, NotLower
from promotions.quota import RESERVATION_SECONDS
from promotions.values import DealState
from tests.factories import let_prices_age, make_deal, make_person, make_product
from tests.market import ApiClient
from tests.service.orders.market_day import SandboxTeller
from tests.service.promotions.deal_hour import buy, expire_order, find, let_time_pass, unit_price

Api = Callable[..., ApiClient]


def test_while_a_deal_is_open_its_price_is_the_price_everywhere(api: Api) -> None:
    product = make_product(price_minor=1990)
    make_deal(product, price_minor=900)
    buyer = api(make_person().id)

    shown = buyer.get(f"/products/{product.id}").get_json()["variants"][0]
    summary = buyer.get("/checkout", variant=str(product.variants[0].id)).get_json()
    order = buy(buyer, product).get_json()

    assert (shown["price_minor"], shown["list_price_minor"]) == (900, 1990)
    assert (summary["unit_price_minor"], summary["list_price_minor"]) == (900, 1990)
    assert order["total_minor"] == 900


def test_an_earlier_price_is_shown_of_what_was_on_sale_long_enough_and_stays_the_same(api: Api) -> None:
    new, known, raised = (make_product(price_minor=1990) for _ in range(3))
    let_prices_age(known)
    let_prices_age(raised)
    with transaction() as session:
        owner_id = raised.shop.owner_id
        for price_minor in (800, 1990):
            variant_id = raised.variants[0].id
            variants.change_variant(session, variant_id, owner_id=owner_id, price_minor=price_minor)
    for product in (new, known, raised):
        make_deal(product, price_minor=900)
    with transaction() as session:
        known_id = known.variants[0].id
        variants.change_variant(session, known_id, owner_id=known.shop.owner_id, price_minor=2500)

    shown = [api().get(f"/products/{one.id}").get_json()["variants"][0] for one in (new, known, raised)]
    about_to_buy = api(make_person().id).get("/checkout", variant=known_id, quantity=1).get_json()

    assert [one["price_minor"] for one in shown] == [900, 900, 900]
    assert [one["was_minor"] for one in shown] == [None, 1990, None]
    assert about_to_buy["was_minor"] == 1990


def test_an_order_keeps_its_deal_and_the_list_price(api: Api) -> None:
    product = make_product(price_minor=1990)
    deal = make_deal(product)
    buyer = api(make_person().id)

    order = buy(buyer, product).get_json()

    line = buyer.get(f"/orders/{order['id']}").get_json()["line_items"][0]
    assert (line["unit_price_minor"], line["list_price_minor"], line["deal_id"]) == (900, 1990, str(deal.id))


def test_an_order_at_a_live_price_is_held_for_three_minutes_only(api: Api) -> None:
    product = make_product()
    make_deal(product)

    order = buy(api(make_person().id), product).get_json()

    with reading() as session:
        expires_at = session.scalars(
            select(Reservation.expires_at).where(Reservation.reference_id == uuid.UUID(order["id"]))
        ).one()
    assert expires_at <= now() + dt.timedelta(seconds=RESERVATION_SECONDS)


def test_a_buyer_has_no_more_of_it_than_the_limit_over_several_orders(api: Api) -> None:
    product = make_product(price_minor=1990)
    make_deal(product, per_buyer_limit=2, quota_count=10)
    buyer = api(make_person().id)

    totals = [buy(buyer, product).get_json()["total_minor"] for _ in range(3)]

    assert totals == [900, 900, 1990]


def test_whoever_wants_more_than_the_limit_at_once_is_told_so(api: Api) -> None:
    product = make_product(price_minor=1990)
    make_deal(product, per_buyer_limit=2, quota_count=10)

    refused = buy(api(make_person().id), product, quantity=3, expected=900)

    problem = refused.get_json()
    assert (refused.status_code, problem["type"]) == (409, "/problems/price-changed")
    assert (problem["reason"], problem["per_buyer_limit"], problem["price_minor"]) == ("deal_limit", 2, 1990)


def test_when_the_quota_is_gone_the_list_price_is_back_and_a_buyer_sees_the_difference(api: Api) -> None:
    product = make_product(price_minor=1990)
    make_deal(product, quota_count=1)
    buy(api(make_person().id), product)
    late = api(make_person().id)

    refused = buy(late, product, expected=900)
    shown = late.get(f"/products/{product.id}").get_json()["variants"][0]["price_minor"]
    confirmed = buy(late, product, expected=1990)

    assert (refused.status_code, refused.get_json()["price_minor"]) == (409, 1990)
    assert shown == 1990
    assert (confirmed.status_code, confirmed.get_json()["total_minor"]) == (201, 1990)


def test_when_the_time_is_over_the_price_is_back_before_the_worker_looks(api: Api) -> None:
    product = make_product(price_minor=1990)
    deal = make_deal(product, seconds=60)
    let_time_pass(deal, 61)
    buyer = api(make_person().id)

    refused = buy(buyer, product, expected=900)

    assert refused.get_json()["price_minor"] == 1990
    assert buy(buyer, product).get_json()["total_minor"] == 1990


def test_a_refused_price_holds_no_stock_and_no_quota(api: Api) -> None:
    product = make_product(stock_counts=[5])
    deal = make_deal(product, quota_count=3)

    buy(api(make_person().id), product, expected=1)

    with reading() as session:
        kept = session.scalars(
            select(Reservation.id).where(Reservation.variant_id == product.variants[0].id)
        ).all()
    assert not kept
    assert find(deal).left_count == 3


def test_an_order_that_dies_gives_its_part_of_the_quota_back_and_the_price_is_shown_again(api: Api) -> None:
    product = make_product(price_minor=1990)
    deal = make_deal(product, quota_count=1)
    buyer, next_one = api(make_person().id), api(make_person().id)
    order = buy(buyer, product).get_json()

    expire_order(order["id"])

    assert find(deal).left_count == 1
    assert buy(next_one, product, expected=900).status_code == 201


@pytest.mark.parametrize("is_paid", [False, True])
def test_a_cancelled_order_gives_its_part_back_once(api: Api, gateway: SandboxTeller, is_paid: bool) -> None:
    product = make_product()
    deal = make_deal(product, quota_count=3)
    buyer = api(make_person().id)
    order = buy(buyer, product).get_json()
    if is_paid:
        gateway.pay(order)

    for _ in range(2):
        buyer.post(f"/orders/{order['id']}/cancel")

    assert find(deal).left_count == 3


def test_a_buyer_who_let_it_expire_may_have_it_again_within_his_limit(api: Api) -> None:
    product = make_product(price_minor=1990)
    make_deal(product, per_buyer_limit=1)
    buyer = api(make_person().id)
    expire_order(buy(buyer, product).get_json()["id"])

    again = [buy(buyer, product).get_json()["total_minor"] for _ in range(2)]

    assert again == [900, 1990]


def test_money_that_comes_after_expiry_buys_while_the_deal_still_has_units(
    api: Api, gateway: SandboxTeller
) -> None:
    product = make_product()
    deal = make_deal(product, quota_count=1)
    buyer = api(make_person().id)
    order = buy(buyer, product).get_json()
    expire_order(order["id"])

    gateway.pay(order)

    assert buyer.get(f"/orders/{order['id']}").get_json()["state"] == "paid"
    assert find(deal).left_count == 0


def test_money_that_comes_when_somebody_else_has_the_last_unit_is_given_back(
    api: Api, gateway: SandboxTeller
) -> None:
    product = make_product(stock_counts=[5])
    deal = make_deal(product, quota_count=1)
    slow, fast = api(make_person().id), api(make_person().id)
    late = buy(slow, product).get_json()
    expire_order(late["id"])
    buy(fast, product, expected=900)

    gateway.pay(late)

    assert slow.get(f"/orders/{late['id']}").get_json()["is_refunding"]
    assert find(deal).left_count == 0
    assert slow.get(f"/products/{product.id}").get_json()["variants"][0]["available_count"] == 4


def test_closing_a_deal_changes_no_order(api: Api) -> None:
    product = make_product(price_minor=1990)
    deal = make_deal(product)
    buyer = api(make_person().id)
    order = buy(buyer, product).get_json()

    with transaction() as session:
        for _ in range(2):
            deals.close_deal(session, deal.id, reason="host")

    assert unit_price(buyer, order) == 900
    assert buy(api(make_person().id), product).get_json()["total_minor"] == 1990


def test_a_planned_deal_starts_and_ends_by_the_clock_and_each_price_is_in_the_history(api: Api) -> None:
    product = make_product(price_minor=1990)
    deal = make_deal(product, starts_in_seconds=30, seconds=60)
    buyer = api(make_person().id)
    before = buy(buyer, product).get_json()["total_minor"]

    for seconds in (31, 61):
        let_time_pass(deal, seconds)
        deal = find(deal)
        with transaction() as session:
            deals.turn_deals(session)

    history = buyer.get(f"/variants/{product.variants[0].id}/prices").get_json()["items"]
    assert before == 1990
    ended = {(one["kind"], one["price_minor"]): one["until"] is not None for one in history}
    assert ended == {("base", 1990): False, ("live", 900): True}
    assert find(deal).state is DealState.CLOSED


def test_a_variant_has_one_deal_at_a_time(app: object) -> None:
    product = make_product()
    make_deal(product)

    with pytest.raises(DealStands):
        make_deal(product)


def test_a_live_price_is_lower_than_the_price(app: object) -> None:
    with pytest.raises(NotLower):
        make_deal(make_product(price_minor=900), price_minor=900)


def test_only_the_merchant_opens_a_deal(app: object) -> None:
    product, stranger = make_product(), make_person()

    with transaction() as session, pytest.raises(NoSuchVariant):
        variants.lock_own_variant(session, product.variants[0].id, stranger.id)


def test_an_order_without_a_live_price_asks_nothing_of_deals(api: Api) -> None:
    product = make_product()
    make_deal(make_product())
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(transaction_engine(), "before_cursor_execute", note)
    buy(api(make_person().id), product)
    event.remove(transaction_engine(), "before_cursor_execute", note)

    assert any("line_items" in statement for statement in asked)
    assert not [statement for statement in asked if "deal_uses" in statement or "FROM deals" in statement]
