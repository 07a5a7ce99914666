"""Pages that broadcast, each in a Node process of its own: see page.mjs."""

import contextlib
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
_SCRIPT = Path(__file__).with_name("page.mjs")


@dataclass
class BroadcastingPage:
    """A page and everything that it has told."""

    process: subprocess.Popen[str]
    told: list[dict[str, Any]] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def do(self, what: str, **values: Any) -> None:
        """Tell the page what to do."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": what, **values}) + "\n")
        self.process.stdin.flush()

    def ask(self, name: str, *values: Any) -> Any:
        """Send a message; return how it was acknowledged."""
        answered = len(self.heard("answer"))
        self.do("send", name=name, values=values)
        return self.wait_for("answer", answered + 1)

    def heard(self, event: str) -> list[Any]:
        """Return what came with everything of this name so far."""
        return [e["data"] for e in list(self.told) if e["event"] == event]

    def wait_for(self, event: str, count: int = 1) -> Any:
        """Wait until `count` events of this name have come in; return what came with the last."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        with self.changed:
            while len(self.heard(event)) < count:
                left = deadline - time.monotonic()
                assert left > 0, f"no {event} (×{count}), but {self.told[-20:]}"
                self.changed.wait(left)
        return self.heard(event)[count - 1]

    def wait_for_more(self, event: str, count: int = 1) -> Any:
        """Wait for so many events of this name from now on."""
        return self.wait_for(event, len(self.heard(event)) + count)

    def listen(self) -> None:
        """Take down what the page tells, until it ends."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self.changed:
                self.told.append(json.loads(line))
                self.changed.notify_all()


@contextlib.contextmanager
def opened_page() -> Iterator[BroadcastingPage]:
    """Run a page until the block ends.

    Raises ServiceUnavailable: Node or its packages are missing.
    """
    node = shutil.which("node") or shutil.which("node", path=str(ROOT / ".tools" / "node-bin"))
    if node is None or not (ROOT / "node_modules" / "socket.io-client").is_dir():
        raise ServiceUnavailable("Node and its packages are missing: bin/test installs them.")
    process = subprocess.Popen(
        [node, _SCRIPT], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    page = BroadcastingPage(process)
    listener = threading.Thread(target=page.listen)
    listener.start()
    try:
        yield page
    finally:
        assert process.stdin is not None
        process.stdin.close()
        listener.join()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()
