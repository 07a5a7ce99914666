"""Fixtures of browser tests: a whole embedded market in its own processes, and people in front of it."""

import os
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page
from sqlalchemy import select

import wiring
from accounts.models import User
from accounts.people import Person
from embedded import answers
from kernel import runtime
from kernel.config import Config
from kernel.events import subscribe
from kernel.transaction import reading
from tests.conftest import PASSWORD_MEMORY_KIB, TEMPLATE_CACHE
from tests.factories import PASSWORD
from tests.services.chromium import open_desktop, open_phone
from tests.services.process import ROOT, free_port, running_child
from tests.services.schema import bring_up


@dataclass(frozen=True)
class Market:
    """A running market and the folder it lives in."""

    url: str
    home: Path
    rtmp_port: int


@pytest.fixture(scope="module")
def market_settings() -> dict[str, str]:
    """Return further settings of the market; the tests of a file may have their own."""
    return {}


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory, market_settings: dict[str, str]) -> Iterator[Market]:
    """Run `python app.py` on an empty folder; this process works on the same database to make people."""
    home = tmp_path_factory.mktemp("market")
    port = free_port()
    ports = {f"NIGHTMARKET_{name}_PORT": str(free_port()) for name in ("REALTIME", "INGEST", "RTMP")}
    environ = {"NIGHTMARKET_HOME": str(home), "NIGHTMARKET_ENVIRONMENT": "test", **ports}
    environ |= {"NIGHTMARKET_PASSWORD_MEMORY_KIB": str(PASSWORD_MEMORY_KIB), **market_settings}
    environ["NIGHTMARKET_TEMPLATE_CACHE"] = str(TEMPLATE_CACHE)
    config = Config.from_env(environ)
    bring_up(config.database_url)
    command = [sys.executable, ROOT / "app.py", "serve", "--home", home, "--port", str(port)]
    environment = {**os.environ, **environ}
    with running_child("market", command, log=home / "log", directory=ROOT, environment=environment) as child:
        child.wait_until(lambda: answers(f"http://127.0.0.1:{port}/readyz"))
        runtime.start(config)
        subscribe(wiring.SUBSCRIPTIONS)
        yield Market(f"http://127.0.0.1:{port}", home, int(ports["NIGHTMARKET_RTMP_PORT"]))
        runtime.stop()


class Windows:
    """Opens windows for people and collects what their consoles complain of."""

    def __init__(self, browser: Browser, market: Market) -> None:
        self._browser = browser
        self._market = market
        self._contexts: list[BrowserContext] = []
        self.complaints: list[str] = []

    def phone(self, person: Person | None = None, **options: object) -> Page:
        """Open a phone, signed in as `person`."""
        return self._open(open_phone(self._browser, base_url=self._market.url, **options), person)

    def desktop(self, person: Person | None = None, **options: object) -> Page:
        """Open a desktop window, signed in as `person`."""
        return self._open(open_desktop(self._browser, base_url=self._market.url, **options), person)

    def close(self) -> None:
        """Close every window."""
        for context in self._contexts:
            context.close()

    def _open(self, context: BrowserContext, person: Person | None) -> Page:
        self._contexts.append(context)
        page = context.new_page()
        page.on("console", self._note)
        page.on("pageerror", lambda error: self._complain(page, str(error)))
        page.on("dialog", lambda dialog: self.complaints.append(f"{page.url}: dialog {dialog.message}"))
        if person is not None:
            sign_in(page, person)
        return page

    def _complain(self, page: Page, error: str) -> None:
        # A page that is left before it was drawn gives up moving in: nobody's fault.
        if "Transition was aborted" not in error and "Transition was skipped" not in error:
            self.complaints.append(f"{page.url}: {error}")

    def _note(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(f"{message.location.get('url')}: {message.text}")


@pytest.fixture
def windows(browser: Browser, market: Market) -> Iterator[Windows]:
    """Open windows; at the end, no console may have complained of anything."""
    opened = Windows(browser, market)
    yield opened
    opened.close()
    assert opened.complaints == []


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """Keep a screenshot in the folder that TEST_PICTURES names, if it does."""
    folder = os.environ.get("TEST_PICTURES")

    def take(page: Page, name: str) -> None:
        if folder:
            page.screenshot(path=Path(folder) / f"{name}.png")

    return take


def sign_in(page: Page, person: Person) -> None:
    """Sign a person in the way people do."""
    with reading() as session:
        email = session.scalars(select(User.email).where(User.id == person.id)).one()
    page.goto("/login")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(re.compile(r"/$"))
