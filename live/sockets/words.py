"""Comments as text: cleaned for the screen, and looked through for links."""

import re
import unicodedata

from moderation.normalising import normalise

#: What joins emoji and shapes some scripts: it stays in a comment, but hides no word.
_JOINERS = {"\u200c", "\u200d"}
#: More marks on one letter are no language: they climb over other people's comments.
MAX_MARKS = 3
_TOP_LEVEL = (
    "com|net|org|info|biz|io|co|me|ly|cc|tv|gg|app|dev|link|shop|store|site|live|online|vip|top|xyz|club|"
    "cn|tw|hk|mo|sg|my|jp|kr|us|uk|ru|de|fr"
)
_LINK = re.compile(
    rf"https?:|www\.|\b[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*\s?\.\s?(?:{_TOP_LEVEL})(?![a-z0-9.-])"
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


def has_link(text: str) -> bool:
    """Tell whether a comment points to somewhere else."""
    return (
        _LINK.search(normalise(text).replace("。", ".").replace("[.]", ".").replace("(.)", ".")) is not None
    )


def _is_emoji_tag(character: str) -> bool:
    """Tell whether a character spells the region of a flag."""
    return 0xE0020 <= ord(character) <= 0xE007F
