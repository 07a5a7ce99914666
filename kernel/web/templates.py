"""What every template may use, and answering with one."""

from typing import Any

from flask import Flask, Response, g, make_response, render_template, request
from flask_babel import get_locale
from jinja2 import FileSystemBytecodeCache

from kernel.config import Config
from kernel.money import format_money
from kernel.web.actor import find_actor
from kernel.web.languages import LANGUAGES, choose_theme


def install_templates(app: Flask, config: Config) -> None:
    """Give templates the viewer, the language, the theme and how to write money."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    # Compiling takes seconds for all of them, which each process would spend on its first visitors.
    config.template_cache.mkdir(parents=True, exist_ok=True)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(config.template_cache))
    app.jinja_env.filters["money"] = lambda amount, currency: format_money(amount, currency, locale())

    @app.context_processor
    def common() -> dict[str, Any]:
        return {
            "current_user": None if g.get("shared_page") else find_actor(),
            "shared_page": g.get("shared_page", False),
            "locale": locale(),
            "languages": LANGUAGES,
            "theme": choose_theme(request) or "auto",
            "realtime_url": config.realtime_url,
            "sandbox": config.payment_gateway == "sandbox",
        }


def compile_templates(app: Flask) -> None:
    """Compile every template that has not been compiled yet, so that nobody waits for it."""
    for name in app.jinja_env.list_templates(extensions=["html"]):
        app.jinja_env.get_template(name)


def locale() -> str:
    """Return the language this request is answered in: en, zh_Hant or zh_Hans."""
    chosen = get_locale()
    return "en" if chosen is None or chosen.language != "zh" else f"zh_{chosen.script or 'Hans'}"


def render(template: str, status: int = 200, **context: Any) -> Response:
    """Answer with a page about or for one person; no cache keeps it."""
    return make_response(render_template(template, **context), status)


def render_shared(template: str, *, seconds: int, **context: Any) -> Response:
    """Answer with a page that is the same for everybody who is not signed in, kept for some seconds.

    Such a page has no CSRF token and no flash messages.
    """
    if find_actor() is None:
        g.shared_page = True
    response = make_response(render_template(template, **context))
    if g.get("shared_page"):
        response.headers["Cache-Control"] = f"public, max-age={seconds}"
        response.headers["Vary"] = "Cookie, Accept-Language"
    return response
