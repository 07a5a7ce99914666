"""May this comment pass? Decided from what is handed in; nothing is read or written here."""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeGuard

from accounts.errors import Parted
from kernel.errors import N_
from live.sockets.buckets import TokenBucket
from live.sockets.words import clean, has_link
from live.values import ChatSettings, CommentState, Restriction
from moderation.errors import Muted, TextRefused
from moderation.rules import Rule, Verdict, has_phrase
from moderation.rules import judge as judge_text

MAX_CHARACTERS = 200
#: How fast one person may talk in one room: so many at once, then one in so many seconds.
BURST_COMMENTS = 5
SECONDS_A_COMMENT = 1.5


@dataclass(frozen=True)
class Refusal:
    """Why a comment did not pass: a word for programs, a sentence for people (`{n}`: the wait in seconds)."""

    code: str
    sentence: str
    wait_ms: int = 0

    @property
    def wait_seconds(self) -> int:
        """Return the wait as people are told it."""
        return math.ceil(self.wait_ms / 1000)


EMPTY = Refusal("empty", N_("Write something first."))
TOO_LONG = Refusal("too_long", N_("A comment can have at most 200 characters."))
OVER = Refusal("over", N_("This broadcast is over."))
SIGN_IN = Refusal("sign_in", N_("Sign in to talk here."))
BANNED = Refusal("banned", N_("You have been put out of this room."))
MUTED = Refusal("muted", N_("You can't talk in this room at the moment."))
MARKET_MUTED = Refusal("market_muted", Muted.title)
PARTED = Refusal("parted", Parted.title)
TEXT_REFUSED = Refusal("text_refused", TextRefused.title)
FOLLOWERS_ONLY = Refusal("followers_only", N_("Only followers of the host can talk here."))
NO_LINKS = Refusal("no_links", N_("Links are switched off in this room."))
BLOCKED_WORD = Refusal("blocked_word", N_("The host does not want one of these words here."))
#: What may be over by now without the room having heard of it.
ASKED_AGAIN = frozenset({MARKET_MUTED.code, PARTED.code, FOLLOWERS_ONLY.code})
_TOO_FAST = N_("That was quick. Try again in {n} s.")
_SLOW_MODE = N_("The room is in slow mode. Try again in {n} s.")


@dataclass(frozen=True)
class Accepted:
    """A comment that passes: cleaned, and shown to all or held until a moderator has looked."""

    text: str
    state: CommentState


@dataclass
class Speaker:
    """A person in a room, and how fast he has been talking."""

    is_moderator: bool = False
    is_follower: bool = False
    #: A block stands between the host and him.
    is_parted: bool = False
    #: Moderators of the market let him talk nowhere.
    market_mute: Restriction | None = None
    bucket: TokenBucket = field(default_factory=lambda: TokenBucket(BURST_COMMENTS, 1 / SECONDS_A_COMMENT))
    #: A thumb makes fewer likes than this.
    likes: TokenBucket = field(default_factory=lambda: TokenBucket(60, 20))
    #: How often it is looked up whether he may talk by now.
    asked: TokenBucket = field(default_factory=lambda: TokenBucket(1, 0.2))
    #: When he last said something that passed (monotonic seconds).
    spoke_at: float = -math.inf


def judge(
    text: object,
    speaker: Speaker,
    chat: ChatSettings,
    restriction: Restriction | None,
    *,
    at: float,
    now: dt.datetime,
    is_open: bool = True,
    market_rules: Sequence[Rule] = (),
) -> Accepted | Refusal:
    """Return whether and how a comment passes; one that does counts against the speaker's allowance.

    Host and moderators (`is_moderator`) are held to length, speed and what the market refuses alone. `at` is
    the monotonic time.
    """
    cleaned = clean(text) if isinstance(text, str) and len(text) <= 20 * MAX_CHARACTERS else text
    refusal = (
        _look_at_form(cleaned)
        or (None if is_open else OVER)
        or _look_at_person(speaker, chat, restriction, now)
    )
    if refusal is not None:
        return refusal
    assert isinstance(cleaned, str)
    if wait_seconds := speaker.bucket.take(at):
        return Refusal("too_fast", _TOO_FAST, math.ceil(wait_seconds * 1000))
    if not speaker.is_moderator:
        refusal = _look_at_speed(speaker, chat, at) or _look_at_words(
            cleaned, chat.links_allowed, chat.blocked_words
        )
        if refusal is not None:
            return refusal
    verdict = judge_text(cleaned, market_rules).verdict if market_rules else Verdict.ALLOW
    if verdict is Verdict.REFUSE:
        return TEXT_REFUSED
    speaker.spoke_at = at
    is_held = (chat.holds_for_review or verdict is Verdict.HOLD) and not speaker.is_moderator
    return Accepted(cleaned, CommentState.HELD if is_held else CommentState.SHOWN)


def _look_at_form(text: object) -> Refusal | None:
    if not isinstance(text, str) or not text:
        return EMPTY
    return TOO_LONG if len(text) > MAX_CHARACTERS else None


def _look_at_person(
    speaker: Speaker, chat: ChatSettings, restriction: Restriction | None, now: dt.datetime
) -> Refusal | None:
    if _stands(speaker.market_mute, now):
        return _until(MARKET_MUTED, speaker.market_mute, now)
    if speaker.is_parted:
        return PARTED
    if speaker.is_moderator:
        return None
    if _stands(restriction, now):
        return BANNED if restriction.kind == "ban" else _until(MUTED, restriction, now)
    return FOLLOWERS_ONLY if chat.is_followers_only and not speaker.is_follower else None


def _stands(restriction: Restriction | None, now: dt.datetime) -> TypeGuard[Restriction]:
    return restriction is not None and (restriction.until is None or restriction.until > now)


def _until(refusal: Refusal, restriction: Restriction, now: dt.datetime) -> Refusal:
    left = restriction.until - now if restriction.until else dt.timedelta()
    return Refusal(refusal.code, refusal.sentence, math.ceil(left.total_seconds() * 1000))


def _look_at_speed(speaker: Speaker, chat: ChatSettings, at: float) -> Refusal | None:
    left_seconds = speaker.spoke_at + chat.slow_mode_seconds - at
    return Refusal("slow_mode", _SLOW_MODE, math.ceil(left_seconds * 1000)) if left_seconds > 0 else None


def _look_at_words(text: str, links_allowed: bool, blocked_words: Sequence[str]) -> Refusal | None:
    if not links_allowed and has_link(text):
        return NO_LINKS
    return BLOCKED_WORD if has_phrase(text, blocked_words) else None
