"""Judgements: what a moderator does about a case, to the subject, to its person or to both."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from moderation import cases, notices, sanctions
from moderation.cases import Case
from moderation.decisions import Action
from moderation.errors import NotForThisKind, NothingChosen
from moderation.notices import NoticeCategory, NoticeState
from moderation.reasons import Template
from moderation.sanctions import NewSanction

_POST = frozenset({Action.TAKE_DOWN, Action.LIMIT})
_PERSON = frozenset({Action.MUTE, Action.SUSPEND})
#: What can be done to a subject of each kind. A person is muted or suspended, in any case.
SUBJECT_ACTIONS: Mapping[str, frozenset[Action]] = {
    "video": _POST,
    "photo": _POST,
    "article": _POST,
    "product": _POST,
    "product_review": frozenset({Action.TAKE_DOWN}),
    "comment": frozenset({Action.TAKE_DOWN}),
    "broadcast": frozenset({Action.TAKE_DOWN}),
    "person": frozenset(),
}


@dataclass(frozen=True)
class Judgement:
    """What is done and why; `…_days` of None is for good."""

    category: NoticeCategory
    reason: str
    template: Template | None = None
    subject_action: Action | None = None
    subject_days: int | None = None
    person_action: Action | None = None
    person_days: int | None = None


def judge(
    session: Session,
    case_id: uuid.UUID,
    judgement: Judgement,
    *,
    moderator_id: uuid.UUID,
    is_administrator: bool,
) -> list[uuid.UUID]:
    """Close a case by acting on it; return the statements that the person reads.

    Raises NoSuchCase, OwnWork, OwnReport, CaseEscalated, CaseDecided.
    Raises NothingChosen, NotForThisKind, ReasonMissing, AlreadySanctioned.
    Publishes StatementIssued, NoticeDecided, and what each action publishes.
    """
    this = cases.get_case(session, case_id)
    _check(this, judgement)
    cases.claim(session, this, moderator_id=moderator_id, is_administrator=is_administrator)
    statement_ids = [sanctions.impose(session, new) for new in _sanctions(this, judgement, moderator_id)]
    notices.close_notices(session, this.subject_kind, this.subject_id, NoticeState.ACTED_ON)
    return statement_ids


def _check(this: Case, judgement: Judgement) -> None:
    if judgement.subject_action is None and judgement.person_action is None:
        raise NothingChosen
    allowed = SUBJECT_ACTIONS.get(this.subject_kind, frozenset())
    if judgement.subject_action not in {None, *allowed} or judgement.person_action not in {None, *_PERSON}:
        raise NotForThisKind


def _sanctions(this: Case, judgement: Judgement, moderator_id: uuid.UUID) -> Iterator[NewSanction]:
    title = this.evidence[-1].title
    wanted = (
        (judgement.subject_action, judgement.subject_days, this.subject_kind, this.subject_id),
        (judgement.person_action, judgement.person_days, "person", this.owner_id),
    )
    for action, days, kind, subject_id in wanted:
        if action is not None:
            yield NewSanction(
                action,
                kind,
                subject_id,
                this.owner_id,
                moderator_id,
                judgement.reason,
                category=judgement.category,
                template=judgement.template,
                days=days,
                case_id=this.id,
                title=title,
                about=(this.subject_kind, this.subject_id),
            )
