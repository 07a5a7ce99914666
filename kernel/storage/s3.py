"""Objects in S3 or anything that speaks its API. Browsers PUT parts straight to it, under presigned URLs."""

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config as BotoConfig
from botocore.exceptions import ClientError

from kernel.storage.base import MultipartUpload, ObjectMissing, Part, check_key

CHUNK_BYTES = 1 << 20
DELETE_BATCH = 1000  # Source: S3 API reference, DeleteObjects takes at most 1,000 keys
_MISSING = {"404", "NoSuchKey", "NoSuchUpload", "NotFound", "InvalidPart"}


class S3Storage:
    """One bucket. `public_url` is the origin that browsers reach the same bucket under."""

    def __init__(
        self, *, bucket: str, endpoint: str, region: str, access_key: str, secret_key: str, public_url: str
    ) -> None:
        self._bucket = bucket

        def client(url: str) -> Any:
            return boto3.client(
                "s3",
                endpoint_url=url or None,
                region_name=region,
                aws_access_key_id=access_key,
                aws_secret_access_key=secret_key,
                config=BotoConfig(
                    signature_version="s3v4",
                    s3={"addressing_style": "path"},
                    retries={"mode": "standard", "max_attempts": 4},
                    connect_timeout=3,
                    read_timeout=20,
                    max_pool_connections=16,
                    # Servers other than Amazon's don't know the newer checksum trailers.
                    request_checksum_calculation="when_required",
                    response_checksum_validation="when_required",
                ),
            )

        self._client = client(endpoint)
        self._public_client = client(public_url) if public_url else self._client

    def put_file(self, key: str, path: Path, content_type: str) -> None:
        self._client.upload_file(
            str(path), self._bucket, check_key(key), ExtraArgs={"ContentType": content_type}
        )
        path.unlink()

    def put_bytes(self, key: str, data: bytes, content_type: str) -> None:
        self._client.put_object(Bucket=self._bucket, Key=check_key(key), Body=data, ContentType=content_type)

    def read(self, key: str) -> bytes:
        with _missing_is_ours(key):
            body: bytes = self._client.get_object(Bucket=self._bucket, Key=check_key(key))["Body"].read()
            return body

    def size_bytes(self, key: str) -> int:
        with _missing_is_ours(key):
            return int(self._client.head_object(Bucket=self._bucket, Key=check_key(key))["ContentLength"])

    def stream(self, key: str, start: int, length: int) -> Iterator[bytes]:
        if length < 1:
            return
        with _missing_is_ours(key):
            answer = self._client.get_object(
                Bucket=self._bucket, Key=check_key(key), Range=f"bytes={start}-{start + length - 1}"
            )
        with contextlib.closing(answer["Body"]) as body:
            yield from body.iter_chunks(CHUNK_BYTES)

    @contextmanager
    def as_file(self, key: str, folder: Path) -> Iterator[Path]:
        path = folder / "object"
        with _missing_is_ours(key):
            self._client.download_file(self._bucket, check_key(key), str(path))
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)

    def delete(self, keys: Iterable[str]) -> None:
        batch = [{"Key": check_key(key)} for key in keys]
        for start in range(0, len(batch), DELETE_BATCH):
            objects = batch[start : start + DELETE_BATCH]
            self._client.delete_objects(Bucket=self._bucket, Delete={"Objects": objects, "Quiet": True})

    def list_keys(self, prefix: str) -> Iterator[str]:
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=check_key(prefix) + "/" if prefix else ""
        )
        for page in pages:
            for item in page.get("Contents", ()):
                yield item["Key"]

    def local_path(self, key: str) -> Path | None:  # noqa: ARG002
        return None

    def internal_url(self, key: str, *, expires_seconds: int) -> str | None:
        url: str = self._client.generate_presigned_url(
            "get_object", Params={"Bucket": self._bucket, "Key": check_key(key)}, ExpiresIn=expires_seconds
        )
        return url

    def close(self) -> None:
        self._client.close()
        self._public_client.close()

    def start_multipart(self, key: str, content_type: str) -> MultipartUpload:
        answer = self._client.create_multipart_upload(
            Bucket=self._bucket, Key=check_key(key), ContentType=content_type
        )
        return MultipartUpload(key, answer["UploadId"])

    def part_url(self, upload: MultipartUpload, number: int, *, size_bytes: int, expires_seconds: int) -> str:
        url: str = self._public_client.generate_presigned_url(
            "upload_part",
            Params={**self._of(upload), "PartNumber": number, "ContentLength": size_bytes},
            ExpiresIn=expires_seconds,
        )
        return url

    def list_parts(self, upload: MultipartUpload) -> Sequence[Part]:
        with _missing_is_ours(upload.key):
            pages = self._client.get_paginator("list_parts").paginate(**self._of(upload))
            return [
                Part(int(part["PartNumber"]), part["ETag"], int(part["Size"]))
                for page in pages
                for part in page.get("Parts", ())
            ]

    def complete_multipart(self, upload: MultipartUpload, parts: Sequence[tuple[int, str]]) -> None:
        listed = [{"PartNumber": number, "ETag": etag} for number, etag in sorted(parts)]
        try:
            with _missing_is_ours(upload.key):
                self._client.complete_multipart_upload(**self._of(upload), MultipartUpload={"Parts": listed})
        except ObjectMissing:
            self.size_bytes(upload.key)  # completed by an earlier call of the same request

    def abort_multipart(self, upload: MultipartUpload) -> None:
        try:
            with _missing_is_ours(upload.key):
                self._client.abort_multipart_upload(**self._of(upload))
        except ObjectMissing:
            return

    def _of(self, upload: MultipartUpload) -> dict[str, str]:
        return {"Bucket": self._bucket, "Key": check_key(upload.key), "UploadId": upload.upload_id}


@contextmanager
def _missing_is_ours(key: str) -> Iterator[None]:
    """Turn S3's "no such thing" into ObjectMissing."""
    try:
        yield
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in _MISSING:
            raise ObjectMissing(key) from error
        raise
