"""The market's own peace in rooms: text rules, mutes by its moderators, blocks between host and viewer."""

import uuid
from collections.abc import Iterator

import pytest

from accounts import blocks
from accounts.people import Person
from accounts.roles import Role
from kernel.transaction import transaction
from live.values import CommentState
from moderation import rule_book, sanctions
from moderation.decisions import Action
from moderation.rules import Verdict
from moderation.sanctions import NewSanction
from tests.factories import make_person
from tests.service.live.rooms.conftest import Rooms, make_broadcast, stored_comments, uuid_of, wait_for_stored
from tests.waiting import wait_until

DAY_MS = 24 * 3600 * 1000


@pytest.fixture
def rule_ids() -> Iterator[list[uuid.UUID]]:
    """Collect the rules of a test, which hold for all, and take them back after it."""
    made: list[uuid.UUID] = []
    yield made
    with transaction() as session:
        for rule_id in made:
            rule_book.remove_rule(session, rule_id)


def add_rule(phrase: str, verdict: Verdict) -> uuid.UUID:
    administrator = make_person(Role.ADMINISTRATOR)
    with transaction() as session:
        return rule_book.add_rule(session, phrase, verdict, administrator.id)


def mute_for_a_day(person: Person) -> uuid.UUID:
    """Have a moderator of the market mute somebody."""
    moderator = make_person(Role.MODERATOR)
    new = NewSanction(
        Action.MUTE, "person", person.id, person.id, moderator.id, "Insults.", days=1, title="Somebody"
    )
    with transaction() as session:
        return sanctions.impose(session, new)


def test_a_rule_that_is_added_refuses_and_one_that_is_removed_lets_pass(
    rooms: Rooms, rule_ids: list[uuid.UUID]
) -> None:
    broadcast = make_broadcast()
    author, other = rooms.enter(broadcast, make_person()), rooms.enter(broadcast)
    uuid_of(author.say("a tamasic lamp"))

    rule_ids.append(add_rule("tamasic", Verdict.REFUSE))
    wait_until(lambda: author.say("a ｔａｍａｓｉｃ lamp").get("code") == "text_refused")
    refused = rooms.enter(broadcast, make_person()).say("one more tamasic lamp")
    with transaction() as session:
        rule_book.remove_rule(session, rule_ids.pop())
    wait_until(lambda: author.say("tamasic after all")["ok"])

    assert refused["code"] == "text_refused"
    assert refused["error"] == "This text can't be published here. Please change the words."
    other.wait_for_text("tamasic after all")
    assert "one more tamasic lamp" not in other.texts()


def test_what_a_rule_holds_is_seen_by_its_author_and_who_keeps_the_peace(
    rooms: Rooms, rule_ids: list[uuid.UUID]
) -> None:
    host = make_person()
    broadcast = make_broadcast(host)
    rule_ids.append(add_rule("quixotry", Verdict.HOLD))
    author, other = rooms.enter(broadcast, make_person()), rooms.enter(broadcast)

    def is_held() -> bool:
        said = author.say("pure quixotry")
        return bool(said["ok"] and said["comment"]["state"] == CommentState.HELD)

    wait_until(is_held)
    second = rooms.enter(broadcast, make_person())
    answer = second.say("nothing but quixotry")
    uuid_of(second.say("marker"))
    other.wait_for_text("marker")

    assert answer["comment"]["state"] == CommentState.HELD
    assert "nothing but quixotry" not in other.texts()
    wait_for_stored(broadcast, {str(uuid_of(answer))})
    assert CommentState.HELD in [one.state for one in stored_comments(broadcast)]


def test_a_mute_of_the_market_ends_the_talking_at_once_in_every_room(rooms: Rooms) -> None:
    person, first, second = make_person(), make_broadcast(), make_broadcast()
    viewers = [rooms.enter(first, person), rooms.enter(second, person)]
    for viewer in viewers:
        uuid_of(viewer.say("before"))

    statement_id = mute_for_a_day(person)
    told = [viewer.wait_for("person_restricted") for viewer in viewers]
    refused = [viewer.say("muted") for viewer in viewers]
    late = rooms.enter(first, person)

    assert [one["kind"] for one in told] == ["mute", "mute"]
    assert [one["code"] for one in refused] == ["market_muted", "market_muted"]
    assert all(0 < one["wait_ms"] <= DAY_MS for one in refused)
    assert late.heard("joined")[0]["me"]["can_comment"] is False
    moderator = make_person(Role.MODERATOR)
    with transaction() as session:
        sanctions.lift(session, statement_id, moderator_id=moderator.id, reason="a mistake")
    wait_until(lambda: viewers[0].say("after")["ok"])


@pytest.mark.parametrize("blocker", ["host", "viewer"])
def test_a_block_between_host_and_viewer_ends_the_talking_and_says_not_whose_it_is(
    rooms: Rooms, blocker: str
) -> None:
    host, person = make_person(), make_person()
    broadcast = make_broadcast(host)
    viewer, other = rooms.enter(broadcast, person), rooms.enter(broadcast, make_person())
    elsewhere = rooms.enter(make_broadcast(), person)
    uuid_of(viewer.say("before"))

    pair = (host.id, person.id) if blocker == "host" else (person.id, host.id)
    with transaction() as session:
        blocks.block(session, *pair)
    viewer.wait_for("person_restricted")
    refused = viewer.say("blocked")
    late = rooms.enter(broadcast, person)

    assert refused["code"] == late.say("still?")["code"] == "parted"
    assert late.heard("joined")[0]["me"]["can_comment"] is False
    assert other.heard("person_restricted") == other.heard("person_parted") == []
    uuid_of(elsewhere.say("here I may"))
    with transaction() as session:
        blocks.unblock(session, *pair)
    wait_until(lambda: viewer.say("after")["ok"])


def test_a_block_between_two_viewers_changes_nothing_in_the_room(rooms: Rooms) -> None:
    one, other, broadcast = make_person(), make_person(), make_broadcast()
    viewer = rooms.enter(broadcast, other)

    with transaction() as session:
        blocks.block(session, one.id, other.id)

    uuid_of(viewer.say("I may talk here"))
