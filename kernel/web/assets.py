"""Front-end files as esbuild wrote them: hashed names, looked up in its manifest, cached for good."""

import json
from pathlib import Path

from flask import Flask, Response, send_from_directory

from kernel.web.access import ANYONE

YEAR_SECONDS = 365 * 24 * 3600


class AssetsMissing(Exception):
    """The front-end has not been built; run bin/build-frontend."""


def install_assets(app: Flask, root: Path) -> None:
    """Serve `static/` and give templates `asset(name)`, the URL of a built file."""
    manifest = root / "static" / "dist" / "manifest.json"
    cache: dict[str, object] = {"changed_at": 0.0, "names": {}}

    def asset(name: str) -> str:
        try:
            changed_at = manifest.stat().st_mtime
        except FileNotFoundError:
            raise AssetsMissing("static/dist/manifest.json is missing; run bin/build-frontend") from None
        if cache["changed_at"] != changed_at:
            cache.update(changed_at=changed_at, names=json.loads(manifest.read_text()))
        names = cache["names"]
        assert isinstance(names, dict)
        return f"/static/dist/{names[name]}"

    def static(filename: str) -> Response:
        response = send_from_directory(root / "static", filename, max_age=3600)
        response.cache_control.public = True
        if filename.startswith("dist/"):
            response.cache_control.max_age = YEAR_SECONDS
            response.cache_control.immutable = True
        return response

    static.access = ANYONE  # type: ignore[attr-defined]
    app.add_url_rule("/static/<path:filename>", endpoint="static", view_func=static)
    app.jinja_env.globals["asset"] = asset
