"""The catalogues of translated sentences, for code that answers no request."""

import functools
from collections.abc import Callable
from pathlib import Path

from babel.support import NullTranslations, Translations

FOLDER = Path(__file__).parent.parent / "translations"
Say = Callable[[str], str]


def choose_words(locale: str) -> Say:
    """Return what turns a sentence of ours into the language `locale` (en, zh_Hant, zh_Hans)."""
    return _load(locale).gettext


@functools.cache
def _load(locale: str) -> NullTranslations:
    return Translations.load(FOLDER, [locale])
