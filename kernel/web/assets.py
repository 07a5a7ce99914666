"""Front-end files as esbuild wrote them: hashed names, looked up in its manifest, cached for good."""

import json
from collections.abc import Sequence
from pathlib import Path

from flask import Flask, Response, request, send_from_directory
from markupsafe import Markup

from kernel.web.access import ANYONE

YEAR_SECONDS = 365 * 24 * 3600
PATH = "/static/dist"


class AssetsMissing(Exception):
    """The front-end has not been built; run bin/build-frontend."""


class Assets:
    """What the build in a folder is made of. A newer build is noticed by its manifest."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._changed_at = 0.0
        self._files: dict[str, str] = {}
        self._imports: dict[str, list[str]] = {}

    def url(self, name: str) -> str:
        """Return the address of a built file by the name of its source."""
        self._refresh()
        return f"{PATH}/{self._files[name]}"

    def script(self, name: str, later: Sequence[str] = ()) -> Markup:
        """Return the tags that run a script.

        What it imports is asked for at once, not one after the other as the browser finds it; so are the
        scripts that it imports `later`, by the names of their sources.
        """
        self._refresh()
        url = f"{PATH}/{self._files[name]}"
        needed = dict.fromkeys(f"{PATH}/{file}" for one in (name, *later) for file in self._imports[one])
        preloads = Markup("").join(
            Markup('<link rel="modulepreload" href="{}">').format(file) for file in needed if file != url
        )
        return preloads + Markup('<script type="module" src="{}"></script>').format(url)

    def _refresh(self) -> None:
        manifest = self._folder / "manifest.json"
        try:
            changed_at = manifest.stat().st_mtime
        except FileNotFoundError:
            raise AssetsMissing("static/dist/manifest.json is missing; run bin/build-frontend") from None
        if self._changed_at != changed_at:
            self._files = json.loads(manifest.read_text())
            self._imports = json.loads((self._folder / "imports.json").read_text())
            self._changed_at = changed_at


def install_assets(app: Flask, root: Path) -> None:
    """Serve `static/`; give templates `asset(name)` and `script(name)`: a file's address, a script's tags."""
    folder = root / "static"
    assets = Assets(folder / "dist")

    def static(filename: str) -> Response:
        if not filename.startswith("dist/"):
            return _cached(send_from_directory(folder, filename, max_age=3600))
        if request.accept_encodings.quality("gzip") > 0 and (folder / f"{filename}.gz").is_file():
            response = send_from_directory(
                folder, f"{filename}.gz", mimetype=_type_of(filename), max_age=YEAR_SECONDS
            )
            response.content_encoding = "gzip"
        else:
            response = send_from_directory(folder, filename, max_age=YEAR_SECONDS)
        response.vary.add("Accept-Encoding")
        response.cache_control.immutable = True
        return _cached(response)

    static.access = ANYONE  # type: ignore[attr-defined]
    app.add_url_rule("/static/<path:filename>", endpoint="static", view_func=static)
    app.jinja_env.globals["asset"] = assets.url
    app.jinja_env.globals["script"] = assets.script


def _cached(response: Response) -> Response:
    response.cache_control.public = True
    return response


def _type_of(filename: str) -> str:
    return {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}[Path(filename).suffix]
