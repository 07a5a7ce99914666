"""May this comment pass?"""

import datetime as dt
import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.sockets.acceptance import BURST_COMMENTS, Accepted, Refusal, Speaker, judge
from live.sockets.buckets import TokenBucket
from live.values import ChatSettings, CommentState, Restriction, RestrictionKind
from moderation.rules import Rule, Verdict

NOW = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)


def ask(
    text: object = "hello",
    speaker: Speaker | None = None,
    chat: ChatSettings | None = None,
    restriction: Restriction | None = None,
    **options: Any,
) -> Accepted | Refusal:
    """Judge a comment that would pass but for what is given."""
    return judge(
        text, speaker or Speaker(), chat or ChatSettings(), restriction, **{"at": 0.0, "now": NOW, **options}
    )


def code(verdict: Accepted | Refusal) -> str:
    """Return why a comment was refused."""
    assert isinstance(verdict, Refusal)
    return verdict.code


def restriction(kind: RestrictionKind, *, seconds: int | None) -> Restriction:
    """Restrict somebody until some seconds after now, or for good."""
    return Restriction(uuid.uuid4(), kind, NOW + dt.timedelta(seconds=seconds) if seconds else None)


RULES = (Rule("replica", Verdict.REFUSE), Rule("加微信", Verdict.HOLD))


@pytest.mark.parametrize("is_moderator", [False, True])
def test_what_the_market_refuses_nobody_says_however_it_is_disguised(is_moderator: bool) -> None:
    for text in ("a Replica!", "a ｒｅｐｌｉｃａ", "a r-e-p-l-i-c-a"):
        assert code(ask(text, Speaker(is_moderator=is_moderator), market_rules=RULES)) == "text_refused"


def test_what_the_market_holds_waits_but_for_those_who_would_look_at_it() -> None:
    held = ask("請加 微信", market_rules=RULES)
    host = ask("請加 微信", Speaker(is_moderator=True), market_rules=RULES)

    assert held == Accepted("請加 微信", CommentState.HELD)
    assert host == Accepted("請加 微信", CommentState.SHOWN)


@pytest.mark.parametrize("is_moderator", [False, True])
def test_who_is_muted_in_the_market_talks_nowhere_until_it_ends(is_moderator: bool) -> None:
    speaker = Speaker(is_moderator=is_moderator, market_mute=restriction(RestrictionKind.MUTE, seconds=90))

    refused = ask(speaker=speaker)
    later = ask(speaker=speaker, now=NOW + dt.timedelta(seconds=91))

    assert code(refused) == "market_muted"
    assert isinstance(refused, Refusal)
    assert refused.wait_ms == 90_000
    assert isinstance(later, Accepted)


def test_a_market_mute_for_good_has_no_end() -> None:
    refused = ask(speaker=Speaker(market_mute=restriction(RestrictionKind.MUTE, seconds=None)))

    assert isinstance(refused, Refusal)
    assert (refused.code, refused.wait_ms) == ("market_muted", 0)


def test_who_is_parted_from_the_host_can_not_talk() -> None:
    assert code(ask(speaker=Speaker(is_parted=True))) == "parted"


def test_an_ordinary_comment_passes_as_it_is_shown() -> None:
    assert ask(" hello \n there ") == Accepted("hello there", CommentState.SHOWN)


@pytest.mark.parametrize("text", [None, 7, [], {}, "", "  \n", "\u200b"])
def test_nothing_is_no_comment(text: object) -> None:
    assert code(ask(text)) == "empty"


def test_two_hundred_characters_pass_and_one_more_does_not() -> None:
    assert isinstance(ask("字" * 200), Accepted)
    assert code(ask("字" * 201)) == "too_long"
    assert code(ask("x" * 1_000_000)) == "too_long"


def test_nobody_talks_when_it_is_over() -> None:
    assert code(ask(is_open=False)) == "over"
    assert code(ask(speaker=Speaker(is_moderator=True), is_open=False)) == "over"


