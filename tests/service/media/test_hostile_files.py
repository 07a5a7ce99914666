"""Files made to harm: each is refused with a sentence, or nothing of its harm reaches what we serve."""

import random
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from media.errors import MediaError, Rejected, RunFailed, ToolFailed
from media.info import MediaInfo
from media.jail import JailKind, Limits, detect_jail
from media.probe import probe
from media.runner import run
from media.sniff import Demuxer
from media.tools import MediaTools
from media.transcode import TranscodeResult, transcode
from tests import media_samples as samples

Make = Callable[[Path], TranscodeResult]

#: What an attacker would like us to believe of a file that is no clip.
PLAUSIBLE = MediaInfo(
    demuxer=Demuxer.MOV,
    size_bytes=1000,
    stream_count=1,
    duration_seconds=2,
    bits_per_second=1_000_000,
    width=180,
    height=320,
    rotation=0,
    square_pixels=True,
    frames_per_second=30,
    video_codec="h264",
    video_profile="High",
    pixel_format="yuv420p",
    bit_depth=8,
    hdr_transfer=None,
    keyframe_gap_seconds=1,
    audio=None,
)


class Canary:
    """A server that nobody may call; `calls` counts those who did."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.calls = 0
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.calls += 1
            connection.close()

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()


@pytest.fixture
def canary() -> Iterator[Canary]:
    server = Canary()
    yield server
    server.close()


#: name → content; `{neighbour}` is another person's upload, `{url}` is the canary.
TEXTS = {
    "HLS with a neighbour's file": "#EXTM3U\n#EXTINF:2,\nfile:{neighbour}\n#EXT-X-ENDLIST\n",
    "HLS with a relative name": "#EXTM3U\n#EXTINF:2,\nneighbour.mp4\n#EXT-X-ENDLIST\n",
    "HLS from the network": "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{url}/a.ts\n#EXT-X-ENDLIST\n",
    "HLS with a key": '#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="{url}/k"\n#EXTINF:2,\na.ts\n#EXT-X-ENDLIST\n',
    "HLS of a concat": "#EXTM3U\n#EXTINF:2,\nconcat:/etc/hostname|{neighbour}\n#EXT-X-ENDLIST\n",
    "HLS of a subfile": "#EXTM3U\n#EXTINF:2,\nsubfile,,start,0,end,99,,:/etc/hostname\n#EXT-X-ENDLIST\n",
    "ffconcat": "ffconcat version 1.0\nfile neighbour.mp4\n",
    "DASH": '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period>'
    "<BaseURL>{url}/</BaseURL></Period></MPD>",
    "SDP": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 9 RTP/AVP 96\n",
    "ASX": '<asx version="3.0"><entry><ref href="{url}/a.mp4"/></entry></asx>',
    "SVG": '<svg xmlns="http://www.w3.org/2000/svg"><image href="{url}/a.png"/></svg>',
    "plain text": "Dear sir or madam, here is my video.\n" * 100,
    "a playlist behind a clip's first box": "\0\0\0\x10ftypisom\0\0\0\0#EXTM3U\n#EXTINF:2,\n{url}/a.ts\n",
    "a playlist behind an EBML header": "\x1aE\xdf\xa3#EXTM3U\n#EXTINF:2,\nfile:{neighbour}\n",
}


@pytest.fixture(params=list(TEXTS))
def hostile_text(request: pytest.FixtureRequest, tmp_path: Path, ffmpeg: Path, canary: Canary) -> Path:
    """A text that calls itself a clip, beside a neighbour's real clip."""
    neighbour = tmp_path / "neighbour.mp4"
    samples.make_clip(ffmpeg, neighbour, size="64x64", seconds=0.2, sound=None)
    path = tmp_path / "upload.mp4"
    text = TEXTS[request.param].format(neighbour=neighbour, url=f"http://127.0.0.1:{canary.port}")
    path.write_bytes(text.encode("latin-1"))
    return path


def test_a_text_that_calls_itself_a_clip_is_refused(
    hostile_text: Path, tools: MediaTools, canary: Canary
) -> None:
    with pytest.raises(Rejected) as refused:
        probe(hostile_text, tools.jail)

    assert refused.value.reason.endswith(".")
    assert canary.calls == 0


