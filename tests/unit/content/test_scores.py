"""Scores: what makes a post stand higher, and by how much."""

import datetime as dt
from itertools import pairwise

from content.scores import DOUBLING_HOURS, Counts, compute_score

AT = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
HOUR_MS = 3_600_000


def test_without_reactions_the_newer_post_stands_higher():
    earlier, later = compute_score(AT, Counts()), compute_score(AT + dt.timedelta(seconds=1), Counts())

    assert later - earlier == 1000


def test_each_doubling_of_what_a_post_earned_is_worth_the_same_freshness():
    scores = [compute_score(AT, Counts(likes=likes)) for likes in (0, 1, 3, 7)]

    gains = [after - before for before, after in pairwise(scores)]
    assert gains == [DOUBLING_HOURS * HOUR_MS] * 3


def test_every_kind_of_reaction_counts_and_a_view_counts_least():
    plain = compute_score(AT, Counts())
    gains = {
        name: compute_score(AT, Counts(**{name: 1})) - plain
        for name in ("likes", "saves", "shares", "comments", "views")
    }

    assert all(gain > 0 for gain in gains.values())
    assert min(gains, key=lambda name: gains[name]) == "views"
    assert max(gains, key=lambda name: gains[name]) == "shares"


def test_a_crowd_does_not_keep_a_post_up_for_ever():
    famous = compute_score(AT, Counts(likes=1_000_000))

    assert famous < compute_score(AT + dt.timedelta(days=6), Counts())