def test_who_talks_without_pause_has_to_wait_and_is_told_how_long() -> None:
    speaker = Speaker()

    passed = [ask(speaker=speaker) for _ in range(BURST_COMMENTS)]
    refused = ask(speaker=speaker)

    assert all(isinstance(verdict, Accepted) for verdict in passed)
    assert code(refused) == "too_fast"
    assert isinstance(refused, Refusal)
    assert isinstance(ask(speaker=speaker, at=refused.wait_ms / 1000), Accepted)


def test_slow_mode_holds_viewers_and_not_moderators() -> None:
    chat = ChatSettings(slow_mode_seconds=10)
    viewer, moderator = Speaker(), Speaker(is_moderator=True)

    verdicts = [ask(speaker=one, chat=chat, at=at) for one in (viewer, moderator) for at in (0.0, 9.0)]

    assert code(verdicts[1]) == "slow_mode"
    assert isinstance(verdicts[1], Refusal)
    assert verdicts[1].wait_ms == 1000
    assert [isinstance(verdict, Accepted) for verdict in verdicts] == [True, False, True, True]
    assert isinstance(ask(speaker=viewer, chat=chat, at=10.0), Accepted)


def test_a_refused_comment_does_not_start_the_slow_modes_clock() -> None:
    chat, speaker = ChatSettings(slow_mode_seconds=10, blocked_words=("scam",)), Speaker()

    assert code(ask("scam", speaker, chat)) == "blocked_word"

    assert isinstance(ask("fine", speaker, chat, at=1.0), Accepted)


def test_followers_only_lets_followers_and_moderators_talk() -> None:
    chat = ChatSettings(is_followers_only=True)

    assert code(ask(chat=chat)) == "followers_only"
    assert isinstance(ask(speaker=Speaker(is_follower=True), chat=chat), Accepted)
    assert isinstance(ask(speaker=Speaker(is_moderator=True), chat=chat), Accepted)


@pytest.mark.parametrize(
    ("kind", "expected"), [(RestrictionKind.MUTE, "muted"), (RestrictionKind.BAN, "banned")]
)
def test_the_restricted_do_not_talk_until_their_time_is_up(kind: RestrictionKind, expected: str) -> None:
    assert code(ask(restriction=restriction(kind, seconds=None))) == expected
    assert code(ask(restriction=restriction(kind, seconds=1))) == expected
    assert isinstance(ask(restriction=restriction(kind, seconds=-1)), Accepted)


def test_a_mute_says_how_long_it_lasts() -> None:
    verdict = ask(restriction=restriction(RestrictionKind.MUTE, seconds=90))

    assert isinstance(verdict, Refusal)
    assert verdict.wait_ms == 90_000


def test_links_pass_where_they_are_switched_on() -> None:
    assert code(ask("see shop.com")) == "no_links"
    assert isinstance(ask("see shop.com", chat=ChatSettings(links_allowed=True)), Accepted)
    assert isinstance(ask("see shop.com", speaker=Speaker(is_moderator=True)), Accepted)


def test_what_is_held_waits_for_a_moderator_but_moderators_do_not_wait() -> None:
    chat = ChatSettings(holds_for_review=True)

    assert ask(chat=chat) == Accepted("hello", CommentState.HELD)
    assert ask(chat=chat, speaker=Speaker(is_moderator=True)) == Accepted("hello", CommentState.SHOWN)


@given(
    st.lists(st.floats(0, 20), max_size=60),
    st.integers(1, 10),
    st.floats(0.1, 10),
)
def test_a_bucket_never_gives_more_than_its_burst_and_its_rate(
    pauses: list[float], burst_count: int, per_second: float
) -> None:
    bucket, at, taken = TokenBucket(burst_count, per_second), 0.0, 0

    for pause in pauses:
        at += pause
        taken += bucket.take(at) == 0

    assert taken <= burst_count + at * per_second + 1e-6


@given(st.floats(0.1, 10), st.integers(1, 5))
def test_a_bucket_gives_again_when_it_said_it_would(per_second: float, burst_count: int) -> None:
    bucket = TokenBucket(burst_count, per_second)
    for _ in range(burst_count):
        bucket.take(5.0)

    wait = bucket.take(5.0)

    assert wait > 0
    assert bucket.take(5.0 + wait) == 0
