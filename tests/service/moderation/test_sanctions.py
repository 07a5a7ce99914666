"""Sanctions and appeals: what they do, that they end, who may take them back, what their person reads."""

import datetime as dt
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import update

from accounts import sessions
from accounts.errors import WrongCredentials
from accounts.models import User
from accounts.people import Person
from accounts.roles import Role
from kernel.clock import now
from kernel.transaction import reading, transaction
from moderation import appeals, reviews, rule_book, sanctions, statements
from moderation.appeals import APPEAL_DAYS, AppealState
from moderation.decisions import Action, list_decisions
from moderation.errors import (
    AlreadySanctioned,
    AppealedAlready,
    AppealTooLate,
    Muted,
    NoOpenAppeal,
    NoSuchStatement,
    NotSanctioned,
    OwnDecision,
    OwnWork,
    RuleExists,
    TextRefused,
)
from moderation.models import SanctionRow
from moderation.mutes import check_may_speak
from moderation.reasons import Template
from moderation.rules import Verdict
from moderation.sanctions import NewSanction
from tests.factories import PASSWORD, make_person
from tests.market import ApiClient
from tests.service.live.studio import Heard
from tests.service.moderation.cases import act, answer, appeal, report, report_product

pytestmark = pytest.mark.usefixtures("app")
Api = Callable[..., ApiClient]


def sanction(
    person: Person, action: Action, *, days: int | None = None, by: Person | None = None
) -> uuid.UUID:
    """Mute or suspend somebody; return the statement."""
    moderator = by or make_person(Role.MODERATOR)
    new = NewSanction(action, "person", person.id, person.id, moderator.id, "Insults.", days=days)
    with transaction() as session:
        return sanctions.impose(session, new)


def lift(statement_id: uuid.UUID, moderator: Person) -> None:
    with transaction() as session:
        sanctions.lift(session, statement_id, moderator_id=moderator.id, reason="")


def turn_back(statement_id: uuid.UUID, **times: dt.datetime) -> None:
    """Let a sanction have begun or ended at another time."""
    with transaction() as session:
        session.execute(update(SanctionRow).where(SanctionRow.id == statement_id).values(**times))


def may_speak(person: Person) -> bool:
    with reading() as session:
        try:
            check_may_speak(session, person.id)
        except Muted:
            return False
    return True


def can_sign_in(person: Person) -> bool:
    """Try a person's password, which is everybody's here."""
    with transaction() as session:
        email = session.get_one(User, person.id).email
        try:
            sessions.check_password(session, email=email, password=PASSWORD)
        except WrongCredentials:
            return False
    return True


def test_a_muted_person_may_speak_again_when_the_time_is_over() -> None:
    person = make_person()
    statement_id = sanction(person, Action.MUTE, days=3)
    muted = may_speak(person)

    turn_back(statement_id, ends_at=now() - dt.timedelta(seconds=1))

    assert (muted, may_speak(person)) == (False, True)


def test_what_is_over_is_ended_by_the_worker_once() -> None:
    person = make_person()
    statement_id = sanction(person, Action.SUSPEND, days=3)
    suspended = can_sign_in(person)
    turn_back(statement_id, ends_at=now() - dt.timedelta(seconds=1))

    with transaction() as session:
        sanctions.lift_due(session)
    with transaction() as session:
        again = sanctions.lift_due(session)

    assert (suspended, can_sign_in(person), again) == (False, True, 0)


def test_the_same_is_done_once_and_again_when_it_is_over() -> None:
    person = make_person()
    first = sanction(person, Action.MUTE, days=1)
    with pytest.raises(AlreadySanctioned):
        sanction(person, Action.MUTE, days=7)
    turn_back(first, ends_at=now() - dt.timedelta(seconds=1))

    second = sanction(person, Action.MUTE, days=7)

    assert first != second
    assert not may_speak(person)


