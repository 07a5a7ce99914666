"""The S3 server of the tests refuses what Amazon refuses: signatures, expiry, parts and ranges are real."""

import time
from typing import Any

import pytest
import requests
from botocore.exceptions import ClientError

from tests.services.s3 import S3Server

PART_BYTES = 5 * 1024 * 1024


@pytest.fixture(scope="module")
def bucket(s3_server: S3Server) -> str:
    """Make one bucket for the tests of this file."""
    return s3_server.create_bucket()


def presign(
    server: S3Server, operation: str, bucket: str, key: str, *, seconds: int = 60, **more: Any
) -> str:
    """Sign a URL for one operation on one object."""
    address: str = server.client().generate_presigned_url(
        operation, Params={"Bucket": bucket, "Key": key, **more}, ExpiresIn=seconds
    )
    return address


def test_a_wrong_secret_key_is_refused(s3_server: S3Server, bucket: str) -> None:
    stranger = s3_server.client(secret_key="wrong")

    with pytest.raises(ClientError) as refusal:
        stranger.put_object(Bucket=bucket, Key="stolen", Body=b"x")

    assert refusal.value.response["Error"]["Code"] == "SignatureDoesNotMatch"


def test_an_unknown_access_key_is_refused(s3_server: S3Server, bucket: str) -> None:
    stranger = s3_server.client(access_key="nobody:known")

    with pytest.raises(ClientError) as refusal:
        stranger.list_objects_v2(Bucket=bucket)

    assert refusal.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403


def test_a_presigned_upload_and_download_need_no_key(s3_server: S3Server, bucket: str) -> None:
    uploaded = requests.put(presign(s3_server, "put_object", bucket, "clip"), data=b"moving", timeout=10)
    downloaded = requests.get(presign(s3_server, "get_object", bucket, "clip"), timeout=10)

    assert uploaded.status_code == 200
    assert downloaded.content == b"moving"


def test_a_presigned_url_for_one_object_opens_no_other(s3_server: S3Server, bucket: str) -> None:
    s3_server.client().put_object(Bucket=bucket, Key="secret", Body=b"x")
    address = presign(s3_server, "get_object", bucket, "public")

    answer = requests.get(address.replace("/public?", "/secret?"), timeout=10)

    assert answer.status_code == 403
    assert "SignatureDoesNotMatch" in answer.text


def test_a_presigned_download_is_no_permission_to_write(s3_server: S3Server, bucket: str) -> None:
    address = presign(s3_server, "get_object", bucket, "public")

    assert requests.put(address, data=b"x", timeout=10).status_code == 403


def test_an_expired_url_is_refused(s3_server: S3Server, bucket: str) -> None:
    s3_server.client().put_object(Bucket=bucket, Key="stale", Body=b"x")
    address = presign(s3_server, "get_object", bucket, "stale", seconds=1)

    time.sleep(2.1)  # the server counts whole seconds

    answer = requests.get(address, timeout=10)
    assert answer.status_code == 403
    assert "Request has expired" in answer.text


def test_parts_sent_to_presigned_urls_become_one_object(s3_server: S3Server, bucket: str) -> None:
    client = s3_server.client()
    upload = client.create_multipart_upload(Bucket=bucket, Key="long")["UploadId"]
    bodies = {1: b"a" * PART_BYTES, 2: b"b" * 100}
    parts = []
    for number, body in bodies.items():
        address = presign(s3_server, "upload_part", bucket, "long", UploadId=upload, PartNumber=number)
        parts.append(
            {"PartNumber": number, "ETag": requests.put(address, data=body, timeout=30).headers["ETag"]}
        )

    client.complete_multipart_upload(
        Bucket=bucket, Key="long", UploadId=upload, MultipartUpload={"Parts": parts}
    )

    assert client.get_object(Bucket=bucket, Key="long")["Body"].read() == bodies[1] + bodies[2]


def test_a_part_below_the_smallest_size_is_refused(s3_server: S3Server, bucket: str) -> None:
    client = s3_server.client()
    upload = client.create_multipart_upload(Bucket=bucket, Key="short")["UploadId"]
    sent = {"Bucket": bucket, "Key": "short", "UploadId": upload}
    tags = [client.upload_part(**sent, PartNumber=number, Body=b"tiny")["ETag"] for number in (1, 2)]
    parts = [{"PartNumber": number, "ETag": tag} for number, tag in enumerate(tags, start=1)]

    with pytest.raises(ClientError) as refusal:
        client.complete_multipart_upload(**sent, MultipartUpload={"Parts": parts})

    assert refusal.value.response["Error"]["Code"] == "EntityTooSmall"


def test_a_range_returns_just_those_bytes(s3_server: S3Server, bucket: str) -> None:
    s3_server.client().put_object(Bucket=bucket, Key="digits", Body=b"0123456789")

    answer = requests.get(
        presign(s3_server, "get_object", bucket, "digits"), headers={"Range": "bytes=2-4"}, timeout=10
    )

    assert (answer.status_code, answer.content) == (206, b"234")
    assert answer.headers["Content-Range"] == "bytes 2-4/10"
