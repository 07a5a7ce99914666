"""Every message that docs/realtime.md lets a screen send, sent broken, as a stranger and too often."""

import re

import pytest

from tests.factories import make_person
from tests.service.realtime.conftest import Market
from tests.service.realtime.tables import Row, from_screen
from tests.service.realtime.test_screens import cookie_of

ROWS = from_screen()
BROKEN = [
    None,
    7,
    "room",
    [],
    [1],
    {},
    {"room": 7, "broadcast_id": 7, "text": 7, "count": "1", "rendition": 7},
]
#: More than any namespace lets a connection send at once.
TOO_MANY = 300


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_broken_message_is_answered_and_changes_nothing(market: Market, row: Row) -> None:
    screen = market.open_screen(cookie=cookie_of(make_person()), namespace=row.namespace)

    answers = [screen.ask(row.name, data) for data in BROKEN]

    may_succeed = row.cells["fields"] == "none"
    assert [answer["ok"] for answer in answers] == [may_succeed] * len(BROKEN)
    assert screen.heard("disconnect") == []


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row.cells["who"].startswith("signed-in people")], ids=str
)
def test_a_stranger_may_not_send_what_is_for_signed_in_people(market: Market, row: Row) -> None:
    stranger = market.open_screen(namespace=row.namespace)

    answer = stranger.ask(row.name, {"text": "hello", "count": 1, "client_id": "1"})

    assert answer["ok"] is False


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_who_sends_too_often_is_disconnected_alone(market: Market, row: Row) -> None:
    flooding = market.open_screen(namespace=row.namespace)
    other = market.open_screen(namespace=row.namespace)

    flooding.flood(row.name, TOO_MANY)
    flooding.wait_for("disconnect")

    assert other.ask(row.name, {})["ok"] in {True, False}
    assert other.heard("disconnect") == []


def test_every_answer_of_the_tables_says_whether_it_went_well() -> None:
    assert all(re.search(r"`\{ok: true|as `join", row.cells["answer"]) for row in ROWS)
