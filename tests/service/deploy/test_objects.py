"""Bytes on their way through nginx: parts of uploads to S3, media from S3, nothing to who may not have it."""

import io
import re
import uuid
from urllib.parse import urljoin

import pytest
import requests
from PIL import Image

from accounts import pictures
from accounts.people import get_person, set_avatar
from accounts.roles import Role
from kernel import runtime
from kernel.transaction import reading, transaction
from tests.clips import clip_bytes
from tests.factories import make_person
from tests.service.deploy.client import Client, post_video, upload
from tests.service.deploy.cluster import Cluster
from tests.service.deploy.front import BUCKET
from tests.waiting import wait_until


@pytest.fixture(scope="module")
def creator(cluster: Cluster) -> Client:
    """Use the cluster as a creator."""
    return Client(cluster.url, make_person(Role.CREATOR))


@pytest.fixture(scope="module")
def moderator(cluster: Cluster) -> Client:
    """Use the cluster as a moderator."""
    return Client(cluster.url, make_person(Role.MODERATOR))


@pytest.fixture(scope="module")
def avatar_url(cluster: Cluster) -> str:
    """Put a picture into the storage; return its address through nginx."""
    person, drawn = make_person(), io.BytesIO()
    Image.effect_noise((400, 400), 80).convert("RGB").save(drawn, "PNG")
    drawn.seek(0)
    with transaction() as session:
        set_avatar(session, person.id, pictures.store_avatar(drawn))
    with reading() as session:
        path = get_person(session, person.id).avatar_url
    return f"{cluster.url}{path}"


def test_parts_go_through_nginx_to_the_storage_as_they_were_signed(cluster: Cluster, creator: Client) -> None:
    data = clip_bytes() * 40

    announced, parts = upload(creator, data)
    known = creator.get(f"/api/v1/uploads/{announced['id']}").json()

    assert all(part["url"].startswith(f"{cluster.url}/{BUCKET}/") for part in announced["parts"])
    assert [part["number"] for part in known["received_parts"]] == [part["number"] for part in parts]


def test_a_tampered_url_or_another_method_is_refused(creator: Client) -> None:
    body = {"file_name": "clip.mp4", "size_bytes": 1000, "content_type": "video/mp4"}
    url = creator.post("/api/v1/uploads", json=body).json()["parts"][0]["url"]

    other_part = requests.put(url.replace("partNumber=1", "partNumber=2"), data=bytes(1000), timeout=30)
    other_size = requests.put(url, data=bytes(2000), timeout=30)
    unsigned = requests.put(url.partition("?")[0], data=bytes(1000), timeout=30)
    read = requests.get(url, timeout=30)
    listed = requests.get(url.partition(BUCKET)[0] + BUCKET + "/", timeout=30)

    assert {answer.status_code for answer in (other_part, other_size, unsigned, read, listed)} == {403}


def test_a_stored_picture_comes_with_the_applications_type_and_our_headers(avatar_url: str) -> None:
    answer = requests.get(avatar_url, timeout=30)

    assert answer.status_code == 200
    assert Image.open(io.BytesIO(answer.content)).size == (160, 160)
    assert answer.headers["Content-Type"] == "image/webp"
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert not [name for name in answer.headers if name.lower().startswith(("x-amz", "x-trans", "x-accel"))]


def test_ranges_are_cut_right_from_what_was_never_fetched_and_from_what_was(
    cluster: Cluster, avatar_url: str
) -> None:
    empty_cache(cluster)
    first = requests.get(avatar_url, headers={"Range": "bytes=100-199"}, timeout=30)
    whole = requests.get(avatar_url, timeout=30)
    tail = requests.get(avatar_url, headers={"Range": "bytes=-50"}, timeout=30)
    beyond = requests.get(avatar_url, headers={"Range": f"bytes={len(whole.content)}-"}, timeout=30)

    assert (first.status_code, tail.status_code, beyond.status_code) == (206, 206, 416)
    assert first.content == whole.content[100:200]
    assert first.headers["Content-Range"] == f"bytes 100-199/{len(whole.content)}"
    assert tail.content == whole.content[-50:]
    assert whole.headers["Accept-Ranges"] == "bytes"


def test_an_object_is_fetched_from_the_storage_once_whatever_it_was_signed_with(
    cluster: Cluster, avatar_url: str
) -> None:
    empty_cache(cluster)

    answers = [requests.get(avatar_url, timeout=30) for _ in range(4)]

    path = avatar_url.removeprefix(cluster.url)
    fetches = re.findall(r'"cache":"(\w*)"', "\n".join(log_lines(cluster)[-4:]))
    assert {answer.status_code for answer in answers} == {200}
    assert fetches == ["MISS", "HIT", "HIT", "HIT"], path


