"""Moderation's pages: for who reports, for who moderates, and for who was decided about."""

import uuid
from typing import Any

from flask import Response, flash, request
from flask_babel import gettext

from kernel.errors import DomainError
from kernel.transaction import reading, transaction
from kernel.web.access import ADMINISTRATORS, ANYONE, MODERATORS, SIGNED_IN
from kernel.web.actor import get_actor
from kernel.web.limits import limiter
from kernel.web.routes import Pages, go_to, parse_form, parse_query
from kernel.web.templates import render
from moderation import appeals, case_view, cases, notices, reports, rule_book, statements, wording
from moderation.cases import WAITING, CaseState
from moderation.judgement import SUBJECT_ACTIONS
from moderation.rules import Verdict
from moderation.schemas import AnswerForm, AppealForm, NewReport, PreviewForm, ReportQuery, RuleForm
from moderation.statements import Statement
from moderation.subjects import get_public_subject

pages = Pages("cases", __name__)
#: The tabs of the queue -> the states that they show.
TABS: dict[str, tuple[CaseState, ...]] = {
    "waiting": WAITING,
    "escalated": (CaseState.ESCALATED,),
    "closed": (CaseState.CLOSED,),
}


@pages.page("/reports/new", access=SIGNED_IN)
def show_report_form() -> Response:
    """Show the form that reports something; scripts take it from here into a dialog."""
    query = parse_query(ReportQuery)
    with reading() as session:
        subject = get_public_subject(session, query.subject_kind, query.subject_id)
    return render(
        "moderation/new_report.html",
        subject=subject,
        kinds=wording.kind_words(),
        categories=wording.report_categories(),
    )


@pages.page("/reports/new", access=SIGNED_IN, methods=("POST",))
@limiter.limit("20/hour")
def send_report() -> Response:
    """Report something without a script."""
    form = parse_form(NewReport)
    with transaction() as session:
        subject = get_public_subject(session, form.subject_kind, form.subject_id)
        reports.report(
            session, subject, reporter_id=get_actor().user_id, category=form.category, text=form.text
        )
    flash(gettext("Thank you. A moderator looks at it."), "success")
    return go_to("/reports")


@pages.page("/reports", access=SIGNED_IN)
def show_own_reports() -> Response:
    """Show what a person reported, and what became of it."""
    with reading() as session:
        page = notices.list_own_notices(session, get_actor().user_id, cursor=request.args.get("cursor"))
        evidence = cases.list_evidence(session, [notice.subject_id for notice in page.items])
    return render(
        "moderation/own_reports.html",
        page=page,
        evidence=evidence,
        kinds=wording.kind_words(),
        categories=wording.category_words(),
    )


@pages.page("/moderation/cases", access=MODERATORS)
def show_cases() -> Response:
    """Show the queue of cases, the most urgent first."""
    tab = request.args.get("state", "waiting")
    states = TABS.get(tab, WAITING)
    with reading() as session:
        page = cases.list_cases(session, *states, cursor=request.args.get("cursor"))
        lines = case_view.build_lines(session, page.items)
    return render(
        "moderation/cases.html",
        tab=tab if tab in TABS else "waiting",
        lines=lines,
        next_cursor=page.next_cursor,
        kinds=wording.kind_words(),
        categories=wording.category_words(),
    )


@pages.page("/moderation/cases/<uuid:case_id>", access=MODERATORS)
def show_case(case_id: uuid.UUID) -> Response:
    """Show one case with everything that is needed to decide about it."""
    actor = get_actor()
    with reading() as session:
        view = case_view.build_case_view(session, case_id, actor.user_id)
    return render(
        "moderation/case.html",
        view=view,
        history=case_view.build_history(view),
        subject_actions=SUBJECT_ACTIONS.get(view.case.subject_kind, frozenset()),
        may_decide=view.case.state is not CaseState.ESCALATED or ADMINISTRATORS.admits(actor),
        templates=wording.template_choices(),
        tell_reason=wording.tell_reason,
        actions=wording.action_words(),
        kinds=wording.kind_words(),
        categories=wording.category_words(),
    )


@pages.page("/moderation/appeals", access=MODERATORS)
def show_appeals() -> Response:
    """Show the appeals that wait, the longest waiting first."""
    with reading() as session:
        page = appeals.list_open_appeals(session, cursor=request.args.get("cursor"))
        found = statements.list_appealed(session, page.items)
    return render("moderation/appeals.html", found=found, next_cursor=page.next_cursor, **_statement_words())


