"""Moderation's API: reporting, the queue of cases, deciding about them, taking decisions back."""

import uuid

from kernel.transaction import reading, transaction
from kernel.web.access import ADMINISTRATORS, MODERATORS, SIGNED_IN
from kernel.web.actor import get_actor
from kernel.web.limits import limiter
from kernel.web.routes import Api
from moderation import cases, reports, reviews, sanctions, statements
from moderation.case_view import CaseLine, build_lines
from moderation.cases import WAITING, CaseState
from moderation.decisions import Action
from moderation.judgement import Judgement, judge
from moderation.schemas import (
    Because,
    CaseItem,
    CasePage,
    CaseQuery,
    JudgeCase,
    JudgedAnswer,
    MaybeBecause,
    NewReport,
    OwnStatement,
    OwnStatements,
    ReceiptAnswer,
)
from moderation.subjects import get_public_subject

api = Api("cases", __name__)


@api.post("/reports", access=SIGNED_IN, body=NewReport, answer=ReceiptAnswer, status=201)
@limiter.limit("20/hour")
def report(body: NewReport) -> ReceiptAnswer:
    """Tell the moderators what is wrong with something; reporting it again gives the first receipt."""
    with transaction() as session:
        subject = get_public_subject(session, body.subject_kind, body.subject_id)
        receipt = reports.report(
            session, subject, reporter_id=get_actor().user_id, category=body.category, text=body.text
        )
    return ReceiptAnswer(id=receipt)


@api.get("/moderation/cases", access=MODERATORS, query=CaseQuery, answer=CasePage)
def list_cases(query: CaseQuery) -> CasePage:
    """Return cases, the most urgent first."""
    states = WAITING if query.state == "waiting" else (CaseState(query.state),)
    with reading() as session:
        page = cases.list_cases(session, *states, cursor=query.cursor, limit=query.limit)
        lines = build_lines(session, page.items)
    return CasePage(items=[_describe(line) for line in lines], next_cursor=page.next_cursor)


@api.post("/moderation/cases/<uuid:case_id>/judge", access=MODERATORS, body=JudgeCase, answer=JudgedAnswer)
def judge_case(case_id: uuid.UUID, body: JudgeCase) -> JudgedAnswer:
    """Act on a case: remove or limit the subject, mute or suspend its person."""
    judgement = Judgement(
        category=body.category,
        reason=body.reason,
        template=body.template,
        subject_action=Action(body.subject_action) if body.subject_action else None,
        subject_days=body.subject_days,
        person_action=Action(body.person_action) if body.person_action else None,
        person_days=body.person_days,
    )
    with transaction() as session:
        issued = judge(
            session,
            case_id,
            judgement,
            moderator_id=get_actor().user_id,
            is_administrator=_is_administrator(),
        )
    return JudgedAnswer(statement_ids=issued)


@api.post("/moderation/cases/<uuid:case_id>/dismiss", access=MODERATORS, body=MaybeBecause, status=204)
def dismiss_case(case_id: uuid.UUID, body: MaybeBecause) -> None:
    """Decide that nothing has to be done about a case."""
    with transaction() as session:
        cases.dismiss(
            session,
            case_id,
            moderator_id=get_actor().user_id,
            is_administrator=_is_administrator(),
            reason=body.reason,
        )


@api.post("/moderation/cases/<uuid:case_id>/escalate", access=MODERATORS, body=Because, status=204)
def escalate_case(case_id: uuid.UUID, body: Because) -> None:
    """Leave a case to an administrator."""
    with transaction() as session:
        cases.escalate(session, case_id, moderator_id=get_actor().user_id, reason=body.reason)


@api.post("/moderation/reviews/<uuid:post_id>/escalate", access=MODERATORS, body=Because, status=204)
def escalate_review(post_id: uuid.UUID, body: Because) -> None:
    """Leave a review to an administrator."""
    with transaction() as session:
        reviews.escalate(session, post_id, moderator_id=get_actor().user_id, reason=body.reason)


@api.post("/moderation/statements/<uuid:statement_id>/lift", access=MODERATORS, body=MaybeBecause, status=204)
def lift_sanction(statement_id: uuid.UUID, body: MaybeBecause) -> None:
    """Take a decision back, with all that it did."""
    with transaction() as session:
        sanctions.lift(session, statement_id, moderator_id=get_actor().user_id, reason=body.reason)


@api.get("/me/statements", access=SIGNED_IN, answer=OwnStatements)
def list_own_statements() -> OwnStatements:
    """Return the decisions against the asker that stand."""
    with reading() as session:
        found = [one.sanction for one in statements.list_statements(session, get_actor().user_id)]
    standing = [
        OwnStatement(
            id=one.id,
            action=one.action,
            title=one.title,
            path=f"/statements/{one.id}",
            imposed_at=one.imposed_at,
        )
        for one in found
        if one.stands
    ]
    return OwnStatements(items=standing)


def _is_administrator() -> bool:
    return ADMINISTRATORS.admits(get_actor())


def _describe(line: CaseLine) -> CaseItem:
    this = line.case
    return CaseItem(
        id=this.id,
        subject_kind=this.subject_kind,
        subject_id=this.subject_id,
        title=this.evidence[-1].title,
        owner_handle=line.owner.handle,
        state=this.state,
        notices_count=line.notices_count,
        categories=list(line.categories),
        opened_at=this.opened_at,
    )
