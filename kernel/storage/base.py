"""What an object storage can do here, whichever it is."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

_KEY = re.compile(r"[A-Za-z0-9_-]+(?:[./][A-Za-z0-9_-]+)*")
MAX_KEY_CHARACTERS = 400


class BadKey(ValueError):
    """A key has characters that none of ours has."""


class ObjectMissing(Exception):
    """There is no object under this key."""


@dataclass(frozen=True)
class Part:
    """One received part of a multipart upload."""

    number: int
    etag: str
    size_bytes: int


@dataclass(frozen=True)
class MultipartUpload:
    """An upload in parts: the object's key and the storage's own id of the upload."""

    key: str
    upload_id: str


def check_key(key: str) -> str:
    """Return `key` if it can be one of ours.

    Raises BadKey: it has an empty, dotted or foreign component.
    """
    if len(key) > MAX_KEY_CHARACTERS or not _KEY.fullmatch(key):
        raise BadKey(repr(key[:80]))
    return key


class Storage(Protocol):
    """Objects by key. Writing is atomic: a reader sees the old object or the whole new one."""

    def put_file(self, key: str, path: Path, content_type: str) -> None:
        """Store a file, moving it where that is possible."""

    def put_bytes(self, key: str, data: bytes, content_type: str) -> None:
        """Store a small object."""

    def read(self, key: str) -> bytes:
        """Return a small object whole.  Raises ObjectMissing."""

    def size_bytes(self, key: str) -> int:
        """Return an object's size.  Raises ObjectMissing."""

    def stream(self, key: str, start: int, length: int) -> Iterator[bytes]:
        """Yield `length` bytes from `start`.  Raises ObjectMissing."""

    def as_file(self, key: str, folder: Path) -> AbstractContextManager[Path]:
        """Give the object as a local file, fetched into `folder` if need be.  Raises ObjectMissing."""

    def delete(self, keys: Iterable[str]) -> None:
        """Delete objects; those that are gone already don't matter."""

    def list_keys(self, prefix: str) -> Iterator[str]:
        """Yield the keys below `prefix/`; all keys when it is empty."""

    def local_path(self, key: str) -> Path | None:
        """Return where the object lies on this machine, or None when it lies elsewhere."""

    def internal_url(self, key: str, *, expires_seconds: int) -> str | None:
        """Return a signed URL that a proxy of ours may fetch from, or None when objects are local."""

    def close(self) -> None:
        """Close the connections to the storage; the process is done with it."""

    def start_multipart(self, key: str, content_type: str) -> MultipartUpload:
        """Open an upload in parts."""

    def part_url(self, upload: MultipartUpload, number: int, *, size_bytes: int, expires_seconds: int) -> str:
        """Return the signed URL to which a browser PUTs one part; relative when we serve it ourselves."""

    def list_parts(self, upload: MultipartUpload) -> Sequence[Part]:
        """Return the parts received so far.  Raises ObjectMissing: no such upload."""

    def complete_multipart(self, upload: MultipartUpload, parts: Sequence[tuple[int, str]]) -> None:
        """Make the object from (number, ETag) pairs; safe to repeat.

        Raises ObjectMissing: a part is not there.
        """

    def abort_multipart(self, upload: MultipartUpload) -> None:
        """Drop an upload and its parts; safe to repeat."""
