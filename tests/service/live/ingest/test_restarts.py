"""An ingest process that is killed, stopped or started where it can't run."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from live.states import BroadcastState
from media.live_events import InitAdded
from tests.service.deploy.cluster import process_environment
from tests.service.live.ingest.encoders import pushing
from tests.service.live.ingest.running import (
    Ingest,
    count_frames,
    find_show,
    make_show,
    reading_feed,
    wait_for_show,
    wait_until,
)
from tests.services.process import ROOT


def test_a_killed_process_continues_its_broadcasts_from_the_journal(ingest: Ingest, tmp_path: Path) -> None:
    show = make_show()

    with reading_feed(ingest, show) as edge:
        with pushing(ingest.rtmp_url(show.key), tmp_path):
            before = edge.wait_for_parts(25)
            ingest.kill()
        edge.close()
    ingest.start()
    with reading_feed(ingest, show) as again, pushing(ingest.rtmp_url(show.key), tmp_path):
        again.wait_for_parts(10, after_msn=before[-1].msn)

    assert find_show(show).state is BroadcastState.LIVE
    segments = sorted({part.msn for part in again.source_parts()})
    assert segments == list(range(segments[0], segments[-1] + 1))
    new = [part for part in again.source_parts() if part.init_number > 0]
    assert new[0].is_discontinuity
    # The open segment was closed from its parts: of what viewers had seen, a segment is lost at most.
    assert before[-1].msn <= new[0].msn <= before[-1].msn + 1
    kept = sum(p.duration_seconds for p in again.source_parts() if p.init_number == 0)
    assert kept >= sum(p.duration_seconds for p in before) - 2.0
    assert count_frames(again, tmp_path, init_number=1) > 0


def test_a_process_that_is_stopped_leaves_its_broadcasts_on_the_air_and_nothing_running(
    ingest: Ingest, tmp_path: Path
) -> None:
    show = make_show()
    with pushing(ingest.rtmp_url(show.key), tmp_path) as encoder, reading_feed(ingest, show) as edge:
        edge.wait_for_parts(15)
        assert ingest.process is not None
        descendants = family_of(ingest.process.pid)
        os.kill(ingest.process.pid, signal.SIGTERM)
        wait_until(lambda: not encoder.is_alive(), "the encoder was not cut off")
        ingest.wait_for_end()
        status = ingest.process.stop()
    ingest.stop()
    stopped = find_show(show)

    ingest.start()

    assert status == 0
    assert stopped.state is BroadcastState.LIVE
    assert stopped.interrupted_at is not None
    assert len(descendants) > 1
    assert not [pid for pid in descendants if Path(f"/proc/{pid}").exists()]
    with pushing(ingest.rtmp_url(show.key), tmp_path), reading_feed(ingest, show) as edge:
        wait_until(lambda: [e for e in edge.of(InitAdded) if e.init_number > 0] or None, "no new input")
        row = wait_for_show(show, lambda it: it.interrupted_at is None)
    assert row.state is BroadcastState.LIVE


def test_a_broadcast_whose_publisher_does_not_come_back_after_a_restart_ends(
    ingest: Ingest, tmp_path: Path
) -> None:
    show = make_show()
    with pushing(ingest.rtmp_url(show.key), tmp_path), reading_feed(ingest, show) as edge:
        edge.wait_for_parts(5)
        ingest.kill()

    ingest.start()

    row = wait_for_show(show, lambda it: it.is_over)
    assert (row.state, row.end_reason) == (BroadcastState.ENDED, "publisher_lost")


def test_a_port_that_is_taken_is_a_sentence(ingest: Ingest) -> None:
    environment = process_environment(ingest.config)

    done = subprocess.run(
        [sys.executable, ROOT / "ingest.py"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == (
        f"Port {ingest.config.ingest_port} can't be listened on (Address already in use). Is something else "
        "there? Set NIGHTMARKET_INGEST_PORT to another one."
    )


def test_a_setting_that_makes_no_sense_is_a_sentence(ingest: Ingest) -> None:
    environment = process_environment(ingest.config) | {"NIGHTMARKET_LIVE_GRACE_SECONDS": "soon"}

    done = subprocess.run(
        [sys.executable, ROOT / "ingest.py"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 2
    assert done.stderr.splitlines() == ["NIGHTMARKET_LIVE_GRACE_SECONDS must be a whole number, not 'soon'."]


def family_of(pid: int) -> list[int]:
    """Return the ids of a process and of everything that it started."""
    children = Path(f"/proc/{pid}/task").glob("*/children")
    born = [int(child) for file in children for child in file.read_text().split()]
    return [pid, *(member for child in born for member in family_of(child))]
