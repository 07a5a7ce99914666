"""What moderation's API and forms take and answer."""

import datetime as dt
import uuid
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from kernel.fields import Body, OneLine, Reason
from kernel.paging import MAX_LIMIT
from moderation.cases import CaseState
from moderation.notices import NoticeCategory
from moderation.reasons import Template

SubjectKind = Literal[
    "video", "photo", "article", "comment", "product", "product_review", "person", "broadcast"
]
Days = Annotated[int, Field(ge=1, le=365)]
Phrase = Annotated[str, OneLine, Field(min_length=1, max_length=100)]
Sample = Annotated[str, Field(max_length=2000)]
Token = Annotated[str, Field(max_length=500)]


class ReportQuery(Body):
    """What somebody wants to report."""

    subject_kind: SubjectKind
    subject_id: uuid.UUID


class NewReport(ReportQuery):
    """What is wrong with something that everybody can see."""

    category: NoticeCategory
    text: Reason = ""


class ReceiptAnswer(BaseModel):
    """That a report was received, under which number."""

    id: uuid.UUID


class CaseQuery(Body):
    """Which cases are wanted."""

    state: Literal["waiting", "open", "escalated", "closed"] = "waiting"
    cursor: Annotated[str, Field(max_length=100)] | None = None
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = 20


class CaseItem(BaseModel):
    """A case in the queue: what was reported, how often, for what."""

    id: uuid.UUID
    subject_kind: str
    subject_id: uuid.UUID
    title: str
    owner_handle: str
    state: CaseState
    notices_count: int
    categories: list[NoticeCategory]
    opened_at: dt.datetime


class CasePage(BaseModel):
    """Some cases, the most urgent first."""

    items: list[CaseItem]
    next_cursor: str | None


class JudgeCase(Body):
    """What is done to a subject, to its person or to both; without days, for good."""

    category: NoticeCategory
    template: Template | None = None
    reason: Reason = ""
    subject_action: Literal["take_down", "limit"] | None = None
    subject_days: Days | None = None
    person_action: Literal["mute", "suspend"] | None = None
    person_days: Days | None = None


class JudgedAnswer(BaseModel):
    """The statements that the person reads."""

    statement_ids: list[uuid.UUID]


class MaybeBecause(Body):
    """Why a moderator does something, if it needs saying."""

    reason: Reason = ""


class Because(Body):
    """Why a moderator does something."""

    reason: Reason


class AppealForm(Body):
    """What a person says against a decision; the token stands for him while he can't sign in."""

    text: Reason = ""
    token: Token = ""


class AnswerForm(Body):
    """What becomes of an appeal."""

    outcome: Literal["grant", "refuse"]
    answer: Reason = ""


class RuleForm(Body):
    """A rule for texts."""

    phrase: Phrase
    verdict: Literal["hold", "refuse"]


class PreviewForm(Body):
    """A text to be tried against the rules."""

    sample: Sample = ""


class OwnStatement(BaseModel):
    """A decision against the asker, and where it can be read."""

    id: uuid.UUID
    action: str
    title: str
    path: str
    imposed_at: dt.datetime


class OwnStatements(BaseModel):
    """The decisions against the asker that stand, newest first."""

    items: list[OwnStatement]
