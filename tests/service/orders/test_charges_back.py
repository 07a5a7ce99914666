"""What of shipping and tax goes back, and what the books say of it: all of it in the end, nothing twice."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel import runtime
from kernel.transaction import reading
from orders.return_states import ReturnKind, ReturnReason
from orders.states import OrderState
from payments.ledger import chain, replay
from products.values import Product
from tests.factories import make_person, make_product
from tests.market import ApiClient, run_jobs
from tests.service.orders.charging import collect_tax, ids_of, make_method, make_zone
from tests.service.orders.market_day import SandboxTeller, place
from tests.service.orders.returning import PRICE_MINOR, Sold, sell, sum_refunds
from tests.service.orders.test_bookkeeping import books_of

Api = Callable[..., ApiClient]
EXPRESS = {"name": "Express", "price_minor": 1500, "days_from": 0, "days_to": 1}
GOODS_MINOR = 3 * PRICE_MINOR + 700


def charge(candle: Product, *, is_included: bool = False, covers_shipping: bool = True) -> list[str]:
    """Let the shop send by post for 6.00 or express for 15.00, which is chosen, and collect 10 % of tax."""
    _, express = make_zone(candle, "TW", methods=[make_method(), make_method(**EXPRESS)])
    collect_tax(candle, basis_points=1000, is_included=is_included, covers_shipping=covers_shipping)
    return ids_of(express)


def sell_charged(api: Api, gateway: SandboxTeller, **changes: Any) -> Sold:
    """Sell and deliver what asks for shipping and tax."""
    return sell(api, gateway, charge=lambda candle: charge(candle, **changes))


def give(sold: Sold, lanterns: int, candles: int, *, gives_shipping: bool = False, **why: Any) -> int:
    """Give units back all the way to the money; return how much that is."""
    before = sum(sold.refunds())
    return_id = sold.ask(lanterns, candles, **why)
    sold.send(return_id)
    sold.receive(return_id, gives_shipping=gives_shipping)
    sold.tell_refunds()
    assert sum(sold.refunds()) - before == sold.returned(return_id).amount_minor
    return sold.returned(return_id).amount_minor


def test_a_part_that_goes_back_takes_its_tax_and_leaves_the_shipping(
    api: Api, gateway: SandboxTeller
) -> None:
    sold = sell_charged(api, gateway)

    amount_minor = give(sold, 1, 0)

    assert sold.placed["total_minor"] == (GOODS_MINOR + 1500) * 11 // 10
    assert amount_minor == PRICE_MINOR * 11 // 10
    run_jobs(at_most=2000)
    entries = books_of(sold.id)
    assert entries[0][1] == {
        "gateway_clearing": sold.placed["total_minor"],
        "shop_payable": -(GOODS_MINOR + 1500),
        "tax_payable": -(GOODS_MINOR + 1500) // 10,
    }
    assert entries[1][1] == {
        "shop_payable": PRICE_MINOR,
        "tax_payable": PRICE_MINOR // 10,
        "refunds": -amount_minor,
    }


def test_whoever_gives_all_back_in_time_gets_what_the_cheapest_shipping_cost(
    api: Api, gateway: SandboxTeller
) -> None:
    sold = sell_charged(api, gateway)

    amounts = [give(sold, 1, 0), give(sold, 2, 1)]

    assert sum(amounts) == (GOODS_MINOR + 600) * 11 // 10
    assert sold.look().kept_minor == 900 * 11 // 10


def test_a_market_outside_the_eu_may_keep_the_shipping(
    api: Api, gateway: SandboxTeller, monkeypatch: pytest.MonkeyPatch
) -> None:
    sold = sell_charged(api, gateway)
    usual = runtime.config()
    monkeypatch.setattr(runtime, "config", lambda: replace(usual, return_gives_shipping=False))

    assert give(sold, 3, 1) == GOODS_MINOR * 11 // 10


@pytest.mark.parametrize("units", [(3, 1), (1, 0)])
def test_a_merchant_may_give_all_of_the_shipping_back(
    api: Api, gateway: SandboxTeller, units: tuple[int, int]
) -> None:
    sold = sell_charged(api, gateway)

    amount_minor = give(sold, *units, gives_shipping=True)

    lanterns, candles = units
    assert amount_minor == (lanterns * PRICE_MINOR + candles * 700 + 1500) * 11 // 10


def test_what_is_the_shops_fault_costs_the_buyer_no_shipping(api: Api, gateway: SandboxTeller) -> None:
    sold = sell_charged(api, gateway)

    return_id = sold.ask(3, 1, kind=ReturnKind.REFUND_ONLY, reason=ReturnReason.NEVER_ARRIVED)
    sold.approve(return_id)
    sold.tell_refunds()

    assert sum(sold.refunds()) == sold.placed["total_minor"]
    assert sold.look().state is OrderState.REFUNDED


def test_a_cancelled_order_gives_shipping_and_tax_back(api: Api, gateway: SandboxTeller) -> None:
    product = make_product()
    charge(product)
    buyer = api(make_person().id)
    order = place(buyer, (product.variants[0].id, 1)).get_json()
    gateway.pay(order)

    buyer.post(f"/orders/{order['id']}/cancel")
    run_jobs(at_most=2000)

    assert sum_refunds(order["payment"]["id"]) == order["total_minor"] == (1990 + 600) * 11 // 10
    assert books_of(order["id"])[1] == (
        "refund_promised",
        {"shop_payable": 2590, "tax_payable": 259, "refunds": -2849},
    )


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    parts=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 1), st.booleans()), max_size=4),
    is_included=st.booleans(),
    covers_shipping=st.booleans(),
)
def test_however_it_goes_back_all_of_it_comes_to_what_was_paid(
    api: Api,
    gateway: SandboxTeller,
    parts: list[tuple[int, int, bool]],
    is_included: bool,
    covers_shipping: bool,
) -> None:
    sold = sell_charged(api, gateway, is_included=is_included, covers_shipping=covers_shipping)
    lanterns, candles = 3, 1
    for some, other, gives_shipping in parts:
        units = min(some, lanterns), min(other, candles)
        if any(units):
            give(sold, *units, gives_shipping=gives_shipping)
            lanterns, candles = lanterns - units[0], candles - units[1]
    api(sold.merchant.id).post(f"/orders/{sold.id}/refund")
    sold.tell_refunds()
    run_jobs(at_most=2000)

    assert sum(sold.refunds()) == sold.placed["total_minor"]
    sums: dict[str, int] = {}
    for _, lines in books_of(sold.id):
        for account, amount_minor in lines.items():
            sums[account] = sums.get(account, 0) + amount_minor
    assert {account: minor for account, minor in sums.items() if minor} == {}
    with reading() as session:
        assert chain.verify(session).is_sound
        assert replay.replay(session) == []