def test_a_browser_that_has_it_gets_no_bytes(avatar_url: str) -> None:
    etag = requests.get(avatar_url, timeout=30).headers["ETag"]

    again = requests.get(avatar_url, headers={"If-None-Match": etag}, timeout=30)

    assert again.status_code == 304
    assert again.content == b""


def test_an_object_that_is_gone_is_simply_not_found(cluster: Cluster) -> None:
    answer = requests.get(f"{cluster.url}/media/avatars/{uuid.uuid4()}/160.webp", timeout=30)

    assert answer.status_code == 404
    assert "NoSuchKey" not in answer.text


def test_nothing_of_a_viewers_identity_reaches_the_storage(cluster: Cluster, avatar_url: str) -> None:
    """The storage would refuse a request with two kinds of credentials."""
    empty_cache(cluster)

    answer = requests.get(
        avatar_url, headers={"Cookie": "nightmarket_session=x", "Authorization": "Bearer x"}, timeout=30
    )

    assert answer.status_code == 200


def test_a_video_goes_from_upload_to_playback_and_is_gone_when_it_is_taken_down(
    cluster: Cluster, creator: Client, moderator: Client
) -> None:
    nobody = Client(cluster.url)
    video_id = post_video(creator, clip_bytes(3))
    wait_until(lambda: state(creator, video_id) == "in_review", seconds=120)
    preview = creator.get(f"/api/v1/videos/{video_id}").json()["playlist_url"]
    hidden = nobody.get(f"/api/v1/videos/{video_id}")
    public_guess = re.sub(r"/media/preview/[^/]+/", "/media/", preview)

    before = nobody.get(public_guess).status_code
    forged = nobody.get(re.sub("(/media/preview/)...", r"\1xxx", preview)).status_code
    shown = requests.get(f"{cluster.url}{preview}", timeout=30)
    moderator.post(f"/api/v1/moderation/reviews/{video_id}", json={"decision": "approve", "reason": ""})
    url = nobody.get(f"/api/v1/videos/{video_id}").json()["playlist_url"]
    answers = {name: nobody.get(name) for name in files_of(nobody, url)}
    taken = moderator.post(f"/api/v1/videos/{video_id}/takedown", json={"reason": "Not theirs."})
    wait_until(lambda: nobody.get(url).status_code == 404)

    assert taken.status_code == 200, taken.text
    assert (hidden.status_code, before, forged, shown.status_code) == (404, 404, 404, 200)
    assert shown.headers["Content-Type"] == "application/vnd.apple.mpegurl"
    assert {answer.status_code for answer in answers.values()} == {200}
    assert {answer.headers["Content-Type"] for answer in answers.values()} >= {"video/iso.segment"}
    assert {nobody.get(name).status_code for name in answers} == {404}


def test_media_wants_the_applications_word_each_time(cluster: Cluster, avatar_url: str) -> None:
    key = avatar_url.removeprefix(f"{cluster.url}/media/")
    assert runtime.storage().size_bytes(key) > 0

    guesses = [
        f"/internal-objects/{BUCKET}/{key}",
        f"/{BUCKET}/{key}",
        f"/media/../internal-objects/{BUCKET}/{key}",
    ]

    assert {requests.get(f"{cluster.url}{guess}", timeout=30).status_code for guess in guesses} <= {403, 404}


def files_of(client: Client, url: str) -> list[str]:
    """Return the paths of everything that a playlist leads to, through the playlists that it names."""
    found = []
    for line in client.get(url).text.splitlines():
        name = line.split('URI="')[1].split('"')[0] if 'URI="' in line else line
        if name and not name.startswith("#"):
            target = urljoin(url, name)
            found += [target, *(files_of(client, target) if target.endswith(".m3u8") else [])]
    return found


def state(client: Client, video_id: str) -> str:
    """Return the state of a video."""
    answer: str = client.get(f"/api/v1/videos/{video_id}").json()["state"]
    assert answer != "failed"
    return answer


def empty_cache(cluster: Cluster) -> None:
    """Forget what nginx keeps: its files are all there is to forget."""
    for file in (cluster.nginx_folder / "cache").rglob("*"):
        if file.is_file():
            file.unlink()


def log_lines(cluster: Cluster) -> list[str]:
    """Return nginx's log."""
    return (cluster.nginx_folder / "access.log").read_text().splitlines()
