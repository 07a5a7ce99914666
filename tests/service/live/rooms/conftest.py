"""One or two realtime processes on each stack and with each concurrency library, with rooms to talk in."""

import contextlib
import datetime as dt
import os
import signal
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

import wiring
from accounts.people import Person
from kernel import runtime
from kernel.clock import now
from kernel.config import Config
from kernel.events import subscribe
from kernel.transaction import reading, transaction
from live import broadcasts, chat
from live.values import Broadcast, Comment, NewBroadcast
from tests.conftest import PASSWORD_MEMORY_KIB, SECRET_KEY, TEMPLATE_CACHE, required
from tests.factories import make_person
from tests.service.deploy.cluster import running_realtime, running_redis_at
from tests.service.live.rooms.viewers import Viewer, open_viewer, running_viewers
from tests.service.realtime.conftest import KINDS
from tests.service.realtime.screens import Screens
from tests.service.realtime.test_screens import token_of
from tests.services.postgres import PostgresServer
from tests.services.process import LOOPBACK, Child, free_port
from tests.services.schema import bring_up
from tests.waiting import wait_until

CLUSTER_KINDS = [kind for kind in KINDS if kind[0] == "cluster"]


@dataclass
class Rooms:
    """Realtime processes (`first`, and `second` where it is started) and Redis, to be killed and started."""

    config: Config
    screens: Screens
    second_port: int = field(default_factory=free_port)
    _running: dict[str, contextlib.ExitStack] = field(default_factory=dict)
    children: dict[str, Child] = field(default_factory=dict)

    def start(self, name: str) -> None:
        """Start a realtime process or Redis."""
        self._running[name] = contextlib.ExitStack()
        if name == "redis":
            port = int(self.config.redis_url.partition(f"{LOOPBACK}:")[2].partition("/")[0])
            run = running_redis_at(port)
        else:
            run = running_realtime(replace(self.config, realtime_port=self.port_of(name)))
        self.children[name] = self._running[name].enter_context(run)

    def kill(self, name: str) -> None:
        """End a process as a crash would."""
        self.children.pop(name).kill()
        self._running.pop(name).close()

    @contextlib.contextmanager
    def frozen(self, name: str) -> Iterator[None]:
        """Let a process do nothing, as a machine does that is swapping or cut off, until the block ends."""
        os.kill(self.children[name].pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self.children[name].pid, signal.SIGCONT)

    def stop(self) -> None:
        """End everything that still runs."""
        for stack in self._running.values():
            stack.close()

    def port_of(self, name: str) -> int:
        """Return the port of a realtime process."""
        return self.second_port if name == "second" else self.config.realtime_port

    def enter(
        self,
        broadcast: Broadcast | None,
        person: Person | None = None,
        *,
        process: str = "first",
        cookie: str = "",
    ) -> Viewer:
        """Let somebody, or a stranger, into a room, and wait until he is in it."""
        viewer = self.connect(broadcast, person, process=process, cookie=cookie)
        viewer.wait_for("joined" if broadcast else "connect")
        return viewer

    def connect(
        self,
        broadcast: Broadcast | None,
        person: Person | None = None,
        *,
        process: str = "first",
        cookie: str = "",
    ) -> Viewer:
        """Let somebody connect; whether he gets in is not waited for."""
        token = token_of(person) if person and not cookie else ""
        url = f"http://{LOOPBACK}:{self.port_of(process)}"
        return open_viewer(self.screens, url, broadcast.id if broadcast else None, token=token, cookie=cookie)

    def recorder_pid(self, name: str = "first") -> int:
        """Return the process that stores what a realtime process hands over."""
        pid = self.children[name].pid
        [child] = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return int(child)

    def log_of(self, name: str) -> str:
        """Return what a process has logged."""
        return self.children[name].log.read_text(errors="replace")


@pytest.fixture(scope="module")
def screens() -> Iterator[Screens]:
    """Run the Node process of the viewers."""
    with contextlib.ExitStack() as stack:
        with required():
            opened = stack.enter_context(running_viewers())
        yield opened


@pytest.fixture(scope="module", params=KINDS, ids=["-".join(kind) for kind in KINDS])
def rooms(
    request: pytest.FixtureRequest, screens: Screens, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Rooms]:
    """Run a realtime process; this process announces as web processes and workers do."""
    stack, mode = request.param
    config = Config.from_env(
        {},
        environment="test",
        password_memory_kib=PASSWORD_MEMORY_KIB,
        template_cache=TEMPLATE_CACHE,
        home=str(tmp_path_factory.mktemp("rooms")),
        secret_key=SECRET_KEY,
        port=free_port(),
        realtime_port=free_port(),
        ingest_port=free_port(),
        rtmp_port=free_port(),
        realtime_mode=mode,
    )
    config = replace(config, public_url=f"http://{LOOPBACK}:{config.port}")
    if stack == "cluster":
        postgres: PostgresServer = request.getfixturevalue("postgres_server")
        database = postgres.url(postgres.create_database())
        config = replace(config, database_url=database, redis_url=f"redis://{LOOPBACK}:{free_port()}/0")
    bring_up(config.database_url)
    running = Rooms(config, screens)
    try:
        if config.redis_url:
            running.start("redis")
        running.start("first")
        runtime.start(config)
        subscribe(wiring.SUBSCRIPTIONS)
        yield running
        runtime.stop()
    finally:
        running.stop()


@pytest.fixture
def second(rooms: Rooms) -> Iterator[Rooms]:
    """Run a second realtime process beside the first for one test."""
    rooms.start("second")
    yield rooms
    rooms.kill("second")


def make_broadcast(host: Person | None = None, *, is_live: bool = True, **values: object) -> Broadcast:
    """Make a broadcast, on the air unless said otherwise."""
    host = host or make_person(name="Host")
    with transaction() as session:
        made = broadcasts.create_broadcast(session, host.id, NewBroadcast("Lanterns", **values))  # type: ignore[arg-type]
        if is_live:
            broadcasts.mark_live(
                session, made.id, ingest_url="", media_started_at=now() - dt.timedelta(minutes=1)
            )
        return broadcasts.get_broadcast(session, made.id)


def stored_comments(broadcast: Broadcast) -> Sequence[Comment]:
    """Return everything that the database has of a chat, oldest first."""
    with reading() as session:
        found = chat.search_comments(session, broadcast.id, limit=1000).items
    return sorted(found, key=lambda comment: comment.id)


def stored_likes(broadcast: Broadcast) -> int:
    """Return how many likes the database knows of."""
    with reading() as session:
        return broadcasts.get_broadcast(session, broadcast.id).likes_count


def wait_for_stored(broadcast: Broadcast, ids: set[str]) -> None:
    """Wait until these comments are in the database."""
    wait_until(lambda: ids <= {str(one.id) for one in stored_comments(broadcast)})


def uuid_of(answer: object) -> uuid.UUID:
    """Return the id that an acknowledgement gave to a comment."""
    assert isinstance(answer, dict)
    assert answer["ok"], answer
    return uuid.UUID(answer["id"])
