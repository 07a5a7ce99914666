"""Realtime processes with the tests' own namespace."""

import contextlib
import json
import resource
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from kernel.config import Config
from tests.conftest import SECRET_KEY, required
from tests.service.deploy.cluster import running_process
from tests.service.realtime.screens import Screen, Screens, running_screens
from tests.services.process import LOOPBACK, Child, accepts_connections, free_port
from tests.viewers import Crowd, connect, masked, read_header
from tests.waiting import wait_until

PATH = "/socket.io/?EIO=4&transport=websocket"
NAMESPACE = "/test"
MODES = ["eventlet", "gevent"]


@dataclass
class Server:
    """A running process and the ways to reach it."""

    config: Config
    child: Child
    screens: Screens
    opened: list[socket.socket | Crowd] = field(default_factory=list)

    def open_screen(self) -> Screen:
        """Open a connection of the client that browsers load."""
        url = f"http://{LOOPBACK}:{self.config.realtime_port}"
        return self.screens.open(url, namespace=NAMESPACE)

    def open_socket(self, room: str = "") -> socket.socket:
        """Open a connection to be written to and read byte by byte."""
        connection = connect(self.config.realtime_port, room_path(room), NAMESPACE)
        connection.settimeout(60)
        self.opened.append(connection)
        return connection

    def crowd(self, room: str) -> Crowd:
        """Return an empty crowd for a room."""
        crowd = Crowd(self.config.realtime_port, room_path(room), NAMESPACE)
        self.opened.append(crowd)
        return crowd

    def close_what_was_opened(self) -> None:
        """Close what a test left open."""
        while self.opened:
            self.opened.pop().close()

    def count(self) -> dict[str, Any]:
        """Return what there is in the process, as a connection of its own sees it."""
        with self.open_socket() as connection:
            connection.sendall(masked(f'42{NAMESPACE},1["count"]'))
            answer: dict[str, Any] = json.loads(read_packet(connection, f"43{NAMESPACE},1"))[0]
            return answer

    def wait_until_gone(self) -> dict[str, Any]:
        """Wait until nobody is connected any more; return what there is."""
        wait_until(lambda: self.count()["clients"] <= 1)
        return self.count()


def room_path(room: str) -> str:
    """Return the address at which a connection is in a room from the beginning."""
    return f"{PATH}&room={room}" if room else PATH


def read_packet(connection: socket.socket, beginning: str) -> str:
    """Read frames until one has a text that begins like this; return the rest of that text."""
    received = b""
    while True:
        header = read_header(received, 0)
        if header is not None and len(received) >= sum(header):
            text = received[header[0] : sum(header)].decode(errors="replace")
            received = received[sum(header) :]
            if text.startswith(beginning):
                return text.removeprefix(beginning)
            continue
        data = connection.recv(1 << 16)
        assert data, f"the connection ended before {beginning}"
        received += data


@contextlib.contextmanager
def running_server(
    home: Path, mode: str, screens: Screens, *arguments: str, redis_url: str = ""
) -> Iterator[Server]:
    """Run a realtime process until the block ends."""
    home.mkdir(exist_ok=True)
    config = Config.from_env(
        {},
        environment="test",
        home=str(home),
        secret_key=SECRET_KEY,
        realtime_port=free_port(),
        realtime_mode=mode,
        redis_url=redis_url,
    )
    command: list[str | Path] = [sys.executable, "-m", "tests.service.fanout.server", *arguments]
    with running_process("realtime", command, config, {}) as child:
        child.wait_until(lambda: accepts_connections(config.realtime_port))
        yield Server(config, child, screens)


@pytest.fixture(scope="session", autouse=True)
def many_descriptors() -> Iterator[None]:
    """Let this process and its children open as many sockets as the machine allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.fixture(scope="package")
def screens() -> Iterator[Screens]:
    """Run the Node process of the screens."""
    with contextlib.ExitStack() as stack:
        with required():
            opened = stack.enter_context(running_screens())
        yield opened


@pytest.fixture
def server(running: Server) -> Iterator[Server]:
    """Give a test the process, and close what it opened there."""
    yield running
    running.close_what_was_opened()


@pytest.fixture(scope="package", params=MODES)
def running(
    request: pytest.FixtureRequest, screens: Screens, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """Run a process with each concurrency library."""
    with running_server(tmp_path_factory.mktemp("fanout"), request.param, screens) as server:
        yield server
