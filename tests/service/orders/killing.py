"""What tests share that kill processes: a market served by gunicorn, its killer, and patient buyers."""

import contextlib
import http.client
import json
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import Stack
from tests.services.process import ROOT, Child, accepts_connections, free_port, running_child

GIVE_UP_SECONDS = 120


class Killer:
    """Kills a random web process after every few answers, however fast they come."""

    def __init__(self, master: Child, answers_between: tuple[int, int]) -> None:
        self.master = master
        self.killed: list[int] = []
        self._answers_between = answers_between
        self._left = random.randint(*answers_between)
        self._lock = threading.Lock()

    def note_answer(self) -> None:
        """Count an answer, and kill if it is time."""
        with self._lock:
            self._left -= 1
            if self._left <= 0:
                self._left = random.randint(*self._answers_between)
                self._kill()

    def _kill(self) -> None:
        children = Path(f"/proc/{self.master.pid}/task/{self.master.pid}/children")
        workers = [int(pid) for pid in children.read_text().split()]
        if workers:
            self.killed.append(random.choice(workers))
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.killed[-1], signal.SIGKILL)


class Shopper:
    """Speaks HTTP over a connection of its own, and asks again until there is a final answer."""

    def __init__(self, port: int, killer: Killer) -> None:
        self.killer = killer
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)

    def post(self, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, dict[str, object]]:
        """Post until the answer is neither a broken connection nor a 5xx."""
        deadline = time.monotonic() + GIVE_UP_SECONDS
        while time.monotonic() < deadline:
            try:
                self.connection.request("POST", path, body, {"Content-Type": "application/json", **headers})
                response = self.connection.getresponse()
                answer = json.loads(response.read())
            except (OSError, http.client.HTTPException):
                self.connection.close()
                time.sleep(random.uniform(0.02, 0.2))
                continue
            self.killer.note_answer()
            if response.status < 500:
                return response.status, answer
            time.sleep(random.uniform(0.02, 0.2))
        raise AssertionError(f"no final answer from {path}")


@contextmanager
def running_market(stack: Stack, home: Path) -> Iterator[tuple[int, Child]]:
    """Run gunicorn with the market: one process on SQLite, two on PostgreSQL."""
    port = free_port()
    environment = {
        **stack.environment,
        "NIGHTMARKET_PORT": str(port),
        "NIGHTMARKET_WEB_THREADS": "32",
        "NIGHTMARKET_WEB_PROCESSES": "1" if stack.name == "embedded" else "2",
        "NIGHTMARKET_LOG_LEVEL": "error",
    }
    command = [sys.executable, "-m", "gunicorn", "-c", str(ROOT / "gunicorn.conf.py")]
    log = home / "gunicorn.log"
    with running_child("gunicorn", command, log=log, directory=ROOT, environment=environment) as child:
        child.wait_until(lambda: accepts_connections(port))
        yield port, child
