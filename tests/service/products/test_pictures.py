"""Pictures of products: made in sizes, put in order, removed; what is no picture is refused."""

import io
import struct
import uuid
import zlib
from collections.abc import Callable

import pytest
from flask import Flask
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from kernel import runtime
from kernel.transaction import reading
from media import picture_store
from products import catalogue, pictures
from tests.factories import make_person, make_product
from tests.market import ApiClient, run_jobs

Clients = Callable[..., ApiClient]


def jpeg(width: int = 700, height: int = 500) -> bytes:
    """Return a picture as a phone sends it."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), (200, 120, 40)).save(file, "JPEG")
    return file.getvalue()


def bomb() -> bytes:
    """Return a PNG of a few hundred bytes that says it has 400 million pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 20_000, 20_000, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def upload(client: ApiClient, product_id: uuid.UUID, data: bytes):
    """Send a picture as a multipart form."""
    file = FileStorage(io.BytesIO(data), "picture.jpg")
    boundary, form = encode_multipart({"picture": file})
    content_type = f'multipart/form-data; boundary="{boundary}"'
    return client.send("POST", f"/products/{product_id}/pictures", data=form, content_type=content_type)


def stored_keys(picture_id: str) -> list[str]:
    """Return what the storage has of a picture."""
    return list(runtime.storage().list_keys(f"pictures/{picture_id}"))


def picture_ids(client: ApiClient, product_id: uuid.UUID) -> list[str]:
    """Return a product's pictures in order."""
    return [one["id"] for one in client.get(f"/products/{product_id}").json["pictures"]]


def test_a_picture_is_served_in_every_size_for_good(api: Clients, app: Flask):
    product = make_product()

    picture = upload(api(product.shop.owner_id), product.id, jpeg()).json

    assert picture["url"] == f"/media/pictures/{picture['id']}/480.webp"
    assert picture["large_url"].endswith("/700.webp")
    for name, kind in (("480.avif", "image/avif"), ("700.webp", "image/webp"), ("160.jpg", "image/jpeg")):
        answer = app.test_client().get(f"/media/pictures/{picture['id']}/{name}", buffered=True)
        assert (answer.status_code, answer.content_type) == (200, kind)
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_the_first_picture_stands_for_the_offer_after_a_new_order(api: Clients):
    product = make_product()
    client = api(product.shop.owner_id)
    first, second = (upload(client, product.id, jpeg()).json["id"] for _ in range(2))

    answer = client.send("PUT", f"/products/{product.id}/pictures", {"picture_ids": [second, first]})

    assert answer.status_code == 204
    assert picture_ids(client, product.id) == [second, first]
    with reading() as session:
        offers = catalogue.get_offers(session, [product.variants[0].id])
    assert offers[product.variants[0].id].picture_url == f"/media/pictures/{second}/480.webp"


def test_an_order_must_name_every_picture_once(api: Clients):
    product = make_product()
    client = api(product.shop.owner_id)
    first, second = (upload(client, product.id, jpeg(40, 40)).json["id"] for _ in range(2))

    for wrong in ([first], [first, first], [first, second, str(uuid.uuid4())]):
        answer = client.send("PUT", f"/products/{product.id}/pictures", {"picture_ids": wrong})
        assert answer.status_code == 409

    assert picture_ids(client, product.id) == [first, second]


def test_a_removed_picture_leaves_no_file_behind(api: Clients):
    product = make_product()
    client = api(product.shop.owner_id)
    first, second = (upload(client, product.id, jpeg(40, 40)).json["id"] for _ in range(2))
    assert stored_keys(first)

    answer = client.send("DELETE", f"/pictures/{first}")
    run_jobs()

    assert answer.status_code == 204
    assert picture_ids(client, product.id) == [second]
    assert stored_keys(first) == []
    assert stored_keys(second)


@pytest.mark.parametrize(
    "data",
    [b"not a picture", b"", bomb(), b'<svg xmlns="http://www.w3.org/2000/svg"/>', jpeg()[:2000]],
    ids=["text", "nothing", "bomb", "svg", "cut off"],
)
def test_what_is_no_picture_is_refused_with_a_sentence(api: Clients, data: bytes):
    product = make_product()
    client = api(product.shop.owner_id)

    answer = upload(client, product.id, data)

    assert (answer.status_code, answer.json["type"]) == (422, "/problems/bad-picture")
    assert answer.json["detail"]
    assert picture_ids(client, product.id) == []


def test_a_picture_that_is_too_large_is_refused(api: Clients):
    product = make_product()

    answer = upload(api(product.shop.owner_id), product.id, jpeg() + b"\0" * picture_store.MAX_BYTES)

    assert answer.status_code == 422
    assert "10 MB" in answer.json["detail"]


def test_a_product_has_a_limited_number_of_pictures(api: Clients):
    product = make_product()
    client = api(product.shop.owner_id)

    answers = [upload(client, product.id, jpeg(20, 20)).status_code for _ in range(9)]

    assert answers == [201] * 8 + [409]


def test_others_neither_add_nor_remove_pictures(api: Clients):
    product = make_product()
    owner, other = api(product.shop.owner_id), api(make_person().id)
    kept = upload(owner, product.id, jpeg(40, 40)).json["id"]

    answers = [upload(other, product.id, jpeg(40, 40)), other.send("DELETE", f"/pictures/{kept}")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert picture_ids(owner, product.id) == [kept]


def test_files_of_a_picture_that_found_no_room_are_deleted(api: Clients, monkeypatch: pytest.MonkeyPatch):
    product = make_product()
    before = set(runtime.storage().list_keys("pictures"))
    monkeypatch.setattr(pictures, "check_room", lambda *_args, **_options: None)
    monkeypatch.setattr(pictures, "MAX_PICTURES_COUNT", 0)

    answer = upload(api(product.shop.owner_id), product.id, jpeg(40, 40))

    assert answer.status_code == 409
    assert set(runtime.storage().list_keys("pictures")) == before


@pytest.mark.parametrize("name", ["480.svg", "480.html", "secret", "480.webp.exe", "..%2f480.webp"])
def test_nothing_else_is_served_under_a_pictures_address(app: Flask, name: str):
    answer = app.test_client().get(f"/media/pictures/{uuid.uuid4()}/{name}")

    assert answer.status_code == 404
