"""Uploads on both storages: resumed, completed, refused, counted, collected."""

import contextlib
import datetime as dt
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from botocore.exceptions import ClientError
from flask import Flask
from sqlalchemy import select, update

from content import uploads
from content.collection import collect_abandoned_uploads
from content.models import Upload, UploadQuota
from content.parts import MIN_PART_BYTES
from kernel import runtime
from kernel.clock import now
from kernel.storage import ObjectMissing
from kernel.transaction import reading, transaction
from tests.factories import make_person
from tests.market import ApiClient, api_as
from tests.service.content.market import post_video, put_part, send_file, send_parts, start_upload

pytestmark = pytest.mark.usefixtures("app")
TWO_PARTS = bytes(range(256)) * ((MIN_PART_BYTES + 1000) // 256)


def quota_of(person_id: uuid.UUID) -> tuple[int, int]:
    """Return the bytes and the unfinished uploads that are counted for a person."""
    with reading() as session:
        columns = select(UploadQuota.stored_bytes, UploadQuota.in_flight_count)
        stored, in_flight = session.execute(columns.where(UploadQuota.user_id == person_id)).one()
        return stored, in_flight


def key_of(upload_id: str) -> str:
    return f"uploads/{upload_id}/source"


def test_an_upload_goes_on_after_a_crash_with_the_parts_that_are_missing(
    api: Callable[..., ApiClient],
) -> None:
    person = make_person()
    upload = start_upload(api(person.id), len(TWO_PARTS))
    first = {**upload, "parts": upload["parts"][:1]}
    [sent] = send_parts(api(person.id), first, TWO_PARTS)

    again = api(person.id)
    found = again.get(f"/uploads/{upload['id']}").json
    rest = send_parts(again, found, TWO_PARTS)
    received = [{"number": part["number"], "etag": part["etag"]} for part in found["received_parts"]]
    done = again.post(f"/uploads/{upload['id']}/complete", {"parts": [*received, *rest]})

    assert [part["number"] for part in found["parts"]] == [2]
    assert [part["number"] for part in found["received_parts"]] == [1]
    assert found["received_parts"][0]["etag"].strip('"') == sent["etag"].strip('"')
    assert done.json["state"] == "complete"
    assert runtime.storage().read(key_of(upload["id"])) == TWO_PARTS


def test_completing_twice_has_one_effect(api: Callable[..., ApiClient]) -> None:
    person = make_person()
    client = api(person.id)
    upload = start_upload(client, 100)
    parts = send_parts(client, upload, bytes(100))

    answers = [client.post(f"/uploads/{upload['id']}/complete", {"parts": parts}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert quota_of(person.id) == (100, 0)


def test_a_wrong_etag_does_not_complete_an_upload(api: Callable[..., ApiClient]) -> None:
    client = api(make_person().id)
    upload = start_upload(client, 100)
    send_parts(client, upload, bytes(100))
    forged = [{"number": 1, "etag": '"0123456789abcdef0123456789abcdef"'}]

    refused = client.post(f"/uploads/{upload['id']}/complete", {"parts": forged})

    assert refused.status_code == 409
    assert refused.json["type"] == "/problems/upload-incomplete"
    assert client.get(f"/uploads/{upload['id']}").json["state"] == "receiving"


def test_a_missing_part_does_not_complete_an_upload(api: Callable[..., ApiClient]) -> None:
    client = api(make_person().id)
    upload = start_upload(client, len(TWO_PARTS))
    parts = send_parts(client, {**upload, "parts": upload["parts"][:1]}, TWO_PARTS)

    refused = client.post(f"/uploads/{upload['id']}/complete", {"parts": parts})

    assert refused.status_code == 409


@pytest.mark.parametrize("size_bytes", [50, 150])
def test_a_part_of_another_size_is_refused(api: Callable[..., ApiClient], size_bytes: int) -> None:
    client = api(make_person().id)
    upload = start_upload(client, 100)

    status, etag = put_part(client.client, upload["parts"][0]["url"], bytes(size_bytes))
    complete = client.post(
        f"/uploads/{upload['id']}/complete", {"parts": [{"number": 1, "etag": etag or "none"}]}
    )

    assert status in {400, 403}
    assert complete.status_code == 409


def test_a_file_that_is_not_as_long_as_announced_is_deleted(api: Callable[..., ApiClient]) -> None:
    person = make_person()
    client = api(person.id)
    upload = start_upload(client, 100)
    parts = send_parts(client, upload, bytes(100))
    with transaction() as session:  # as if the storage had let a longer part through
        session.execute(update(Upload).where(Upload.id == uuid.UUID(upload["id"])).values(size_bytes=99))
        session.execute(update(UploadQuota).where(UploadQuota.user_id == person.id).values(stored_bytes=99))

    refused = client.post(f"/uploads/{upload['id']}/complete", {"parts": parts})

    assert refused.json["type"] == "/problems/wrong-upload-size"
    assert client.get(f"/uploads/{upload['id']}").status_code == 404
    assert quota_of(person.id) == (0, 0)
    with pytest.raises(ObjectMissing):
        runtime.storage().size_bytes(key_of(upload["id"]))


def test_a_file_can_not_be_changed_after_completion(api: Callable[..., ApiClient]) -> None:
    client = api(make_person().id)
    upload = start_upload(client, 100)
    parts = send_parts(client, upload, bytes(100))
    client.post(f"/uploads/{upload['id']}/complete", {"parts": parts})

    put_part(client.client, upload["parts"][0]["url"], b"x" * 100)
    again = client.get(f"/uploads/{upload['id']}/parts/1")

    assert again.status_code == 409
    # Amazon's S3 and our own storage refuse the part; Swift takes it and then refuses to give the file.
    with contextlib.suppress(ClientError):
        assert runtime.storage().read(key_of(upload["id"])) == bytes(100)


def test_nobody_sees_or_touches_somebody_elses_upload(api: Callable[..., ApiClient]) -> None:
    owner, other = api(make_person().id), api(make_person().id)
    upload = start_upload(owner, 100)
    path = f"/uploads/{upload['id']}"
    part = {"parts": [{"number": 1, "etag": "x"}]}

    answers = [
        other.get(path),
        other.get(f"{path}/parts/1"),
        other.post(f"{path}/complete", part),
        other.send("DELETE", path),
        other.post("/videos", {"upload_id": upload["id"], "title": "Mine"}),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert owner.get(path).status_code == 200


def test_a_cancelled_upload_leaves_nothing(api: Callable[..., ApiClient]) -> None:
    person = make_person()
    client = api(person.id)
    upload = start_upload(client, 100)
    send_parts(client, upload, bytes(100))

    cancelled = client.send("DELETE", f"/uploads/{upload['id']}")

    assert cancelled.status_code == 204
    assert client.get(f"/uploads/{upload['id']}").status_code == 404
    assert quota_of(person.id) == (0, 0)
    status, _ = put_part(client.client, upload["parts"][0]["url"], bytes(100))
    assert status == 404


def test_a_large_file_is_signed_bit_by_bit(api: Callable[..., ApiClient]) -> None:
    client = api(make_person().id)

    upload = start_upload(client, 1 << 30)
    later = client.get(f"/uploads/{upload['id']}/parts/{upload['parts_count']}")
    beyond = client.get(f"/uploads/{upload['id']}/parts/{upload['parts_count'] + 1}")

    assert upload["parts_count"] == 128
    assert len(upload["parts"]) == 100
    assert later.json["number"] == 128
    assert beyond.status_code == 404


def test_a_file_beyond_the_limit_is_refused(api: Callable[..., ApiClient]) -> None:
    limit = runtime.config().max_upload_bytes

    refused = api(make_person().id).post("/uploads", {"file_name": "a.mp4", "size_bytes": limit + 1})

    assert refused.status_code == 413


def test_of_many_uploads_announced_at_once_only_as_many_as_allowed_begin(app: Flask) -> None:
    person = make_person()
    client = api_as(app, person.id)
    body = {"file_name": "a.mp4", "size_bytes": 100}

    def announce(_: int) -> int:
        return int(api_with(app, client).post("/uploads", body).status_code)

    with ThreadPoolExecutor(12) as pool:
        statuses = sorted(pool.map(announce, range(12)))

    allowed = runtime.config().max_uploads_in_flight
    assert statuses == [201] * allowed + [409] * (12 - allowed)
    assert quota_of(person.id) == (100 * allowed, allowed)


def test_of_two_uploads_that_fit_only_one_by_one_one_is_refused(app: Flask) -> None:
    person = make_person()
    client = api_as(app, person.id)
    config = runtime.config()
    with transaction() as session:
        room = config.max_stored_bytes - 150
        session.add(UploadQuota(user_id=person.id, stored_bytes=room, in_flight_count=0))
    body = {"file_name": "a.mp4", "size_bytes": 100}

    def announce(_: int) -> int:
        return int(api_with(app, client).post("/uploads", body).status_code)

    with ThreadPoolExecutor(2) as pool:
        statuses = sorted(pool.map(announce, range(2)))

    assert statuses == [201, 403]
    assert quota_of(person.id) == (room + 100, 1)


def test_an_abandoned_upload_is_collected(api: Callable[..., ApiClient]) -> None:
    person = make_person()
    client = api(person.id)
    abandoned, finished = start_upload(client, 100), send_file(client, bytes(100))
    used = post_video(client)
    with transaction() as session:
        past = now() - dt.timedelta(seconds=1)
        session.execute(update(Upload).where(Upload.owner_id == person.id).values(expires_at=past))

    with transaction() as session:
        collect_abandoned_uploads(session)

    gone = [client.get(f"/uploads/{upload}").status_code for upload in (abandoned["id"], finished)]
    assert gone == [404, 404]
    assert quota_of(person.id)[1] == 0
    assert uploads_kept(person.id) == 1
    assert client.get(f"/videos/{used}").json["state"] == "processing"
    with pytest.raises(ObjectMissing):
        runtime.storage().size_bytes(key_of(finished))


def uploads_kept(person_id: uuid.UUID) -> int:
    """Return how many uploads of a person still stand for bytes."""
    with reading() as session:
        states = session.scalars(select(Upload.state).where(Upload.owner_id == person_id)).all()
        return sum(state != uploads.UploadState.REMOVED for state in states)


def api_with(app: Flask, client: ApiClient) -> ApiClient:
    """Return a client of the same person for another thread."""
    return ApiClient(app.test_client(use_cookies=False), client.token)


def test_a_forged_part_url_is_refused(app: Flask, api: Callable[..., ApiClient]) -> None:
    answers: list[Any] = [
        app.test_client().put(f"/storage/parts/{token}", data=b"x")
        for token in ("x", "WyJhIl0.aaaa.bbbb", "..%2F..%2Fetc")
    ]

    assert {answer.status_code for answer in answers} <= {403, 404}
