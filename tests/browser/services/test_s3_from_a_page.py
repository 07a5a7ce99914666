"""A page of another origin can send parts to the S3 server of the tests, as to a bucket with CORS rules."""

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.services.chromium import open_phone
from tests.services.process import LOOPBACK
from tests.services.s3 import S3Server


@pytest.fixture
def page_origin(tmp_path: Path) -> Iterator[str]:
    """Serve an empty page on a port of its own."""
    (tmp_path / "index.html").write_text("<!doctype html><title>A page</title>")
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer((LOOPBACK, 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://{LOOPBACK}:{server.server_port}"
        server.shutdown()


def test_a_page_sends_a_part_to_a_presigned_url_and_reads_its_tag(
    browser: Browser, s3_server: S3Server, page_origin: str
) -> None:
    client, bucket = s3_server.client(), s3_server.create_bucket()
    part = {"Bucket": bucket, "Key": "clip", "PartNumber": 1}
    part["UploadId"] = client.create_multipart_upload(Bucket=bucket, Key="clip")["UploadId"]
    address = client.generate_presigned_url("upload_part", Params=part)

    with open_phone(browser) as phone:
        page = phone.new_page()
        page.goto(page_origin)
        tag = page.evaluate(
            "address => fetch(address, {method: 'PUT', body: 'moving'}).then(r => r.headers.get('ETag'))",
            address,
        )

    parts = client.list_parts(Bucket=bucket, Key="clip", UploadId=part["UploadId"])["Parts"]
    assert tag == parts[0]["ETag"]
