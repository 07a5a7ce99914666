"""The order of what is recommended: nobody three times in a row, whom one follows up, whom one hides gone."""

import uuid
from dataclasses import dataclass
from itertools import groupby

import pytest

from content.feed_order import FOLLOWED_HOURS, MOST_IN_A_ROW, Run, arrange, run_of

HOUR_MS = 3_600_000


@dataclass(frozen=True)
class Scored:
    """A post of somebody, at a score."""

    creator_id: uuid.UUID
    score: int


def person(name: str) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_DNS, name)


def make_window(creators: str) -> list[Scored]:
    """Return posts by these creators (a letter each), the highest score first, an hour apart."""
    return [Scored(person(name), (len(creators) - place) * HOUR_MS) for place, name in enumerate(creators)]


def written(posts: list[Scored]) -> str:
    names = {person(name): name for name in "ABCD"}
    return "".join(names[post.creator_id] for post in posts)


def longest_run(text: str) -> int:
    return max((len(list(group)) for _, group in groupby(text)), default=0)


@pytest.mark.parametrize("creators", ["AAAB", "AAABBB", "AAAABC", "ABAAACB", "BAAAAAAACCC"])
def test_nobody_stands_three_times_in_a_row(creators: str):
    shown, left = arrange(make_window(creators))

    assert longest_run(written(shown)) <= MOST_IN_A_ROW
    assert sorted(written([*shown, *left])) == sorted(creators)


def test_who_does_not_follow_anybody_gets_the_order_of_the_scores():
    shown, left = arrange(make_window("ABCBAC"))

    assert (written(shown), left) == ("ABCBAC", [])


def test_what_is_too_much_of_one_creator_is_told_apart():
    shown, left = arrange(make_window("AAAAB"))

    assert (written(shown), written(left)) == ("AABAA", "")
    assert written(arrange(make_window("AAAA"))[1]) == "AA"


def test_a_page_remembers_how_the_page_before_ended():
    first, _ = arrange(make_window("CAA"))

    shown, _ = arrange(make_window("ABA"), before=run_of(first, Run()))

    assert written(shown) == "BAA"


def test_people_whom_one_follows_move_up_by_their_bonus_and_no_further():
    window = [
        Scored(person("A"), 100 * HOUR_MS),
        Scored(person("B"), (100 - FOLLOWED_HOURS + 1) * HOUR_MS),
        Scored(person("C"), (100 - FOLLOWED_HOURS - 1) * HOUR_MS),
    ]

    of_b, _ = arrange(window, followed={person("B")})
    of_c, _ = arrange(window, followed={person("C")})

    assert (written(of_b), written(of_c)) == ("BAC", "ACB")


def test_hidden_people_are_left_out():
    shown, left = arrange(make_window("ABAB"), hidden={person("A")})

    assert (written(shown), left) == ("BB", [])
