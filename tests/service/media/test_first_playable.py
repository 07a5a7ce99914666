"""Something can be played before everything is ready, and each set that is told of is whole."""

from pathlib import Path

import pytest

from media.errors import Cancelled, ToolsMissing
from media.jail import Jail, JailKind
from media.probe import probe
from media.renditions import RenditionSet
from media.tools import MediaTools, find_tools
from media.transcode import transcode
from tests import media_samples as samples


def test_a_clip_that_browsers_play_is_told_of_as_a_whole_copy_first(
    ffmpeg: Path, tmp_path: Path, workdir: Path, tools: MediaTools
) -> None:
    clip = samples.make_clip(ffmpeg, tmp_path / "clip.mp4", size="360x640", seconds=4)
    told: list[RenditionSet] = []

    def check(ready: RenditionSet) -> None:
        told.append(ready)
        assert all((workdir / name).is_file() for name in ready.files)
        samples.decode_fully(ffmpeg, workdir / ready.playlist)

    result = transcode(clip, workdir, probe(clip, tools.jail), tools=tools, on_ready=check)

    assert [(ready.playlist, ready.is_growing) for ready in told] == [("first.m3u8", False)]
    assert [rendition.name for rendition in told[0].renditions] == ["source"]
    assert [rendition.name for rendition in result.rendition_set.renditions] == ["360p"]


def test_any_other_clip_is_told_of_from_its_first_segment_on(
    ffmpeg: Path, tmp_path: Path, workdir: Path, tools: MediaTools
) -> None:
    # Matroska is not copied, whatever is in it.
    clip = samples.make_clip(ffmpeg, tmp_path / "clip.mkv", size="540x960", seconds=8)
    told: list[RenditionSet] = []
    shares: list[float] = []

    result = transcode(
        clip, workdir, probe(clip, tools.jail), tools=tools, on_ready=told.append, on_progress=shares.append
    )

    assert {rendition.name for ready in told for rendition in ready.renditions} == {"540p"}
    assert told[0].is_growing
    assert not told[-1].is_growing
    assert told[0].duration_seconds < told[-1].duration_seconds
    assert [rendition.name for rendition in result.rendition_set.renditions] == ["540p", "360p"]
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_a_cancelled_transcode_ends_without_a_final_playlist(
    ffmpeg: Path, tmp_path: Path, workdir: Path, tools: MediaTools
) -> None:
    clip = samples.make_clip(ffmpeg, tmp_path / "clip.mp4", size="720x1280", seconds=4)
    told: list[RenditionSet] = []

    with pytest.raises(Cancelled):
        transcode(
            clip,
            workdir,
            probe(clip, tools.jail),
            tools=tools,
            on_ready=told.append,
            cancelled=lambda: bool(told),
        )

    assert not (workdir / "main.m3u8").exists()


def test_a_demanded_jail_that_does_not_work_stops_the_start(tools: MediaTools) -> None:
    with pytest.raises(ToolsMissing, match="bubblewrap"):
        find_tools(str(tools.ffmpeg), require_jail=True, jail=Jail(JailKind.NONE))


def test_an_ffmpeg_that_is_none_stops_the_start() -> None:
    with pytest.raises(ToolsMissing, match="not ffmpeg"):
        find_tools("/bin/echo")
