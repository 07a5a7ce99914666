"""A test run leaves no process behind, however it ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.services.process import ROOT, ServiceFailed, running_child

STARTER = """
import sys, time
from pathlib import Path
from tests.services.process import running_child

stubborn = ["sh", "-c", "trap '' TERM; sleep 1000 & wait; wait"]
with running_child("stubborn", stubborn, log=Path(sys.argv[1])) as child:
    print(child.pid, flush=True)
    time.sleep(1000)
"""


def test_a_child_and_its_own_children_end_with_a_killed_test_run(tmp_path: Path) -> None:
    test_run = subprocess.Popen(
        [sys.executable, "-c", STARTER, tmp_path / "log"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert test_run.stdout is not None
    group = int(test_run.stdout.readline())
    assert _group_exists(group)

    with test_run:
        test_run.send_signal(signal.SIGKILL)

    assert _gone_within(group, seconds=20)


def test_a_child_is_stopped_at_the_end_of_the_block(tmp_path: Path) -> None:
    with running_child("sleep", ["sleep", "1000"], log=tmp_path / "log") as child:
        assert child.is_alive()

    assert not child.is_alive()
    assert not _group_exists(child.pid)


def test_a_killed_child_is_gone_when_kill_returns(tmp_path: Path) -> None:
    with running_child("sleep", ["sleep", "1000"], log=tmp_path / "log") as child:
        child.kill()

        assert not _group_exists(child.pid)


def test_a_program_that_ends_early_is_reported_with_its_log(tmp_path: Path) -> None:
    command = ["sh", "-c", "echo no such luck; exit 3"]

    with (
        running_child("luckless", command, log=tmp_path / "log") as child,
        pytest.raises(ServiceFailed, match="luckless ended before it was ready:\nno such luck"),
    ):
        child.wait_until(lambda: False)


def test_a_program_that_does_not_exist_is_reported(tmp_path: Path) -> None:
    with (
        pytest.raises(ServiceFailed, match="nothing could not be started"),
        running_child("nothing", ["/no/such/program"], log=tmp_path / "log"),
    ):
        pytest.fail("started a program that does not exist")


def _group_exists(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def _gone_within(group: int, *, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while _group_exists(group) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not _group_exists(group)
