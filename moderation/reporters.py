"""Reporters: how often somebody's notices were founded. Who mostly reports for nothing weighs little."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kernel.clock import now
from moderation.models import NoticeRow
from moderation.notices import NoticeState

#: Older decisions are forgotten: people learn.
REMEMBERED_DAYS = 90
#: So many unfounded notices make somebody a frequent false reporter, if they are nearly all he filed.
FALSE_COUNT = 5
FALSE_SHARE = 0.8


@dataclass(frozen=True)
class Record:
    """How a person's notices were decided lately."""

    acted_on_count: int = 0
    dismissed_count: int = 0

    @property
    def is_distrusted(self) -> bool:
        """Tell whether this is a frequent false reporter."""
        decided_count = self.acted_on_count + self.dismissed_count
        return self.dismissed_count >= FALSE_COUNT and self.dismissed_count >= FALSE_SHARE * decided_count


def list_records(session: Session, reporter_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Record]:
    """Return the records of these people, in one query; who has none gets an empty one."""
    since = now() - dt.timedelta(days=REMEMBERED_DAYS)
    rows = session.execute(
        select(NoticeRow.reporter_id, NoticeRow.state, func.count().label("decided_count"))
        .where(NoticeRow.reporter_id.in_(reporter_ids), NoticeRow.closed_at > since)
        .group_by(NoticeRow.reporter_id, NoticeRow.state)
    )
    counts: dict[uuid.UUID, dict[str, int]] = {one: {} for one in reporter_ids}
    for row in rows:
        counts[row.reporter_id][row.state] = row.decided_count
    return {
        reporter_id: Record(found.get(NoticeState.ACTED_ON, 0), found.get(NoticeState.DISMISSED, 0))
        for reporter_id, found in counts.items()
    }


def is_distrusted(session: Session, reporter_id: uuid.UUID) -> bool:
    """Tell whether a person is a frequent false reporter."""
    return list_records(session, [reporter_id])[reporter_id].is_distrusted
