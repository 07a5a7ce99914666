"""Clips as phones, browsers and editors really make them come out right."""

from collections.abc import Callable
from pathlib import Path

import av
import pytest

from media.jail import Jail
from media.probe import probe
from media.tools import MediaTools
from media.transcode import TranscodeResult
from tests import media_samples as samples

Make = Callable[[Path], TranscodeResult]


def test_all_renditions_of_a_clip_line_up_and_play(
    ffmpeg: Path, tmp_path: Path, workdir: Path, make: Make
) -> None:
    clip = samples.make_clip(ffmpeg, tmp_path / "clip.mp4", size="720x1280", seconds=5)

    made = make(clip).rendition_set

    assert [(r.name, r.width, r.height) for r in made.renditions] == [
        ("720p", 720, 1280),
        ("540p", 540, 960),
        ("360p", 360, 640),
    ]
    keyframes = [samples.keyframe_times(workdir / r.name) for r in made.renditions]
    assert keyframes == [[0.0, 2.0, 4.0]] * 3
    assert all((workdir / name).is_file() for name in made.files)
    samples.decode_fully(ffmpeg, workdir / made.playlist)


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_clip_held_otherwise_is_shown_upright(
    ffmpeg: Path, tmp_path: Path, workdir: Path, make: Make, degrees: int
) -> None:
    # The left third is red, so it ends up at the top, at the right or at the bottom.
    clip = samples.make_clip(ffmpeg, tmp_path / "clip.mp4", size="320x180", seconds=1, picture="color=c=blue")
    turned = samples.convert(
        ffmpeg, clip, tmp_path / "turned.mp4", "-vf", "drawbox=w=iw/3:h=ih:c=red:t=fill", *samples.H264
    )
    samples.mark_rotated(turned, degrees)

    result = make(turned)

    best = result.rendition_set.renditions[0]
    assert (best.width, best.height) == ((320, 180) if degrees == 180 else (180, 320))
    where = {90: (0.1, 0.0, 0.9, 0.2), 180: (0.8, 0.1, 1.0, 0.9), 270: (0.1, 0.8, 0.9, 1.0)}[degrees]
    red, _, blue = samples.mean_colour(workdir / result.posters[0].images[0].file, where)
    assert red > 200
    assert blue < 60


def test_a_variable_frame_rate_keeps_its_times_and_keyframes(
    ffmpeg: Path, tmp_path: Path, workdir: Path, make: Make
) -> None:
    # Ten frames a second in the first two seconds, thirty after.
    uneven = ("-vf", "select=gte(t\\,2)+not(mod(n\\,3))", "-fps_mode", "vfr")
    clip = samples.make_clip(ffmpeg, tmp_path / "clip.mp4", size="640x360", seconds=5, extra=uneven)

    made = make(clip).rendition_set

    assert made.duration_seconds == pytest.approx(5, abs=0.1)
    # ffmpeg 5.1 takes the last frame of a segment for as short as the others: one frame's slack.
    assert samples.keyframe_times(workdir / "360p") == pytest.approx([0.0, 2.0, 4.0], abs=0.1)


def test_ten_bit_hdr_becomes_eight_bit_sdr(ffmpeg: Path, tmp_path: Path, workdir: Path, make: Make) -> None:
    clip = samples.make_clip(ffmpeg, tmp_path / "clip.mp4", seconds=1, video=samples.HEVC_HLG)

    made = make(clip).rendition_set

    folder = workdir / made.renditions[0].name
    whole = tmp_path / "whole.mp4"
    whole.write_bytes((folder / "init.mp4").read_bytes() + (folder / "s00000.m4s").read_bytes())
    with av.open(str(whole)) as container:
        frame = next(container.decode(video=0))
    assert frame.format.name == "yuv420p"
    # 1 is BT.709, of transfer, primaries and matrix alike (ITU-T H.273).
    assert (int(frame.color_trc), int(frame.color_primaries), int(frame.colorspace)) == (1, 1, 1)


def test_a_clip_without_sound_has_no_audio_group(
    ffmpeg: Path, tmp_path: Path, workdir: Path, make: Make
) -> None:
    clip = samples.make_clip(ffmpeg, tmp_path / "clip.mp4", seconds=1, sound=None)

    made = make(clip).rendition_set

    assert made.audio is None
    assert "AUDIO" not in (workdir / made.playlist).read_text()
    samples.decode_fully(ffmpeg, workdir / made.playlist)


