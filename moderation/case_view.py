"""A case with all that a moderator needs to decide: what was reported, by whom, and what came before."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from accounts import people
from accounts.people import Person
from moderation import appeals, cases, notices, reporters, sanctions
from moderation.appeals import Appeal
from moderation.cases import Case
from moderation.decisions import Decision, list_decisions
from moderation.notices import Notice, NoticeCategory
from moderation.reporters import Record
from moderation.sanctions import Sanction
from moderation.subjects import Subject, find_subject

#: What a person was sanctioned for before; older ones are history.
MAX_EARLIER = 20


@dataclass(frozen=True)
class CaseView:
    """A case as its page shows it. `subject` is what it is now, None when it is gone for good."""

    case: Case
    subject: Subject | None
    owner: Person
    notices: Sequence[Notice]
    records: Mapping[uuid.UUID, Record]
    decisions: Sequence[Decision]
    sanctions: Sequence[Sanction]
    earlier: Sequence[Sanction]
    appeals: Mapping[uuid.UUID, Appeal]
    people: Mapping[uuid.UUID, Person]
    before_id: uuid.UUID | None
    after_id: uuid.UUID | None


@dataclass(frozen=True)
class CaseLine:
    """A case as the queue shows it."""

    case: Case
    owner: Person
    categories: Mapping[NoticeCategory, int]

    @property
    def notices_count(self) -> int:
        """Return how many open notices there are."""
        return sum(self.categories.values())


@dataclass(frozen=True)
class Entry:
    """One line of a case's history; `kind` is an action, `notice` or `appeal`."""

    at: dt.datetime
    kind: str
    person_id: uuid.UUID
    words: str


def build_case_view(session: Session, case_id: uuid.UUID, moderator_id: uuid.UUID) -> CaseView:
    """Return a case with everything about it, in a bounded number of statements.

    Raises NoSuchCase.
    """
    this = cases.get_case(session, case_id)
    reported = [
        n for n in notices.list_notices(session, this.subject_id) if n.subject_kind == this.subject_kind
    ]
    decisions = list_decisions(session, this.subject_id)
    done = sanctions.list_of_case(session, this.id)
    all_of_person = sanctions.list_of_person(session, this.owner_id, limit=MAX_EARLIER)
    reporter_ids = {notice.reporter_id for notice in reported}
    ids = {this.owner_id, *reporter_ids, *(decision.moderator_id for decision in decisions)}
    before_id, after_id = cases.find_neighbours(session, this)
    found = people.list_people(session, ids)
    return CaseView(
        case=this,
        subject=find_subject(session, this.subject_kind, this.subject_id, moderator_id=moderator_id),
        owner=found[this.owner_id],
        notices=reported,
        records=reporters.list_records(session, reporter_ids),
        decisions=decisions,
        sanctions=done,
        earlier=[one for one in all_of_person if one.case_id != this.id],
        appeals=appeals.list_appeals(session, [one.id for one in done]),
        people=found,
        before_id=before_id,
        after_id=after_id,
    )


def build_lines(session: Session, found: Sequence[Case]) -> list[CaseLine]:
    """Return cases as the queue shows them, in two statements."""
    owners = people.list_people(session, {one.owner_id for one in found})
    counts = notices.count_categories(session, [one.subject_id for one in found])
    return [CaseLine(one, owners[one.owner_id], counts.get(one.subject_id, {})) for one in found]


def build_history(view: CaseView) -> list[Entry]:
    """Return what happened in a case, oldest first."""
    entries = [Entry(one.created_at, "notice", one.reporter_id, one.text) for one in view.notices]
    entries += [Entry(one.decided_at, one.action, one.moderator_id, one.reason) for one in view.decisions]
    entries += [
        Entry(appeal.filed_at, "appeal", view.owner.id, appeal.text) for appeal in view.appeals.values()
    ]
    return sorted(entries, key=lambda entry: entry.at)
