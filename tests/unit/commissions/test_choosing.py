"""Whom a sale is owed to."""

import datetime as dt
import uuid

import pytest

from commissions.choosing import Sold, Touch, Windows, choose_touch
from commissions.clicks import TouchKind
from kernel.ids import new_id

AT = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
WINDOWS = Windows(live=dt.timedelta(minutes=30), content=dt.timedelta(days=7), follow=dt.timedelta(days=30))
BUYER, OWNER, MEI, BO = new_id(), new_id(), new_id(), new_id()
LIVE, CONTENT, FOLLOW = TouchKind.LIVE, TouchKind.CONTENT, TouchKind.FOLLOW
MOMENT = dt.timedelta(microseconds=1)


def touch(creator_id: uuid.UUID, kind: TouchKind, ago: dt.timedelta) -> Touch:
    """Return a touch so long before the sale."""
    return Touch(creator_id, kind, AT - ago)


def chosen(*touches: Touch, rates: dict[uuid.UUID, int] | None = None) -> uuid.UUID | None:
    """Return who gets the sale, when Mei and Bo promote what is sold."""
    sold = Sold(BUYER, OWNER, AT, {MEI: 1000, BO: 500} if rates is None else rates)
    found = choose_touch(touches, sold, WINDOWS)
    return None if found is None else found.creator_id


@pytest.mark.parametrize(
    ("kind", "window"),
    [
        (LIVE, dt.timedelta(minutes=30)),
        (CONTENT, dt.timedelta(days=7)),
        (FOLLOW, dt.timedelta(days=30)),
    ],
)
def test_a_touch_holds_to_the_end_of_its_window_and_no_longer(kind: TouchKind, window: dt.timedelta):
    assert chosen(touch(MEI, kind, dt.timedelta(0))) == MEI
    assert chosen(touch(MEI, kind, window)) == MEI
    assert chosen(touch(MEI, kind, window + MOMENT)) is None
    assert chosen(touch(MEI, kind, -MOMENT)) is None


@pytest.mark.parametrize(
    ("touches", "winner"),
    [
        ([(MEI, CONTENT, 60), (BO, CONTENT, 30)], BO),  # the last click
        ([(BO, CONTENT, 30), (MEI, CONTENT, 60)], BO),  # however they are listed
        ([(MEI, CONTENT, 60), (BO, FOLLOW, 30)], BO),  # a follow is a touch like another
        ([(MEI, CONTENT, 60), (BO, LIVE, 31)], MEI),  # the last one that still holds
        ([(MEI, LIVE, 29), (MEI, CONTENT, 60)], MEI),
        ([], None),
    ],
)
def test_the_last_touch_that_counts_wins(
    touches: list[tuple[uuid.UUID, TouchKind, int]], winner: uuid.UUID | None
):
    given = [touch(creator, kind, dt.timedelta(minutes=ago)) for creator, kind, ago in touches]

    assert chosen(*given) == winner


def test_nobody_earns_by_what_he_buys_or_sells_himself():
    now = dt.timedelta(0)
    rates = {BUYER: 1000, OWNER: 1000, MEI: 1000}

    assert chosen(touch(BUYER, LIVE, now), touch(OWNER, LIVE, now), rates=rates) is None
    older = touch(MEI, CONTENT, dt.timedelta(days=2))
    assert chosen(touch(BUYER, LIVE, now), touch(OWNER, LIVE, now), older, rates=rates) == MEI


def test_who_does_not_promote_what_is_sold_gets_nothing_and_takes_nothing_away():
    last, before = touch(BO, LIVE, dt.timedelta(0)), touch(MEI, CONTENT, dt.timedelta(days=1))

    assert chosen(last, before, rates={MEI: 1000}) == MEI
    assert chosen(last, before, rates={MEI: 1000, BO: 0}) == MEI
    assert chosen(last, before, rates={}) is None


def test_of_two_touches_at_the_same_moment_the_same_one_always_wins():
    one, other = touch(MEI, CONTENT, dt.timedelta(0)), touch(BO, CONTENT, dt.timedelta(0))

    assert chosen(one, other) == chosen(other, one) == min(MEI, BO)
    assert chosen(touch(BO, LIVE, dt.timedelta(0)), one) == BO
