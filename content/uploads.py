"""Uploads: announced, sent in parts straight to the storage under signed URLs, put together, checked.

The bytes of a part never pass through here. An upload that is interrupted goes on where it was: the storage
knows which parts arrived. Nobody else's upload can be found: every query asks for the owner.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from content import quotas
from content.errors import NoSuchPart, NoSuchUpload, UploadIncomplete, UploadNotReady, WrongUploadSize
from content.models import Upload as UploadRow
from content.parts import choose_part_size, count_parts, size_of_part
from kernel import runtime
from kernel.clock import now
from kernel.db import change
from kernel.ids import new_id
from kernel.storage import MultipartUpload, ObjectMissing, Part
from kernel.transaction import reading, transaction

#: A part of 8 MiB takes a slow phone minutes; a page left open overnight asks for fresh URLs.
PART_URL_SECONDS = 6 * 3600
#: More than a browser sends in a while; the others are asked for one by one.
MAX_URLS_AT_ONCE = 100
#: What a browser says a file is counts for nothing, and originals are never served.
ORIGINAL_TYPE = "application/octet-stream"


class UploadState(StrEnum):
    """Where an upload is. `removed` also stands for an original that was collected."""

    RECEIVING = "receiving"
    COMPLETE = "complete"
    USED = "used"
    REMOVED = "removed"


@dataclass(frozen=True)
class Upload:
    """One file on its way, or arrived."""

    id: uuid.UUID
    owner_id: uuid.UUID
    file_name: str
    size_bytes: int
    part_size_bytes: int
    state: UploadState
    storage_key: str
    storage_upload_id: str

    @property
    def parts_count(self) -> int:
        """Return how many parts the file has."""
        return count_parts(self.size_bytes, self.part_size_bytes)

    @property
    def in_storage(self) -> MultipartUpload:
        """Return what the storage knows it by."""
        return MultipartUpload(self.storage_key, self.storage_upload_id)

    def size_of(self, number: int) -> int:
        """Return the size of a part (bytes)."""
        return size_of_part(number, self.size_bytes, self.part_size_bytes)


def start_upload(session: Session, *, owner_id: uuid.UUID, file_name: str, size_bytes: int) -> Upload:
    """Announce a file, and count it against what its owner may store.

    Raises FileTooLarge, TooManyUploads, StorageFull.
    """
    quotas.reserve(session, owner_id, size_bytes)
    upload_id = new_id()
    key = f"uploads/{upload_id}/source"
    in_storage = runtime.storage().start_multipart(key, ORIGINAL_TYPE)
    at = now()
    row = {
        "id": upload_id,
        "owner_id": owner_id,
        "file_name": file_name,
        "size_bytes": size_bytes,
        "part_size_bytes": choose_part_size(size_bytes),
        "state": UploadState.RECEIVING,
        "storage_key": key,
        "storage_upload_id": in_storage.upload_id,
        "created_at": at,
        "expires_at": at + dt.timedelta(days=runtime.config().upload_days),
    }
    session.execute(insert(UploadRow).values(row))
    return get_upload(session, upload_id, owner_id)


def get_upload(session: Session, upload_id: uuid.UUID, owner_id: uuid.UUID) -> Upload:
    """Return one of a person's uploads.

    Raises NoSuchUpload: there is none, or it was removed.
    """
    row = session.execute(
        select(UploadRow).where(
            UploadRow.id == upload_id,
            UploadRow.owner_id == owner_id,
            UploadRow.state != UploadState.REMOVED,
        )
    ).scalar_one_or_none()
    if row is None:
        raise NoSuchUpload
    session.expunge(row)
    return _upload(row)


def list_received(upload: Upload) -> Sequence[Part]:
    """Return the parts that have arrived. Asks the storage, so no transaction should be open."""
    if upload.state is not UploadState.RECEIVING:
        return []
    try:
        return runtime.storage().list_parts(upload.in_storage)
    except ObjectMissing:
        return []


def sign_missing(upload: Upload, received: Sequence[Part]) -> dict[int, str]:
    """Return URLs for the first parts that have not arrived whole, by number."""
    if upload.state is not UploadState.RECEIVING:
        return {}
    there = {part.number for part in received if part.size_bytes == upload.size_of(part.number)}
    missing = [number for number in range(1, upload.parts_count + 1) if number not in there]
    return {number: sign_part(upload, number) for number in missing[:MAX_URLS_AT_ONCE]}


def sign_part(upload: Upload, number: int) -> str:
    """Return a URL to which part `number` can be PUT for some hours.

    Raises NoSuchPart. Raises UploadNotReady: the file is complete, no part can be changed.
    """
    if not 1 <= number <= upload.parts_count:
        raise NoSuchPart
    if upload.state is not UploadState.RECEIVING:
        raise UploadNotReady
    return runtime.storage().part_url(
        upload.in_storage, number, size_bytes=upload.size_of(number), expires_seconds=PART_URL_SECONDS
    )


def complete_upload(upload_id: uuid.UUID, owner_id: uuid.UUID, parts: Mapping[int, str]) -> Upload:
    """Put the file together from its parts (number -> ETag) and check its size. Safe to repeat.

    Opens its own transactions: joining two gigabytes must not keep the database waiting.

    Raises NoSuchUpload. Raises UploadIncomplete: a part is missing, or another one arrived.
    Raises WrongUploadSize: the file is deleted.
    """
    with reading() as session:
        upload = get_upload(session, upload_id, owner_id)
    if upload.state is not UploadState.RECEIVING:
        return upload
    _put_together(upload, parts)
    if runtime.storage().size_bytes(upload.storage_key) != upload.size_bytes:
        remove_upload(upload_id, owner_id)
        raise WrongUploadSize
    with transaction() as session:
        if _move(session, upload_id, UploadState.RECEIVING, UploadState.COMPLETE):
            quotas.land(session, owner_id)
            return get_upload(session, upload_id, owner_id)
    return _lost_race(upload)


def remove_upload(upload_id: uuid.UUID, owner_id: uuid.UUID) -> None:
    """Drop an upload that no video was made of, and give its bytes back.

    Raises NoSuchUpload. Raises UploadNotReady: a video was made of it.
    """
    with transaction() as session:
        upload = get_upload(session, upload_id, owner_id)
        if not drop(session, upload):
            raise UploadNotReady
    delete_stored(upload)


def drop(session: Session, upload: Upload) -> bool:
    """Mark an unused upload as removed; tell whether it was this call. The caller then deletes its bytes."""
    if upload.state not in {UploadState.RECEIVING, UploadState.COMPLETE}:
        return False
    if not _move(session, upload.id, upload.state, UploadState.REMOVED):
        return False
    in_flight = upload.state is UploadState.RECEIVING
    quotas.release(session, upload.owner_id, upload.size_bytes, was_in_flight=in_flight)
    return True


def use(session: Session, upload_id: uuid.UUID, owner_id: uuid.UUID) -> Upload:
    """Make a complete upload the original of a video; only one video can have it.

    Raises NoSuchUpload, UploadNotReady.
    """
    upload = get_upload(session, upload_id, owner_id)
    if not _move(session, upload_id, UploadState.COMPLETE, UploadState.USED):
        raise UploadNotReady
    return upload


def find_original(session: Session, upload_id: uuid.UUID | None) -> Upload | None:
    """Return a video's original, or None when it was collected."""
    row = session.execute(
        select(UploadRow).where(UploadRow.id == upload_id, UploadRow.state == UploadState.USED)
    ).scalar_one_or_none()
    return None if row is None else _upload(row)


