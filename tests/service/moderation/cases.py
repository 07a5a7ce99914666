"""What tests of moderation do again and again: report, judge, appeal."""

import uuid
from dataclasses import dataclass
from typing import Any

from accounts.people import Person
from accounts.roles import Role
from kernel.ids import new_id
from kernel.transaction import transaction
from moderation import appeals, cases, reports, rule_book
from moderation.decisions import Action
from moderation.judgement import Judgement, judge
from moderation.notices import NoticeCategory
from moderation.rules import Verdict
from moderation.subjects import Subject, get_subject
from products.values import Product
from tests.factories import make_person, make_product


@dataclass(frozen=True)
class Reported:
    """A product that somebody reported."""

    product: Product
    case_id: uuid.UUID
    owner_id: uuid.UUID


def report(
    kind: str,
    subject_id: uuid.UUID,
    *,
    reporter: Person | None = None,
    category: NoticeCategory = NoticeCategory.COUNTERFEIT,
    text: str = "Look at the logo",
) -> uuid.UUID:
    """Report something; return its case's id."""
    reporter = reporter or make_person(name="Reporter")
    with transaction() as session:
        reports.report(
            session,
            get_subject(session, kind, subject_id),
            reporter_id=reporter.id,
            category=category,
            text=text,
        )
        case_id = cases.find_case_id(session, kind, subject_id)
    assert case_id is not None
    return case_id


def report_product(**values: Any) -> Reported:
    """Make a product and report it."""
    product = make_product()
    return Reported(product, report("product", product.id, **values), product.shop.owner_id)


def act(
    case_id: uuid.UUID,
    moderator: Person,
    *,
    subject: Action | None = Action.TAKE_DOWN,
    person: Action | None = None,
    is_administrator: bool = False,
    **values: Any,
) -> list[uuid.UUID]:
    """Judge a case; return the statements."""
    values = {"category": NoticeCategory.COUNTERFEIT, "reason": "The brand says so."} | values
    judgement = Judgement(subject_action=subject, person_action=person, **values)
    with transaction() as session:
        return judge(
            session, case_id, judgement, moderator_id=moderator.id, is_administrator=is_administrator
        )


def appeal(statement_id: uuid.UUID, person_id: uuid.UUID, text: str = "It is my own work.") -> uuid.UUID:
    """Appeal against a decision."""
    with transaction() as session:
        return appeals.file_appeal(session, statement_id, person_id, text)


def answer(appeal_id: uuid.UUID, moderator: Person, *, granted: bool) -> None:
    """Answer an appeal."""
    with transaction() as session:
        appeals.decide_appeal(
            session, appeal_id, moderator_id=moderator.id, is_granted=granted, answer="We looked again."
        )


def make_subject(owner: Person, *, text: str = "It shines.") -> Subject:
    """Make a subject that no package knows, so that only moderation is looked at."""
    return Subject("thing", new_id(), owner.id, "A thing", text, "/things/1", is_public=True)


def make_case(product: Product) -> dict[str, uuid.UUID]:
    """Report a product, have a word with its merchant and let him appeal; return the ids of all that."""
    administrator = make_person(Role.ADMINISTRATOR, Role.MODERATOR)
    first = report("product", product.id)
    [statement_id] = act(first, administrator, subject=None, person=Action.MUTE)
    appeal_id = appeal(statement_id, product.shop.owner_id)
    case_id = report("product", product.id)
    with transaction() as session:
        rule_id = rule_book.add_rule(session, f"word{new_id().hex}", Verdict.HOLD, administrator.id)
    return {"case_id": case_id, "statement_id": statement_id, "appeal_id": appeal_id, "rule_id": rule_id}
