"""Touches: who opened a creator's product last and where, kept for people and, before log-in, for guests."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, delete, select
from sqlalchemy.orm import Session

from accounts import follows
from commissions.choosing import Touch, Windows
from commissions.clicks import Click, TouchKind
from commissions.models import TouchRow
from commissions.offers import dialect_of
from kernel import runtime
from kernel.clock import now
from kernel.db import change
from kernel.ids import new_id

_TOUCHES = cast(Table, TouchRow.__table__)
_WHERE = ("source_kind", "source_id", "pin_id", "media_ms", "touched_at")


@dataclass(frozen=True)
class TouchOwner:
    """Whose touch it is: a person's, or a guest's by the digest of his browser's token."""

    person_id: uuid.UUID | None = None
    guest_hash: str | None = None

    @property
    def column(self) -> str:
        """Return the column that names him."""
        return "person_id" if self.person_id is not None else "guest_hash"


def record(session: Session, owner: TouchOwner, click: Click) -> None:
    """Keep a click in the place of the last of this creator and kind; of one's own content none is kept."""
    if owner.person_id == click.creator_id:
        return
    where = {
        "source_kind": click.source_kind,
        "source_id": click.source_id,
        "pin_id": click.pin_id,
        "media_ms": click.media_ms,
        "touched_at": now(),
    }
    _write(session, owner, click.creator_id, click.kind, where)


def merge(session: Session, person_id: uuid.UUID, guest_hash: str) -> None:
    """Give a person what he touched here before he signed in; of two touches the later one stays."""
    rows = session.execute(select(_TOUCHES).where(_TOUCHES.c.guest_hash == guest_hash)).all()
    for row in rows:
        if row.creator_id != person_id:
            where = {name: getattr(row, name) for name in _WHERE}
            _write(session, TouchOwner(person_id), row.creator_id, row.kind, where)
    session.execute(delete(_TOUCHES).where(_TOUCHES.c.guest_hash == guest_hash))


def list_touches(
    session: Session, person_ids: Collection[uuid.UUID], creator_ids: Collection[uuid.UUID]
) -> Mapping[uuid.UUID, Sequence[Touch]]:
    """Return how these people came upon these creators, by person, in two queries; a follow is a touch."""
    found: dict[uuid.UUID, list[Touch]] = {person_id: [] for person_id in person_ids}
    mine = _TOUCHES.c.person_id.in_(person_ids) & _TOUCHES.c.creator_id.in_(creator_ids)
    for row in session.execute(select(_TOUCHES).where(mine)):
        found[row.person_id].append(
            Touch(
                row.creator_id,
                TouchKind(row.kind),
                row.touched_at,
                row.source_kind,
                row.source_id,
                row.pin_id,
                row.media_ms,
            )
        )
    for one in follows.list_follows(session, person_ids, creator_ids):
        found[one.follower_id].append(Touch(one.followed_id, TouchKind.FOLLOW, one.created_at))
    return found


def find_windows() -> Windows:
    """Return how long touches hold in this market."""
    config = runtime.config()
    return Windows(
        live=dt.timedelta(minutes=config.touch_live_minutes),
        content=dt.timedelta(days=config.touch_content_days),
        follow=dt.timedelta(days=config.touch_follow_days),
    )


def prune_touches(session: Session) -> None:
    """Forget touches that count no more."""
    windows = find_windows()
    change(
        session, delete(_TOUCHES).where(_TOUCHES.c.touched_at < now() - max(windows.live, windows.content))
    )


def _write(
    session: Session, owner: TouchOwner, creator_id: uuid.UUID, kind: str, where: Mapping[str, Any]
) -> None:
    row = {
        "id": new_id(),
        "person_id": owner.person_id,
        "guest_hash": owner.guest_hash,
        "creator_id": creator_id,
        "kind": kind,
        **where,
    }
    adding = dialect_of(session).insert(TouchRow).values(row)
    session.execute(
        adding.on_conflict_do_update(
            index_elements=[owner.column, "creator_id", "kind"],
            set_={name: adding.excluded[name] for name in _WHERE},
            where=TouchRow.touched_at <= adding.excluded.touched_at,
        )
    )
