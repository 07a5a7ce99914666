"""A whole embedded market with a broadcast to be watched, for the benchmarks of live."""

import contextlib
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import wiring
from accounts import sessions
from accounts.people import Person
from accounts.roles import Role
from embedded import Market
from kernel import migrate, runtime
from kernel.config import Config
from kernel.events import subscribe
from kernel.transaction import reading, transaction
from live import broadcasts, stream_keys, tray
from live.values import NewBroadcast
from tests.factories import make_person, make_product, make_shop
from tests.services.process import LOOPBACK, free_port

READY_SECONDS = 60.0
PRODUCTS_COUNT = 4


@dataclass(frozen=True)
class Show:
    """A broadcast that is not on the air yet: where its encoder sends, and what it shows."""

    id: uuid.UUID
    host: Person
    rtmp_url: str
    page_url: str
    product_ids: list[uuid.UUID]


class LiveMarket:
    """The running market; makes shows."""

    def __init__(self, config: Config) -> None:
        self.config = config

    def plan_show(self) -> Show:
        """Make a host, his products and a broadcast with them in its tray."""
        host = make_person(Role.CREATOR, Role.MERCHANT, name="Host")
        shop = make_shop(host)
        products = [make_product(shop, title=f"Lantern {number}").id for number in range(PRODUCTS_COUNT)]
        with transaction() as session:
            made = broadcasts.create_broadcast(session, host.id, NewBroadcast(title="A clock"))
            tray.set_tray(session, made.id, [(one, "") for one in products], creator_id=host.id)
            key = stream_keys.rotate_key(session, made.id, host.id)
        rtmp_url = f"rtmp://{LOOPBACK}:{self.config.rtmp_port}/live/{key}"
        return Show(made.id, host, rtmp_url, f"{self.config.public_url}/live/{made.id}", products)

    def sign_in(self, person: Person) -> str:
        """Return the session cookie's value of a new device of this person."""
        with transaction() as session:
            return sessions.start_session(session, person.id, device="bench", address=LOOPBACK, replaces=None)

    def wait_until_live(self, show: Show) -> None:
        """Wait for the first picture."""
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            with reading() as session:
                if broadcasts.get_broadcast(session, show.id).is_live:
                    return
            time.sleep(0.2)
        raise SystemExit("The broadcast did not come on the air.")


@contextlib.contextmanager
def running_live_market(home: Path) -> Iterator[LiveMarket]:
    """Run everything until the block ends."""
    ports = {name: free_port() for name in ("port", "realtime_port", "ingest_port", "rtmp_port")}
    config = Config.from_env({}, environment="test", home=str(home), **ports)
    config = replace(
        config,
        public_url=f"http://{LOOPBACK}:{config.port}",
        realtime_url=f"http://{LOOPBACK}:{config.realtime_port}",
        ingest_url=f"http://{LOOPBACK}:{config.ingest_port}",
    )
    migrate.upgrade(config.database_url)
    runtime.start(config)
    subscribe(wiring.SUBSCRIPTIONS)
    market = Market(config)
    market.start()
    try:
        if not market.wait_until_ready():
            raise SystemExit("The market did not start.")
        yield LiveMarket(config)
    finally:
        market.stop()
        runtime.stop()
