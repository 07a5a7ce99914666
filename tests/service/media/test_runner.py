"""The runner ends what it started, whatever the child does, in every jail that works here."""

import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest

from media.errors import Cancelled, DeadlinePassed, OutputTooLong, RunFailed, Stalled, ToolFailed
from media.jail import Jail, JailKind, Limits, detect_jail
from media.runner import run

ROOT = Path(__file__).resolve().parents[3]
LIMITS = {"memory_bytes": 1 << 30, "cpu_seconds": 60, "file_bytes": 1 << 20, "niceness": 0}

#: A worker that runs one endless ffmpeg and says when it has begun.
WORKER = """
import sys
from pathlib import Path
from media.jail import JailKind, Limits, detect_jail
from media.runner import run
argv = sys.argv[2:]
limits = Limits(deadline_seconds=60, memory_bytes=1 << 30, cpu_seconds=60, file_bytes=1 << 20)
tell = lambda seconds: print("began", flush=True) if seconds > 0 else None
run(argv, jail=detect_jail((JailKind(sys.argv[1]),)), limits=limits, reads=[Path(argv[0])], on_progress=tell)
"""


def limits(**changed: float) -> Limits:
    return Limits(**{"deadline_seconds": 30, **LIMITS, **changed})  # type: ignore[arg-type]


def endless(ffmpeg: Path, marker: str) -> list[str]:
    """Return an ffmpeg that never ends by itself, recognisable by its marker."""
    source = ["-re", "-f", "lavfi", "-i", "testsrc=s=64x64:r=10"]
    shown = ["-nostdin", "-v", "error", "-progress", "pipe:1", "-stats_period", "0.1"]
    return [str(ffmpeg), *shown, *source, "-metadata", f"comment={marker}", "-f", "null", "-"]


def is_gone(marker: str, within_seconds: float = 10) -> bool:
    """Wait until no process of this machine names the marker."""
    end = time.monotonic() + within_seconds
    while time.monotonic() < end:
        if subprocess.run(["pgrep", "-f", marker], capture_output=True, check=False).returncode == 1:
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def marker() -> str:
    return f"marker-{uuid.uuid4()}"


def test_cancelling_ends_ffmpeg(ffmpeg: Path, each_jail: Jail, marker: str) -> None:
    seen: list[float] = []

    with pytest.raises(Cancelled):
        run(
            endless(ffmpeg, marker),
            jail=each_jail,
            limits=limits(),
            reads=[ffmpeg],
            on_progress=seen.append,
            cancelled=lambda: bool(seen) and seen[-1] > 0,
        )

    assert is_gone(marker)


def test_a_child_that_ignores_the_polite_signal_is_killed_with_its_children(
    each_jail: Jail, marker: str
) -> None:
    stubborn = f"trap '' TERM; (trap '' TERM; exec sleep 60 # {marker}\n) & wait; sleep 60; : {marker}"
    begun: list[str] = []

    with pytest.raises(Cancelled):
        run(
            ["/bin/sh", "-c", f"echo begun; {stubborn}"],
            jail=each_jail,
            limits=limits(),
            on_line=begun.append,
            cancelled=lambda: bool(begun),
        )

    assert is_gone(marker)


@pytest.mark.parametrize(
    ("changed", "error"),
    [({"deadline_seconds": 0.3}, DeadlinePassed), ({"stall_seconds": 0.3}, Stalled)],
)
def test_a_child_that_only_sits_there_is_ended(
    each_jail: Jail, changed: dict[str, float], error: type[RunFailed]
) -> None:
    with pytest.raises(error):
        run(["sleep", "60"], jail=each_jail, limits=limits(**changed))


def test_progress_keeps_the_stall_timer_quiet_and_the_length_is_capped(ffmpeg: Path, marker: str) -> None:
    with pytest.raises(OutputTooLong):
        run(
            endless(ffmpeg, marker),
            jail=detect_jail(),
            limits=limits(stall_seconds=5, output_seconds=1),
            reads=[ffmpeg],
        )

    assert is_gone(marker)


def test_an_error_carries_the_last_lines_only(each_jail: Jail) -> None:
    chatty = "i=0; while [ $i -lt 1000 ]; do echo line $i >&2; i=$((i+1)); done; exit 3"

    with pytest.raises(ToolFailed) as failed:
        run(["/bin/sh", "-c", chatty], jail=each_jail, limits=limits())

    assert failed.value.returncode == 3
    assert failed.value.stderr_tail[-1] == "line 999"
    assert len(failed.value.stderr_tail) == 60


def test_a_child_cannot_write_more_than_it_may(each_jail: Jail, tmp_path: Path) -> None:
    with pytest.raises(ToolFailed):
        run(
            ["dd", "if=/dev/zero", "of=big", "bs=65536", "count=64"],
            jail=each_jail,
            limits=limits(),
            writes=tmp_path,
        )

    assert (tmp_path / "big").stat().st_size <= 1 << 20


def test_a_child_inherits_nothing_of_the_environment(
    each_jail: Jail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NIGHTMARKET_SECRET_KEY", "confidential")
    lines: list[str] = []

    run(["env"], jail=each_jail, limits=limits(), on_line=lines.append)

    assert lines
    assert not any("confidential" in line for line in lines)


def test_bubblewrap_shows_one_file_and_lets_one_folder_be_written(tmp_path: Path) -> None:
    jail = detect_jail((JailKind.BUBBLEWRAP,))
    assert jail.kind is JailKind.BUBBLEWRAP, "install bubblewrap, or allow user namespaces"
    mine, neighbour, out = tmp_path / "mine", tmp_path / "neighbour", tmp_path / "out"
    mine.write_text("mine")
    neighbour.write_text("another's")
    out.mkdir()
    script = f"cat {mine} {neighbour}; echo changed > {mine}; echo made > made; ls {tmp_path}; exit 0"
    lines: list[str] = []

    run(["/bin/sh", "-c", script], jail=jail, limits=limits(), reads=[mine], writes=out, on_line=lines.append)

    assert "mine" in lines[0]
    assert not any("another's" in line or "neighbour" in line for line in lines)
    assert mine.read_text() == "mine"
    assert (out / "made").exists()


@pytest.mark.parametrize("kind", list(JailKind))
def test_a_killed_worker_leaves_no_ffmpeg_behind(ffmpeg: Path, marker: str, kind: JailKind) -> None:
    argv = [sys.executable, "-c", WORKER, kind.value, *endless(ffmpeg, marker)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, cwd=ROOT) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == b"began\n"

        worker.send_signal(signal.SIGKILL)

    assert is_gone(marker)
