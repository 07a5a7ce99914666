"""A whole embedded market with one broadcast from an encoder, for `bench.live_soak`."""

import contextlib
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from accounts import sessions
from bench.live_market import running_live_market
from kernel.config import Config
from kernel.transaction import transaction
from live.tokens import sign_path
from tests.factories import make_people
from tests.service.live.ingest.encoders import rtmp_command
from tests.services.process import LOOPBACK

#: People who talk; everybody else is a stranger.
SPEAKERS_COUNT = 20
#: The encoder ends by itself some time after the longest soak.
ENCODER_SECONDS = 4 * 3600


@dataclass(frozen=True)
class SoakMarket:
    """The running market, its broadcast, and who talks there."""

    config: Config
    broadcast_id: uuid.UUID
    tokens: list[str]
    root_pid: int
    encoder_pid: int

    @property
    def realtime_url(self) -> str:
        """Where sockets connect and players fetch."""
        return f"http://{LOOPBACK}:{self.config.realtime_port}"

    def folder_url(self) -> str:
        """Return the folder of the broadcast's media as somebody gets it who may watch."""
        return f"{self.realtime_url}{sign_path(self.broadcast_id)}"

    def processes(self) -> dict[str, int]:
        """Return the pids of all processes of the market by what they run; the encoder is not one of them."""
        found: dict[str, int] = {}
        for pid in _descendants(self.root_pid):
            name = _name_of(pid)
            if pid != self.encoder_pid and name and name not in {"node", "sh"}:
                count = sum(known.partition("#")[0] == name for known in found)
                found[f"{name}#{count}" if count else name] = pid
        return found


@contextlib.contextmanager
def running_soak_market(home: Path) -> Iterator[SoakMarket]:
    """Run everything until the block ends."""
    with running_live_market(home) as market:
        show, tokens = market.plan_show(), _sign_speakers_in()
        encoder = subprocess.Popen(rtmp_command(show.rtmp_url, seconds=ENCODER_SECONDS))
        try:
            market.wait_until_live(show)
            yield SoakMarket(market.config, show.id, tokens, os.getpid(), encoder.pid)
        finally:
            encoder.kill()
            encoder.wait()


def _sign_speakers_in() -> list[str]:
    speakers = make_people(SPEAKERS_COUNT)
    with transaction() as session:
        return [sessions.create_token(session, speaker.id, "soak") for speaker in speakers]


def _descendants(pid: int) -> list[int]:
    found: list[int] = []
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in map(int, tasks.read_text().split()):
                found += [child, *_descendants(child)]
    return found


def _name_of(pid: int) -> str:
    """Return what a process runs: the last part of its script, or its program."""
    with contextlib.suppress(OSError):
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
        named = [word for word in words[1:4] if word.endswith(".py") or word in {"live.recorder", "gunicorn"}]
        program = named[0] if named and Path(words[0]).name == Path(sys.executable).name else words[0]
        return Path(program).name.removesuffix(".py")
    return ""
