"""Text in the one form in which words are looked for, however they were disguised.

Whoever writes a word in full width, capitals, traditional characters, look-alike letters, digits for letters,
letter by letter or with something invisible in it writes the same word.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path

#: Cyrillic, Greek and other letters that look like Latin ones. Source: Unicode confusables (UTS #39).
_LOOK_ALIKES = dict(
    zip(
        "авекмнорстухіѕјԁԛԝαβεικνορτυχѵһɡıօոսɑʏⲟ",
        "abekmhopctyxisjdqwabeiknoptuxvhgionuayo",
        strict=True,
    )
)
#: Signs that stand for a letter inside a word.
_LEET = str.maketrans("@$0134578", "asoieastb")
#: One stands for two letters.
_ONE_AS_L = str.maketrans("@$0134578", "asoleastb")
_LEET_IN_WORD = re.compile(r"(?<=[a-z])[@$0134578]|[@$0134578](?=[a-z])")
_WORD = re.compile(r"[^\W_]+")
#: So many single letters in a row are a word that was spelt out.
_MIN_SPELT = 3
#: Scripts that put no spaces between words: there a word may stand anywhere.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]"
)


@dataclass(frozen=True)
class Searchable:
    """A text as rules look at it: its words between single spaces, in each reading; and without spaces."""

    spaced: Sequence[str]
    squeezed: str


def normalise(text: str) -> str:
    """Return text as words are compared: lower case, half width, simplified, nothing hidden."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    # A line break is a control character, but it hides nothing: it parts words.
    visible = "".join(one for one in plain if one.isspace() or unicodedata.category(one)[0] not in {"C", "M"})
    return " ".join(unicodedata.normalize("NFKC", visible).translate(_mapping()).split())


def words_of(normal: str) -> list[str]:
    """Return the words of a normalised text."""
    return _WORD.findall(normal)


def is_unspaced(word: str) -> bool:
    """Tell whether a word has characters of a script that puts no spaces between words."""
    return _UNSPACED.search(word) is not None


def prepare(text: str) -> Searchable:
    """Return a text ready to be searched, in every reading that its signs allow."""
    normal = normalise(text)
    readings = [normal]
    if _LEET_IN_WORD.search(normal):
        readings += [
            _LEET_IN_WORD.sub(lambda found, letters=letters: found[0].translate(letters), normal)  # type: ignore[misc]
            for letters in (_LEET, _ONE_AS_L)
        ]
    spaced = {f" {' '.join(words)} " for one in readings for words in _spellings(words_of(one))}
    return Searchable(sorted(spaced), "".join(words_of(normal)))


def _spellings(words: list[str]) -> Iterator[list[str]]:
    """Yield the words as they are, and with what was spelt out letter by letter joined.

    A one-letter word may stand before or after ("a s-c-a-m"), so a run is also read without its ends.
    """
    yield words
    runs = [list(group) for is_single, group in groupby(words, key=lambda word: len(word) == 1) if is_single]
    if any(len(run) >= _MIN_SPELT for run in runs):
        for start, end in ((0, 0), (1, 0), (0, 1)):
            yield list(_join_runs(words, start, end))


def _join_runs(words: list[str], start: int, end: int) -> Iterator[str]:
    for is_single, group in groupby(words, key=lambda word: len(word) == 1):
        run = list(group)
        if is_single and len(run) - start - end >= _MIN_SPELT:
            last = len(run) - end
            yield from (*run[:start], "".join(run[start:last]), *run[last:])
        else:
            yield from run


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
