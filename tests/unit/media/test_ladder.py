"""Which renditions a clip gets, and the commands that make them. Runs nothing."""

from dataclasses import replace
from pathlib import Path

import pytest

from media.encode import build_ladder_command
from media.info import AudioInfo, MediaInfo
from media.ladder import choose_quick_rung, choose_rungs
from media.remux import build_remux_command, may_copy
from media.sniff import Demuxer

STEREO = AudioInfo(position=0, codec="aac", profile="LC", channels=2, sample_rate=48000)
PHONE_CLIP = MediaInfo(
    demuxer=Demuxer.MOV,
    size_bytes=60_000_000,
    stream_count=2,
    duration_seconds=30,
    bits_per_second=16_000_000,
    width=1080,
    height=1920,
    rotation=0,
    square_pixels=True,
    frames_per_second=30,
    video_codec="h264",
    video_profile="High",
    pixel_format="yuv420p",
    bit_depth=8,
    hdr_transfer=None,
    keyframe_gap_seconds=1,
    audio=STEREO,
)


def build(info: MediaInfo, *, with_audio: bool = True, has_tonemap: bool = True) -> list[str]:
    rungs = choose_rungs(info.width, info.height)
    return build_ladder_command(
        Path("/bin/ffmpeg"), Path("/in/clip"), info, rungs, with_audio=with_audio, has_tonemap=has_tonemap
    )


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((1080, 1920), [(1080, 1920), (720, 1280), (540, 960), (360, 640)]),
        ((3840, 2160), [(1920, 1080), (1280, 720), (960, 540), (640, 360)]),
        ((720, 720), [(720, 720), (540, 540), (360, 360)]),
        ((719, 1281), [(540, 962), (360, 642)]),
        ((201, 333), [(200, 332)]),
    ],
)
def test_a_clip_is_never_enlarged_and_sizes_are_even(
    size: tuple[int, int], expected: list[tuple[int, int]]
) -> None:
    rungs = choose_rungs(*size)

    assert [(rung.width, rung.height) for rung in rungs] == expected


def test_the_quick_rung_is_540p_or_the_best_there_is() -> None:
    large, small = choose_rungs(1080, 1920), choose_rungs(360, 640)

    assert choose_quick_rung(large).name == "540p"
    assert choose_quick_rung(small).name == "360p"


def test_a_command_reads_one_local_file_with_one_demuxer() -> None:
    argv = build(PHONE_CLIP)

    before_input = argv[: argv.index("-i")]
    assert argv[argv.index("-i") + 1] == "file:/in/clip"
    assert before_input[before_input.index("-f") + 1] == "mov"
    assert before_input[before_input.index("-protocol_whitelist") + 1] == "file"
    assert before_input[before_input.index("-format_whitelist") + 1].startswith("mov,")


def test_one_command_makes_all_rungs_and_the_audio_without_metadata() -> None:
    argv = build(PHONE_CLIP)

    assert argv.count("libx264") == 4
    assert argv.count("aac") == 1
    assert argv.count("-map_metadata") == argv.count("-map_chapters") == 5


def test_audio_that_is_done_already_is_not_made_again() -> None:
    assert "aac" not in build(PHONE_CLIP, with_audio=False)


def test_hdr_is_mapped_properly_where_ffmpeg_can_and_converted_where_it_cannot() -> None:
    clip = replace(PHONE_CLIP, hdr_transfer="smpte2084")

    assert any("tonemap=hable" in part for part in build(clip))
    assert any("in_color_matrix=bt2020" in part for part in build(clip, has_tonemap=False))


@pytest.mark.parametrize(("rate", "is_limited"), [(30, False), (59.94, False), (120, True), (None, True)])
def test_only_too_fast_or_unknown_rates_are_limited(rate: float | None, is_limited: bool) -> None:
    argv = build(replace(PHONE_CLIP, frames_per_second=rate))

    assert any("select=" in part for part in argv) == is_limited


def test_a_phones_h264_is_copied_without_side_information() -> None:
    argv = build_remux_command(Path("/bin/ffmpeg"), Path("/in/clip"), PHONE_CLIP)

    assert may_copy(PHONE_CLIP)
    assert argv.count("copy") == 2
    assert "filter_units=remove_types=6|12" in argv


@pytest.mark.parametrize(
    "change",
    [
        {"video_codec": "hevc"},
        {"video_profile": "High 4:4:4 Predictive"},
        {"pixel_format": "yuv420p10le"},
        {"rotation": 90},
        {"square_pixels": False},
        {"width": 2160, "height": 3840},
        {"keyframe_gap_seconds": 10},
        {"keyframe_gap_seconds": None},
        {"bits_per_second": 80_000_000},
        {"demuxer": Demuxer.MATROSKA},
    ],
)
def test_what_browsers_would_not_show_rightly_is_not_copied(change: dict[str, object]) -> None:
    assert not may_copy(replace(PHONE_CLIP, **change))  # type: ignore[arg-type]


def test_other_audio_is_encoded_beside_copied_video() -> None:
    clip = replace(PHONE_CLIP, audio=replace(STEREO, codec="ac3", profile=None, channels=6))

    argv = build_remux_command(Path("/bin/ffmpeg"), Path("/in/clip"), clip)

    assert argv.count("copy") == 1
    assert argv.count("aac") == 1
