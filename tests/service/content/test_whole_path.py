"""From a clip on a phone to the feed: upload, transcode, review, feed, media. Nothing in it is simulated."""

from collections.abc import Callable

import pytest

from accounts.roles import Role
from tests.clips import MJPEG, PHONE, clip_bytes
from tests.factories import make_person, make_product
from tests.market import ApiClient, run_jobs
from tests.service.content.market import fetch, looking_at_first_sets, names_in, post_video

pytestmark = pytest.mark.usefixtures("app")


def test_a_clip_is_uploaded_processed_reviewed_and_then_in_the_feed(api: Callable[..., ApiClient]) -> None:
    creator, moderator = api(make_person().id), api(make_person(Role.MODERATOR).id)
    product = make_product()
    tag = {"variant_id": str(product.variants[0].id), "start_seconds": 0.5, "end_seconds": 90}

    video_id = post_video(creator, clip_bytes(3), title="Lanterns", product_tags=[tag])
    run_jobs("media")
    waiting = creator.get(f"/videos/{video_id}").json
    hidden = api().get(f"/videos/{video_id}")
    queue = moderator.get("/moderation/reviews", state="open").json["items"]
    decided = moderator.post(f"/moderation/reviews/{video_id}", {"decision": "approve", "reason": ""})

    assert waiting["state"] == "in_review"
    assert waiting["progress"] == 1
    assert hidden.status_code == 404
    assert [item["title"] for item in queue if item["post_id"] == video_id] == ["Lanterns"]
    assert decided.status_code == 204
    item = next(item for item in api().get("/feed", kind="newest").json["items"] if item["id"] == video_id)
    assert item["title"] == "Lanterns"
    assert (item["width"], item["height"]) == (180, 320)
    assert item["product_tags"][0]["product_id"] == str(product.id)
    assert 2.9 < item["product_tags"][0]["end_seconds"] <= item["duration_seconds"] < 3.2
    assert api().get(f"/videos/{video_id}").json["state"] == "published"


def test_everything_that_a_published_playlist_names_can_be_fetched(api: Callable[..., ApiClient]) -> None:
    creator, moderator = api(make_person().id), api(make_person(Role.MODERATOR).id)
    video_id = post_video(creator)
    run_jobs("media")
    moderator.post(f"/moderation/reviews/{video_id}", {"decision": "approve"})

    video = api().get(f"/videos/{video_id}").json

    names = names_in(api(), video["playlist_url"])
    assert any(name.endswith(".m4s") for name in names)
    answers = {name: fetch(api(), name) for name in [*names, video["poster_url"], video["sprite_url"]]}
    assert {answer.status_code for answer in answers.values()} == {200}
    assert all(answer.data for answer in answers.values())


@pytest.mark.parametrize(("encoder", "suffix"), [(PHONE, "mp4"), (MJPEG, "mov")])
def test_a_creator_can_watch_before_the_processing_has_ended(
    api: Callable[..., ApiClient], encoder: tuple[str, ...], suffix: str
) -> None:
    creator = api(make_person().id)
    video_id = post_video(creator, clip_bytes(5, encoder=encoder, suffix=suffix))
    seen = []

    def look() -> None:
        video = creator.get(f"/videos/{video_id}").json
        names = names_in(api(), video["playlist_url"])
        seen.append((video["state"], {name: fetch(api(), name).status_code for name in names}))

    with looking_at_first_sets(look):
        run_jobs("media")

    assert seen
    for state, statuses in seen:
        assert state == "processing"
        assert any(name.endswith(".m4s") for name in statuses)
        assert set(statuses.values()) == {200}
