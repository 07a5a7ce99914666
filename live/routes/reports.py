"""What people reported of a broadcast, for moderators."""

import datetime as dt
import uuid

from pydantic import BaseModel

from kernel.transaction import reading
from kernel.web.access import MODERATORS
from kernel.web.routes import Api
from live.broadcasts import get_broadcast, ms_of
from moderation import notices
from moderation.notices import Notice, NoticeCategory, NoticeState

api = Api("reports", __name__)


class ReportAnswer(BaseModel):
    """What one person reported, and which moment of the recording he means (unix ms)."""

    id: uuid.UUID
    category: NoticeCategory
    text: str
    program_time_ms: int | None
    state: NoticeState
    created_at: dt.datetime


class ReportsAnswer(BaseModel):
    """All reports of a broadcast, oldest first."""

    items: list[ReportAnswer]


@api.get("/moderation/broadcasts/<uuid:broadcast_id>/reports", access=MODERATORS, answer=ReportsAnswer)
def list_reports(broadcast_id: uuid.UUID) -> ReportsAnswer:
    """Return what was reported of a broadcast. Who did is nobody's business here."""
    with reading() as session:
        get_broadcast(session, broadcast_id)
        return ReportsAnswer(items=[_describe(one) for one in notices.list_notices(session, broadcast_id)])


def _describe(notice: Notice) -> ReportAnswer:
    return ReportAnswer(
        id=notice.id,
        category=notice.category,
        text=notice.text,
        program_time_ms=ms_of(notice.program_time),
        state=notice.state,
        created_at=notice.created_at,
    )
