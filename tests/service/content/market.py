"""What the tests of content do again and again, as the browser and the worker do it."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import urllib3
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import wiring
from content import drafts
from content.events import VideoPlayable
from content.tags import Tag
from kernel.events import Delivery, Subscription, subscribe
from kernel.transaction import transaction
from tests.clips import clip_bytes
from tests.factories import make_product
from tests.market import ApiClient, run_jobs
from tests.pictures import jpeg_bytes


def put_part(client: FlaskClient, url: str, body: bytes) -> tuple[int, str]:
    """PUT a part where its URL points: to this server, or to S3; return status and ETag."""
    if url.startswith("/"):
        answer = client.put(url, data=body, headers={"Accept": "application/json"})
        return answer.status_code, answer.headers.get("ETag", "")
    sent = urllib3.request("PUT", url, body=body, timeout=30)
    return sent.status, sent.headers.get("ETag", "")


def start_upload(api: ApiClient, size_bytes: int) -> dict[str, Any]:
    """Announce a file."""
    answer = api.post(
        "/uploads", {"file_name": "clip.mp4", "size_bytes": size_bytes, "content_type": "video/mp4"}
    )
    assert answer.status_code == 201, answer.text
    started: dict[str, Any] = answer.get_json()
    return started


def send_parts(api: ApiClient, upload: dict[str, Any], data: bytes) -> list[dict[str, Any]]:
    """Send the parts that an answer has URLs for; return them as `complete` wants them."""
    sent = []
    for part in upload["parts"]:
        start = (part["number"] - 1) * upload["part_size_bytes"]
        body = data[start : start + upload["part_size_bytes"]]
        status, etag = put_part(api.client, part["url"], body)
        assert status == 200
        sent.append({"number": part["number"], "etag": etag})
    return sent


def send_file(api: ApiClient, data: bytes) -> str:
    """Upload a whole file; return the upload's id."""
    upload = start_upload(api, len(data))
    parts = send_parts(api, upload, data)
    done = api.post(f"/uploads/{upload['id']}/complete", {"parts": parts})
    assert done.status_code == 200, done.text
    upload_id: str = upload["id"]
    return upload_id


def post_video(api: ApiClient, data: bytes | None = None, **values: Any) -> str:
    """Upload a clip and make a video of it; return its id. It still has to be processed."""
    body = {"upload_id": send_file(api, data or clip_bytes()), "title": "A clip", **values}
    answer = api.post("/videos", body)
    assert answer.status_code == 201, answer.text
    video_id: str = answer.get_json()["id"]
    return video_id


def publish_video(api: ApiClient, moderator: ApiClient, data: bytes | None = None, **values: Any) -> str:
    """Upload, process and approve a video; return its id."""
    video_id = post_video(api, data, **values)
    run_jobs("media")
    decided = moderator.post(f"/moderation/reviews/{video_id}", {"decision": "approve"})
    assert decided.status_code == 204, decided.text
    return video_id


def create_draft(owner_id: uuid.UUID, folder: Path) -> uuid.UUID:
    """Put a tagged clip among somebody's drafts; return the video's id."""
    clip_id, file = uuid.uuid4(), folder / "clip.mp4"
    file.write_bytes(clip_bytes())
    size_bytes = file.stat().st_size
    drafts.store_original(clip_id, file)
    with transaction() as session:
        video = drafts.create_draft(
            session,
            owner_id,
            clip_id=clip_id,
            size_bytes=size_bytes,
            duration_seconds=2.0,
            title="The lantern",
            description="",
            tags=[Tag(make_product().variants[0].id, 0.0, 2.0)],
        )
        assert drafts.has_draft(session, clip_id)
    drafts.add_poster(video.id, jpeg_bytes(90, 160))
    return video.id


def fetch(api: ApiClient, url: str) -> TestResponse:
    """GET a page or a media file as a player does, without a header."""
    return api.client.get(url, headers={"Accept": "application/json"}, buffered=True)


def names_in(client: ApiClient, url: str) -> list[str]:
    """Return the URLs that a playlist leads to, through the playlists that it names."""
    found = []
    for line in fetch(client, url).text.splitlines():
        name = line.split('URI="')[1].split('"')[0] if 'URI="' in line else line
        if name and not name.startswith("#"):
            target = urljoin(url, name)
            found += [target, *(names_in(client, target) if target.endswith(".m3u8") else [])]
    return found


@contextmanager
def looking_at_first_sets(look: Callable[[], object]) -> Iterator[None]:
    """Call `look` whenever a provisional set has become playable, while the worker is at it."""

    def told(_session: object, _event: VideoPlayable) -> None:
        look()

    subscribe((*wiring.SUBSCRIPTIONS, Subscription(VideoPlayable, told, Delivery.AFTER_COMMIT)))
    try:
        yield
    finally:
        subscribe(wiring.SUBSCRIPTIONS)
