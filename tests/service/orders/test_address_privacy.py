"""A seller sees where an order goes until it is over; its buyer sees it always."""

import uuid
from collections.abc import Callable

from kernel.transaction import transaction
from orders import receipt
from tests.market import ApiClient
from tests.service.orders.market_day import SandboxTeller
from tests.service.orders.returning import sell


def test_the_address_is_the_sellers_until_the_order_is_complete(
    api: Callable[..., ApiClient], gateway: SandboxTeller
) -> None:
    sold = sell(api, gateway)
    buyer, seller = api(sold.buyer.id), api(sold.merchant.id)
    path = f"/orders/{sold.id}"
    before = seller.get(path).get_json()["shipping_address"]

    with transaction() as session:
        receipt.confirm(session, uuid.UUID(sold.placed["id"]), buyer_id=sold.buyer.id)

    after = seller.get(path).get_json()["shipping_address"]
    (listed,) = seller.get("/orders", role="merchant").get_json()["items"]
    assert before == buyer.get(path).get_json()["shipping_address"]
    assert (after["line1"], after["country"]) == ("•••", before["country"])
    assert after["phone"].startswith("•••")
    assert listed["shipping_address"] == after
