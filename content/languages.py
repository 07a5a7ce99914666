"""The languages in which a video can have captions, named in the reader's language or in their own.

Names are CLDR's (through Babel). Chinese is told apart by script, as everywhere in the market.
"""

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from babel import Locale

#: BCP 47 tags, near ones first; the list of a menu is sorted by name.
LANGUAGES = (
    *("en", "zh-Hant", "zh-Hans", "yue", "ja", "ko", "vi", "th", "id", "ms", "fil", "my", "km", "lo", "mn"),
    *("hi", "bn", "pa", "ta", "te", "mr", "gu", "kn", "ml", "si", "ne", "ur", "fa", "ar", "he", "tr", "kk"),
    *("uz", "ru", "uk", "pl", "cs", "sk", "hu", "ro", "bg", "sr", "hr", "sl", "el", "it", "es", "es-419"),
    *("ca", "pt", "pt-BR", "fr", "de", "nl", "da", "nb", "sv", "fi", "et", "lv", "lt", "is", "ga", "sw"),
    *("am", "ha", "yo", "zu", "af", "eo"),
)
#: What people call the two by themselves; CLDR's "中文 (繁體)" is for tables.
_CHINESE = {
    "zh-Hant": {"zh_Hant": "繁體中文", "zh_Hans": "繁体中文"},
    "zh-Hans": {"zh_Hant": "簡體中文", "zh_Hans": "简体中文"},
}


@dataclass(frozen=True)
class Language:
    """A language's tag, and its name in the reader's language."""

    tag: str
    name: str


@functools.cache
def own_name(tag: str) -> str:
    """Return what those who read a language call it, e.g. 繁體中文."""
    locale = Locale.parse(tag, sep="-")
    return _name(tag, str(locale)) if tag in LANGUAGES else tag


@functools.cache
def list_languages(locale: str) -> Sequence[Language]:
    """Return all languages with their names in `locale` (e.g. zh_Hant): the interface's own, then by name."""
    languages = [Language(tag, _name(tag, locale)) for tag in LANGUAGES]
    return (*languages[:3], *sorted(languages[3:], key=lambda language: language.name.casefold()))


def _name(tag: str, locale: str) -> str:
    if locale in _CHINESE.get(tag, {}):
        return _CHINESE[tag][locale]
    name = Locale.parse(tag, sep="-").get_display_name(locale) or tag
    return name[0].upper() + name[1:]
