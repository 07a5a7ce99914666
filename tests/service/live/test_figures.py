"""What came of a broadcast: viewers, likes, taps, orders and revenue, per pin and together; live prices."""

import datetime as dt
import uuid
from collections.abc import Callable

from sqlalchemy import update

from kernel.clock import now
from kernel.transaction import transaction
from live import figures
from live.models import ViewerCount
from tests.factories import let_prices_age, make_person, make_product, make_shop
from tests.market import ApiClient
from tests.service.live.studio import Heard, goods_of, place_from, start_show, state_of
from tests.service.orders.market_day import SandboxTeller

Api = Callable[..., ApiClient]


def watch(broadcast_id: uuid.UUID, **processes: int) -> None:
    """Let realtime processes tell how many viewers they have."""
    with transaction() as session:
        for process, count in processes.items():
            figures.record_samples(session, {broadcast_id: count}, process=process)


def test_viewers_of_all_processes_are_summed_and_the_peak_is_kept(api: Api) -> None:
    broadcast_id = start_show(api(make_person().id))

    watch(broadcast_id, first=700, second=300)
    watch(broadcast_id, first=10, second=20)

    assert (state_of(broadcast_id).viewers_count, state_of(broadcast_id).peak_viewers_count) == (30, 1000)


def test_the_viewers_of_a_process_that_died_are_forgotten(api: Api) -> None:
    broadcast_id = start_show(api(make_person().id))
    watch(broadcast_id, first=700, second=300)
    long_ago = now() - dt.timedelta(seconds=figures.STALE_SECONDS + 1)
    with transaction() as session:
        dead = (ViewerCount.broadcast_id == broadcast_id) & (ViewerCount.process == "first")
        session.execute(update(ViewerCount).where(dead).values(at=long_ago))

    watch(broadcast_id, second=300)

    assert state_of(broadcast_id).viewers_count == 300


def test_whoever_still_looks_at_the_end_is_no_viewer_of_the_show(api: Api) -> None:
    host = api(make_person().id)
    broadcast_id = start_show(host)
    watch(broadcast_id, only=5)
    host.post(f"/broadcasts/{broadcast_id}/end")

    watch(broadcast_id, only=900)

    assert (state_of(broadcast_id).viewers_count, state_of(broadcast_id).peak_viewers_count) == (0, 5)


def test_each_pin_has_its_own_viewers_taps_orders_and_revenue(api: Api, gateway: SandboxTeller) -> None:
    host = api(make_person().id)
    shop = make_shop()
    first, second = (make_product(shop, price_minor=price, stock_counts=[9]) for price in (1000, 300))
    broadcast_id = start_show(host, first, second)
    path = f"/broadcasts/{broadcast_id}"
    buyer = api(make_person().id)
    pins = []
    for product in (first, second):
        pins.append(host.post(f"{path}/pins", {"product_id": str(product.id)}).get_json()["pin_id"])
        watch(broadcast_id, only=len(pins) * 10)
    for pin in (pins[0], pins[0], pins[1]):
        api().post(f"{path}/taps", {"pin_id": pin})
    source = {"kind": "broadcast", "id": str(broadcast_id)}
    paid = place_from(buyer, first.variants[0].id, source | {"pin_id": pins[0]})
    gateway.pay(paid)
    place_from(buyer, first.variants[0].id, source | {"pin_id": pins[0]})
    gateway.pay(place_from(buyer, second.variants[0].id, source))

    found = host.get(f"{path}/figures").get_json()

    by_pin = {pin["pin_id"]: pin for pin in found["pins"]}
    names = ("taps_count", "carts_count", "orders_count", "units_count", "revenue_minor")
    assert [by_pin[pins[0]][name] for name in names] == [2, 2, 1, 1, 1000]
    assert [by_pin[pins[1]][name] for name in names] == [1, 0, 0, 0, 0]
    assert by_pin[pins[1]]["viewers_count"] == 20
    assert (found["orders_count"], found["carts_count"], found["taps_count"]) == (2, 3, 3)
    assert found["revenue"] == [{"currency": "USD", "amount_minor": 1300}]


