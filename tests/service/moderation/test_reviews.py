"""Reviews and takedowns by themselves: who may decide, once, and that everything is written down."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from accounts.people import Person
from accounts.roles import Role
from kernel.ids import new_id
from kernel.transaction import reading, transaction
from moderation import reviews, takedowns
from moderation.decisions import Action, list_decisions
from moderation.errors import AlreadySanctioned, NoOpenReview, NotSanctioned, OwnWork, ReasonMissing
from moderation.reviews import ReviewState
from tests.factories import make_person
from tests.market import ApiClient, run_jobs
from tests.service.content.market import post_video

pytestmark = pytest.mark.usefixtures("app")


def open_review(owner: Person) -> uuid.UUID:
    """Open a review of something that no package knows, so that only moderation is looked at."""
    subject_id = new_id()
    with transaction() as session:
        reviews.open_review(session, subject_id=subject_id, subject_kind="thing", owner_id=owner.id)
    return subject_id


def decide(subject_id: uuid.UUID, moderator: Person, decision: Action, reason: str = "") -> None:
    with transaction() as session:
        reviews.decide(session, subject_id, moderator_id=moderator.id, decision=decision, reason=reason)


def test_a_subject_has_one_open_review_however_often_it_is_opened() -> None:
    owner, subject_id = make_person(), new_id()

    with transaction() as session:
        ids = {
            reviews.open_review(session, subject_id=subject_id, subject_kind="thing", owner_id=owner.id)
            for _ in range(3)
        }

    assert len(ids) == 1


def test_of_two_moderators_who_decide_at_once_the_first_one_counts() -> None:
    subject_id = open_review(make_person())
    moderators = [make_person(Role.MODERATOR) for _ in range(4)]

    def approve(moderator: Person) -> bool:
        try:
            decide(subject_id, moderator, Action.APPROVE)
        except NoOpenReview:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        counted = list(pool.map(approve, moderators))

    assert sum(counted) == 1
    with reading() as session:
        assert len(list_decisions(session, subject_id)) == 1


def test_nobody_reviews_their_own_work() -> None:
    moderator = make_person(Role.MODERATOR)
    subject_id = open_review(moderator)

    with pytest.raises(OwnWork):
        decide(subject_id, moderator, Action.APPROVE)


def test_a_rejection_needs_a_reason() -> None:
    subject_id = open_review(make_person())

    with pytest.raises(ReasonMissing):
        decide(subject_id, make_person(Role.MODERATOR), Action.REJECT)


def test_only_approved_work_counts_as_approved() -> None:
    owner, moderator = make_person(), make_person(Role.MODERATOR)
    decide(open_review(owner), moderator, Action.APPROVE)
    decide(open_review(owner), moderator, Action.REJECT, "No.")
    open_review(owner)

    with reading() as session:
        approved_count = reviews.count_approved(session, owner.id)

    assert approved_count == 1


def test_the_longest_waiting_comes_first_and_pages_meet_without_a_gap() -> None:
    owner = make_person()
    subjects = [open_review(owner) for _ in range(5)]

    seen, cursor = [], None
    with reading() as session:
        while True:
            page = reviews.list_reviews(session, ReviewState.OPEN, cursor=cursor, limit=2)
            seen += [review.subject_id for review in page.items if review.owner_id == owner.id]
            cursor = page.next_cursor
            if cursor is None:
                break

    assert seen == subjects


def test_every_decision_is_written_down_with_who_and_why() -> None:
    owner, moderator = make_person(), make_person(Role.MODERATOR)
    subject_id = open_review(owner)
    about = {"subject_kind": "thing", "subject_id": subject_id, "owner_id": owner.id}

    decide(subject_id, moderator, Action.APPROVE, "Fine.")
    with transaction() as session:
        takedowns.take_down(session, **about, moderator_id=moderator.id, reason="Not fine.")  # type: ignore[arg-type]
        takedowns.revert(session, subject_id, moderator_id=moderator.id, reason="Fine after all.")

    with reading() as session:
        log = list_decisions(session, subject_id)
    assert [(entry.action, entry.reason) for entry in log] == [
        (Action.APPROVE, "Fine."),
        (Action.TAKE_DOWN, "Not fine."),
        (Action.REVERT_TAKEDOWN, "Fine after all."),
    ]
    assert {entry.moderator_id for entry in log} == {moderator.id}


def test_what_is_taken_down_twice_or_put_back_twice_is_refused() -> None:
    owner, moderator = make_person(), make_person(Role.MODERATOR)
    about = {"subject_kind": "thing", "subject_id": new_id(), "owner_id": owner.id}

    with transaction() as session:
        takedowns.take_down(session, **about, moderator_id=moderator.id, reason="No.")  # type: ignore[arg-type]
        with pytest.raises(AlreadySanctioned):
            takedowns.take_down(session, **about, moderator_id=moderator.id, reason="No.")  # type: ignore[arg-type]
        takedowns.revert(session, about["subject_id"], moderator_id=moderator.id, reason="")  # type: ignore[arg-type]
        with pytest.raises(NotSanctioned):
            takedowns.revert(session, about["subject_id"], moderator_id=moderator.id, reason="")  # type: ignore[arg-type]


def test_the_queue_is_for_moderators_and_shows_what_waits(api: Callable[..., ApiClient]) -> None:
    creator, moderator = make_person(), api(make_person(Role.MODERATOR).id)
    video_id = post_video(api(creator.id), title="Waiting")
    run_jobs("media")

    refused = [client.get("/moderation/reviews").status_code for client in (api(), api(creator.id))]
    items = moderator.get("/moderation/reviews", state="open", limit=100).json["items"]

    assert refused == [401, 403]
    item = next(item for item in items if item["post_id"] == video_id)
    assert item["creator"]["handle"] == creator.handle
    assert item["playlist_url"].startswith("/media/preview/")


def test_a_rejected_creator_reads_why(api: Callable[..., ApiClient]) -> None:
    creator, moderator = api(make_person().id), api(make_person(Role.MODERATOR).id)
    video_id = post_video(creator)
    run_jobs("media")

    refused = moderator.post(f"/moderation/reviews/{video_id}", {"decision": "reject", "reason": " "})
    moderator.post(f"/moderation/reviews/{video_id}", {"decision": "reject", "reason": "Too dark."})

    assert refused.status_code == 422
    video = creator.get(f"/videos/{video_id}").json
    assert (video["state"], video["failure"]) == ("removed", "Too dark.")


def test_a_moderator_can_not_release_an_own_video(api: Callable[..., ApiClient]) -> None:
    moderator = api(make_person(Role.MODERATOR).id)
    video_id = post_video(moderator)
    run_jobs("media")

    refused = moderator.post(f"/moderation/reviews/{video_id}", {"decision": "approve"})

    assert refused.status_code == 403
    assert moderator.get(f"/videos/{video_id}").json["state"] == "in_review"