def test_of_two_who_take_a_sanction_back_at_once_one_does() -> None:
    statement_id = sanction(make_person(), Action.SUSPEND)
    moderators = [make_person(Role.MODERATOR) for _ in range(4)]

    def try_to(moderator: Person) -> bool:
        try:
            lift(statement_id, moderator)
        except NotSanctioned:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        lifted = list(pool.map(try_to, moderators))

    assert sum(lifted) == 1


def test_nobody_takes_back_what_was_decided_about_himself() -> None:
    moderator = make_person(Role.MODERATOR)
    statement_id = sanction(moderator, Action.MUTE)

    with pytest.raises(OwnWork):
        lift(statement_id, moderator)
    with pytest.raises(OwnWork):
        sanction(moderator, Action.SUSPEND, by=moderator)


def test_one_judgement_can_be_about_a_thing_and_its_person(heard: Heard) -> None:
    reported, moderator = report_product(), make_person(Role.MODERATOR)

    issued = act(
        reported.case_id,
        moderator,
        subject=Action.LIMIT,
        subject_days=30,
        person=Action.MUTE,
        person_days=7,
        template=Template.COUNTERFEIT,
    )

    with reading() as session:
        done = sanctions.list_of_case(session, reported.case_id)
        log = list_decisions(session, reported.product.id)
    told = [room for room, name, _ in heard.messages if name == "statement_issued"]
    days = [(one.action, (one.ends_at - one.imposed_at).days) for one in done if one.ends_at]
    assert [one.id for one in done] == issued
    assert days == [(Action.LIMIT, 30), (Action.MUTE, 7)]
    assert [entry.action for entry in log] == [Action.LIMIT, Action.MUTE]
    assert told == [f"user:{reported.owner_id}"] * 2


def test_a_granted_appeal_undoes_the_decision_and_both_sides_hear(heard: Heard) -> None:
    person, other = make_person(), make_person(Role.MODERATOR)
    statement_id = sanction(person, Action.MUTE)
    appeal_id = appeal(statement_id, person.id)

    answer(appeal_id, other, granted=True)

    with reading() as session:
        found = statements.get_statement(session, statement_id, person.id, is_moderator=False)
        log = list_decisions(session, person.id)
    assert may_speak(person)
    assert found.appeal is not None
    assert (found.appeal.state, found.appeal.answer) == (AppealState.GRANTED, "We looked again.")
    assert [entry.action for entry in log] == [Action.MUTE, Action.LIFT]
    assert [room for room, name, _ in heard.messages if name == "appeal_decided"] == [f"user:{person.id}"]


def test_a_refused_appeal_lets_the_decision_stand() -> None:
    person = make_person()
    statement_id = sanction(person, Action.MUTE)

    answer(appeal(statement_id, person.id), make_person(Role.MODERATOR), granted=False)

    with reading() as session:
        log = list_decisions(session, person.id)
    assert not may_speak(person)
    assert log[-1].action is Action.REFUSE_APPEAL
    with pytest.raises(AppealedAlready):
        appeal(statement_id, person.id)


def test_an_appeal_is_decided_by_somebody_else_and_once() -> None:
    person, moderator, other = make_person(), make_person(Role.MODERATOR), make_person(Role.MODERATOR)
    appeal_id = appeal(sanction(person, Action.MUTE, by=moderator), person.id)

    with pytest.raises(OwnDecision):
        answer(appeal_id, moderator, granted=True)
    answer(appeal_id, other, granted=False)
    with pytest.raises(NoOpenAppeal):
        answer(appeal_id, make_person(Role.MODERATOR), granted=True)

    with reading() as session:
        assert appeals.get_appeal(session, appeal_id).state is AppealState.REFUSED


