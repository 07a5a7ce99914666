"""Rules for texts: words and patterns, and what becomes of a text that holds one. Pure.

A phrase is one or more words. Words of alphabets count whole ("class" holds no other word); Chinese and the
like count anywhere, also with spaces, dots or emoji between the characters. `*` stands for some letters.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from moderation.errors import BadPhrase
from moderation.normalising import Searchable, is_unspaced, normalise, prepare, words_of

#: With the longest run, this bounds what a search may cost, whatever an administrator writes.
MAX_WILDCARDS = 2
_SOME_LETTERS = r"[^\W_]{0,12}"
_A_WORD = r"[^\W_]{1,12}"
_TOKEN = re.compile(r"(?:[^\W_]|\*)+")


class Verdict(StrEnum):
    """What becomes of a text: it goes on, waits for a look, or is not taken."""

    ALLOW = "allow"
    HOLD = "hold"
    REFUSE = "refuse"


_SEVERITY = {Verdict.ALLOW: 0, Verdict.HOLD: 1, Verdict.REFUSE: 2}


@dataclass(frozen=True)
class Rule:
    """A phrase and what becomes of a text that holds it."""

    phrase: str
    verdict: Verdict


@dataclass(frozen=True)
class Finding:
    """The strictest verdict on a text, and the rules that led to it and to milder ones."""

    verdict: Verdict
    matched: Sequence[Rule]


def judge(text: str, rules: Sequence[Rule]) -> Finding:
    """Return what the rules say of a text."""
    searchable = prepare(text)
    matched = [rule for rule in rules if _is_in(rule.phrase, searchable)]
    verdict = max((rule.verdict for rule in matched), key=_SEVERITY.__getitem__, default=Verdict.ALLOW)
    return Finding(verdict, matched)


def has_phrase(text: str, phrases: Iterable[str]) -> bool:
    """Tell whether one of these phrases is in a text."""
    wanted = tuple(phrases)
    if not wanted:
        return False
    searchable = prepare(text)
    return any(_is_in(phrase, searchable) for phrase in wanted)


def check_phrase(phrase: str) -> None:
    """Refuse a phrase that would match nearly everything, or nothing.

    Raises BadPhrase.
    """
    normal = normalise(phrase)
    letters = "".join(words_of(normal))
    is_enough = len(letters) >= 2 or is_unspaced(letters)
    if normal.count("*") > MAX_WILDCARDS or not is_enough:
        raise BadPhrase


def _is_in(phrase: str, text: Searchable) -> bool:
    pattern, is_anywhere = _compile(phrase)
    if pattern is None:
        return False
    if is_anywhere:
        return pattern.search(text.squeezed) is not None
    return any(pattern.search(spaced) for spaced in text.spaced)


@lru_cache(maxsize=4096)
def _compile(phrase: str) -> tuple[re.Pattern[str] | None, bool]:
    """Return how a phrase is looked for, and whether in the text without its spaces."""
    tokens = _TOKEN.findall(normalise(phrase))
    if not any(words_of(token) for token in tokens):
        return None, False
    if is_unspaced("".join(tokens)):
        return re.compile("".join(map(_pattern_of, tokens))), True
    return re.compile(f" {' '.join(map(_pattern_of, tokens))} "), False


def _pattern_of(token: str) -> str:
    if token.strip("*") == "":
        return _A_WORD
    return "".join(_SOME_LETTERS if character == "*" else re.escape(character) for character in token)
