"""Many orders at once: chosen ones, what is to be shipped as a file, and a file of parcels."""

import csv
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from accounts.people import Person
from accounts.roles import Role
from kernel.ids import new_id
from products.values import Product
from tests.factories import make_person, make_product, make_shop
from tests.market import ApiClient
from tests.service.content.test_pages import browse_as
from tests.service.orders.market_day import ADDRESS, SandboxTeller, order_body

Apis = Callable[..., ApiClient]
pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def merchant() -> Person:
    return make_person(Role.MERCHANT)


@pytest.fixture
def product(merchant: Person) -> Product:
    return make_product(make_shop(merchant), stock_counts=(100,))


@pytest.fixture
def sell(api: Apis, gateway: SandboxTeller, product: Product) -> Callable[..., dict[str, Any]]:
    """Let somebody buy and pay."""

    def sell(name: str = "Mei Lin", *, of: Product | None = None) -> dict[str, Any]:
        variant_id = (of or product).variants[0].id
        body = order_body((variant_id, 2), shipping_address={**ADDRESS, "name": name})
        order: dict[str, Any] = api(make_person().id).post("/orders", body, key=str(new_id())).get_json()
        gateway.pay(order)
        shown = api((of or product).shop.owner_id).get(f"/orders/{order['id']}").get_json()
        return {**order, "order_number": shown["number"]}

    return sell


def state_of(api: Apis, merchant: Person, order: dict[str, Any]) -> str:
    shown = api(merchant.id).get(f"/orders/{order['id']}").get_json()
    return f"{shown['state']} {[(one['carrier'], one['tracking_number']) for one in shown['shipments']]}"


def token_of(page: str) -> str:
    return page.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]


def preview(client: FlaskClient, text: str) -> str:
    """Give in a file; return the page of what it would do."""
    token = token_of(client.get("/console/orders/parcels").text)
    data = {"csrf_token": token, "file": (io.BytesIO(text.encode()), "parcels.csv")}
    answer = client.post("/console/orders/parcels", data=data)
    assert answer.status_code == 200, answer.text
    return answer.text


def confirm(client: FlaskClient, page: str, **changes: str) -> int:
    """Send the form of a preview as a browser would; return the status."""
    text = re.search(r'<textarea name="text" hidden>(.*?)</textarea>', page, re.DOTALL)
    digest = re.search(r'name="digest" value="([0-9a-f]+)"', page)
    assert text
    assert digest
    data = {"csrf_token": token_of(page), "digest": digest[1], "text": text[1]}
    if 'name="partly"' in page:
        data["partly"] = "true"
    return client.post("/console/orders/parcels/confirm", data=data | changes).status_code


def test_chosen_orders_are_shipped_at_once_and_a_second_time_nothing(
    app: Flask, api: Apis, merchant: Person, sell: Callable[..., dict[str, Any]]
) -> None:
    other = make_product()
    first, second, third, foreign = sell(), sell(), sell(), sell(of=other)
    client = browse_as(app, merchant)
    chosen = [first["id"], second["id"], foreign["id"]]
    page = client.get("/console/orders/chosen", query_string={"order": chosen}).text
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key
    assert page.count('name="order"') == 2
    form = {"csrf_token": token_of(page), "key": key[1], "carrier": "t_cat", "order": chosen}

    answers = [client.post("/console/orders/chosen", data=form).status_code for _ in range(2)]

    assert answers == [303, 303]
    assert state_of(api, merchant, first) == state_of(api, merchant, second) == "shipped [('t_cat', '')]"
    assert state_of(api, merchant, third) == "paid []"
    assert api(other.shop.owner_id).get(f"/orders/{foreign['id']}").get_json()["state"] == "paid"


def test_slips_of_several_orders_stand_one_after_the_other(
    app: Flask, merchant: Person, sell: Callable[..., dict[str, Any]]
) -> None:
    first, second, foreign = sell("Ann Lin"), sell("Ben Wu"), sell("Cy Ho", of=make_product())

    page = (
        browse_as(app, merchant)
        .get("/console/orders/slips", query_string={"order": [first["id"], second["id"], foreign["id"]]})
        .text
    )

    assert page.count('class="slip__page"') == 2
    assert "Ann Lin" in page
    assert "Ben Wu" in page
    assert "Cy Ho" not in page


