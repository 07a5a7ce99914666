"""Photo posts and articles over the API: from the first draft to what everybody sees, and back."""

import datetime as dt
import io
import uuid
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from accounts.people import Person
from accounts.roles import Role
from content.hashtags import list_tagged
from content.posts import PostKind
from content.schedule import publish_due
from kernel import runtime
from kernel.clock import now
from kernel.transaction import reading, transaction
from moderation import reviews
from moderation.decisions import Action
from tests.factories import make_person, make_product
from tests.market import ApiClient, api_as, run_jobs
from tests.pictures import jpeg_bytes


def send_picture(api: ApiClient, post_id: str, data: bytes | None = None) -> TestResponse:
    """Upload a picture for a post."""
    return api.client.post(
        f"/api/v1/posts/{post_id}/pictures",
        data={"picture": (io.BytesIO(data or jpeg_bytes()), "picture.jpg")},
        headers={"Authorization": f"Bearer {api.token}", "Accept": "application/json"},
    )


def begin(api: ApiClient, kind: str = "photo", **values: Any) -> dict[str, Any]:
    """Begin a draft."""
    answer = api.post("/posts", {"kind": kind, **values})
    assert answer.status_code == 201, answer.text
    post: dict[str, Any] = answer.json
    return post


def change(api: ApiClient, post_id: str, **values: Any) -> TestResponse:
    """Change a post."""
    return api.send("PATCH", f"/posts/{post_id}", values)


def fill(api: ApiClient, post_id: str, count: int = 1) -> list[str]:
    """Give a draft pictures; return their ids."""
    return [send_picture(api, post_id).json["id"] for _ in range(count)]


def finished(api: ApiClient, **values: Any) -> str:
    """Make a photo post that lacks nothing; return its id."""
    post_id: str = begin(api, title="Lantern night", **values)["id"]
    fill(api, post_id)
    return post_id


def fetch_as(api: ApiClient, url: str) -> int:
    """GET a file as somebody; return the status."""
    headers = {"Authorization": f"Bearer {api.token}"} if api.token else {}
    return api.client.get(url, headers=headers, buffered=True).status_code


def trust(person: Person) -> None:
    """Approve as many posts of a person as it takes for the next ones to go straight on."""
    moderator = make_person(Role.MODERATOR)
    for _ in range(runtime.config().review_first_videos):
        with transaction() as session:
            subject_id = uuid.uuid4()
            reviews.open_review(session, subject_id=subject_id, subject_kind="broadcast", owner_id=person.id)
            reviews.decide(session, subject_id, moderator_id=moderator.id, decision=Action.APPROVE, reason="")


@pytest.fixture
def creator(app: Flask) -> ApiClient:
    """Somebody whose posts need no review."""
    person = make_person(Role.CREATOR, name="Mei")
    trust(person)
    return api_as(app, person.id)


def test_a_photo_post_keeps_its_pictures_in_the_chosen_order_with_their_words(creator: ApiClient):
    post_id = begin(creator, title="Lanterns", disclosure="own")["id"]
    first, second = fill(creator, post_id, 2)

    answer = change(creator, post_id, pictures=[{"id": second, "alt": "Red"}, {"id": first, "alt": "Blue"}])

    assert answer.status_code == 200, answer.text
    assert [(one["id"], one["alt"]) for one in answer.json["pictures"]] == [(second, "Red"), (first, "Blue")]
    assert answer.json["disclosure"] == "own"


def test_a_product_is_tagged_on_a_place_of_a_picture(creator: ApiClient):
    post_id = begin(creator)["id"]
    [picture_id] = fill(creator, post_id)
    tag = {"variant_id": str(make_product().variants[0].id), "picture_id": picture_id}
    place = {"x_permille": 250, "y_permille": 1000}

    answer = change(creator, post_id, product_tags=[tag | place])

    [shown] = answer.json["product_tags"]
    assert {name: shown[name] for name in (*tag, *place)} == tag | place
    assert shown["title"] == "Paper lantern"


@pytest.mark.parametrize("place", [-1, 1001, 0.5])
def test_a_place_outside_of_the_picture_is_refused(creator: ApiClient, place: float):
    post_id = begin(creator)["id"]
    [picture_id] = fill(creator, post_id)
    tag = {"variant_id": str(make_product().variants[0].id), "picture_id": picture_id}

    answer = change(creator, post_id, product_tags=[{**tag, "x_permille": place, "y_permille": 5}])

    assert answer.status_code == 422


def test_a_tag_on_the_picture_of_another_post_is_refused(creator: ApiClient):
    post_id, [foreign] = begin(creator)["id"], fill(creator, begin(creator)["id"])
    tag = {"variant_id": str(make_product().variants[0].id), "picture_id": foreign}

    answer = change(creator, post_id, product_tags=[{**tag, "x_permille": 5, "y_permille": 5}])

    assert answer.status_code == 422