@pages.page("/moderation/appeals/<uuid:appeal_id>", access=MODERATORS, methods=("POST",))
def answer_appeal(appeal_id: uuid.UUID) -> Response:
    """Take a decision back, or let it stand."""
    form = parse_form(AnswerForm)
    with transaction() as session:
        appeals.decide_appeal(
            session,
            appeal_id,
            moderator_id=get_actor().user_id,
            is_granted=form.outcome == "grant",
            answer=form.answer,
        )
    flash(gettext("The appeal is decided. Its person is told."), "success")
    return go_to("/moderation/appeals")


@pages.page("/statements", access=SIGNED_IN)
def show_statements() -> Response:
    """Show everything that was decided about a person."""
    with reading() as session:
        found = statements.list_statements(session, get_actor().user_id)
    return render("moderation/statements.html", found=found, actions=wording.action_words())


@pages.page("/statements/<uuid:statement_id>", access=SIGNED_IN)
def show_statement(statement_id: uuid.UUID) -> Response:
    """Show what was decided, why, and how to appeal."""
    actor = get_actor()
    with reading() as session:
        found = statements.get_statement(
            session, statement_id, actor.user_id, is_moderator=MODERATORS.admits(actor)
        )
    return _render_statement(found, is_own=found.sanction.person_id == actor.user_id)


@pages.page("/statements/<uuid:statement_id>/appeal", access=SIGNED_IN, methods=("POST",))
@limiter.limit("20/hour")
def send_appeal(statement_id: uuid.UUID) -> Response:
    """Appeal against a decision."""
    form = parse_form(AppealForm)
    with transaction() as session:
        appeals.file_appeal(session, statement_id, get_actor().user_id, form.text)
    flash(gettext("Your appeal was sent. Another moderator decides about it."), "success")
    return go_to(f"/statements/{statement_id}")


@pages.page("/suspended", access=ANYONE)
@limiter.limit("60/hour")
def show_suspension() -> Response:
    """Show a person who can't sign in why; the token in the address stands for him."""
    token = request.args.get("token", "")
    with reading() as session:
        found = statements.get_suspension(session, token)
    return _render_statement(found, is_own=True, token=token)


@pages.page("/suspended", access=ANYONE, methods=("POST",))
@limiter.limit("20/hour")
def send_suspended_appeal() -> Response:
    """Appeal against one's suspension."""
    form = parse_form(AppealForm)
    with transaction() as session:
        found = statements.get_suspension(session, form.token)
        appeals.file_appeal(session, found.sanction.id, found.sanction.person_id, form.text)
    return go_to(f"/suspended?token={form.token}")


@pages.page("/moderation/rules", access=ADMINISTRATORS)
def show_rules() -> Response:
    """Show the rules for texts."""
    return _render_rules()


@pages.page("/moderation/rules", access=ADMINISTRATORS, methods=("POST",))
def add_rule() -> Response:
    """Add a rule for texts."""
    try:
        form = parse_form(RuleForm)
        with transaction() as session:
            rule_book.add_rule(session, form.phrase, Verdict(form.verdict), get_actor().user_id)
    except DomainError as error:
        return _render_rules(status=error.status, refusal=error.title, form=request.form)
    return go_to("/moderation/rules")


@pages.page("/moderation/rules/<uuid:rule_id>/remove", access=ADMINISTRATORS, methods=("POST",))
def remove_rule(rule_id: uuid.UUID) -> Response:
    """Remove a rule."""
    with transaction() as session:
        rule_book.remove_rule(session, rule_id)
    return go_to("/moderation/rules")


@pages.page("/moderation/rules/preview", access=ADMINISTRATORS, methods=("POST",))
def try_rules() -> Response:
    """Show what the rules say of a text."""
    sample = parse_form(PreviewForm).sample
    with reading() as session:
        finding = rule_book.judge_texts(session, sample)
    return _render_rules(sample=sample, finding=finding)


def _render_statement(found: Statement, *, is_own: bool, token: str = "") -> Response:
    return render(
        "moderation/statement.html", statement=found, is_own=is_own, token=token, **_statement_words()
    )


def _statement_words() -> dict[str, Any]:
    return {
        "actions": wording.action_words(),
        "kinds": wording.kind_words(),
        "categories": wording.category_words(),
        "tell_reason": wording.tell_reason,
        "tell_scope": wording.tell_scope,
        "closes_at": appeals.closes_at,
    }


def _render_rules(*, status: int = 200, **context: Any) -> Response:
    with reading() as session:
        rules = rule_book.list_rules(session)
    if refusal := context.pop("refusal", None):
        context["refusal"] = gettext(refusal)
    return render("moderation/rules.html", status, rules=rules, **context)
