"""A real encoder over RTMP goes live, can be watched, comes back, ends; what is no encoder gets nothing."""

import contextlib
import socket
import subprocess
from pathlib import Path

import pytest

from kernel.transaction import transaction
from live import stream_keys
from live.states import BroadcastState
from media.live_events import Ended, InitAdded, Interrupted, Resumed
from tests.service.live.ingest.encoders import pushing, rtmp_command
from tests.service.live.ingest.running import (
    Ingest,
    count_frames,
    end_show,
    find_show,
    make_show,
    reading_feed,
    wait_for_show,
    wait_until,
)
from tests.services.process import LOOPBACK


def test_a_broadcast_goes_live_and_what_edges_get_can_be_decoded(ingest: Ingest, tmp_path: Path) -> None:
    show = make_show()

    with pushing(ingest.rtmp_url(show.key), tmp_path), reading_feed(ingest, show) as edge:
        row = wait_for_show(show, lambda it: it.state is BroadcastState.LIVE)
        parts = edge.wait_for_parts(20)

    assert row.ingest_url == ingest.url
    assert row.media_started_at is not None
    assert row.media_started_at.timestamp() == pytest.approx(parts[0].program_time)
    init = edge.of(InitAdded)[0]
    assert (init.width, init.height) == (360, 640)
    assert init.codecs.startswith("avc1.")
    seconds = sum(part.duration_seconds for part in edge.source_parts())
    assert count_frames(edge, tmp_path) == pytest.approx(25 * seconds, abs=2)


def test_a_broadcast_that_its_host_ends_sends_the_encoder_away_for_good(
    ingest: Ingest, tmp_path: Path
) -> None:
    show = make_show()

    with pushing(ingest.rtmp_url(show.key), tmp_path) as encoder, reading_feed(ingest, show) as edge:
        wait_for_show(show, lambda it: it.state is BroadcastState.LIVE)
        end_show(show)
        edge.wait_for(Ended)
        wait_until(lambda: not encoder.is_alive(), "the encoder goes on")

    assert find_show(show).end_reason == "host"
    wait_for_show(show, lambda it: it.replay is not None)
    assert "stream key is not right" in push_once(ingest, show.key)


def test_a_key_that_is_wrong_or_was_replaced_is_refused_with_a_sentence(ingest: Ingest) -> None:
    show = make_show()
    with transaction() as session:
        newer = stream_keys.rotate_key(session, show.id, show.host_id)

    complaints = [push_once(ingest, key) for key in (show.key, "nobodys-key", "")]

    assert all("The stream key is not right, or was replaced by a newer one." in text for text in complaints)
    assert newer not in ingest.logs()


def test_a_key_that_is_replaced_while_it_is_used_sends_its_encoder_away(
    ingest: Ingest, tmp_path: Path
) -> None:
    show = make_show()

    with pushing(ingest.rtmp_url(show.key), tmp_path) as encoder:
        wait_for_show(show, lambda it: it.state is BroadcastState.LIVE)
        with transaction() as session:
            newer = stream_keys.rotate_key(session, show.id, show.host_id)
        wait_until(lambda: not encoder.is_alive(), "the encoder goes on")
    with pushing(ingest.rtmp_url(newer), tmp_path):
        row = wait_for_show(show, lambda it: it.interrupted_at is None)

    assert row.state is BroadcastState.LIVE


def test_an_encoder_that_comes_back_in_time_continues_the_same_broadcast(
    ingest: Ingest, tmp_path: Path
) -> None:
    show = make_show()

    with reading_feed(ingest, show) as edge:
        with pushing(ingest.rtmp_url(show.key), tmp_path) as encoder:
            first = edge.wait_for_parts(15)
            encoder.kill()
        edge.wait_for(Interrupted)
        wait_for_show(show, lambda it: it.interrupted_at is not None)
        with pushing(ingest.rtmp_url(show.key), tmp_path):
            later = edge.wait_for_parts(10, after_msn=first[-1].msn)
            row = wait_for_show(show, lambda it: it.interrupted_at is None)

    assert row.state is BroadcastState.LIVE
    assert edge.of(Resumed)
    new = [part for part in later if part.init_number == 1]
    assert new[0].is_discontinuity
    assert new[0].is_independent
    assert count_frames(edge, tmp_path, init_number=1) > 0


def test_an_encoder_that_stays_away_ends_its_broadcast(ingest: Ingest, tmp_path: Path) -> None:
    show = make_show()

    with reading_feed(ingest, show) as edge:
        with pushing(ingest.rtmp_url(show.key), tmp_path):
            edge.wait_for_parts(5)
        edge.wait_for(Ended)

    row = wait_for_show(show, lambda it: it.is_over)
    assert (row.state, row.end_reason) == (BroadcastState.ENDED, "publisher_lost")


