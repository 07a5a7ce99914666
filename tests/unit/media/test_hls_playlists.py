"""Playlists say what RFC 8216 asks, and what the segments are."""

import pytest

from media.playlists import (
    MediaPlaylist,
    Segment,
    Variant,
    leave_out_short_end,
    parse_media_playlist,
    render_media_playlist,
    render_multivariant_playlist,
)
from media.rates import average_bps, peak_bps

EVENT = """#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:2
#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-PLAYLIST-TYPE:EVENT
#EXT-X-MAP:URI="init.mp4"
#EXTINF:2.000000,
s00000.m4s
#EXTINF:1.500000,
s00001.m4s
"""
VARIANT = Variant("360p/index.m3u8", 800_000, 600_000, "avc1.4d401e,mp4a.40.2", 360, 640, 29.97)


def test_a_growing_playlist_is_read() -> None:
    playlist = parse_media_playlist(EVENT)

    assert playlist.init_uri == "init.mp4"
    assert playlist.segments == (Segment("s00000.m4s", 2), Segment("s00001.m4s", 1.5))
    assert playlist.duration_seconds == 3.5
    assert not playlist.is_ended


def test_a_finished_playlist_is_vod_with_an_end_and_reads_back() -> None:
    text = render_media_playlist(parse_media_playlist(EVENT))

    assert "#EXT-X-PLAYLIST-TYPE:VOD" in text
    assert text.endswith("#EXT-X-ENDLIST\n")
    assert parse_media_playlist(text).is_ended


def test_the_target_duration_is_the_longest_segment_rounded() -> None:
    def target(seconds: float) -> int:
        return MediaPlaylist("i", (Segment("s", seconds),), is_ended=True).target_duration_seconds

    assert [target(2.4), target(2.5), target(3.96), target(0.2)] == [2, 3, 4, 1]


@pytest.mark.parametrize(
    ("seconds", "kept"), [((2.0, 1.0), 2), ((2.0, 0.1), 2), ((2.0, 0.021333), 1), ((0.021333,), 1)]
)
def test_a_last_breath_of_sound_is_left_out(seconds: tuple[float, ...], kept: int) -> None:
    segments = tuple(Segment(f"s{number}", length) for number, length in enumerate(seconds))

    playlist = leave_out_short_end(MediaPlaylist("i", segments, is_ended=True))

    assert playlist.segments == segments[:kept]


def test_something_else_is_no_playlist() -> None:
    with pytest.raises(ValueError, match="not a playlist"):
        parse_media_playlist("<html>")


def test_the_multivariant_playlist_names_the_audio_group() -> None:
    text = render_multivariant_playlist([VARIANT], "audio/index.m3u8")

    assert '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio"' in text
    assert (
        '#EXT-X-STREAM-INF:BANDWIDTH=800000,AVERAGE-BANDWIDTH=600000,CODECS="avc1.4d401e,mp4a.40.2",'
        'RESOLUTION=360x640,FRAME-RATE=29.970,AUDIO="audio"\n360p/index.m3u8\n'
    ) in text


def test_the_peak_is_that_of_the_worst_stretch_and_ignores_a_last_frame() -> None:
    sizes, seconds = [200_000, 500_000, 50_000], [2.0, 2.0, 0.04]

    assert peak_bps(sizes, seconds) == pytest.approx(8 * 550_000 / 2.04, abs=1)
    assert average_bps(sizes, seconds) == pytest.approx(8 * 750_000 / 4.04, abs=1)


def test_a_single_short_segment_has_a_rate() -> None:
    assert peak_bps([1000], [0.2]) == 40_000
