"""Addresses and tags of built front-end files."""

import json
import os
from pathlib import Path

import pytest

from kernel.web.assets import Assets, AssetsMissing


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a build of a script, what it imports, and a package that it imports later."""
    (tmp_path / "manifest.json").write_text(json.dumps({"room.js": "room-1.js"}))
    imports = {"room.js": ["chunk-1.js", "room-1.js"], "hls.js/dist/hls.mjs": ["chunk-1.js", "hls-1.js"]}
    (tmp_path / "imports.json").write_text(json.dumps(imports))
    return tmp_path


def test_a_script_comes_with_all_that_it_imports_now_and_later_each_once(folder: Path) -> None:
    tags = Assets(folder).script("room.js", later=["hls.js/dist/hls.mjs"])

    assert tags == (
        '<link rel="modulepreload" href="/static/dist/chunk-1.js">'
        '<link rel="modulepreload" href="/static/dist/hls-1.js">'
        '<script type="module" src="/static/dist/room-1.js"></script>'
    )


def test_a_newer_build_is_noticed(folder: Path) -> None:
    assets = Assets(folder)
    before = assets.url("room.js")

    (folder / "manifest.json").write_text(json.dumps({"room.js": "room-2.js"}))
    os.utime(folder / "manifest.json", (0, 1))

    assert [before, assets.url("room.js")] == ["/static/dist/room-1.js", "/static/dist/room-2.js"]


def test_who_has_not_built_is_told_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(AssetsMissing, match="bin/build-frontend"):
        Assets(tmp_path).url("room.js")
