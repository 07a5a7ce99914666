"""The API of returns: the same rules as its pages, a key for each return, nothing for strangers."""

import uuid
from collections.abc import Callable
from typing import Any

from kernel.ids import new_id
from tests.factories import make_person
from tests.market import ApiClient
from tests.service.orders.market_day import SandboxTeller
from tests.service.orders.returning import PRICE_MINOR, Sold, sell

Api = Callable[..., ApiClient]


def asked(sold: Sold, count: int = 1, reason: str = "changed_mind") -> dict[str, Any]:
    """Return the body of a return of lanterns."""
    line = {"variant_id": str(sold.lantern), "quantity": count}
    return {"kind": "return_and_refund", "reason": reason, "text": "Bent", "line_items": [line]}


def test_a_return_goes_from_asking_to_the_money(api: Api, gateway: SandboxTeller) -> None:
    sold = sell(api, gateway)
    buyer, seller = api(sold.buyer.id), api(sold.merchant.id)

    new = buyer.post(f"/orders/{sold.id}/returns", asked(sold), key="the first")
    path = f"/returns/{new.get_json()['id']}"
    sent = buyer.post(f"{path}/send", {"carrier": "dhl", "tracking_number": "JD014"}).get_json()
    received = seller.post(f"{path}/receive", {"is_sellable": True}).get_json()
    sold.tell_refunds()

    assert (new.status_code, new.get_json()["state"], new.get_json()["amount_minor"]) == (
        201,
        "approved",
        PRICE_MINOR,
    )
    assert new.get_json()["line_items"] == [{"variant_id": str(sold.lantern), "quantity": 1}]
    assert (sent["state"], sent["tracking_number"]) == ("in_transit", "JD014")
    assert received["state"] == "received"
    assert seller.get(path).get_json()["state"] == "refunded"
    (listed,) = buyer.get(f"/orders/{sold.id}/returns").get_json()["items"]
    assert listed["state"] == "refunded"


def test_a_key_stands_for_one_return_and_is_required(api: Api, gateway: SandboxTeller) -> None:
    sold = sell(api, gateway)
    buyer = api(sold.buyer.id)

    ids = {
        buyer.post(f"/orders/{sold.id}/returns", asked(sold, 2), key="again").get_json()["id"]
        for _ in range(2)
    }
    without = buyer.post(f"/orders/{sold.id}/returns", asked(sold))
    too_many = buyer.post(f"/orders/{sold.id}/returns", asked(sold, 2), key=str(new_id()))

    assert len(ids) == 1
    assert without.status_code == 422
    assert (too_many.status_code, too_many.get_json()["type"]) == (409, "/problems/returned-already")


def test_an_answer_is_the_merchants_and_a_stranger_finds_nothing(api: Api, gateway: SandboxTeller) -> None:
    sold = sell(api, gateway)
    buyer, seller, stranger = api(sold.buyer.id), api(sold.merchant.id), api(make_person().id)
    new = buyer.post(f"/orders/{sold.id}/returns", asked(sold, reason="damaged"), key=str(uuid.uuid4()))
    path = f"/returns/{new.get_json()['id']}"

    refusals = [
        buyer.post(f"{path}/approve").status_code,
        stranger.get(path).status_code,
        stranger.get(f"/orders/{sold.id}/returns").status_code,
        stranger.post(f"{path}/drop").status_code,
    ]
    rejected = seller.post(f"{path}/reject", {"answer": "It was whole."}).get_json()

    assert refusals == [403, 404, 404, 404]
    assert (rejected["state"], rejected["answer"]) == ("rejected", "It was whole.")
    assert seller.post(f"{path}/approve").get_json()["type"] == "/problems/return-moved-on"
