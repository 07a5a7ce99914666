"""Cases: what is reported comes together, waits in order, is decided once by somebody who may."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from accounts.people import Person
from accounts.roles import Role
from content import recommended
from kernel.transaction import reading, transaction
from moderation import cases, notices, reports, takedowns
from moderation.cases import CaseState
from moderation.decisions import Action, list_decisions
from moderation.errors import (
    AlreadyEscalated,
    CaseDecided,
    CaseEscalated,
    NotForThisKind,
    NothingChosen,
    OwnReport,
    OwnSubject,
    OwnWork,
    ReasonMissing,
)
from moderation.notices import NoticeCategory, NoticeState
from moderation.reporters import FALSE_COUNT, is_distrusted
from moderation.subjects import Subject
from products import catalogue
from tests.factories import make_person, make_product
from tests.market import ApiClient
from tests.service.live.studio import Heard
from tests.service.moderation.cases import act, make_subject, report, report_product

pytestmark = pytest.mark.usefixtures("app")
Api = Callable[..., ApiClient]


def file(subject: Subject, reporter: Person, category: NoticeCategory = NoticeCategory.SPAM) -> uuid.UUID:
    with transaction() as session:
        return reports.report(session, subject, reporter_id=reporter.id, category=category, text="")


def case_of(subject: Subject) -> cases.Case:
    with reading() as session:
        case_id = cases.find_case_id(session, subject.kind, subject.id)
        assert case_id is not None
        return cases.get_case(session, case_id)


def dismiss(case_id: uuid.UUID, moderator: Person) -> None:
    with transaction() as session:
        cases.dismiss(session, case_id, moderator_id=moderator.id, is_administrator=False, reason="")


def queue(*wanted: uuid.UUID) -> list[uuid.UUID]:
    """Return those of these cases that wait, in the order of the queue, read page by page."""
    found: list[uuid.UUID] = []
    cursor = None
    with reading() as session:
        while True:
            page = cases.list_cases(session, *cases.WAITING, cursor=cursor, limit=3)
            found += [one.id for one in page.items if one.id in wanted]
            cursor = page.next_cursor
            if cursor is None:
                return found


def test_what_several_people_report_is_one_case_and_one_open_notice_each() -> None:
    subject, first, second = make_subject(make_person()), make_person(), make_person()

    receipts = [file(subject, person) for person in (first, first, second)]

    with reading() as session:
        filed = notices.list_notices(session, subject.id)
    assert receipts[0] == receipts[1] != receipts[2]
    assert [one.reporter_id for one in filed] == [first.id, second.id]
    assert case_of(subject).state is CaseState.OPEN


def test_people_who_report_at_once_make_one_case() -> None:
    subject, people = make_subject(make_person()), [make_person() for _ in range(4)]

    with ThreadPoolExecutor(4) as pool:
        receipts = list(pool.map(lambda person: file(subject, person), people))

    with reading() as session:
        assert notices.count_open(session, [subject.id]) == {subject.id: 4}
    assert len(set(receipts)) == 4
    assert case_of(subject).is_waiting


def test_nobody_reports_what_is_his_own() -> None:
    owner = make_person()

    with pytest.raises(OwnSubject):
        file(make_subject(owner), owner)


def test_the_urgent_comes_before_the_many_and_the_many_before_the_one() -> None:
    danger, crowd, single = (make_subject(make_person()) for _ in range(3))
    for _ in range(3):
        file(crowd, make_person())
    file(single, make_person())
    file(danger, make_person(), NoticeCategory.MINORS)

    ids = [case_of(one).id for one in (single, crowd, danger)]

    assert queue(*ids) == [ids[2], ids[1], ids[0]]


def test_neighbours_are_those_of_the_queue() -> None:
    subjects = [make_subject(make_person()) for _ in range(3)]
    for subject, category in zip(subjects, ("minors", "dangerous", "hate"), strict=True):
        for _ in range(30):
            file(subject, make_person(), NoticeCategory(category))
    first, middle, last = (case_of(one) for one in subjects)

    with reading() as session:
        beside = cases.find_neighbours(session, middle)

    assert queue(first.id, middle.id, last.id) == [first.id, middle.id, last.id]
    assert beside == (first.id, last.id)


def test_the_evidence_has_each_version_that_was_reported() -> None:
    owner = make_person()
    subject = make_subject(owner, text="Real gold")
    changed = Subject(**{**vars(subject), "text": "Gold-coloured"})

    for version in (subject, subject, changed):
        file(version, make_person())

    assert [one.text for one in case_of(subject).evidence] == ["Real gold", "Gold-coloured"]


def test_a_decided_case_opens_again_with_its_history() -> None:
    subject, reporter, moderator = make_subject(make_person()), make_person(), make_person(Role.MODERATOR)
    first = file(subject, reporter)
    dismiss(case_of(subject).id, moderator)
    closed = case_of(subject)

    second = file(subject, reporter)

    again = case_of(subject)
    with reading() as session:
        states = [one.state for one in notices.list_notices(session, subject.id)]
        log = list_decisions(session, subject.id)
    assert (closed.state, again.state, again.id) == (CaseState.CLOSED, CaseState.OPEN, closed.id)
    assert states == [NoticeState.DISMISSED, NoticeState.OPEN]
    assert first != second
    assert [one.action for one in log] == [Action.DISMISS]


def test_of_two_moderators_who_decide_at_once_the_first_one_counts() -> None:
    reported = report_product()
    moderators = [make_person(Role.MODERATOR) for _ in range(4)]

    def decide(number: int) -> bool:
        try:
            if number % 2:
                act(reported.case_id, moderators[number])
            else:
                dismiss(reported.case_id, moderators[number])
        except CaseDecided:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        counted = list(pool.map(decide, range(4)))

    with reading() as session:
        log = list_decisions(session, reported.product.id)
    assert sum(counted) == 1
    assert len(log) == 1


def test_nobody_decides_about_his_own_thing_or_his_own_report() -> None:
    owner, reporter = make_person(Role.MODERATOR), make_person(Role.MODERATOR)
    subject = make_subject(owner)
    file(subject, reporter)
    case_id = case_of(subject).id

    with pytest.raises(OwnWork):
        dismiss(case_id, owner)
    with pytest.raises(OwnReport):
        dismiss(case_id, reporter)

    assert case_of(subject).is_waiting


def test_an_escalated_case_is_decided_by_an_administrator() -> None:
    reported, moderator = report_product(), make_person(Role.MODERATOR)
    administrator = make_person(Role.MODERATOR, Role.ADMINISTRATOR)
    with transaction() as session:
        cases.escalate(session, reported.case_id, moderator_id=moderator.id, reason="A lawyer writes.")
        with pytest.raises(AlreadyEscalated):
            cases.escalate(session, reported.case_id, moderator_id=moderator.id, reason="Again")

    with pytest.raises(CaseEscalated):
        act(reported.case_id, moderator)
    act(reported.case_id, administrator, is_administrator=True)

    with reading() as session:
        assert cases.get_case(session, reported.case_id).state is CaseState.CLOSED


def test_escalating_takes_a_reason() -> None:
    reported = report_product()

    with transaction() as session, pytest.raises(ReasonMissing):
        cases.escalate(session, reported.case_id, moderator_id=make_person().id, reason="")


@pytest.mark.parametrize(
    ("kind", "choice", "refusal"),
    [
        ("product", {"subject": None}, NothingChosen),
        ("person", {"subject": Action.LIMIT}, NotForThisKind),
        ("product", {"subject": Action.MUTE}, NotForThisKind),
        ("product", {"person": Action.TAKE_DOWN}, NotForThisKind),
        ("product", {"reason": ""}, ReasonMissing),
    ],
)
def test_what_can_not_be_done_is_refused_and_the_case_waits_on(
    kind: str, choice: dict[str, Action], refusal: type[Exception]
) -> None:
    subject_id = make_product().id if kind == "product" else make_person().id
    case_id = report(kind, subject_id)

    with pytest.raises(refusal):
        act(case_id, make_person(Role.MODERATOR), **choice)  # type: ignore[arg-type]

    with reading() as session:
        assert cases.get_case(session, case_id).is_waiting


def test_removing_from_elsewhere_settles_the_case() -> None:
    reported, moderator = report_product(), make_person(Role.MODERATOR)

    with transaction() as session:
        takedowns.take_down(
            session,
            subject_kind="product",
            subject_id=reported.product.id,
            owner_id=reported.owner_id,
            moderator_id=moderator.id,
            reason="Fake.",
        )

    with reading() as session:
        assert cases.get_case(session, reported.case_id).state is CaseState.CLOSED
        [notice] = notices.list_notices(session, reported.product.id)
    assert notice.state is NoticeState.ACTED_ON


def test_a_removed_product_is_off_sale_and_back_when_that_is_taken_back(api: Api) -> None:
    reported, moderator = report_product(), make_person(Role.MODERATOR)

    [statement_id] = act(reported.case_id, moderator)
    with reading() as session:
        hidden = catalogue.get_product(session, reported.product.id).is_on_sale
    restored = api(reported.owner_id).post(f"/products/{reported.product.id}/restore")
    lifted = api(moderator.id).post(f"/moderation/statements/{statement_id}/lift", {"reason": "My mistake."})

    with reading() as session:
        shown = catalogue.get_product(session, reported.product.id).is_on_sale
    assert (hidden, restored.status_code, lifted.status_code, shown) == (False, 409, 204, True)


def test_what_is_limited_is_in_no_search_and_still_there_by_its_link(api: Api) -> None:
    word = uuid.uuid4().hex
    product = make_product(title=f"Lantern {word}")
    case_id = report("product", product.id)

    def search() -> list[uuid.UUID]:
        with reading() as session:
            return [one.id for one in catalogue.search_products(session, word).items]

    before = search()
    act(case_id, make_person(Role.MODERATOR), subject=Action.LIMIT)

    assert (before, search()) == ([product.id], [])
    assert api().get(f"/products/{product.id}").status_code == 200


def test_a_limited_article_is_in_no_feed_and_still_there_by_its_link(api: Api) -> None:
    author, reader, moderator = api(make_person().id), api(make_person().id), make_person(Role.MODERATOR)
    words = {"title": "How lanterns are made", "blocks": [{"type": "text", "text": "With patience."}]}
    post_id = author.post("/posts", {"kind": "article", **words}).get_json()["id"]
    author.post(f"/posts/{post_id}/publish")
    api(moderator.id).post(f"/moderation/reviews/{post_id}", {"decision": "approve"})
    shown = [post_id in reader.get("/feed", kind=kind).text for kind in ("for_you", "newest")]

    act(report("article", uuid.UUID(post_id)), moderator, subject=Action.LIMIT)

    recommended.forget_windows()
    left = [post_id in reader.get("/feed", kind=kind).text for kind in ("for_you", "newest")]
    page = api().client.get(f"/articles/{post_id}")
    assert (shown, left, page.status_code) == ([True, True], [False, False], 200)


def test_who_often_reports_for_nothing_weighs_little() -> None:
    reporter, moderator = make_person(), make_person(Role.MODERATOR)
    for _ in range(FALSE_COUNT):
        subject = make_subject(make_person())
        file(subject, reporter)
        dismiss(case_of(subject).id, moderator)
    cried, honest = make_subject(make_person()), make_subject(make_person())

    file(cried, reporter, NoticeCategory.DANGEROUS)
    file(honest, make_person(), NoticeCategory.MISLEADING)

    with reading() as session:
        assert is_distrusted(session, reporter.id)
    ids = [case_of(one).id for one in (cried, honest)]
    assert queue(*ids) == ids[::-1]


def test_anything_public_can_be_reported_and_nothing_else(api: Api) -> None:
    reporter, product, person = api(make_person().id), make_product(), make_person()
    body = {"category": "counterfeit", "text": "The logo is wrong"}

    answers = [
        reporter.post("/reports", {**body, "subject_kind": kind, "subject_id": str(subject_id)})
        for kind, subject_id in (
            ("product", product.id),
            ("person", person.id),
            ("video", product.id),
            ("product", uuid.UUID(int=7)),
        )
    ]

    assert [answer.status_code for answer in answers] == [201, 201, 404, 404]


def test_the_queue_says_what_was_reported_and_how_often(api: Api) -> None:
    reported = report_product()
    report("product", reported.product.id, category=NoticeCategory.SPAM)
    moderator = api(make_person(Role.MODERATOR).id)

    items = moderator.get("/moderation/cases", limit=100).get_json()["items"]

    [item] = [one for one in items if one["id"] == str(reported.case_id)]
    assert (item["title"], item["notices_count"]) == (reported.product.title, 2)
    assert set(item["categories"]) == {"counterfeit", "spam"}


def test_reporters_are_told_what_became_of_it(heard: Heard) -> None:
    reporter, moderator = make_person(), make_person(Role.MODERATOR)
    subject = make_subject(make_person())
    file(subject, reporter)

    dismiss(case_of(subject).id, moderator)

    told = [room for room, name, _ in heard.messages if name == "notice_decided"]
    assert told == [f"user:{reporter.id}"]