def test_removing_a_picture_takes_its_tags_and_its_files(creator: ApiClient):
    post_id = begin(creator)["id"]
    gone, kept = fill(creator, post_id, 2)
    tag = {"variant_id": str(make_product().variants[0].id), "x_permille": 5, "y_permille": 5}
    change(creator, post_id, product_tags=[{**tag, "picture_id": gone}])

    answer = creator.send("DELETE", f"/posts/{post_id}/pictures/{gone}")
    run_jobs()

    post = creator.get(f"/posts/{post_id}").json
    assert answer.status_code == 204
    assert [one["id"] for one in post["pictures"]] == [kept]
    assert post["product_tags"] == []
    assert not list(runtime.storage().list_keys(f"posts/{post_id}/{gone}"))
    assert list(runtime.storage().list_keys(f"posts/{post_id}/{kept}"))


def test_a_photo_post_has_at_most_nine_pictures(creator: ApiClient):
    post_id = begin(creator)["id"]
    fill(creator, post_id, 9)

    answer = send_picture(creator, post_id)

    assert answer.status_code == 409


def test_what_is_no_picture_is_refused_and_nothing_is_stored(creator: ApiClient):
    post_id = begin(creator)["id"]

    answer = send_picture(creator, post_id, b"<svg onload=alert(1)>")

    assert answer.status_code == 422
    assert not list(runtime.storage().list_keys(f"posts/{post_id}"))


@pytest.mark.parametrize("lacking", ["title", "pictures"])
def test_an_unfinished_post_is_not_published(creator: ApiClient, lacking: str):
    post_id = begin(creator, title="" if lacking == "title" else "Lanterns")["id"]
    if lacking == "title":
        fill(creator, post_id)

    answer = creator.post(f"/posts/{post_id}/publish", {})

    assert answer.status_code == 422
    assert creator.get(f"/posts/{post_id}").json["state"] == "draft"


def test_a_trusted_creators_post_is_public_at_once(app: Flask, creator: ApiClient):
    post_id = finished(creator)

    published = creator.post(f"/posts/{post_id}/publish", {})

    assert published.json["state"] == "published"
    assert api_as(app).get(f"/posts/{post_id}").json["title"] == "Lantern night"
    picture = published.json["pictures"][0]["url"]
    assert app.test_client().get(picture, buffered=True).content_type == "image/webp"


def test_a_new_creators_post_waits_for_a_moderator(app: Flask):
    newcomer, moderator = (api_as(app, make_person(*roles).id) for roles in ((), (Role.MODERATOR,)))
    post_id = finished(newcomer)

    state = newcomer.post(f"/posts/{post_id}/publish", {}).json["state"]
    hidden = api_as(app).get(f"/posts/{post_id}").status_code
    moderator.post(f"/moderation/reviews/{post_id}", {"decision": "approve"})

    assert (state, hidden) == ("in_review", 404)
    assert api_as(app).get(f"/posts/{post_id}").json["state"] == "published"


def test_pictures_of_a_draft_are_for_its_creator_and_moderators(app: Flask, creator: ApiClient):
    post_id = begin(creator)["id"]
    url = send_picture(creator, post_id).json["url"]
    others = [api_as(app), api_as(app, make_person().id), api_as(app, make_person(Role.MODERATOR).id)]

    seen = [fetch_as(client, url) for client in (creator, *others)]

    assert seen == [200, 404, 404, 200]


def test_deleting_ends_all_and_can_be_undone(app: Flask, creator: ApiClient):
    post_id = finished(creator)
    picture = creator.post(f"/posts/{post_id}/publish", {}).json["pictures"][0]["url"]

    deleted = creator.send("DELETE", f"/posts/{post_id}").status_code
    gone = [api_as(app).get(f"/posts/{post_id}").status_code, app.test_client().get(picture).status_code]
    restored = creator.post(f"/posts/{post_id}/restore", {}).status_code

    assert (deleted, gone, restored) == (204, [404, 404], 204)
    assert api_as(app).get(f"/posts/{post_id}").status_code == 200
    assert app.test_client().get(picture, buffered=True).status_code == 200


@pytest.mark.parametrize("lost", ["title", "picture"])
def test_what_is_public_stays_presentable(creator: ApiClient, lost: str):
    post_id = finished(creator)
    [picture] = creator.post(f"/posts/{post_id}/publish", {}).json["pictures"]

    if lost == "title":
        answer = change(creator, post_id, title="")
    else:
        answer = creator.send("DELETE", f"/posts/{post_id}/pictures/{picture['id']}")

    assert answer.status_code == 422
    post = creator.get(f"/posts/{post_id}").json
    assert (post["title"], len(post["pictures"])) == ("Lantern night", 1)