@pytest.mark.parametrize("chosen", [[], ["nonsense"], [f"{number:032x}" for number in range(101)]])
def test_none_nonsense_or_too_many_are_refused(app: Flask, merchant: Person, chosen: list[str]) -> None:
    answer = browse_as(app, merchant).get("/console/orders/chosen", query_string={"order": chosen})

    assert answer.status_code == 422


def test_what_is_to_ship_comes_back_with_tracking_numbers_and_is_shipped(
    app: Flask, api: Apis, merchant: Person, sell: Callable[..., dict[str, Any]]
) -> None:
    first, second = sell("=HYPERLINK(1)"), sell()
    client = browse_as(app, merchant)
    exported = client.get("/console/orders/to-ship.csv").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(exported)))
    assert [row["quantity"] for row in rows] == ["2", "2"]
    assert rows[1]["name"] == "'=HYPERLINK(1)"
    rows[1] |= {"carrier": "T_CAT", "tracking_number": "9012 3456"}
    written = io.StringIO()
    writer = csv.DictWriter(written, rows[0])
    writer.writeheader()
    writer.writerows(rows)

    page = preview(client, written.getvalue())
    before = state_of(api, merchant, first)
    status = confirm(client, page)

    assert (before, status) == ("paid []", 303)
    assert state_of(api, merchant, first) == "shipped [('t_cat', '9012 3456')]"
    assert state_of(api, merchant, second) == "paid []"
    again = preview(client, written.getvalue())
    assert 'name="digest"' not in again
    assert confirm(client, page) == 409
    assert state_of(api, merchant, first) == "shipped [('t_cat', '9012 3456')]"


def test_lines_that_can_not_be_used_are_named_and_the_others_shipped(
    app: Flask, api: Apis, merchant: Person, sell: Callable[..., dict[str, Any]]
) -> None:
    good, twice, foreign = sell(), sell(), sell(of=make_product())
    lines = [
        f"{good['order_number']},dhl,JD01",
        f"{foreign['order_number']},dhl,JD02",
        f"{twice['order_number']},dhl,JD03",
        f"{twice['order_number']},dhl,JD04",
        "12,dhl,JD05",
        f"{good['order_number']},pigeon,JD06",
        f"{good['order_number']},dhl,<script>",
    ]
    client = browse_as(app, merchant)

    page = preview(client, "order,carrier,tracking_number\n" + "\n".join(lines))

    for reason in (
        "Your shops have no such order.",
        "Another line says that this order left in another parcel.",
        "This is no order number: it has twelve digits.",
        "know this carrier.",
        "A tracking number has letters, digits",
    ):
        assert reason in page
    assert confirm(client, page, partly="false") == 409
    assert state_of(api, merchant, good) == "paid []"
    assert confirm(client, page) == 303
    assert state_of(api, merchant, good) == "shipped [('dhl', 'JD01')]"
    assert state_of(api, merchant, twice) == "paid []"


def test_a_plan_that_was_overtaken_is_not_carried_out(
    app: Flask, api: Apis, merchant: Person, sell: Callable[..., dict[str, Any]]
) -> None:
    order = sell()
    client = browse_as(app, merchant)
    page = preview(client, f"order,carrier,tracking_number\n{order['order_number']},ups,1Z\n")
    api(merchant.id).post(
        f"/orders/{order['id']}/shipments", {"carrier": "dhl", "tracking_number": "X"}, key="k" * 8
    )

    assert confirm(client, page) == 409
    assert state_of(api, merchant, order) == "shipped [('dhl', 'X')]"


@pytest.mark.parametrize("text", ["order,carrier\n1,dhl\n", "", 'order,carrier,tracking_number\n"'])
def test_a_file_that_can_not_be_read_is_refused(app: Flask, merchant: Person, text: str) -> None:
    client = browse_as(app, merchant)
    token = token_of(client.get("/console/orders/parcels").text)
    data = {"csrf_token": token, "file": (io.BytesIO(text.encode()), "parcels.csv")}

    assert client.post("/console/orders/parcels", data=data).status_code == 422
