"""The picture that stands for a video: a moment, one's own, or the market's choice; kept when it is cut."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from accounts.roles import Role
from kernel import runtime
from tests.clips import clip_bytes
from tests.factories import make_person
from tests.market import ApiClient, run_jobs
from tests.pictures import jpeg_bytes
from tests.service.content.market import fetch, publish_video
from tests.service.content.test_trimming import trim

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def moderator(api: Callable[..., ApiClient]) -> ApiClient:
    return api(make_person(Role.MODERATOR).id)


@pytest.fixture
def creator(api: Callable[..., ApiClient]) -> ApiClient:
    return api(make_person().id)


@pytest.fixture
def video_id(creator: ApiClient, moderator: ApiClient) -> str:
    return str(publish_video(creator, moderator, clip_bytes(5)))


def video(api: ApiClient, video_id: str) -> dict[str, Any]:
    found: dict[str, Any] = api.get(f"/videos/{video_id}").json
    return found


def send_picture(api: ApiClient, video_id: str, data: bytes) -> Any:
    headers = {"Authorization": f"Bearer {api.token}", "Accept": "application/json"}
    return api.client.put(f"/api/v1/videos/{video_id}/cover", data=data, headers=headers)


def size_of(api: ApiClient, url: str) -> tuple[int, int]:
    with Image.open(io.BytesIO(fetch(api, url).data)) as picture:
        return picture.size


def test_the_worker_takes_the_picture_of_a_moment(
    creator: ApiClient, video_id: str, api: Callable[..., ApiClient]
) -> None:
    automatic = video(creator, video_id)["poster_url"]

    asked = creator.send("PUT", f"/videos/{video_id}/cover/moment", {"seconds": 1.7})
    run_jobs("media")
    taken = video(api(), video_id)["poster_url"]
    creator.send("DELETE", f"/videos/{video_id}/cover")

    assert asked.json["cover"] == {"kind": "frame", "is_pending": True}
    assert asked.json["poster_url"] == automatic
    assert taken != automatic
    assert fetch(api(), taken).status_code == 200
    back = video(creator, video_id)
    assert (back["poster_url"], back["cover"]["kind"]) == (automatic, "automatic")


def test_a_picture_of_ones_own_is_checked_and_shown_everywhere(
    creator: ApiClient, video_id: str, api: Callable[..., ApiClient]
) -> None:
    refused = send_picture(creator, video_id, b"<svg xmlns='http://www.w3.org/2000/svg'></svg>")
    sent = send_picture(creator, video_id, jpeg_bytes(1200, 1600))

    assert refused.json["type"] == "/problems/bad-picture"
    assert sent.json["cover"] == {"kind": "picture", "is_pending": False}
    shown = video(api(), video_id)["poster_url"]
    assert size_of(api(), shown) == (960, 1280)
    items = api().get("/feed").json["items"]
    assert next(item for item in items if item["id"] == video_id)["poster_url"] == shown
    assert (
        f'property="og:image" content="{runtime.config().public_url}{shown}"'
        in fetch(api(), f"/v/{video_id}").text
    )


def test_what_was_chosen_stays_when_the_video_is_cut_if_it_is_still_in_it(
    creator: ApiClient, video_id: str, api: Callable[..., ApiClient]
) -> None:
    kinds = []
    creator.send("PUT", f"/videos/{video_id}/cover/moment", {"seconds": 3.0})
    run_jobs("media")
    for start, end in ((1.0, 4.0), (0.0, 1.5)):
        trim(creator, video_id, start, end)
        run_jobs("media")
        kinds.append(video(creator, video_id)["cover"]["kind"])
        assert fetch(api(), video(api(), video_id)["poster_url"]).status_code == 200
    send_picture(creator, video_id, jpeg_bytes())
    creator.send("DELETE", f"/videos/{video_id}/trim")
    run_jobs("media")
    kinds.append(video(creator, video_id)["cover"]["kind"])

    assert kinds == ["frame", "automatic", "picture"]
    assert fetch(api(), video(api(), video_id)["poster_url"]).status_code == 200


def test_an_offered_picture_stays_chosen_over_a_cut(creator: ApiClient, video_id: str) -> None:
    creator.send("PATCH", f"/videos/{video_id}", {"poster_number": 1})
    trim(creator, video_id, 0.0, 4.9)

    run_jobs("media")

    assert video(creator, video_id)["cover"] == {"kind": "frame", "is_pending": False}


@pytest.mark.parametrize("seconds", [-1, 99])
def test_a_moment_outside_of_the_video_is_refused(creator: ApiClient, video_id: str, seconds: float) -> None:
    refused = creator.send("PUT", f"/videos/{video_id}/cover/moment", {"seconds": seconds})

    assert refused.status_code == 422
    assert video(creator, video_id)["cover"]["kind"] == "automatic"
