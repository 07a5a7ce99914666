"""Objects as files below one folder: written beside, renamed into place.

Parts of an upload are PUT to this server, under URLs it signed: the same protocol that S3 offers, so that
the browser does not care which one it speaks to.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from kernel.ids import new_token
from kernel.signing import Signer
from kernel.storage.base import MultipartUpload, ObjectMissing, Part, check_key

CHUNK_BYTES = 1 << 20
PART_PATH = "/storage/parts"


class FileSystemStorage:
    """Files in `root/objects`, unfinished uploads in `root/uploads`."""

    def __init__(self, root: Path, signer: Signer) -> None:
        self._objects = root / "objects"
        self._uploads = root / "uploads"
        self._signer = signer
        for folder in (self._objects, self._uploads):
            folder.mkdir(parents=True, exist_ok=True)

    def put_file(self, key: str, path: Path, content_type: str) -> None:  # noqa: ARG002  (kept by the reader's route)
        target = self._path(key)
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            path.rename(target)
        except OSError:  # another file system
            with self._written(target) as file, path.open("rb") as source:
                shutil.copyfileobj(source, file, CHUNK_BYTES)
            path.unlink()

    def put_bytes(self, key: str, data: bytes, content_type: str) -> None:  # noqa: ARG002
        with self._written(self._path(key)) as file:
            file.write(data)

    def read(self, key: str) -> bytes:
        with self._opened(key) as file:
            return file.read()

    def size_bytes(self, key: str) -> int:
        with self._opened(key) as file:
            return os.fstat(file.fileno()).st_size

    def stream(self, key: str, start: int, length: int) -> Iterator[bytes]:
        with self._opened(key) as file:
            file.seek(start)
            while length > 0 and (chunk := file.read(min(CHUNK_BYTES, length))):
                length -= len(chunk)
                yield chunk

    @contextmanager
    def as_file(self, key: str, folder: Path) -> Iterator[Path]:  # noqa: ARG002  (S3 needs it)
        path = self._path(key)
        if not path.is_file():
            raise ObjectMissing(key)
        yield path

    def delete(self, keys: Iterable[str]) -> None:
        for key in keys:
            path = self._path(key)
            path.unlink(missing_ok=True)
            self._remove_empty_folders(path.parent)

    def list_keys(self, prefix: str) -> Iterator[str]:
        folder = self._path(prefix) if prefix else self._objects
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if path.is_file():
                yield path.relative_to(self._objects).as_posix()

    def local_path(self, key: str) -> Path | None:
        return self._path(key)

    def internal_url(self, key: str, *, expires_seconds: int) -> str | None:  # noqa: ARG002
        return None

    def close(self) -> None:
        """Nothing stays open."""

    def start_multipart(self, key: str, content_type: str) -> MultipartUpload:  # noqa: ARG002
        check_key(key)
        upload = MultipartUpload(key, new_token())
        self._folder(upload).mkdir()
        return upload

    def part_url(self, upload: MultipartUpload, number: int, *, size_bytes: int, expires_seconds: int) -> str:  # noqa: ARG002
        token = self._signer.sign([upload.key, upload.upload_id, number, size_bytes])
        return f"{PART_PATH}/{token}"

    def read_part_token(self, token: str, *, max_age_seconds: int) -> tuple[MultipartUpload, int, int] | None:
        """Return the upload, part number and size that a URL was signed for, or None when it was not."""
        value = self._signer.read(token, max_age_seconds=max_age_seconds)
        if value is None:
            return None
        key, upload_id, number, size_bytes = value
        return MultipartUpload(key, upload_id), number, size_bytes

    def put_part(self, upload: MultipartUpload, number: int, body: BinaryIO, size_bytes: int) -> str:
        """Store one part of exactly `size_bytes`; return its ETag.

        Raises ObjectMissing: the upload is gone. Raises ValueError: the body has another size.
        """
        folder = self._folder(upload)
        if not folder.is_dir():
            raise ObjectMissing(upload.key)
        digest = hashlib.md5(usedforsecurity=False)
        left = size_bytes
        with self._written(folder / f"{number:05d}.part") as file:
            while left and (chunk := body.read(min(CHUNK_BYTES, left))):
                left -= len(chunk)
                digest.update(chunk)
                file.write(chunk)
            if left or body.read(1):
                raise ValueError(f"the part must have {size_bytes} bytes")
        (folder / f"{number:05d}.etag").write_text(digest.hexdigest())
        return f'"{digest.hexdigest()}"'

    def list_parts(self, upload: MultipartUpload) -> Sequence[Part]:
        folder = self._folder(upload)
        if not folder.is_dir():
            raise ObjectMissing(upload.key)
        return [
            Part(int(path.stem), f'"{path.with_suffix(".etag").read_text()}"', path.stat().st_size)
            for path in sorted(folder.glob("*.part"))
            if path.with_suffix(".etag").exists()
        ]

    def complete_multipart(self, upload: MultipartUpload, parts: Sequence[tuple[int, str]]) -> None:
        target = self._path(upload.key)
        folder = self._folder(upload)
        if not folder.is_dir() and target.is_file():
            return
        received = {part.number: part.etag.strip('"') for part in self.list_parts(upload)}
        if not parts or any(received.get(number) != etag.strip('"') for number, etag in parts):
            raise ObjectMissing(upload.key)
        paths = [folder / f"{number:05d}.part" for number, _ in sorted(parts)]
        self._join(paths, target)
        shutil.rmtree(folder, ignore_errors=True)

    def abort_multipart(self, upload: MultipartUpload) -> None:
        shutil.rmtree(self._folder(upload), ignore_errors=True)

    def _join(self, paths: Sequence[Path], target: Path) -> None:
        """Append all parts to the first one and rename it: one part is not copied at all."""
        target.parent.mkdir(parents=True, exist_ok=True)
        if len(paths) == 1:
            paths[0].rename(target)
            return
        with self._written(target) as file:
            for path in paths:
                with path.open("rb") as source:
                    shutil.copyfileobj(source, file, CHUNK_BYTES)

    def _path(self, key: str) -> Path:
        return self._objects / check_key(key)

    def _folder(self, upload: MultipartUpload) -> Path:
        return self._uploads / check_key(upload.upload_id)

    @contextmanager
    def _opened(self, key: str) -> Iterator[BinaryIO]:
        try:
            file = self._path(key).open("rb")
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            raise ObjectMissing(key) from None
        with file:
            yield file

    @contextmanager
    def _written(self, target: Path) -> Iterator[BinaryIO]:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self._uploads, delete=False) as file:
            try:
                yield file  # type: ignore[misc]  # a temporary file is a BinaryIO in all but name
                file.flush()
                Path(file.name).rename(target)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise

    def _remove_empty_folders(self, folder: Path) -> None:
        while folder != self._objects and folder.is_relative_to(self._objects):
            try:
                folder.rmdir()
            except OSError:
                return
            folder = folder.parent