def drop_original(session: Session, upload_id: uuid.UUID) -> Upload | None:
    """Mark a video's original as collected, if it still is there; the caller then deletes its bytes."""
    original = find_original(session, upload_id)
    if original is None or not _move(session, upload_id, UploadState.USED, UploadState.REMOVED):
        return None
    quotas.release(session, original.owner_id, original.size_bytes, was_in_flight=False)
    return original


def list_abandoned(session: Session, limit: int) -> Sequence[Upload]:
    """Return uploads that were never finished, or never made into a video, in time."""
    unused = [UploadState.RECEIVING, UploadState.COMPLETE]
    rows = session.scalars(
        select(UploadRow).where(UploadRow.state.in_(unused), UploadRow.expires_at < now()).limit(limit)
    )
    return [_upload(row) for row in rows]


def delete_stored(upload: Upload) -> None:
    """Delete whatever the storage has of an upload: parts and file."""
    runtime.storage().abort_multipart(upload.in_storage)
    runtime.storage().delete([upload.storage_key])


def _put_together(upload: Upload, parts: Mapping[int, str]) -> None:
    if set(parts) != set(range(1, upload.parts_count + 1)):
        raise UploadIncomplete(parts_count=upload.parts_count)
    try:
        runtime.storage().complete_multipart(upload.in_storage, sorted(parts.items()))
    except ObjectMissing:
        raise UploadIncomplete(parts_count=upload.parts_count) from None


def _lost_race(upload: Upload) -> Upload:
    """Answer when the state changed while the file was put together: completed twice, or cancelled."""
    with reading() as session:
        try:
            return get_upload(session, upload.id, upload.owner_id)
        except NoSuchUpload:
            delete_stored(upload)
            raise


def _move(session: Session, upload_id: uuid.UUID, old: UploadState, new: UploadState) -> bool:
    statement = update(UploadRow).where(UploadRow.id == upload_id, UploadRow.state == old).values(state=new)
    return change(session, statement) == 1


def _upload(row: UploadRow) -> Upload:
    return Upload(
        row.id,
        row.owner_id,
        row.file_name,
        row.size_bytes,
        row.part_size_bytes,
        UploadState(row.state),
        row.storage_key,
        row.storage_upload_id,
    )
