"""The end of an order: who may say that it has arrived, what time says, what only happens once."""

import datetime as dt
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select, update

from growth.models import NotificationRow
from kernel import runtime
from kernel.clock import now
from kernel.transaction import reading, transaction
from orders import receipt
from orders.models import OrderRecord
from tests.factories import make_person, make_product, make_shop
from tests.market import ApiClient, run_jobs
from tests.service.orders.market_day import SandboxTeller, pack, place

Api = Callable[..., ApiClient]


@dataclass(frozen=True)
class Trade:
    """A paid order of two lanterns, and both sides of it."""

    buyer: ApiClient
    seller: ApiClient
    order: dict[str, Any]
    variant_id: uuid.UUID

    def say(self, who: ApiClient, what: str) -> int:
        """Say something of the order; return the status."""
        return who.post(f"/orders/{self.order['id']}/{what}").status_code

    def look(self) -> Any:
        """Return the order as it is now."""
        return self.buyer.get(f"/orders/{self.order['id']}").get_json()


@pytest.fixture
def trade(api: Api, gateway: SandboxTeller) -> Trade:
    """Sell two lanterns."""
    merchant = make_person()
    variant_id = make_product(make_shop(merchant)).variants[0].id
    buyer = api(make_person().id)
    order = place(buyer, (variant_id, 2)).get_json()
    gateway.pay(order)
    return Trade(buyer, api(merchant.id), order, variant_id)


def age(order: dict[str, Any], days: int, column: str) -> None:
    """Let something have happened to an order so many days ago."""
    with transaction() as session:
        row = update(OrderRecord).where(OrderRecord.id == uuid.UUID(order["id"]))
        session.execute(row.values({column: now() - dt.timedelta(days=days)}))


def sweep() -> None:
    """Let time say what nobody said."""
    with transaction() as session:
        receipt.deliver_due(session)
    with transaction() as session:
        receipt.complete_due(session)


def kinds_told(order: dict[str, Any]) -> list[str]:
    """Return what people were told of an order, in any order."""
    run_jobs()
    with reading() as session:
        told = select(NotificationRow.kind).where(NotificationRow.path.endswith(order["id"]))
        return sorted(session.scalars(told))


def test_an_order_is_delivered_by_its_merchant_and_confirmed_by_its_buyer(trade: Trade) -> None:
    pack(trade.seller, trade.order)

    delivered = trade.say(trade.seller, "delivered"), trade.look()
    confirmed = trade.say(trade.buyer, "receipt"), trade.look()

    assert (delivered[0], delivered[1]["state"]) == (200, "delivered")
    assert (confirmed[0], confirmed[1]["state"]) == (200, "completed")
    assert delivered[1]["delivered_at"] == confirmed[1]["delivered_at"]
    assert confirmed[1]["completed_at"]
    assert kinds_told(trade.order) == [
        "order_completed",
        "order_delivered",
        "order_received",
        "order_shipped",
    ]


def test_a_buyer_confirms_what_nobody_marked_as_delivered_and_is_not_told_of_it(trade: Trade) -> None:
    pack(trade.seller, trade.order)

    trade.say(trade.buyer, "receipt")

    assert trade.look()["state"] == "completed"
    assert trade.look()["delivered_at"]
    assert kinds_told(trade.order) == ["order_completed", "order_received", "order_shipped"]


def test_what_has_not_left_completely_is_neither_delivered_nor_confirmed(trade: Trade) -> None:
    pack(trade.seller, trade.order, (trade.variant_id, 1))

    statuses = [trade.say(trade.seller, "delivered"), trade.say(trade.buyer, "receipt")]

    assert statuses == [409, 409]
    assert trade.look()["state"] == "partially_shipped"


def test_nobody_else_says_anything_of_an_order(trade: Trade, api: Api) -> None:
    pack(trade.seller, trade.order)
    stranger = api(make_person().id)

    statuses = [trade.say(stranger, "delivered"), trade.say(stranger, "receipt")]

    assert [*statuses, trade.say(trade.seller, "receipt")] == [404, 404, 404]
    assert trade.look()["state"] == "shipped"


def test_what_goes_back_is_not_confirmed_and_time_leaves_it_alone(trade: Trade) -> None:
    pack(trade.seller, trade.order)
    trade.say(trade.seller, "refund")
    age(trade.order, 1000, "shipped_at")

    statuses = [trade.say(trade.seller, "delivered"), trade.say(trade.buyer, "receipt")]
    sweep()

    assert statuses == [409, 409]
    assert trade.look()["state"] == "shipped"


def test_a_complete_order_can_still_be_given_back_by_its_merchant(trade: Trade) -> None:
    pack(trade.seller, trade.order)
    trade.say(trade.buyer, "receipt")

    assert trade.say(trade.seller, "refund") == 200
    assert trade.look()["is_refunding"]


def test_time_delivers_and_completes_what_nobody_speaks_of(trade: Trade) -> None:
    pack(trade.seller, trade.order)
    config = runtime.config()
    states = []
    for days, column in (
        (config.delivery_days - 1, "shipped_at"),
        (config.delivery_days, "shipped_at"),
        (config.completion_days - 1, "delivered_at"),
        (config.completion_days, "delivered_at"),
    ):
        age(trade.order, days, column)
        sweep()
        states.append(trade.look()["state"])

    assert states == ["shipped", "delivered", "delivered", "completed"]
    assert kinds_told(trade.order) == [
        "order_completed",
        "order_delivered",
        "order_received",
        "order_shipped",
    ]


def test_many_who_confirm_and_sweep_at_once_complete_it_once(trade: Trade) -> None:
    pack(trade.seller, trade.order)
    trade.say(trade.seller, "delivered")
    age(trade.order, 1000, "delivered_at")

    def act(number: int) -> int:
        if number % 2:
            sweep()
            return 200
        return trade.say(trade.buyer, "receipt")

    with ThreadPoolExecutor(6) as pool:
        statuses = list(pool.map(act, range(6)))

    assert statuses == [200] * 6
    assert kinds_told(trade.order) == [
        "order_completed",
        "order_delivered",
        "order_received",
        "order_shipped",
    ]