def test_the_encoder_refuses_it_too_if_the_probe_were_deceived(
    hostile_text: Path, tools: MediaTools, canary: Canary, workdir: Path
) -> None:
    with pytest.raises((Rejected, RunFailed)):
        transcode(hostile_text, workdir, PLAUSIBLE, tools=tools)

    assert canary.calls == 0
    assert not list(workdir.rglob("*.m4s"))


@pytest.mark.parametrize("kind", [JailKind.BUBBLEWRAP, JailKind.UNSHARE])
def test_the_jail_has_no_network(ffmpeg: Path, canary: Canary, kind: JailKind) -> None:
    argv = [
        str(ffmpeg),
        "-nostdin",
        "-v",
        "error",
        "-i",
        f"http://127.0.0.1:{canary.port}/a.mp4",
        "-f",
        "null",
        "-",
    ]
    limits = Limits(deadline_seconds=20, memory_bytes=1 << 30, cpu_seconds=20, file_bytes=1 << 20)

    with pytest.raises(ToolFailed):
        run(argv, jail=detect_jail((kind, JailKind.UNSHARE)), limits=limits, reads=[ffmpeg])

    assert canary.calls == 0


def make_huge(ffmpeg: Path, path: Path) -> Path:
    """Write a clip that declares 15360x15360, in its sample entry and in its picture."""
    samples.make_clip(ffmpeg, path, size="64x64", seconds=0.2, sound=None, video=("-c:v", "mjpeg"))
    side = (15360).to_bytes(2, "big")
    content = bytearray(path.read_bytes())
    entry = content.index(b"jpeg", content.index(b"stsd"))
    content[entry + 28 : entry + 32] = side + side
    at = content.find(b"\xff\xc0")
    while at >= 0:
        content[at + 5 : at + 9] = side + side
        at = content.find(b"\xff\xc0", at + 2)
    path.write_bytes(content)
    return path


def make_many_streams(ffmpeg: Path, path: Path, count: int) -> Path:
    """Write a clip with so many audio streams."""
    clip = samples.make_clip(ffmpeg, path.with_name("one.mp4"), size="64x64", seconds=0.2)
    return samples.convert(ffmpeg, clip, path, "-map", "0:v", *(["-map", "0:a"] * count), "-c", "copy")


def make_far_apart(ffmpeg: Path, path: Path) -> Path:
    """Write a clip of two frames, ten hours apart."""
    far = ("-vf", "setpts=N*36000/TB", "-fps_mode", "passthrough")
    return samples.make_clip(
        ffmpeg, path, size="64x64", seconds=72000, rate=1, sound=None, extra=("-frames:v", "2", *far)
    )


def make_still(ffmpeg: Path, path: Path) -> Path:
    """Write a JPEG under a clip's name."""
    options = ("-frames:v", "1", "-f", "mjpeg")
    return samples.make_clip(ffmpeg, path, size="64x64", sound=None, video=("-c:v", "mjpeg"), extra=options)


BOMBS: dict[str, tuple[Callable[[Path, Path], Path], str]] = {
    "1000 frames a second": (
        lambda ffmpeg, path: samples.make_clip(
            ffmpeg, path, size="64x64", seconds=0.5, rate=1000, sound=None
        ),
        "frames per second",
    ),
    # By the size that it declares, or by the memory that looking at it would take.
    "15360x15360": (make_huge, r"\."),
    "20 streams": (lambda ffmpeg, path: make_many_streams(ffmpeg, path, 20), "streams"),
    "250 streams": (lambda ffmpeg, path: make_many_streams(ffmpeg, path, 250), r"\."),
    "two frames ten hours apart": (make_far_apart, "longer than"),
    "a line": (
        lambda ffmpeg, path: samples.make_clip(ffmpeg, path, size="640x64", seconds=0.2, sound=None),
        "narrow",
    ),
    "a dot": (
        lambda ffmpeg, path: samples.make_clip(ffmpeg, path, size="32x32", seconds=0.2, sound=None),
        "small",
    ),
    "a still": (make_still, "not a video"),
}


