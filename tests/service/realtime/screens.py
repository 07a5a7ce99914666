"""Screens of people, opened by the JavaScript client in a Node process of its own."""

import contextlib
import itertools
import json
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.services.process import ROOT, ServiceUnavailable

PATIENCE_SECONDS = 30.0
_SCRIPT = Path(__file__).with_name("screens.mjs")


@dataclass
class Screens:
    """A Node process and everything that its screens have told."""

    process: subprocess.Popen[str]
    told: list[dict[str, Any]] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def open(
        self,
        url: str,
        *,
        token: str = "",
        cookie: str = "",
        origin: str = "",
        namespace: str = "/news",
        connected: bool = True,
    ) -> "Screen":
        """Open a screen, signed in by a token or a cookie or not at all; wait until it is connected."""
        screen = Screen(self, f"screen-{next(self._numbers)}")
        headers = {"Cookie": cookie} if cookie else {}
        if origin:
            headers["Origin"] = origin
        opening = {"do": "open", "screen": screen.name, "url": url + namespace, "headers": headers}
        self.tell({**opening, **_auth(token)})
        if connected:
            screen.wait_for("connect")
        return screen

    def tell(self, what: dict[str, Any]) -> None:
        """Tell the Node process what to do."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(what) + "\n")
        self.process.stdin.flush()

    def listen(self) -> None:
        """Take down what the screens tell, until the Node process ends."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self.changed:
                self.told.append(json.loads(line))
                self.changed.notify_all()


@dataclass(frozen=True)
class Screen:
    """One connection."""

    screens: Screens
    name: str

    def heard(self, event: str) -> list[Any]:
        """Return the payloads of everything of this name that came in so far."""
        return [e["data"] for e in list(self.screens.told) if (e["screen"], e["event"]) == (self.name, event)]

    def everything(self) -> str:
        """Return what this screen heard, shortened."""
        return str([(e["event"], e["data"]) for e in self.screens.told if e["screen"] == self.name])[-2000:]

    def wait_for(self, event: str, count: int = 1) -> Any:
        """Wait until `count` events of this name have come in; return the payload of the last."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        with self.screens.changed:
            while len(self.heard(event)) < count:
                left = deadline - time.monotonic()
                assert left > 0, f"{self.name} heard no {event}, but {self.everything()}"
                self.screens.changed.wait(left)
        return self.heard(event)[count - 1]

    def ask(self, message: str, data: object) -> Any:
        """Send a message; return how it was acknowledged."""
        answered = len(self.heard("answer"))
        self.screens.tell({"do": "emit", "screen": self.name, "message": message, "data": data})
        return self.wait_for("answer", answered + 1)

    def flood(self, message: str, count: int) -> None:
        """Send a message again and again without waiting for anything."""
        self.screens.tell({"do": "flood", "screen": self.name, "message": message, "count": count})

    def pause_reading(self) -> None:
        """Let what is sent to this screen pile up for a moment."""
        self.screens.tell({"do": "pause", "screen": self.name})


@contextlib.contextmanager
def running_screens(script: Path = _SCRIPT) -> Iterator[Screens]:
    """Run the Node process until the block ends; `script` says what its screens are.

    Raises ServiceUnavailable: Node or its packages are missing.
    """
    node = shutil.which("node") or shutil.which("node", path=str(ROOT / ".tools" / "node-bin"))
    if node is None or not (ROOT / "node_modules" / "socket.io-client").is_dir():
        raise ServiceUnavailable("Node and its packages are missing: bin/test installs them.")
    process = subprocess.Popen(
        [node, script], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    screens = Screens(process)
    listener = threading.Thread(target=screens.listen)
    listener.start()
    try:
        yield screens
    finally:
        assert process.stdin is not None
        process.stdin.close()
        listener.join()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def _auth(token: str) -> dict[str, Any]:
    return {"auth": {"token": token}} if token else {}
