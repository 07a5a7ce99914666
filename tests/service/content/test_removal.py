"""Removing and taking down: effective at once everywhere, for everybody, and reversible."""

from collections.abc import Callable

import pytest

from accounts.roles import Role
from tests.factories import make_person
from tests.market import ApiClient, run_jobs
from tests.service.content.market import fetch, post_video, publish_video

pytestmark = pytest.mark.usefixtures("app")


def feed_ids(client: ApiClient) -> set[str]:
    return {item["id"] for item in client.get("/feed", kind="newest", limit=50).json["items"]}


@pytest.fixture
def moderator(api: Callable[..., ApiClient]) -> ApiClient:
    return api(make_person(Role.MODERATOR).id)


@pytest.fixture
def creator(api: Callable[..., ApiClient]) -> ApiClient:
    return api(make_person().id)


def test_a_takedown_is_effective_at_once_on_page_feed_and_media(
    api: Callable[..., ApiClient], creator: ApiClient, moderator: ApiClient
) -> None:
    video_id = publish_video(creator, moderator)
    video = api().get(f"/videos/{video_id}").json
    urls = [video["playlist_url"], video["poster_url"]]
    assert video_id in feed_ids(api())
    assert [fetch(api(), url).status_code for url in urls] == [200, 200]

    taken = moderator.post(f"/videos/{video_id}/takedown", {"reason": "It shows somebody else."})

    assert taken.status_code == 200, taken.text
    assert api().get(f"/videos/{video_id}").status_code == 404
    assert video_id not in feed_ids(api())
    assert video_id not in feed_ids(creator)
    assert [fetch(api(), url).status_code for url in urls] == [404, 404]
    mine = creator.get(f"/videos/{video_id}").json
    assert (mine["state"], mine["failure"]) == ("removed", "It shows somebody else.")
    assert mine["playlist_url"] is None


def test_a_reverted_takedown_brings_everything_back(
    api: Callable[..., ApiClient], creator: ApiClient, moderator: ApiClient
) -> None:
    video_id = publish_video(creator, moderator)
    url = api().get(f"/videos/{video_id}").json["playlist_url"]
    moderator.post(f"/videos/{video_id}/takedown", {"reason": "A mistake."})
    assert fetch(api(), url).status_code == 404

    reverted = moderator.post(f"/videos/{video_id}/takedown/revert", {})

    assert reverted.json["state"] == "published"
    assert video_id in feed_ids(api())
    assert fetch(api(), url).status_code == 200


def test_a_creator_can_not_bring_back_what_a_moderator_took_down(
    api: Callable[..., ApiClient], creator: ApiClient, moderator: ApiClient
) -> None:
    removed_first, taken = (publish_video(creator, moderator) for _ in range(2))
    creator.send("DELETE", f"/videos/{removed_first}")
    for video_id in (removed_first, taken):
        moderator.post(f"/videos/{video_id}/takedown", {"reason": "No."})

    answers = [creator.post(f"/videos/{video_id}/restore") for video_id in (removed_first, taken)]

    assert [answer.status_code for answer in answers] == [409, 409]


def test_a_reverted_takedown_does_not_publish_what_its_creator_had_removed(
    api: Callable[..., ApiClient], creator: ApiClient, moderator: ApiClient
) -> None:
    video_id = publish_video(creator, moderator)
    creator.send("DELETE", f"/videos/{video_id}")
    moderator.post(f"/videos/{video_id}/takedown", {"reason": "No."})

    moderator.post(f"/videos/{video_id}/takedown/revert", {})

    assert api().get(f"/videos/{video_id}").status_code == 404
    assert creator.post(f"/videos/{video_id}/restore").json["state"] == "published"


def test_a_creator_removes_a_video_and_brings_it_back(
    api: Callable[..., ApiClient], creator: ApiClient, moderator: ApiClient
) -> None:
    video_id = publish_video(creator, moderator)
    url = api().get(f"/videos/{video_id}").json["playlist_url"]

    removed = creator.send("DELETE", f"/videos/{video_id}")
    gone = (api().get(f"/videos/{video_id}").status_code, fetch(api(), url).status_code)
    restored = creator.post(f"/videos/{video_id}/restore")

    assert removed.status_code == 204
    assert gone == (404, 404)
    assert restored.json["state"] == "published"
    assert video_id in feed_ids(api())


