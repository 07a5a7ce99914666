"""A realtime process on each stack and with each concurrency library, with the means to break it."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest

import wiring
from kernel import runtime
from kernel.config import Config
from kernel.events import subscribe
from tests.conftest import PASSWORD_MEMORY_KIB, SECRET_KEY, TEMPLATE_CACHE, required
from tests.service.deploy.cluster import running_realtime, running_redis_at
from tests.service.realtime.screens import Screen, Screens, running_screens
from tests.services.postgres import PostgresServer
from tests.services.process import LOOPBACK, Child, free_port
from tests.services.schema import bring_up

#: Stack and concurrency library.
KINDS = [("embedded", "eventlet"), ("cluster", "eventlet"), ("cluster", "gevent")]


@dataclass
class Market:
    """A realtime process that can be killed and started again, and so can its Redis."""

    config: Config
    screens: Screens
    _running: dict[str, contextlib.ExitStack] = field(default_factory=dict)
    _children: dict[str, Child] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where screens connect."""
        return f"http://{LOOPBACK}:{self.config.realtime_port}"

    @property
    def has_redis(self) -> bool:
        """Tell whether news comes through Redis."""
        return bool(self.config.redis_url)

    def open_screen(
        self, *, token: str = "", cookie: str = "", origin: str = "", namespace: str = "/news"
    ) -> Screen:
        """Open a screen and wait until it is connected."""
        return self.screens.open(self.url, token=token, cookie=cookie, origin=origin, namespace=namespace)

    def start(self, name: str) -> None:
        """Start the realtime process or Redis."""
        self._running[name] = contextlib.ExitStack()
        run = running_realtime(self.config) if name == "realtime" else running_redis_at(self.redis_port)
        self._children[name] = self._running[name].enter_context(run)

    def kill(self, name: str) -> None:
        """End a process as a crash would."""
        self._children[name].kill()
        self._running.pop(name).close()

    def stop(self) -> None:
        """End everything that still runs."""
        for stack in self._running.values():
            stack.close()

    @property
    def redis_port(self) -> int:
        """The port that Redis has, whenever it runs."""
        return int(self.config.redis_url.partition(f"{LOOPBACK}:")[2].partition("/")[0])


@pytest.fixture(scope="module")
def screens() -> Iterator[Screens]:
    """Run the Node process of the screens."""
    with contextlib.ExitStack() as stack:
        with required():
            opened = stack.enter_context(running_screens())
        yield opened


@pytest.fixture(scope="module", params=KINDS, ids=["-".join(kind) for kind in KINDS])
def market(
    request: pytest.FixtureRequest, screens: Screens, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Market]:
    """Run a realtime process; this process announces as web processes and workers do."""
    stack, mode = request.param
    config = Config.from_env(
        {},
        environment="test",
        password_memory_kib=PASSWORD_MEMORY_KIB,
        template_cache=TEMPLATE_CACHE,
        home=str(tmp_path_factory.mktemp("realtime")),
        secret_key=SECRET_KEY,
        port=free_port(),
        realtime_port=free_port(),
        realtime_mode=mode,
    )
    config = replace(config, public_url=f"http://{LOOPBACK}:{config.port}")
    if stack == "cluster":
        postgres: PostgresServer = request.getfixturevalue("postgres_server")
        database = postgres.url(postgres.create_database())
        config = replace(config, database_url=database, redis_url=f"redis://{LOOPBACK}:{free_port()}/0")
    bring_up(config.database_url)
    market = Market(config, screens)
    try:
        if market.has_redis:
            market.start("redis")
        market.start("realtime")
        runtime.start(config)
        subscribe(wiring.SUBSCRIPTIONS)
        yield market
        runtime.stop()
    finally:
        market.stop()
