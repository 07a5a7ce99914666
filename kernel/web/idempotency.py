"""A request that is sent twice with one key has one effect and gets one answer.

The key's row is written in the transaction of the effect: both are there or neither. Refusals are not
kept, they had no effect.
"""

import datetime as dt
import hashlib
import uuid
from collections.abc import Callable

from flask import Response, request
from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from kernel.actor import Actor
from kernel.clock import now
from kernel.db import Base
from kernel.errors import N_, Conflict, Invalid, KeyReused
from kernel.transaction import transaction

KEEP_HOURS = 24
MAX_KEY_CHARACTERS = 200
ANONYMOUS = uuid.UUID(int=0)


class BadIdempotencyKey(Invalid):
    """The key is missing where it is needed, or too long."""

    title = N_("Send an Idempotency-Key header of 1 to 200 characters.")


class StillRunning(Conflict):
    """The first request with this key has not been answered yet."""

    title = N_("This is being done already. Please wait a moment.")


class IdempotencyRecord(Base):
    """The answer that a key got."""

    __tablename__ = "idempotency_records"

    actor_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request_hash: Mapped[str]
    status: Mapped[int]
    content_type: Mapped[str]
    body: Mapped[bytes]
    created_at: Mapped[dt.datetime] = mapped_column(index=True)


def read_key() -> str:
    """Return the request's Idempotency-Key.

    Raises BadIdempotencyKey: there is none, or it is too long.
    """
    key = request.headers.get("Idempotency-Key", "").strip()
    if not 1 <= len(key) <= MAX_KEY_CHARACTERS:
        raise BadIdempotencyKey
    return key


def hash_request() -> str:
    """Return what tells this request from another one with the same key."""
    environ = request.environ
    place = f"{request.method} {environ['PATH_INFO']}?{environ.get('QUERY_STRING', '')}\n"
    digest = hashlib.sha256(place.encode())
    digest.update(request.get_data())
    return digest.hexdigest()


def answered_once(actor: Actor | None, work: Callable[[], Response]) -> Response:
    """Do `work` in one transaction with its key's row, or give the answer that the key got before.

    Raises KeyReused: another request had this key. Raises StillRunning: its first use has not ended.
    """
    owner = actor.user_id if actor else ANONYMOUS
    key, request_hash = read_key(), hash_request()
    with transaction() as session:
        kept = _take_key(session, owner, key, request_hash)
        if kept is not None:
            return kept
        response = work()
        if response.status_code >= 400:
            raise RuntimeError("a refusal must be raised, so that its transaction is rolled back")
        session.execute(
            update(IdempotencyRecord)
            .where(IdempotencyRecord.actor_id == owner, IdempotencyRecord.key == key)
            .values(status=response.status_code, content_type=response.content_type, body=response.get_data())
        )
    return response


def prune_idempotency_records(session: Session) -> None:
    """Forget keys that are a day old."""
    limit = now() - dt.timedelta(hours=KEEP_HOURS)
    session.execute(delete(IdempotencyRecord).where(IdempotencyRecord.created_at < limit))


def _take_key(session: Session, owner: uuid.UUID, key: str, request_hash: str) -> Response | None:
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    row = {
        "actor_id": owner,
        "key": key,
        "request_hash": request_hash,
        "status": 0,
        "content_type": "",
        "body": b"",
        "created_at": now(),
    }
    taken = session.scalar(
        dialect.insert(IdempotencyRecord)
        .values(row)
        .on_conflict_do_nothing()
        .returning(IdempotencyRecord.key)
    )
    if taken is not None:
        return None
    record = session.scalars(
        select(IdempotencyRecord).where(IdempotencyRecord.actor_id == owner, IdempotencyRecord.key == key)
    ).one()
    if record.request_hash != request_hash:
        raise KeyReused
    if record.status == 0:
        raise StillRunning
    answer = Response(record.body, status=record.status, content_type=record.content_type)
    answer.headers["Idempotent-Replayed"] = "true"
    return answer
