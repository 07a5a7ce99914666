"""What makes the market installable: its manifest, its service worker, and the page for want of a network."""

from collections.abc import Callable
from pathlib import Path

from flask import Flask, Response, abort, g, make_response, render_template, send_from_directory
from flask_babel import force_locale

from kernel.web.access import ANYONE
from kernel.web.languages import LANGUAGES

HOUR_SECONDS = 3600
#: Bundled beside the other scripts, under a name that stays: browsers ask again for exactly this address.
WORKER = "service_worker.js"


def install_installing(app: Flask, root: Path) -> None:
    """Serve `/manifest.webmanifest`, `/service-worker.js` and `/offline/<language>`."""

    def manifest() -> Response:
        response = make_response(render_template("manifest.webmanifest"))
        response.mimetype = "application/manifest+json"
        # Browsers ask for it without cookies: it speaks the browser's language.
        response.headers["Cache-Control"] = f"public, max-age={HOUR_SECONDS}"
        response.headers["Vary"] = "Accept-Language"
        return response

    def service_worker() -> Response:
        response = send_from_directory(root / "static" / "dist", WORKER, mimetype="text/javascript")
        # A worker that caches kept would hold back its own successor.
        response.headers["Cache-Control"] = "no-cache"
        return response

    def offline(language: str) -> Response:
        if language not in LANGUAGES:
            abort(404)
        g.shared_page = True
        with force_locale(language):
            response = make_response(render_template("offline.html", locale=language))
        response.headers["Cache-Control"] = "no-cache"
        return response

    rules: dict[str, Callable[..., Response]] = {
        "/manifest.webmanifest": manifest,
        "/service-worker.js": service_worker,
        "/offline/<language>": offline,
    }
    for path, view in rules.items():
        view.access = ANYONE  # type: ignore[attr-defined]
        app.add_url_rule(path, view_func=view)