def test_an_article_is_made_of_blocks_and_tags_what_it_shows(creator: ApiClient):
    post_id = begin(creator, "article", title="How lanterns are made")["id"]
    [picture_id] = fill(creator, post_id)
    variant_id = str(make_product().variants[0].id)
    blocks = [
        {"type": "heading", "text": "Paper"},
        {"type": "text", "text": "It is folded.\n\nThen glued."},
        {"type": "picture", "picture_id": picture_id},
        {"type": "product", "variant_id": variant_id},
    ]

    changed = change(creator, post_id, blocks=blocks)
    published = creator.post(f"/posts/{post_id}/publish", {})

    assert changed.json["blocks"] == blocks
    assert [tag["variant_id"] for tag in published.json["product_tags"]] == [variant_id]
    assert published.json["state"] == "published"


@pytest.mark.parametrize(
    "block",
    [
        {"type": "html", "text": "<b>x</b>"},
        {"type": "text"},
        {"type": "text", "text": "x" * 5001},
        {"type": "picture", "picture_id": str(uuid.UUID(int=1))},
        {"type": "product", "variant_id": str(uuid.UUID(int=1))},
        {"type": "heading", "text": "x", "href": "javascript:alert(1)"},
    ],
)
def test_a_block_that_is_none_of_ours_is_refused(creator: ApiClient, block: dict[str, Any]):
    post_id = begin(creator, "article", title="x")["id"]

    answer = change(creator, post_id, blocks=[block])

    assert answer.status_code == 422
    assert creator.get(f"/posts/{post_id}").json["blocks"] == []


def test_a_picture_that_an_article_shows_is_not_removed(creator: ApiClient):
    post_id = begin(creator, "article", title="x")["id"]
    [picture_id] = fill(creator, post_id)
    change(creator, post_id, blocks=[{"type": "picture", "picture_id": picture_id}])

    answer = creator.send("DELETE", f"/posts/{post_id}/pictures/{picture_id}")

    assert answer.status_code == 409


def test_a_scheduled_draft_publishes_itself_once(
    app: Flask, creator: ApiClient, monkeypatch: pytest.MonkeyPatch
):
    post_id = finished(creator)
    at = now() + dt.timedelta(hours=1)
    scheduled = creator.send("PUT", f"/posts/{post_id}/schedule", {"at": at.isoformat()})
    with transaction() as session:
        publish_due(session)
    early = creator.get(f"/posts/{post_id}").json

    monkeypatch.setattr("content.schedule.now", lambda: at)
    for _ in range(2):
        with transaction() as session:
            publish_due(session)

    assert scheduled.status_code == 204
    assert early["state"] == "draft"
    post = api_as(app).get(f"/posts/{post_id}").json
    assert (post["state"], post["scheduled_at"]) == ("published", None)


def test_an_unfinished_draft_and_a_past_moment_are_not_scheduled(creator: ApiClient):
    finished_id, empty_id = finished(creator), begin(creator)["id"]
    later, past = ((now() + dt.timedelta(hours=hours)).isoformat() for hours in (1, -1))

    answers = [
        creator.send("PUT", f"/posts/{post_id}/schedule", {"at": at}).status_code
        for post_id, at in ((empty_id, later), (finished_id, past), (finished_id, "2026-11-23T12:00:00"))
    ]

    assert answers == [422, 422, 422]


def test_a_schedule_is_taken_back_and_does_not_outlive_a_removal(creator: ApiClient):
    first, second = finished(creator), finished(creator)
    at = (now() + dt.timedelta(hours=1)).isoformat()
    for post_id in (first, second):
        creator.send("PUT", f"/posts/{post_id}/schedule", {"at": at})

    creator.send("DELETE", f"/posts/{first}/schedule")
    creator.send("DELETE", f"/posts/{second}")
    creator.post(f"/posts/{second}/restore", {})

    found = [creator.get(f"/posts/{post_id}").json for post_id in (first, second)]
    assert [(post["state"], post["scheduled_at"]) for post in found] == [("draft", None)] * 2


def test_hashtags_and_mentions_are_stored_when_something_is_written(creator: ApiClient):
    post_id = finished(creator, description="看 #夜市 and #Lanterns!")
    creator.post(f"/posts/{post_id}/publish", {})

    with reading() as session:
        found = {
            tag: [post.id for post in list_tagged(session, tag).items] for tag in ("夜市", "lanterns", "x")
        }

    assert uuid.UUID(post_id) in found["夜市"]
    assert uuid.UUID(post_id) in found["lanterns"]
    assert found["x"] == []


def test_a_drafts_hashtags_lead_nobody_to_it(creator: ApiClient):
    finished(creator, description="#secretdraft")

    with reading() as session:
        assert list_tagged(session, "secretdraft").items == []


def test_a_video_is_not_changed_as_a_post(creator: ApiClient):
    assert creator.post("/posts", {"kind": PostKind.VIDEO}).status_code == 422