def test_what_was_given_back_is_no_revenue(api: Api, gateway: SandboxTeller) -> None:
    host, product = api(make_person().id), make_product()
    broadcast_id = start_show(host, product)
    buyer = api(make_person().id)
    source = {"kind": "broadcast", "id": str(broadcast_id)}
    order = place_from(buyer, product.variants[0].id, source)
    gateway.pay(order)

    buyer.post(f"/orders/{order['id']}/cancel")

    found = host.get(f"/broadcasts/{broadcast_id}/figures").get_json()
    assert (found["orders_count"], found["revenue"]) == (0, [{"currency": "USD", "amount_minor": 0}])


def test_likes_are_added_and_sampled_over_time(api: Api) -> None:
    host = api(make_person().id)
    broadcast_id = start_show(host)

    with transaction() as session:
        for count in (3, 4):
            figures.add_likes(session, broadcast_id, count)
    watch(broadcast_id, only=5)

    found = host.get(f"/broadcasts/{broadcast_id}/figures").get_json()
    assert found["likes_count"] == 7
    assert [(one["viewers_count"], one["likes_count"]) for one in found["viewers"]] == [(5, 7)]


def test_a_tap_counts_for_a_pin_of_this_broadcast_only(api: Api) -> None:
    host, product = api(make_person().id), make_product()
    first, second = start_show(host, product), start_show(host, product)
    pin = host.post(f"/broadcasts/{first}/pins", {"product_id": str(product.id)}).get_json()["pin_id"]

    refused = api().post(f"/broadcasts/{second}/taps", {"pin_id": pin})

    assert refused.status_code == 404
    assert host.get(f"/broadcasts/{first}/figures").get_json()["taps_count"] == 0


def test_a_live_price_is_told_to_the_room_pinned_and_closed(api: Api, heard: Heard) -> None:
    host = make_person()
    product = goods_of(host.id, price_minor=1990, stock_counts=[9])
    let_prices_age(product)
    broadcast_id = start_show(api(host.id), product)
    client, path = api(host.id), f"/broadcasts/{broadcast_id}"
    variant_id = product.variants[0].id
    body = {"variant_id": str(variant_id), "price_minor": 900, "quota_count": 2, "seconds": 60}

    deal = client.post(f"{path}/deals", body).get_json()
    pin = client.post(f"{path}/pins", {"product_id": str(product.id)}).get_json()
    place_from(api(make_person().id), variant_id, {"kind": "broadcast", "id": str(broadcast_id)})
    shown = api().get(path).get_json()["deal"]
    closed = client.send("DELETE", f"{path}/deals/{deal['id']}")

    assert (pin["price_minor"], pin["was_minor"], pin["deal"]["id"]) == (900, 1990, deal["id"])
    assert [one["left_count"] for one in heard.payloads("deal_changed")] == [1]
    assert (shown["left_count"], shown["is_open"]) == (1, True)
    assert closed.status_code == 204
    assert heard.payloads("deal_closed")[0]["present_price_minor"] == 1990
    kinds = [one["kind"] for one in client.get(f"{path}/pins").get_json()["items"]]
    assert kinds == ["list", "price_open", "pin", "price_close"]


def test_a_host_opens_live_prices_for_his_own_products_in_his_tray_on_the_air(api: Api) -> None:
    host = make_person()
    own, foreign, absent = goods_of(host.id), make_product(), goods_of(host.id)
    broadcast_id = start_show(api(host.id), own, foreign)
    path = f"/broadcasts/{broadcast_id}/deals"

    def ask(product: object, price_minor: int = 900) -> tuple[int, str]:
        variant_id = str(product.variants[0].id)  # type: ignore[attr-defined]
        body = {"variant_id": variant_id, "price_minor": price_minor, "quota_count": 1, "seconds": 60}
        answer = api(host.id).post(path, body)
        return answer.status_code, answer.get_json().get("type", "")

    refused = [ask(foreign), ask(absent), ask(own, 1990)]
    opened = ask(own)

    assert refused == [
        (403, "/problems/not-your-product"),
        (422, "/problems/not-in-tray"),
        (422, "/problems/not-lower"),
    ]
    assert opened[0] == 201
    assert ask(own) == (409, "/problems/deal-stands")
