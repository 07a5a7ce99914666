"""Clips as a phone would upload them: H.264 and AAC in MP4, drawn and encoded frame by frame."""

import subprocess
import tempfile
import wave
from pathlib import Path

from demo import music
from demo.scenes import SCENES
from demo.scenes.scene import FRAMES_PER_SECOND, Scene
from demo.sound import RATE_HZ

KEYFRAME_SECONDS = 1
RATE_KBPS, PEAK_KBPS = 4000, 6000
#: What `ultrafast` leaves out and a clip needs: smooth gradients, and the High profile of a phone's clip
X264_EXTRAS = "8x8dct=1:no-deblock=0:cabac=1"


class EncodingFailed(RuntimeError):
    """ffmpeg did not accept the pictures or the sound."""


def draw_clip(name: str, path: Path, ffmpeg: str = "ffmpeg", *, seconds: float | None = None) -> None:
    """Draw the scene `name` into the MP4 file `path`; only its first `seconds` if given.

    Raises KeyError: no scene has this name.
    Raises EncodingFailed: ffmpeg refused.
    """
    scene = SCENES[name]
    length_seconds = scene.seconds if seconds is None else min(seconds, scene.seconds)
    with tempfile.TemporaryDirectory(prefix="clip-") as folder:
        track = None
        if scene.score is not None:
            track = Path(folder) / "sound.wav"
            _write_sound(scene.score, scene.seconds, track)
        command = build_command(scene, length_seconds, track, path, ffmpeg)
        _encode(command, scene, round(length_seconds * FRAMES_PER_SECOND))


def build_command(scene: Scene, seconds: float, track: Path | None, path: Path, ffmpeg: str) -> list[str]:
    """Return the ffmpeg command that reads raw RGB frames on its standard input."""
    sound_input = ["-i", str(track)] if track else []
    sound_codec = ["-c:a", "aac", "-b:a", "128k"] if track else []
    return [
        ffmpeg, "-hide_banner", "-loglevel", "error", "-nostdin", "-y",
        "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{scene.width}x{scene.height}",
        "-r", str(FRAMES_PER_SECOND), "-i", "pipe:0",
        *sound_input,
        # Grain hides the bands that eight bits leave in dark gradients. BT.709 is what players assume.
        "-vf", "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p,noise=c0s=3:c0f=t",
        "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv",
        "-c:v", "libx264", "-profile:v", "high", "-preset", "ultrafast", "-x264-params", X264_EXTRAS,
        # Two clips are made at a time.
        "-threads", "1",
        "-b:v", f"{RATE_KBPS}k", "-maxrate", f"{PEAK_KBPS}k", "-bufsize", f"{PEAK_KBPS * 2}k",
        "-g", str(FRAMES_PER_SECOND * KEYFRAME_SECONDS),
        *sound_codec, "-t", f"{seconds:.3f}", "-movflags", "+faststart", "-f", "mp4", str(path),
    ]  # fmt: skip


def _write_sound(score: music.Score, seconds: float, path: Path) -> None:
    with wave.open(str(path), "wb") as track:
        track.setnchannels(2)
        track.setsampwidth(2)
        track.setframerate(RATE_HZ)
        track.writeframes(music.render(score, seconds).tobytes())


def _encode(command: list[str], scene: Scene, frame_count: int) -> None:
    paint = scene.build()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        try:
            for number in range(frame_count):
                process.stdin.write(paint(number / FRAMES_PER_SECOND).tobytes())
            process.stdin.close()
        except BrokenPipeError:
            pass  # ffmpeg went away; its words and its status tell why
        words = process.stderr.read().decode(errors="replace").strip()
        if process.wait() != 0:
            raise EncodingFailed(f"ffmpeg could not encode the scene {scene.name}: {words}")
