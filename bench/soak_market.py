"""A whole embedded market with one broadcast from an encoder, for `bench.live_soak`."""

import contextlib
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from accounts import people, sessions
from embedded import Market
from kernel import migrate, runtime
from kernel.config import Config
from kernel.transaction import reading, transaction
from live import broadcasts, stream_keys
from live.tokens import sign_path
from live.values import NewBroadcast
from tests.service.live.ingest.encoders import rtmp_command
from tests.services.process import LOOPBACK, free_port

#: People who talk; everybody else is a stranger.
SPEAKERS_COUNT = 20
READY_SECONDS = 60.0
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
    config = _build_config(home)
    migrate.upgrade(config.database_url)
    runtime.start(config)
    market = Market(config)
    market.start()
    try:
        if not market.wait_until_ready():
            raise SystemExit("The market did not start.")
        broadcast_id, key, tokens = _set_up()
        command = rtmp_command(f"rtmp://{LOOPBACK}:{config.rtmp_port}/live/{key}", seconds=ENCODER_SECONDS)
        encoder = subprocess.Popen(command)
        try:
            _wait_until_live(broadcast_id)
            yield SoakMarket(config, broadcast_id, tokens, _own_pid(), encoder.pid)
        finally:
            encoder.kill()
            encoder.wait()
    finally:
        market.stop()
        runtime.stop()


def _build_config(home: Path) -> Config:
    ports = {name: free_port() for name in ("port", "realtime_port", "ingest_port", "rtmp_port")}
    config = Config.from_env({}, environment="test", home=str(home), **ports)
    realtime_url = f"http://{LOOPBACK}:{config.realtime_port}"
    return replace(config, public_url=f"http://{LOOPBACK}:{config.port}", realtime_url=realtime_url)


def _set_up() -> tuple[uuid.UUID, str, list[str]]:
    everybody = [_sign_up(number) for number in range(SPEAKERS_COUNT + 1)]
    with transaction() as session:
        made = broadcasts.create_broadcast(session, everybody[0], NewBroadcast(title="A long night"))
        key = stream_keys.rotate_key(session, made.id, everybody[0])
        tokens = [sessions.create_token(session, person_id, "soak") for person_id in everybody[1:]]
    return made.id, key, tokens


def _sign_up(number: int) -> uuid.UUID:
    # Each in a transaction of its own: a password takes long, and the market is running.
    with transaction() as session:
        email, password = f"soak-{number}@example.test", f"correct horse battery {number}"
        return people.sign_up(
            session, email=email, password=password, display_name=f"Viewer {number}", roles=()
        ).id


def _wait_until_live(broadcast_id: uuid.UUID) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        with reading() as session:
            if broadcasts.get_broadcast(session, broadcast_id).is_live:
                return
        time.sleep(0.2)
    raise SystemExit("The broadcast did not come on the air.")


def _own_pid() -> int:
    return int(Path("/proc/self").resolve().name)


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
