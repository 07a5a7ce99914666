"""How much a person may store and have under way. Reserved when an upload is announced."""

import uuid

from sqlalchemy import Update, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from content.errors import FileTooLarge, StorageFull, TooManyUploads
from content.models import UploadQuota
from kernel import runtime
from kernel.db import change


def reserve(session: Session, user_id: uuid.UUID, size_bytes: int) -> None:
    """Count one more upload of `size_bytes`. One conditional UPDATE decides, so two at once can't both fit.

    Raises FileTooLarge, TooManyUploads, StorageFull: nothing is counted.
    """
    config = runtime.config()
    if size_bytes > config.max_upload_bytes:
        raise FileTooLarge(max_bytes=config.max_upload_bytes)
    _make_row(session, user_id)
    fits = (
        update(UploadQuota)
        .where(
            UploadQuota.user_id == user_id,
            UploadQuota.stored_bytes + size_bytes <= config.max_stored_bytes,
            UploadQuota.in_flight_count < config.max_uploads_in_flight,
        )
        .values(
            stored_bytes=UploadQuota.stored_bytes + size_bytes,
            in_flight_count=UploadQuota.in_flight_count + 1,
        )
    )
    if change(session, fits) == 1:
        return
    in_flight_count = session.scalar(
        select(UploadQuota.in_flight_count).where(UploadQuota.user_id == user_id)
    )
    if in_flight_count is not None and in_flight_count >= config.max_uploads_in_flight:
        raise TooManyUploads(max_count=config.max_uploads_in_flight)
    raise StorageFull(max_bytes=config.max_stored_bytes)


def land(session: Session, user_id: uuid.UUID) -> None:
    """Count an upload as finished: its bytes stay."""
    session.execute(_own(user_id).values(in_flight_count=UploadQuota.in_flight_count - 1))


def release(session: Session, user_id: uuid.UUID, size_bytes: int, *, was_in_flight: bool) -> None:
    """Give the bytes of an upload back, whether it was finished or not."""
    session.execute(
        _own(user_id).values(
            stored_bytes=UploadQuota.stored_bytes - size_bytes,
            in_flight_count=UploadQuota.in_flight_count - int(was_in_flight),
        )
    )


def _own(user_id: uuid.UUID) -> Update:
    return update(UploadQuota).where(UploadQuota.user_id == user_id)


def _make_row(session: Session, user_id: uuid.UUID) -> None:
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    row = {"user_id": user_id, "stored_bytes": 0, "in_flight_count": 0}
    session.execute(dialect.insert(UploadQuota).values(row).on_conflict_do_nothing())
