"""The embedded market: its processes as children of one, started and stopped together."""

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kernel.config import Config

ROOT = Path(__file__).resolve().parent
GUNICORN = (sys.executable, "-m", "gunicorn", "-c", str(ROOT / "gunicorn.conf.py"))
STOP_SECONDS = 15.0
START_SECONDS = 60.0
RESTART_SECONDS = 1.0
#: A process that refused to start has said why; what it misses takes a person.
REFUSED_SECONDS = 10.0
REFUSED_STATUS = 2


@dataclass
class Child:
    """One process of the market; started again when it dies by itself."""

    name: str
    command: Sequence[str]
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0

    def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches the parent alone."""
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            self.command, cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL, start_new_session=True
        )

    @property
    def is_due(self) -> bool:
        """Tell whether it died by itself and is to be started again now."""
        if self.process is None or self.process.poll() is None:
            return False
        pause = REFUSED_SECONDS if self.process.returncode == REFUSED_STATUS else 0.0
        return time.monotonic() - self.started_at >= pause

    def signal(self, number: int) -> None:
        """Send a signal to the process, if it is still there."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)


class Market:
    """The processes of one installation."""

    def __init__(self, config: Config) -> None:
        environment = {**os.environ, **config.to_env(), "PYTHONUNBUFFERED": "1"}  # noqa: TID251
        self.config = config
        self._stopping = threading.Event()
        self._children = [
            Child("web", GUNICORN, environment),
            Child("realtime", (sys.executable, str(ROOT / "realtime.py")), environment),
            Child("ingest", (sys.executable, str(ROOT / "ingest.py")), environment),
            Child("worker", (sys.executable, str(ROOT / "media_worker.py")), environment),
        ]

    def start(self) -> None:
        """Start every process."""
        for child in self._children:
            child.start()

    def wait_until_ready(self) -> bool:
        """Wait until pages are answered; tell whether that happened in time."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and not self._stopping.is_set():
            if answers(f"{local_url(self.config)}/readyz"):
                return True
            time.sleep(0.1)
        return False

    def watch(self) -> None:
        """Start again what dies by itself, until the market is stopped."""
        while not self._stopping.wait(RESTART_SECONDS):
            for child in self._children:
                if child.process is not None and child.is_due:
                    say(f"The {child.name} process ended ({child.process.returncode}); starting it again.")
                    child.start()

    def stop(self) -> None:
        """Stop every process: gently, then surely."""
        self._stopping.set()
        for child in self._children:
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for child in self._children:
            if child.process is None:
                continue
            try:
                child.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.signal(signal.SIGKILL)
                child.process.wait()

    def restart(self) -> None:
        """Stop and start every process: the code has changed."""
        self.stop()
        self._stopping.clear()
        self.start()


def local_url(config: Config) -> str:
    """Return where this machine itself reaches the pages."""
    host = "127.0.0.1" if config.host == "0.0.0.0" else config.host  # noqa: S104
    return f"http://{host}:{config.port}"


def answers(url: str) -> bool:
    """Tell whether something answers HTTP at `url`."""
    try:
        with urllib.request.urlopen(url, timeout=2):  # noqa: S310  (our own address)
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def say(sentence: str) -> None:
    """Print a sentence for the person at the terminal."""
    print(sentence, flush=True)  # noqa: T201  (the command line's own voice)
