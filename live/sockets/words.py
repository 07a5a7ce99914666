"""Comments as text: cleaned for the screen, and brought into the one form in which words are looked for.

Whoever writes a blocked word in full width, capitals, traditional characters, look-alike letters or with
something invisible in it writes the same word.
"""

import re
import unicodedata
from collections.abc import Collection, Sequence
from functools import lru_cache
from pathlib import Path

#: What joins emoji and shapes some scripts: it stays in a comment, but hides no word.
_JOINERS = {"\u200c", "\u200d"}
#: More marks on one letter are no language: they climb over other people's comments.
MAX_MARKS = 3
#: Cyrillic and Greek letters that look like Latin ones. Source: Unicode confusables (UTS #39).
_LOOK_ALIKES = dict(zip("авекмнорстухіѕјԁԛԝαβεικνορτυχ", "abekmhopctyxisjdqwabeiknoptux", strict=True))
_TOP_LEVEL = (
    "com|net|org|info|biz|io|co|me|ly|cc|tv|gg|app|dev|link|shop|store|site|live|online|vip|top|xyz|club|"
    "cn|tw|hk|mo|sg|my|jp|kr|us|uk|ru|de|fr"
)
_LINK = re.compile(
    rf"https?:|www\.|\b[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*\s?\.\s?(?:{_TOP_LEVEL})(?![a-z0-9.-])"
)
_WORD = re.compile(r"[^\W_]+")
#: Scripts that put no spaces between words: there a blocked word may stand anywhere.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]"
)


def clean(text: str) -> str:
    """Return a comment as screens may show it: one line, nothing that reorders, hides or towers."""
    kept: list[str] = []
    marks_count = 0
    for character in unicodedata.normalize("NFC", text):
        category = unicodedata.category(character)
        marks_count = marks_count + 1 if category.startswith("M") else 0
        if marks_count > MAX_MARKS:
            continue
        if category in {"Zl", "Zp", "Cc"}:
            kept.append(" ")
        elif category[0] != "C" or character in _JOINERS or _is_emoji_tag(character):
            kept.append(character)
    cleaned = " ".join("".join(kept).split())
    return cleaned if any(character not in _JOINERS for character in cleaned) else ""


def normalise(text: str) -> str:
    """Return text as words are compared: lower case, half width, simplified, nothing hidden."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    visible = "".join(one for one in plain if unicodedata.category(one)[0] not in {"C", "M"})
    return unicodedata.normalize("NFKC", visible).translate(_mapping())


def has_link(text: str) -> bool:
    """Tell whether a comment points to somewhere else."""
    return (
        _LINK.search(normalise(text).replace("。", ".").replace("[.]", ".").replace("(.)", ".")) is not None
    )


def has_blocked_word(text: str, blocked_words: Sequence[str]) -> bool:
    """Tell whether one of these words is in a comment.

    Words of alphabets count whole ("class" holds no other word); Chinese and the like count anywhere, also
    with spaces, dots or emoji between the characters.
    """
    anywhere, whole = _prepare(tuple(blocked_words))
    if not anywhere and not whole:
        return False
    normal = normalise(text)
    words = _WORD.findall(normal)
    squeezed, spaced = "".join(words), f" {' '.join(words)} "
    return any(word in squeezed for word in anywhere) or any(f" {word} " in spaced for word in whole)


@lru_cache(maxsize=256)
def _prepare(blocked_words: tuple[str, ...]) -> tuple[Collection[str], Collection[str]]:
    """Return the words to be found anywhere, and those to be found whole."""
    anywhere, whole = set(), set()
    for blocked in blocked_words:
        words = _WORD.findall(normalise(blocked))
        if words and _UNSPACED.search("".join(words)):
            anywhere.add("".join(words))
        elif words:
            whole.add(" ".join(words))
    return anywhere, whole


@lru_cache(maxsize=1)
def _mapping() -> dict[int, str]:
    lines = Path(__file__).with_name("traditional.txt").read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if not line.startswith("#")]
    pairs = {
        ord(traditional): simplified
        for above, below in zip(rows[::2], rows[1::2], strict=True)
        for traditional, simplified in zip(above, below, strict=True)
    }
    return pairs | {ord(look): letter for look, letter in _LOOK_ALIKES.items()}


def _is_emoji_tag(character: str) -> bool:
    """Tell whether a character spells the region of a flag."""
    return 0xE0020 <= ord(character) <= 0xE007F