def test_a_removed_video_waits_for_nobody_and_waits_again_when_it_is_back(
    creator: ApiClient, moderator: ApiClient
) -> None:
    video_id = post_video(creator)
    run_jobs("media")

    creator.send("DELETE", f"/videos/{video_id}")
    decided = moderator.post(f"/moderation/reviews/{video_id}", {"decision": "approve"})
    restored = creator.post(f"/videos/{video_id}/restore")
    approved = moderator.post(f"/moderation/reviews/{video_id}", {"decision": "approve"})

    assert decided.status_code == 409
    assert restored.json["state"] == "in_review"
    assert approved.status_code == 204


def test_only_moderators_take_down_and_only_with_a_reason(
    api: Callable[..., ApiClient], creator: ApiClient, moderator: ApiClient
) -> None:
    video_id = publish_video(creator, moderator)
    path = f"/videos/{video_id}/takedown"

    answers = [
        api().post(path, {"reason": "x"}),
        creator.post(path, {"reason": "x"}),
        moderator.post(path, {"reason": ""}),
        moderator.post(f"{path}/revert", {}),
    ]

    assert [answer.status_code for answer in answers] == [401, 403, 422, 409]
    assert api().get(f"/videos/{video_id}").status_code == 200


def test_nobody_changes_somebody_elses_video(api: Callable[..., ApiClient], creator: ApiClient) -> None:
    video_id = post_video(creator)
    other = api(make_person().id)
    path = f"/videos/{video_id}"

    answers = [
        other.get(path),
        other.send("PATCH", path, {"title": "Mine"}),
        other.send("DELETE", path),
        *(other.post(f"{path}/{action}") for action in ("cancel", "retry", "restore")),
    ]

    assert {answer.status_code for answer in answers} == {404}


def test_a_preview_opens_for_nobody_but_whom_it_was_made_for(
    api: Callable[..., ApiClient], creator: ApiClient, moderator: ApiClient
) -> None:
    mine, theirs = post_video(creator), post_video(api(make_person().id))
    run_jobs("media")
    url = creator.get(f"/videos/{mine}").json["playlist_url"]
    token = url.split("/")[3]
    foreign = moderator.get(f"/videos/{theirs}").json["playlist_url"].split("/")
    other = api(make_person().id)

    with_my_token = "/".join([*foreign[:3], token, *foreign[4:]])
    forged = url.replace(token, token[:-3] + "abc")
    open_path = url.replace(f"/preview/{token}", "")
    as_other = other.client.get(
        url, headers={"Authorization": f"Bearer {other.token}", "Accept": "application/json"}
    )

    assert fetch(api(), url).status_code == 200
    assert [fetch(api(), wrong).status_code for wrong in (with_my_token, forged, open_path)] == [404] * 3
    assert as_other.status_code == 404


def test_an_owners_preview_ends_when_the_video_is_removed_and_a_moderators_does_not(
    api: Callable[..., ApiClient], creator: ApiClient, moderator: ApiClient
) -> None:
    video_id = post_video(creator)
    run_jobs("media")
    urls = [client.get(f"/videos/{video_id}").json["playlist_url"] for client in (creator, moderator)]

    moderator.post(f"/moderation/reviews/{video_id}", {"decision": "reject", "reason": "Not a product."})

    assert [fetch(api(), url).status_code for url in urls] == [404, 200]


@pytest.mark.parametrize(
    "file", ["../../uploads/x/source", "%2e%2e/%2e%2e/secret_key", "main.m3u8/../x.mp4", "x.exe"]
)
def test_no_path_leads_out_of_a_set(
    api: Callable[..., ApiClient], creator: ApiClient, moderator: ApiClient, file: str
) -> None:
    video_id = publish_video(creator, moderator)
    folder = api().get(f"/videos/{video_id}").json["playlist_url"].rpartition("/")[0]

    assert fetch(api(), f"{folder}/{file}").status_code == 404


def test_shared_caches_may_keep_no_media_and_growing_playlists_are_kept_by_nobody(
    api: Callable[..., ApiClient], creator: ApiClient, moderator: ApiClient
) -> None:
    video_id = post_video(creator)
    run_jobs("media")
    preview = fetch(api(), creator.get(f"/videos/{video_id}").json["playlist_url"])
    moderator.post(f"/moderation/reviews/{video_id}", {"decision": "approve"})
    video = api().get(f"/videos/{video_id}").json

    playlist, poster = (fetch(api(), video[name]) for name in ("playlist_url", "poster_url"))

    assert "no-store" in preview.headers["Cache-Control"]
    assert playlist.headers["Cache-Control"] == "private, no-cache"
    assert poster.headers["Cache-Control"].startswith("private, max-age=3600")
