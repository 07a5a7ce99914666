"""The sentences of the product and their translations, as the tests of the catalogues see them."""

import functools
from collections.abc import Mapping
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[3]
LOCALES = ("zh_Hant", "zh_Hans")

#: What bin/translate tells pybabel on top of its own.
_OUR_KEYWORDS = {"N_": None, "lazy_gettext": None}


@functools.cache
def find_sentences() -> Mapping[str, str]:
    """Collect every sentence as bin/translate does: the sentence, and the first file that says it."""
    with (ROOT / "translations/babel.cfg").open(encoding="utf-8") as file:
        method_map, options_map = parse_mapping_cfg(file)
    found: dict[str, str] = {}
    keywords = {**DEFAULT_KEYWORDS, **_OUR_KEYWORDS}
    for file_name, _line, message, _comments, _context in extract_from_dir(
        str(ROOT), method_map, options_map, keywords=keywords
    ):
        found.setdefault(message if isinstance(message, str) else message[0], file_name)
    return found


@functools.cache
def read_catalogue(locale: str) -> Catalog:
    """Read the catalogue of a language."""
    with (ROOT / f"translations/{locale}/LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, locale=locale)


def list_messages(locale: str) -> list[Message]:
    """List the sentences of a catalogue, without its header."""
    return [message for message in read_catalogue(locale) if message.id]


def original(message: Message) -> str:
    """Return the English of a message; of one that counts, the plural."""
    return message.id if isinstance(message.id, str) else message.id[1]


def translation(message: Message) -> str:
    """Return the translation of a message. Chinese has one form for every count."""
    return message.string if isinstance(message.string, str) else message.string[0]
