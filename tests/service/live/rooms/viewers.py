"""Viewers in rooms, opened by the JavaScript client in a Node process of its own."""

import contextlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.service.realtime.screens import Screen, Screens, running_screens
from tests.waiting import wait_until

_SCRIPT = Path(__file__).with_name("viewers.mjs")


@dataclass(frozen=True)
class Viewer(Screen):
    """One connection to `/live`."""

    def say(self, text: str, client_id: str = "") -> Any:
        """Send a comment; return how it was acknowledged."""
        return self.ask("comment", {"text": text, "client_id": client_id or uuid.uuid4().hex})

    def texts(self) -> list[str]:
        """Return the comments that this viewer has seen, in the order in which they came in."""
        return [comment["text"] for comment in self.heard("seen")]

    def wait_for_text(self, *texts: str) -> None:
        """Wait until this viewer has seen these comments."""
        wait_until(lambda: set(texts) <= set(self.texts()))

    def do(self, what: str) -> None:
        """Pause, resume or close the connection."""
        self.screens.tell({"do": what, "screen": self.name})


@contextlib.contextmanager
def running_viewers() -> Iterator[Screens]:
    """Run the Node process until the block ends."""
    with running_screens(_SCRIPT) as screens:
        yield screens


def open_viewer(
    screens: Screens,
    url: str,
    broadcast_id: uuid.UUID | None,
    *,
    token: str = "",
    cookie: str = "",
    origin: str = "",
) -> Viewer:
    """Open a viewer who joins a broadcast whenever he is connected; nothing is waited for."""
    viewer = Viewer(screens, f"viewer-{uuid.uuid4().hex[:8]}")
    headers = {name: value for name, value in (("Cookie", cookie), ("Origin", origin)) if value}
    screens.tell(
        {
            "do": "open",
            "screen": viewer.name,
            "url": url,
            "headers": headers,
            "broadcast": str(broadcast_id) if broadcast_id else None,
            **({"auth": {"token": token}} if token else {}),
        }
    )
    return viewer
