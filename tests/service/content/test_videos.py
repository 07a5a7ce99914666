"""Making and changing videos: tags, texts, posters, roles."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask

from kernel.transaction import transaction
from products import catalogue
from tests.clips import clip_bytes
from tests.factories import make_person, make_product
from tests.market import ApiClient, api_as, run_jobs
from tests.service.content.market import post_video, send_file, start_upload

pytestmark = pytest.mark.usefixtures("app")


def tag(variant_id: object, start: float = 0, end: float = 1) -> dict[str, Any]:
    return {"variant_id": str(variant_id), "start_seconds": start, "end_seconds": end}


def test_whoever_posts_a_video_is_a_creator(api: Callable[..., ApiClient]) -> None:
    client = api(make_person().id)

    post_video(client)

    assert "creator" in client.get("/me").json["roles"]


def test_an_upload_becomes_one_video_however_many_ask_at_once(app: Flask) -> None:
    client = api_as(app, make_person().id)
    body = {"upload_id": send_file(client, clip_bytes()), "title": "One"}

    def ask(_: int) -> int:
        return int(
            ApiClient(app.test_client(use_cookies=False), client.token).post("/videos", body).status_code
        )

    with ThreadPoolExecutor(4) as pool:
        statuses = sorted(pool.map(ask, range(4)))

    assert statuses == [201, 409, 409, 409]


def test_a_video_asked_for_twice_with_one_key_is_one_video(api: Callable[..., ApiClient]) -> None:
    client = api(make_person().id)
    body = {"upload_id": send_file(client, clip_bytes()), "title": "One"}

    answers = [client.post("/videos", body, key="once") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json["id"] == answers[1].json["id"]


def test_a_video_needs_a_finished_upload(api: Callable[..., ApiClient]) -> None:
    client = api(make_person().id)
    unfinished = start_upload(client, 100)["id"]

    refused = client.post("/videos", {"upload_id": unfinished, "title": "Too soon"})

    assert refused.json["type"] == "/problems/upload-not-ready"


def test_a_tag_names_something_on_sale_in_any_shop(api: Callable[..., ApiClient]) -> None:
    client = api(make_person().id)
    upload_id = send_file(client, clip_bytes())
    foreign, archived = make_product(), make_product()
    with transaction() as session:
        catalogue.archive_product(session, archived.id, owner_id=archived.shop.owner_id)

    def post(*tags: dict[str, Any]) -> Any:
        return client.post("/videos", {"upload_id": upload_id, "title": "T", "product_tags": list(tags)})

    refused = [
        post(tag(archived.variants[0].id)),
        post(tag(uuid.uuid4())),
        post(tag(foreign.variants[0].id, 2, 1)),
        post(tag(foreign.variants[0].id, -1, 1)),
        post(*[tag(foreign.variants[0].id)] * 21),
    ]
    taken = post(tag(foreign.variants[0].id))

    assert {answer.status_code for answer in refused} == {422}
    assert taken.status_code == 201
    assert taken.json["product_tags"][0]["product_id"] == str(foreign.id)


def test_a_creator_changes_texts_tags_and_poster(api: Callable[..., ApiClient]) -> None:
    client, product = api(make_person().id), make_product()
    video_id = post_video(client, clip_bytes(4))
    run_jobs("media")
    before = client.get(f"/videos/{video_id}").json
    change = {
        "title": "Better",
        "product_tags": [tag(product.variants[0].id, 1, 100)],
        "poster_number": len(before["posters"]) - 1,
    }

    changed = client.send("PATCH", f"/videos/{video_id}", change).json

    assert changed["title"] == "Better"
    assert changed["product_tags"][0]["end_seconds"] == changed["duration_seconds"]
    assert [poster["is_chosen"] for poster in changed["posters"]].index(True) == len(before["posters"]) - 1
    assert changed["poster_url"].rpartition("/")[2] == before["posters"][-1]["url"].rpartition("/")[2]


@pytest.mark.parametrize(
    "change",
    [
        {"title": ""},
        {"title": "x" * 121},
        {"poster_number": 9},
        {"state": "published"},
        {"description": "x" * 5001},
    ],
)
def test_a_change_that_does_not_fit_is_refused(
    api: Callable[..., ApiClient], change: dict[str, object]
) -> None:
    client = api(make_person().id)
    video_id = post_video(client)

    refused = client.send("PATCH", f"/videos/{video_id}", change)

    assert refused.status_code == 422
    assert client.get(f"/videos/{video_id}").json["title"] == "A clip"


def test_a_creators_own_list_has_every_state_newest_first(api: Callable[..., ApiClient]) -> None:
    client = api(make_person().id)
    made = [post_video(client) for _ in range(3)]

    first = client.get("/me/videos", limit=2).json
    second = client.get("/me/videos", limit=2, cursor=first["next_cursor"]).json

    assert [item["id"] for item in [*first["items"], *second["items"]]] == made[::-1]
    assert second["next_cursor"] is None
    run_jobs("media")