def test_only_the_person_appeals_and_only_for_half_a_year() -> None:
    person = make_person()
    statement_id = sanction(person, Action.SUSPEND)

    with pytest.raises(NoSuchStatement):
        appeal(statement_id, make_person().id)
    turn_back(statement_id, imposed_at=now() - dt.timedelta(days=APPEAL_DAYS, seconds=1))
    with pytest.raises(AppealTooLate):
        appeal(statement_id, person.id)
    turn_back(statement_id, imposed_at=now() - dt.timedelta(days=APPEAL_DAYS - 1))
    assert appeal(statement_id, person.id)


def test_what_was_rejected_waits_no_more_after_a_granted_appeal() -> None:
    owner, moderator, other = make_person(), make_person(Role.MODERATOR), make_person(Role.MODERATOR)
    subject_id = uuid.uuid4()
    about = {"subject_kind": "thing", "owner_id": owner.id}
    with transaction() as session:
        reviews.open_review(session, subject_id=subject_id, **about)  # type: ignore[arg-type]
        reviews.decide(
            session,
            subject_id,
            moderator_id=moderator.id,
            decision=Action.REJECT,
            reason="",
            template=Template.POOR,
        )
        [rejection] = sanctions.list_of_person(session, owner.id)

    answer(appeal(rejection.id, owner.id), other, granted=True)

    with reading() as session:
        stands = sanctions.get_sanction(session, rejection.id).stands
    assert (rejection.action, rejection.template, stands) == (Action.REJECT, Template.POOR, False)


def test_a_suspended_person_reads_why_and_appeals_without_signing_in(app: Flask) -> None:
    person = make_person()
    statement_id = sanction(person, Action.SUSPEND)
    with reading() as session:
        email = session.get_one(User, person.id).email
    client = app.test_client()
    page = client.get("/login").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]

    sent = client.post("/login", data={"email": email, "password": PASSWORD, "csrf_token": token})
    shown = client.get(sent.headers["Location"])
    signed = sent.headers["Location"].split("token=")[1]
    filed = client.post("/suspended", data={"token": signed, "text": "It was not me.", "csrf_token": token})
    forged = client.get("/suspended?token=forged")

    assert (sent.status_code, shown.status_code, filed.status_code, forged.status_code) == (
        303,
        200,
        303,
        404,
    )
    assert "Insults." in shown.text
    with reading() as session:
        found = statements.get_statement(session, statement_id, person.id, is_moderator=False)
    assert found.appeal is not None


def test_a_reader_of_another_language_reads_the_template_in_his(app: Flask, api: Api) -> None:
    reported = report_product()
    [statement_id] = act(
        reported.case_id, make_person(Role.MODERATOR), template=Template.COUNTERFEIT, reason=""
    )
    headers = {"Authorization": f"Bearer {api(reported.owner_id).token}", "Accept-Language": "zh-TW"}

    page = app.test_client().get(f"/statements/{statement_id}", headers=headers).text

    assert "這仿冒了品牌，並不是該品牌製造的商品。" in page


def test_the_rules_of_the_market_hold_refuse_or_let_pass() -> None:
    administrator = make_person(Role.ADMINISTRATOR)
    with transaction() as session:
        rule_book.add_rule(session, "replica", Verdict.HOLD, administrator.id)
        rule_book.add_rule(session, "假貨", Verdict.REFUSE, administrator.id)
        with pytest.raises(RuleExists):
            rule_book.add_rule(session, "replica", Verdict.REFUSE, administrator.id)

    with reading() as session:
        held = rule_book.must_wait(session, "A nice ｒｅｐｌｉｃａ", "by hand")
        free = rule_book.must_wait(session, "A nice lantern", "by hand")
        with pytest.raises(TextRefused):
            rule_book.must_wait(session, "真的不是假货")

    assert (held, free) == (True, False)


def test_a_reported_person_is_muted_in_his_own_case() -> None:
    person = make_person()
    case_id = report("person", person.id)

    act(case_id, make_person(Role.MODERATOR), subject=None, person=Action.MUTE, person_days=1)

    assert not may_speak(person)