@pytest.mark.parametrize("name", list(BOMBS))
def test_a_clip_beyond_the_policy_is_refused(
    ffmpeg: Path, tmp_path: Path, tools: MediaTools, name: str
) -> None:
    build, words = BOMBS[name]
    clip = build(ffmpeg, tmp_path / "upload.mp4")

    with pytest.raises(Rejected, match=words):
        probe(clip, tools.jail)


def test_sound_alone_is_refused(ffmpeg: Path, tmp_path: Path, tools: MediaTools) -> None:
    clip = samples.make_clip(ffmpeg, tmp_path / "clip.mp4", seconds=0.2)
    sound = samples.convert(ffmpeg, clip, tmp_path / "sound.mp4", "-vn", "-c", "copy")

    with pytest.raises(Rejected, match="no video"):
        probe(sound, tools.jail)


def test_a_recording_that_hides_its_length_is_refused_when_it_is_too_long(
    ffmpeg: Path, tmp_path: Path, make: Make
) -> None:
    hidden = ("-f", "webm", "-live", "1")
    clip = samples.make_clip(
        ffmpeg,
        tmp_path / "clip.webm",
        size="64x64",
        seconds=700,
        rate=1,
        sound=None,
        video=samples.VP8,
        extra=hidden,
    )

    with pytest.raises(Rejected, match="longer than"):
        make(clip)


def test_a_truncated_clip_is_refused(ffmpeg: Path, tmp_path: Path, tools: MediaTools) -> None:
    clip = samples.make_clip(ffmpeg, tmp_path / "clip.mp4", seconds=1)
    clip.write_bytes(clip.read_bytes()[: clip.stat().st_size // 2])

    with pytest.raises(Rejected, match="damaged"):
        probe(clip, tools.jail)


@pytest.mark.parametrize("seed", range(6))
def test_flipped_bits_end_in_a_whole_set_or_in_a_clear_refusal(
    ffmpeg: Path, tmp_path: Path, workdir: Path, make: Make, seed: int
) -> None:
    clip = samples.make_clip(ffmpeg, tmp_path / "clip.mp4", seconds=1)
    content, chance = bytearray(clip.read_bytes()), random.Random(seed)
    for _ in range(len(content) // 500):
        content[chance.randrange(40, len(content))] ^= 1 << chance.randrange(8)
    clip.write_bytes(content)

    try:
        made = make(clip).rendition_set
    except MediaError:
        return
    samples.decode_fully(ffmpeg, workdir / made.playlist)


def test_nothing_of_the_sender_survives(ffmpeg: Path, tmp_path: Path, workdir: Path, make: Make) -> None:
    private = {
        "location": "+37.3349-122.0090/",
        "title": "<script>alert(1)</script>",
        "comment": "my-private-note",
    }
    tags = [part for key, value in private.items() for part in ("-metadata", f"{key}={value}")]
    tags += ["-movflags", "use_metadata_tags"]
    clip = samples.make_clip(ffmpeg, tmp_path / "clip.mp4", seconds=1, extra=tuple(tags))
    clip.write_bytes(clip.read_bytes() + b"<script>alert(2)</script> behind the last box")
    assert b"+37.3349" in clip.read_bytes()

    make(clip)

    served = b"".join(path.read_bytes() for path in workdir.rglob("*") if path.is_file())
    assert (workdir / "source").is_dir()
    for trace in (b"+37.3349", b"script", b"private-note"):
        assert trace not in served


@pytest.mark.parametrize(
    "name", ["-i evil;$(touch pwned).mp4", "%d%05d.mp4", "http:x.mp4", "a'b\"c,[d]:e=f.mp4"]
)
def test_a_file_name_is_only_a_name(
    ffmpeg: Path, tmp_path: Path, workdir: Path, make: Make, name: str
) -> None:
    clip = samples.make_clip(ffmpeg, tmp_path / "clip.mp4", seconds=1)
    evil = clip.rename(tmp_path / name)

    made = make(evil).rendition_set

    assert made.duration_seconds == pytest.approx(1, abs=0.1)
    assert not list(tmp_path.rglob("pwned"))
