"""Clips are encoded by the real ffmpeg and look like a phone's."""

from pathlib import Path

import av
import pytest

from demo.clips import EncodingFailed, draw_clip
from demo.draw import draw_missing, file_of, find_ffmpeg


def test_a_portrait_clip_is_h264_with_sound_and_a_keyframe_every_second(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"

    draw_clip("bubble_tea", path, find_ffmpeg(), seconds=2.2)

    with av.open(str(path)) as clip:
        video, audio = clip.streams.video[0], clip.streams.audio[0]
        keyframes = [
            round(float(p.pts * p.time_base), 1)
            for p in clip.demux(video)
            if p.is_keyframe and p.pts is not None
        ]
        assert (video.codec_context.name, video.codec_context.profile) == ("h264", "High")
        assert (video.width, video.height, video.pix_fmt) == (720, 1280, "yuv420p")
        assert video.average_rate is not None
        assert (float(video.average_rate), audio.codec_context.name, audio.rate) == (24.0, "aac", 48_000)
    assert keyframes == [0.0, 1.0, 2.0]
    assert path.read_bytes().find(b"moov") < path.read_bytes().find(b"mdat")


def test_the_silent_scene_has_no_audio_stream(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"

    draw_clip("pins", path, find_ffmpeg(), seconds=0.2)

    with av.open(str(path)) as clip:
        assert [stream.type for stream in clip.streams] == ["video"]


def test_what_is_there_is_kept_and_what_is_missing_is_drawn(tmp_path: Path) -> None:
    kept = file_of(tmp_path, "avatars/mei")
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"already there")

    drawn = list(draw_missing(tmp_path, ["avatars/mei", "avatars/kai"], find_ffmpeg()))

    assert drawn == ["avatars/kai"]
    assert kept.read_bytes() == b"already there"
    assert sorted(path.name for path in kept.parent.iterdir()) == ["kai.jpg", "mei.jpg"]


def test_a_refusal_of_ffmpeg_is_told_in_its_own_words(tmp_path: Path) -> None:
    with pytest.raises(EncodingFailed, match="No such file or directory"):
        draw_clip("pins", tmp_path / "missing" / "clip.mp4", find_ffmpeg(), seconds=0.1)