def test_surround_sound_becomes_stereo_at_48_khz(
    ffmpeg: Path, tmp_path: Path, workdir: Path, make: Make
) -> None:
    clip = samples.make_clip(
        ffmpeg, tmp_path / "clip.mp4", seconds=1, sound=samples.SURROUND, extra=("-c:a", "ac3")
    )

    made = make(clip).rendition_set

    assert made.audio is not None
    assert made.audio.codecs == "mp4a.40.2"
    whole = tmp_path / "audio.mp4"
    whole.write_bytes(b"".join((workdir / name).read_bytes() for name in made.audio.files[:2]))
    with av.open(str(whole)) as container:
        sound = container.streams.audio[0]
        assert (sound.codec_context.channels, sound.codec_context.sample_rate) == (2, 48000)


def test_a_recording_of_a_browser_has_no_duration_and_gets_one(
    ffmpeg: Path, tmp_path: Path, tools: MediaTools, make: Make
) -> None:
    live = ("-c:a", "libopus", "-f", "webm", "-live", "1")
    clip = samples.make_clip(ffmpeg, tmp_path / "clip.webm", seconds=3, video=samples.VP8, extra=live)
    assert probe(clip, tools.jail).duration_seconds is None

    made = make(clip).rendition_set

    assert made.duration_seconds == pytest.approx(3, abs=0.1)


def test_odd_sizes_become_even(ffmpeg: Path, tmp_path: Path, make: Make) -> None:
    clip = samples.make_clip(
        ffmpeg,
        tmp_path / "clip.webm",
        size="201x333",
        seconds=1,
        video=samples.VP8,
        extra=("-c:a", "libopus"),
    )

    made = make(clip).rendition_set

    assert [(r.width, r.height) for r in made.renditions] == [(200, 332)]


def test_slow_motion_is_limited_to_sixty_frames_a_second(
    ffmpeg: Path, tmp_path: Path, workdir: Path, make: Make
) -> None:
    clip = samples.make_clip(ffmpeg, tmp_path / "clip.mp4", seconds=1, rate=120, sound=None)

    made = make(clip).rendition_set

    folder = workdir / made.renditions[0].name
    whole = tmp_path / "whole.mp4"
    whole.write_bytes((folder / "init.mp4").read_bytes() + (folder / "s00000.m4s").read_bytes())
    with av.open(str(whole)) as container:
        assert sum(1 for _ in container.decode(video=0)) == 60


def test_a_long_clip_with_rare_keyframes_gets_one_every_two_seconds(
    ffmpeg: Path, tmp_path: Path, workdir: Path, make: Make
) -> None:
    rare = (*samples.H264[:-1], "2000", "-sc_threshold", "0")
    clip = samples.make_clip(ffmpeg, tmp_path / "clip.mp4", seconds=60, rate=10, video=rare)

    result = make(clip)

    assert samples.keyframe_times(workdir / "180p") == [2.0 * number for number in range(30)]
    assert len(result.sprite.times_seconds) == 30


def test_posters_avoid_the_black_start(ffmpeg: Path, tmp_path: Path, workdir: Path, make: Make) -> None:
    fade = ("-vf", "fade=in:st=1:d=0.5")
    clip = samples.make_clip(ffmpeg, tmp_path / "clip.mp4", seconds=4, extra=fade)

    result = make(clip)

    assert 3 <= len(result.posters) <= 5
    assert result.posters[0].time_seconds > 1
    types = {image.content_type for image in result.posters[0].images}
    assert types == {"image/webp", "image/jpeg"}
    assert max(samples.mean_colour(workdir / result.posters[0].images[0].file, (0, 0, 1, 1))) > 40


def test_the_probe_says_the_same_in_every_jail(
    ffmpeg: Path, tmp_path: Path, tools: MediaTools, each_jail: Jail
) -> None:
    clip = samples.make_clip(ffmpeg, tmp_path / "clip.mp4", seconds=1)

    info = probe(clip, each_jail)

    assert info == probe(clip, tools.jail)
    assert (info.width, info.height, info.frames_per_second) == (180, 320, 30)
