"""News for open screens: written with the change it tells of, pushed by the realtime process.

Without Redis the row in `announcements` is the message, and the realtime process reads new rows on its
tick. With Redis the message is published after the commit. Either may lose a message when a process dies;
a screen therefore reads the present state when it connects.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, cast

import orjson
from sqlalchemy import JSON, BigInteger, Integer, Table, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kernel.bulk import insert_rows
from kernel.clock import now
from kernel.db import Base
from kernel.transaction import after_commit

CHANNEL = "nightmarket:announcements"
KEEP_SECONDS = 60
#: Rows may become visible out of order (a slow commit); the reader looks back this far for late ones.
LOOK_BACK_ROWS = 500


class Announcement(Base):
    """One message for the viewers of one room."""

    __tablename__ = "announcements"
    __table_args__ = ({"sqlite_autoincrement": True},)  # an id is never used again, see `read_new`

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    room: Mapped[str]
    message: Mapped[str]
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[dt.datetime]


#: A Core table: a message stands in the way of every order.
_ANNOUNCEMENTS = cast(Table, Announcement.__table__)


class Publisher(Protocol):
    """What a Redis client offers of itself here."""

    def publish(self, channel: str, message: bytes) -> object:
        """Send a message to whoever listens now."""

    def close(self) -> None:
        """Close the connection."""


_publisher: Publisher | None = None


def publish_through(publisher: Publisher | None) -> None:
    """Send announcements through Redis instead of the table. Called once, by an entry point."""
    global _publisher  # noqa: PLW0603  (one bus per process, set at start)
    _publisher = publisher


def announce(session: Session, room: str, message: str, payload: Mapping[str, Any]) -> None:
    """Tell the screens in `room`, once this transaction is committed; `payload` is JSON."""
    publisher = _publisher
    if publisher is None:
        row = {"room": room, "message": message, "payload": dict(payload), "created_at": now()}
        insert_rows(session, _ANNOUNCEMENTS, [row])
        return
    data = orjson.dumps({"room": room, "message": message, "payload": dict(payload)})
    after_commit(session, _quietly(lambda: publisher.publish(CHANNEL, data)))


def _quietly(send: Callable[[], object]) -> Callable[[], None]:
    def run() -> None:
        from kernel.logs import log

        try:
            send()
        except Exception:  # noqa: BLE001  (the change is committed; a screen that was not told must not fail it)
            log.warning("announcement_lost", exc_info=True)

    return run


class AnnouncementReader:
    """Reads what is new in the table, once each."""

    def __init__(self) -> None:
        self._last_id: int | None = None
        self._seen: set[int] = set()

    def read_new(self, session: Session) -> Sequence[Announcement]:
        """Return the rows that this reader has not returned yet, oldest first."""
        if self._last_id is None:
            self._last_id = (
                session.scalar(select(Announcement.id).order_by(Announcement.id.desc()).limit(1)) or 0
            )
        floor = self._last_id - LOOK_BACK_ROWS
        rows = session.scalars(
            select(Announcement)
            .where(Announcement.id > floor, Announcement.created_at > now() - dt.timedelta(seconds=5))
            .order_by(Announcement.id)
        ).all()
        new = [row for row in rows if row.id not in self._seen]
        self._last_id = max([self._last_id, *(row.id for row in new)])
        self._seen = {row.id for row in rows}
        return new


def prune_announcements(session: Session) -> None:
    """Delete what every reader has read long ago."""
    session.execute(
        delete(Announcement).where(Announcement.created_at < now() - dt.timedelta(seconds=KEEP_SECONDS))
    )
