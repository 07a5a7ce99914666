"""What is shown when: the tray, the one product that is explained, and the log that is never rewritten."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from kernel.clock import now
from kernel.ids import new_id
from kernel.transaction import reading, transaction
from live import pin_log, pins
from live.values import PinKind
from products import catalogue
from tests.factories import make_person, make_product
from tests.market import ApiClient
from tests.service.live.studio import (
    Heard,
    announce_broadcast,
    go_live,
    goods_of,
    place_from,
    show_purchases,
    start_show,
    state_of,
)
from tests.service.orders.market_day import SandboxTeller, place

Api = Callable[..., ApiClient]


def log_of(broadcast_id: uuid.UUID) -> list[tuple[str, uuid.UUID]]:
    """Return the pin log as kinds and products."""
    with reading() as session:
        return [(entry.kind, entry.product_id) for entry in pin_log.list_log(session, broadcast_id)]


def explained(broadcast_id: uuid.UUID) -> uuid.UUID | None:
    """Return which product is explained now."""
    with reading() as session:
        entry = pins.find_pin(session, broadcast_id)
    return entry.product_id if entry else None


def test_one_product_is_explained_at_a_time_and_the_log_has_all_of_it(api: Api, heard: Heard) -> None:
    host = api(make_person().id)
    first, second = make_product(title="Lantern"), make_product(title="Teapot")
    broadcast_id = start_show(host, first, second)
    path = f"/broadcasts/{broadcast_id}/pins"

    for product in (first, second, second):
        host.post(path, {"product_id": str(product.id)})
    shown = explained(broadcast_id)
    for _ in range(2):
        host.send("DELETE", path)

    assert shown == second.id
    assert explained(broadcast_id) is None
    assert log_of(broadcast_id) == [
        (PinKind.LIST, first.id),
        (PinKind.LIST, second.id),
        (PinKind.PIN, first.id),
        (PinKind.UNPIN, first.id),
        (PinKind.PIN, second.id),
        (PinKind.UNPIN, second.id),
    ]
    assert heard.names(broadcast_id)[-3:] == ["product_pinned", "product_pinned", "product_unpinned"]


def test_a_pin_carries_the_moment_of_the_recording_that_the_host_means(api: Api, heard: Heard) -> None:
    host, product = api(make_person().id), make_product(price_minor=1990)
    broadcast_id = start_show(host, product)

    pressed_at_ms = int(now().timestamp() * 1000) - 2000
    body = {"product_id": str(product.id), "program_time_ms": pressed_at_ms}
    pin = host.post(f"/broadcasts/{broadcast_id}/pins", body).get_json()

    [log] = [
        entry
        for entry in api().get(f"/broadcasts/{broadcast_id}/pins").get_json()["items"]
        if entry["kind"] == "pin"
    ]
    [told] = heard.payloads("product_pinned")
    assert pin["program_time_ms"] == log["program_time_ms"] == told["program_time_ms"] == pressed_at_ms
    assert (log["price_minor"], log["currency"]) == (1990, "USD")
    assert told == pin


def test_a_host_whose_clock_is_wrong_pins_at_the_servers_moment(api: Api) -> None:
    host, product = api(make_person().id), make_product()
    broadcast_id = start_show(host, product)

    body = {"product_id": str(product.id), "program_time_ms": 1_700_000_000_000}
    pin = host.post(f"/broadcasts/{broadcast_id}/pins", body).get_json()

    assert abs(pin["program_time_ms"] - now().timestamp() * 1000) < 60_000


def test_each_entry_keeps_the_disclosure_of_its_moment(api: Api) -> None:
    host, products = api(make_person().id), [make_product(), make_product()]
    broadcast_id = start_show(host, *products, disclosure="own")
    path = f"/broadcasts/{broadcast_id}"

    host.post(f"{path}/pins", {"product_id": str(products[0].id)})
    host.send("PATCH", path, {"disclosure": "sponsored"})
    host.post(f"{path}/pins", {"product_id": str(products[1].id)})

    log = api().get(f"{path}/pins").get_json()["items"]
    assert [entry["disclosure"] for entry in log if entry["kind"] == "pin"] == ["own", "sponsored"]


def test_only_what_lies_in_the_tray_is_explained_and_only_on_the_air(api: Api) -> None:
    host, product = api(make_person().id), make_product()
    broadcast_id = announce_broadcast(host, product)
    path = f"/broadcasts/{broadcast_id}/pins"

    early = host.post(path, {"product_id": str(product.id)})
    go_live(broadcast_id)
    foreign = host.post(path, {"product_id": str(make_product().id)})

    assert (early.status_code, foreign.status_code) == (409, 422)
    assert foreign.get_json()["type"] == "/problems/not-in-tray"


def test_of_many_who_pin_at_once_one_pin_stands_and_the_log_is_in_order(api: Api) -> None:
    host = make_person()
    products = [make_product() for _ in range(4)]
    broadcast_id = start_show(api(host.id), *products)

    def pin(product_id: uuid.UUID) -> None:
        with transaction() as session:
            pins.pin_product(session, broadcast_id, product_id, actor_id=host.id)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(pin, [product.id for product in products] * 4))

    kinds = [kind for kind, _ in log_of(broadcast_id) if kind in {PinKind.PIN, PinKind.UNPIN}]
    assert kinds == [PinKind.PIN, PinKind.UNPIN] * (len(kinds) // 2) + [PinKind.PIN]
    assert explained(broadcast_id) == [p for kind, p in log_of(broadcast_id) if kind is PinKind.PIN][-1]


def test_a_product_taken_from_the_tray_is_explained_no_more(api: Api, heard: Heard) -> None:
    host = api(make_person().id)
    first, second = make_product(), make_product()
    broadcast_id = start_show(host, first, second)
    host.post(f"/broadcasts/{broadcast_id}/pins", {"product_id": str(first.id)})

    body = {"items": [{"product_id": str(second.id), "note": "slowly"}]}
    tray = host.send("PUT", f"/broadcasts/{broadcast_id}/tray", body).get_json()

    assert [(item["product_id"], item["note"]) for item in tray["items"]] == [(str(second.id), "slowly")]
    assert explained(broadcast_id) is None
    assert log_of(broadcast_id)[-2:] == [(PinKind.UNPIN, first.id), (PinKind.DELIST, first.id)]
    assert heard.names(broadcast_id)[-2:] == ["product_unpinned", "tray_changed"]


def test_a_product_taken_off_sale_leaves_every_room(api: Api, heard: Heard) -> None:
    host = make_person()
    product = goods_of(host.id)
    broadcast_id = start_show(api(host.id), product)
    api(host.id).post(f"/broadcasts/{broadcast_id}/pins", {"product_id": str(product.id)})

    with transaction() as session:
        catalogue.archive_product(session, product.id, owner_id=host.id)

    assert explained(broadcast_id) is None
    assert log_of(broadcast_id)[-1] == (PinKind.DELIST, product.id)
    assert heard.payloads("tray_changed")[-1] == {"items": []}


def test_the_end_of_a_broadcast_ends_its_pin_its_deal_and_its_poll(api: Api, heard: Heard) -> None:
    host = make_person()
    product = goods_of(host.id, price_minor=1990)
    broadcast_id = start_show(api(host.id), product)
    client, path = api(host.id), f"/broadcasts/{broadcast_id}"
    client.post(f"{path}/pins", {"product_id": str(product.id)})
    deal = {"variant_id": str(product.variants[0].id), "price_minor": 900, "quota_count": 5, "seconds": 60}
    client.post(f"{path}/deals", deal)
    client.post(f"{path}/polls", {"question": "More?", "options": ["Yes", "No"]})

    client.post(f"{path}/end")

    assert explained(broadcast_id) is None
    assert heard.names(broadcast_id)[-4:] == [
        "broadcast_ended",
        "product_unpinned",
        "deal_closed",
        "poll_closed",
    ]
    price = api().get(f"/products/{product.id}").get_json()["variants"][0]["price_minor"]
    assert price == 1990


def test_the_last_unit_reaches_the_room_with_the_order_that_took_it(api: Api, heard: Heard) -> None:
    host, product = api(make_person().id), make_product(stock_counts=[2])
    broadcast_id = start_show(host, product)
    variant_id = product.variants[0].id
    buyer = api(make_person().id)

    place(buyer, (variant_id, 1))
    before = heard.payloads("sold_out")
    place(buyer, (variant_id, 1))

    assert before == []
    assert heard.payloads("sold_out") == [{"product_id": str(product.id), "variant_id": str(variant_id)}]
    assert log_of(broadcast_id)[-1] == (PinKind.SOLD_OUT, product.id)


def test_the_merchants_stock_edit_is_in_the_log(api: Api) -> None:
    host = make_person()
    product = goods_of(host.id)
    broadcast_id = start_show(api(host.id), product)

    api(host.id).send("PATCH", f"/variants/{product.variants[0].id}", {"stock_change_count": 5})

    assert log_of(broadcast_id)[-1] == (PinKind.STOCK, product.id)


def test_notes_are_for_those_who_run_the_show(api: Api) -> None:
    host, product = api(make_person().id), make_product()
    broadcast_id = start_show(host, product)
    items = [{"product_id": str(product.id), "note": "the price is a secret until nine"}]
    host.send("PUT", f"/broadcasts/{broadcast_id}/tray", {"items": items})

    seen = [
        client.get(f"/broadcasts/{broadcast_id}").get_json()["tray"][0]["note"]
        for client in (host, api(make_person().id), api())
    ]

    assert seen == ["the price is a secret until nine", None, None]


def test_a_tray_names_each_product_once_and_of_none_that_is_not_on_sale(api: Api) -> None:
    host, product = api(make_person().id), make_product()
    broadcast_id = start_show(host, product)
    path = f"/broadcasts/{broadcast_id}/tray"

    twice = host.send("PUT", path, {"items": [{"product_id": str(product.id)}] * 2})
    missing = host.send("PUT", path, {"items": [{"product_id": str(new_id())}]})

    assert (twice.status_code, missing.status_code) == (422, 409)
    assert [item["product_id"] for item in host.get(path).get_json()["items"]] == [str(product.id)]


def test_a_purchase_is_told_to_the_room_without_a_name_unless_the_buyer_wants_it(
    api: Api, heard: Heard, gateway: SandboxTeller
) -> None:
    host, product = api(make_person().id), make_product(stock_counts=[9])
    broadcast_id = start_show(host, product)
    source = {"kind": "broadcast", "id": str(broadcast_id)}
    shy, proud = make_person(name="Shy"), make_person(name="Proud")
    show_purchases(proud.id)

    for person in (shy, proud):
        gateway.pay(place_from(api(person.id), product.variants[0].id, source))

    assert heard.payloads("purchase_made") == [
        {"product_id": str(product.id), "quantity": 1, "name": None},
        {"product_id": str(product.id), "quantity": 1, "name": "Proud"},
    ]


def test_a_purchase_of_something_else_or_of_a_forged_source_is_told_to_no_room(
    api: Api, heard: Heard, gateway: SandboxTeller
) -> None:
    shown, other = make_product(), make_product()
    broadcast_id = start_show(api(make_person().id), shown)
    buyer = api(make_person().id)
    sources = [
        (other.variants[0].id, {"kind": "broadcast", "id": str(broadcast_id)}),
        (shown.variants[0].id, {"kind": "broadcast", "id": "nonsense"}),
        (shown.variants[0].id, {"kind": "video", "id": str(broadcast_id)}),
        (shown.variants[0].id, {"kind": "broadcast", "id": str(new_id())}),
    ]

    for variant_id, source in sources:
        gateway.pay(place_from(buyer, variant_id, source))

    assert heard.payloads("purchase_made") == []
    assert state_of(broadcast_id).is_live
