"""Objects in both storages: the same behaviour, from keys to signed parts."""

import io
import urllib.error
import urllib.request

import pytest

from kernel import runtime
from kernel.ids import new_id
from kernel.storage import BadKey, FileSystemStorage, MultipartUpload, ObjectMissing

pytestmark = pytest.mark.usefixtures("app")
FIVE_MIB = 5 << 20


@pytest.fixture
def storage():
    return runtime.storage()


@pytest.fixture
def key():
    return f"tests/{new_id()}/object.bin"


def put_part(storage, upload, number, data):
    """PUT a part the way a browser does: to the signed URL."""
    url = storage.part_url(upload, number, size_bytes=len(data), expires_seconds=60)
    if isinstance(storage, FileSystemStorage):
        read = storage.read_part_token(url.rpartition("/")[2], max_age_seconds=60)
        assert read == (upload, number, len(data))
        return storage.put_part(upload, number, io.BytesIO(data), len(data))
    with urllib.request.urlopen(urllib.request.Request(url, data, method="PUT"), timeout=10) as answer:
        return answer.headers["ETag"]


def test_an_object_comes_back_as_it_was_put(storage, key):
    storage.put_bytes(key, b"lantern", "application/octet-stream")

    assert storage.read(key) == b"lantern"
    assert storage.size_bytes(key) == 7
    assert b"".join(storage.stream(key, 2, 3)) == b"nte"


def test_a_file_moves_into_the_storage(storage, key, tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"from a file")

    storage.put_file(key, path, "video/mp4")

    assert storage.read(key) == b"from a file"
    assert not path.exists()


def test_an_object_is_given_as_a_file(storage, key, tmp_path):
    storage.put_bytes(key, b"clip", "video/mp4")

    with storage.as_file(key, tmp_path) as path:
        assert path.read_bytes() == b"clip"
    assert storage.read(key) == b"clip"


def test_what_is_missing_is_said_to_be_missing(storage, key, tmp_path):
    for ask in (storage.read, storage.size_bytes, lambda k: list(storage.stream(k, 0, 1))):
        with pytest.raises(ObjectMissing):
            ask(key)


def test_deleting_is_safe_to_repeat(storage, key):
    storage.put_bytes(key, b"x", "text/plain")

    storage.delete([key])
    storage.delete([key])

    with pytest.raises(ObjectMissing):
        storage.read(key)


def test_keys_are_listed_below_a_prefix(storage):
    prefix = f"tests/{new_id()}"
    for name in ("a/1.m4s", "a/2.m4s", "b.m3u8"):
        storage.put_bytes(f"{prefix}/{name}", b"x", "video/mp4")

    assert sorted(storage.list_keys(prefix)) == [f"{prefix}/a/1.m4s", f"{prefix}/a/2.m4s", f"{prefix}/b.m3u8"]


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "/etc/passwd",
        "../x",
        "a/../b",
        "a//b",
        "a/./b",
        "a\\b",
        "a\x00b",
        "a/%2e%2e/b",
        "ünïcode",
        "a" * 401,
        ".hidden",
    ],
)
def test_no_foreign_key_reaches_the_storage(storage, bad):
    with pytest.raises(BadKey):
        storage.put_bytes(bad, b"x", "text/plain")


def test_parts_make_an_object(storage, key):
    upload = storage.start_multipart(key, "video/mp4")
    big, small = b"a" * FIVE_MIB, b"the end"

    etags = {2: put_part(storage, upload, 2, small), 1: put_part(storage, upload, 1, big)}
    listed = [(part.number, part.etag, part.size_bytes) for part in storage.list_parts(upload)]
    storage.complete_multipart(upload, list(etags.items()))

    assert listed == [(1, etags[1], FIVE_MIB), (2, etags[2], 7)]
    assert storage.read(key) == big + small


def test_completing_twice_is_fine(storage, key):
    upload = storage.start_multipart(key, "video/mp4")
    etag = put_part(storage, upload, 1, b"one")

    storage.complete_multipart(upload, [(1, etag)])
    storage.complete_multipart(upload, [(1, etag)])

    assert storage.read(key) == b"one"


def test_a_part_with_another_etag_is_not_taken(storage, key):
    upload = storage.start_multipart(key, "video/mp4")
    put_part(storage, upload, 1, b"one")

    with pytest.raises(ObjectMissing):
        storage.complete_multipart(upload, [(1, '"00000000000000000000000000000000"')])


def test_an_aborted_upload_is_gone(storage, key):
    upload = storage.start_multipart(key, "video/mp4")
    put_part(storage, upload, 1, b"one")

    storage.abort_multipart(upload)
    storage.abort_multipart(upload)

    with pytest.raises(ObjectMissing):
        storage.list_parts(upload)


def test_a_tampered_part_url_is_refused(storage, key):
    upload = storage.start_multipart(key, "video/mp4")
    url = storage.part_url(upload, 1, size_bytes=3, expires_seconds=60)

    if isinstance(storage, FileSystemStorage):
        assert storage.read_part_token(url.rpartition("/")[2][:-2] + "xx", max_age_seconds=60) is None
    else:
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(
                urllib.request.Request(url.replace("partNumber=1", "partNumber=2"), b"abc", method="PUT"),
                timeout=10,
            )
        assert refused.value.code == 403
        refused.value.close()


def test_a_part_of_another_size_is_refused_by_the_file_system(storage, key):
    if not isinstance(storage, FileSystemStorage):
        return  # S3 itself checks the signed length, see tests/service/services
    upload = storage.start_multipart(key, "video/mp4")

    for data in (b"ab", b"abcd"):
        with pytest.raises(ValueError, match="3 bytes"):
            storage.put_part(upload, 1, io.BytesIO(data), 3)

    assert list(storage.list_parts(upload)) == []


def test_parts_of_an_upload_that_is_gone_are_refused_by_the_file_system(storage, key):
    if isinstance(storage, FileSystemStorage):
        with pytest.raises(ObjectMissing):
            storage.put_part(MultipartUpload(key, "gone"), 1, io.BytesIO(b"abc"), 3)
