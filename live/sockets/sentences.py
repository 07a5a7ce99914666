"""Refusals in the language of who is refused: a handler of Socket.IO has no request that Babel could ask."""

import gettext
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header, parse_cookie

from kernel.actor import Actor
from kernel.errors import N_
from kernel.web.languages import LANGUAGES, LOCALE_COOKIE, match_browser

_CATALOGUES = Path(__file__).parents[2] / "translations"

NOT_HERE = N_("You are not in this room. Join it first.")
NO_BROADCAST = N_("We could not find this broadcast.")
TRY_AGAIN = N_("This did not work just now. Try again in a moment.")
TOO_OFTEN = N_("That was a little often. Try again in a moment.")


def find_locale(environ: Mapping[str, Any], actor: Actor | None) -> str:
    """Return the language of a connection, chosen as pages choose theirs."""
    chosen = parse_cookie(environ.get("HTTP_COOKIE", "")).get(LOCALE_COOKIE)
    if chosen in LANGUAGES:
        return chosen
    if actor is not None and actor.locale in LANGUAGES:
        return actor.locale
    return match_browser(parse_accept_header(environ.get("HTTP_ACCEPT_LANGUAGE", ""), LanguageAccept))


def translate(sentence: str, locale: str, **values: object) -> str:
    """Return a sentence in a language, with the values that it names."""
    return _catalogue(locale).gettext(sentence).format(**values) if sentence else ""


@lru_cache(maxsize=len(LANGUAGES))
def _catalogue(locale: str) -> gettext.NullTranslations:
    return gettext.translation("messages", str(_CATALOGUES), [locale], fallback=True)
