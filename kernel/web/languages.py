"""The three languages of the interface and how one is chosen: by the person, else by the browser."""

from flask import Flask, Request, request
from flask_babel import Babel
from werkzeug.datastructures import LanguageAccept

from kernel.web.actor import find_actor

LANGUAGES = {"en": "English", "zh_Hant": "繁體中文", "zh_Hans": "简体中文"}
LOCALE_COOKIE = "nightmarket_locale"
THEME_COOKIE = "nightmarket_theme"
THEMES = {"light", "dark"}
_TRADITIONAL = ("zh-hant", "zh-tw", "zh-hk", "zh-mo")


def choose_locale(request: Request) -> str:
    """Return the interface language that cookie and browser ask for."""
    chosen = request.cookies.get(LOCALE_COOKIE)
    return chosen if chosen in LANGUAGES else match_browser(request.accept_languages)


def match_browser(accepted: LanguageAccept) -> str:
    """Return the best of our languages for a browser's list."""
    for tag in accepted.values():
        lowered = tag.lower()
        if lowered.startswith(_TRADITIONAL):
            return "zh_Hant"
        if lowered.startswith("zh"):
            return "zh_Hans"
        if lowered.startswith("en"):
            return "en"
    return "en"


def choose_theme(request: Request) -> str | None:
    """Return the theme a person chose, or None to follow the device."""
    chosen = request.cookies.get(THEME_COOKIE)
    return chosen if chosen in THEMES else None


def language_tag(locale: str) -> str:
    """Return a locale as HTML and browsers write it, e.g. zh-Hant."""
    return locale.replace("_", "-")


def install_languages(app: Flask, translations: str) -> None:
    """Translate everything that this application shows; `translations` is the catalogues' folder."""
    app.config.update(BABEL_DEFAULT_LOCALE="en", BABEL_TRANSLATION_DIRECTORIES=translations)
    Babel(app, locale_selector=_select)


def _select() -> str:
    if LOCALE_COOKIE not in request.cookies:
        actor = find_actor()
        if actor is not None and actor.locale in LANGUAGES:
            return actor.locale
    return choose_locale(request)
