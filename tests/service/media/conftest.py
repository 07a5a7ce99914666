"""The ffmpeg of this machine, or another one: `FFMPEG=/path/to/ffmpeg bin/test service`."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from media.jail import Jail, JailKind, detect_jail
from media.probe import probe
from media.tools import MediaTools, find_tools
from media.transcode import TranscodeResult, transcode


@pytest.fixture(scope="session")
def tools() -> MediaTools:
    """Find ffmpeg and the best jail."""
    return find_tools(os.environ.get("FFMPEG"))


@pytest.fixture(scope="session")
def ffmpeg(tools: MediaTools) -> Path:
    """The ffmpeg that makes the samples."""
    return tools.ffmpeg


@pytest.fixture(params=list(JailKind))
def each_jail(request: pytest.FixtureRequest) -> Jail:
    """Give a test every kind of jail that works here, the next best where one does not."""
    return detect_jail((request.param,))


@pytest.fixture
def workdir(tmp_path: Path) -> Path:
    """Give an empty folder for what is made."""
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


@pytest.fixture
def make(tools: MediaTools, workdir: Path) -> Callable[[Path], TranscodeResult]:
    """Do with a clip what the worker does: probe, gate, transcode."""
    return lambda clip: transcode(clip, workdir, probe(clip, tools.jail), tools=tools)