def test_the_newer_of_two_encoders_publishes(ingest: Ingest, tmp_path: Path) -> None:
    show = make_show()

    with pushing(ingest.rtmp_url(show.key), tmp_path) as older, reading_feed(ingest, show) as edge:
        edge.wait_for_parts(5)
        with pushing(ingest.rtmp_url(show.key), tmp_path, size="640x360"):
            wait_until(lambda: not older.is_alive(), "the older one goes on")
            wait_until(lambda: len(edge.of(InitAdded)) > 1 or None, "no new picture")

    assert [(e.width, e.height) for e in edge.of(InitAdded)][:2] == [(360, 640), (640, 360)]
    assert find_show(show).state is BroadcastState.LIVE


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"size": "7680x4320", "frame_rate": 1}, "picture is too large"),
        ({"size": "160x120", "frame_rate": 240}, "too many frames"),
        ({"audio": ("-c:a", "libmp3lame", "-ar", "44100")}, "Only AAC audio"),
        ({"video": ("-c:v", "flv1")}, "Only H.264 video"),
    ],
    ids=["8K", "240 fps", "MP3", "Sorenson"],
)
def test_what_nobody_could_watch_is_refused_with_a_sentence(
    ingest: Ingest, tmp_path: Path, options: dict[str, object], words: str
) -> None:
    show = make_show()

    with pushing(ingest.rtmp_url(show.key), tmp_path, **options) as encoder:
        wait_until(lambda: words in ingest.logs(), f"nobody said {words!r}")
        wait_until(lambda: not encoder.is_alive(), "the encoder goes on")


def test_an_attempt_that_showed_nothing_leaves_nothing_behind(ingest: Ingest, tmp_path: Path) -> None:
    show = make_show()
    spool = ingest.config.live_spool / str(show.id)
    with pushing(ingest.rtmp_url(show.key), tmp_path, size="48x48") as encoder:
        wait_until(lambda: not encoder.is_alive(), "the encoder goes on")
    ended = f'"broadcast_id":"{show.id}","reason":"publisher_lost"'
    wait_until(lambda: ended in ingest.logs() and not spool.exists(), "the attempt did not end")

    with pushing(ingest.rtmp_url(show.key), tmp_path), reading_feed(ingest, show) as edge:
        edge.wait_for_parts(5)
        row = wait_for_show(show, lambda it: it.state is BroadcastState.LIVE)

    assert edge.source_parts()[0].msn == 0
    assert not row.is_over


@pytest.mark.parametrize(
    "garbage",
    [b"GET / HTTP/1.1\r\n\r\n", b"\x03" + bytes(3072) + b"\x04" * 4000, bytes(range(256)) * 40],
    ids=["HTTP", "a handshake, then nonsense", "noise"],
)
def test_whoever_speaks_something_else_is_cut_off(ingest: Ingest, garbage: bytes) -> None:
    with socket.create_connection((LOOPBACK, ingest.config.rtmp_port), timeout=30) as stranger:
        stranger.sendall(garbage)

        assert read_to_end(stranger) is not None


def test_whoever_says_nothing_is_cut_off(ingest: Ingest) -> None:
    with socket.create_connection((LOOPBACK, ingest.config.rtmp_port), timeout=60) as stranger:
        assert read_to_end(stranger) == b""


def test_more_connections_than_are_taken_are_closed_at_once(ingest: Ingest, tmp_path: Path) -> None:
    show = make_show()
    with contextlib.ExitStack() as stack:
        many = [
            stack.enter_context(socket.create_connection((LOOPBACK, ingest.config.rtmp_port), timeout=30))
            for _ in range(201)
        ]

        closed = read_to_end(many[-1])

    assert closed == b""
    with pushing(ingest.rtmp_url(show.key), tmp_path):
        wait_for_show(show, lambda it: it.state is BroadcastState.LIVE)


def test_no_stream_key_is_ever_in_a_log(ingest: Ingest, tmp_path: Path) -> None:
    show = make_show()

    with pushing(ingest.rtmp_url(f"{show.key}?token={show.key}"), tmp_path):
        wait_for_show(show, lambda it: it.state is BroadcastState.LIVE)

    assert "publisher_came" in ingest.logs()
    assert show.key not in ingest.logs()


def push_once(ingest: Ingest, key: str) -> str:
    """Try to publish for a moment; return what the encoder complains of."""
    command = rtmp_command(ingest.rtmp_url(key), seconds=3)
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode != 0
    return done.stderr


def read_to_end(connection: socket.socket) -> bytes:
    """Return everything that comes until the other side hangs up."""
    received = b""
    with contextlib.suppress(ConnectionResetError):
        while piece := connection.recv(1 << 16):
            received += piece
    return received
