"""Drafts: nobody sees one but its creator, and it goes the way of every upload once he publishes it."""

import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from accounts.roles import Role
from content import drafts
from kernel import runtime
from kernel.transaction import reading
from tests.factories import make_person
from tests.market import ApiClient, run_jobs
from tests.service.content.market import create_draft, fetch

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def creator(api: Callable[..., ApiClient]) -> ApiClient:
    return api(make_person(Role.CREATOR).id)


def make_draft(creator: ApiClient, tmp_path: Path) -> str:
    """Put a tagged clip among somebody's drafts; return the video's id."""
    return str(create_draft(uuid.UUID(creator.get("/me").json["id"]), tmp_path))


def test_a_draft_is_shown_to_its_creator_alone(
    api: Callable[..., ApiClient], creator: ApiClient, tmp_path: Path
) -> None:
    video_id = make_draft(creator, tmp_path)

    mine = creator.get(f"/videos/{video_id}").json
    others = [client.get(f"/videos/{video_id}").status_code for client in (api(), api(make_person().id))]

    assert (mine["state"], len(mine["product_tags"]), mine["playlist_url"]) == ("draft", 1, None)
    assert fetch(api(), mine["poster_url"]).headers["Content-Type"] == "image/jpeg"
    assert others == [404, 404]
    assert run_jobs("media") == 0


def test_a_published_draft_is_processed_and_released_like_an_upload(
    creator: ApiClient, tmp_path: Path
) -> None:
    video_id = make_draft(creator, tmp_path)

    published = creator.post(f"/videos/{video_id}/publish")
    run_jobs("media")

    assert (published.status_code, published.json["state"]) == (200, "processing")
    ready = creator.get(f"/videos/{video_id}").json
    assert (ready["state"], len(ready["product_tags"])) == ("in_review", 1)
    assert ready["playlist_url"]


def test_a_draft_is_published_once_and_by_nobody_else(
    api: Callable[..., ApiClient], creator: ApiClient, tmp_path: Path
) -> None:
    video_id = make_draft(creator, tmp_path)

    foreign = api(make_person().id).post(f"/videos/{video_id}/publish")
    answers = [creator.post(f"/videos/{video_id}/publish").status_code for _ in range(2)]

    assert foreign.status_code == 404
    assert answers == [200, 409]


def test_a_deleted_draft_can_be_brought_back_as_a_draft(creator: ApiClient, tmp_path: Path) -> None:
    video_id = make_draft(creator, tmp_path)

    removed = creator.send("DELETE", f"/videos/{video_id}")
    restored = creator.post(f"/videos/{video_id}/restore")

    assert (removed.status_code, restored.json["state"]) == (204, "draft")


def test_the_studio_offers_to_publish_a_draft(creator: ApiClient, tmp_path: Path) -> None:
    make_draft(creator, tmp_path)

    page = creator.client.get("/studio", headers={"Authorization": f"Bearer {creator.token}"}).text

    assert 'data-act="publish"' in page
    assert "Only you can see this draft." in page


def test_a_file_of_which_no_draft_was_made_can_be_deleted(tmp_path: Path) -> None:
    clip_id = uuid.uuid4()
    file = tmp_path / "clip.mp4"
    file.write_bytes(b"a clip")
    drafts.store_original(clip_id, file)

    drafts.delete_original(clip_id)

    assert list(runtime.storage().list_keys(f"uploads/{clip_id}")) == []
    with reading() as session:
        assert not drafts.has_draft(session, clip_id)
