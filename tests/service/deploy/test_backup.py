"""A backup of a market at work is a market: it starts, and everything that was answered before is in it."""

import io
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from PIL import Image
from sqlalchemy import func, select

from accounts import pictures, sessions
from accounts.people import get_person, set_avatar
from kernel import runtime
from kernel.backup import back_up
from kernel.config import Config
from kernel.copying import CopyRefused
from kernel.jobs import enqueue
from kernel.jobs.table import Job
from kernel.transaction import reading, transaction
from tests.factories import make_person, make_shop
from tests.service.deploy.client import Client
from tests.service.deploy.cluster import answers, process_environment
from tests.services.process import LOOPBACK, ROOT, free_port, running_child
from tests.services.schema import bring_up


@pytest.fixture
def config(tmp_path: Path) -> Iterator[Config]:
    """Set an embedded market up in this process."""
    made = Config.from_env({}, environment="test", home=str(tmp_path / "market"))
    bring_up(made.database_url)
    runtime.start(made)
    yield made
    runtime.stop()


def test_a_backup_made_while_orders_come_in_starts_with_everything_answered_before(
    config: Config, tmp_path: Path
) -> None:
    person = make_person(name="林")
    shop = make_shop(person)
    with transaction() as session:
        set_avatar(session, person.id, pictures.store_avatar(drawn()))
        token = sessions.create_token(session, person.id, "phone")
    with reading() as session:
        avatar_url = get_person(session, person.id).avatar_url

    with steady_writes() as written:
        before = written()
        back_up(config, tmp_path / "backup", say=print)
    environment = process_environment(config)
    for name in ("HOME", "DATABASE_URL", "STORAGE_URL", "SECRET_KEY", "PUBLIC_URL", "PORT", "REALTIME_PORT"):
        del environment[f"NIGHTMARKET_{name}"]
    url = f"http://{LOOPBACK}:{(port := free_port())}"
    command: list[str | Path] = [
        sys.executable,
        ROOT / "app.py",
        "serve",
        "--home",
        tmp_path / "backup",
        "--port",
        str(port),
    ]
    environment["NIGHTMARKET_REALTIME_PORT"] = str(free_port())
    with running_child("restored", command, log=tmp_path / "log", environment=environment) as restored:
        restored.wait_until(lambda: answers(f"{url}/readyz"))
        me = requests.get(f"{url}/api/v1/me", headers={"Authorization": f"Bearer {token}"}, timeout=30)
        picture = requests.get(f"{url}{avatar_url}", timeout=30)
        shops = Client(url).get(f"/api/v1/shops/{shop.id}")
    runtime.start(Config.from_env({}, environment="test", home=str(tmp_path / "backup")))
    kept = count_jobs()
    runtime.stop()
    runtime.start(config)

    assert me.json()["display_name"] == "林"
    assert Image.open(io.BytesIO(picture.content)).size == (160, 160)
    assert shops.json()["id"] == str(shop.id)
    assert before <= kept <= written()


def test_a_second_backup_brings_the_first_up_to_date(config: Config, tmp_path: Path) -> None:
    runtime.storage().put_bytes("avatars/1", b"one", "image/webp")
    first = back_up(config, tmp_path / "backup", say=print)
    runtime.storage().put_bytes("avatars/2", b"two", "image/webp")
    with transaction() as session:
        enqueue(session, "tests.nothing", {})

    second = back_up(config, tmp_path / "backup", say=print)

    assert (first, second) == (1, 2)
    runtime.stop()
    runtime.start(Config.from_env({}, environment="test", home=str(tmp_path / "backup")))
    assert count_jobs() == 1
    assert runtime.storage().read("avatars/2") == b"two"


def test_a_market_is_not_backed_up_into_itself(config: Config) -> None:
    with pytest.raises(CopyRefused, match="into the folder of the market itself"):
        back_up(config, config.home, say=print)


def test_the_command_says_what_it_wrote(config: Config, tmp_path: Path) -> None:
    command: list[str | Path] = [
        sys.executable,
        "app.py",
        "backup",
        tmp_path / "backup",
        "--home",
        config.home,
    ]

    done = subprocess.run(
        command, cwd=ROOT, env=process_environment(config), capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout == f"{tmp_path / 'backup'} has the database and 0 objects.\n"
    assert (tmp_path / "backup" / "secret_key").read_text() == config.secret_key


@contextmanager
def steady_writes() -> Iterator[Callable[[], int]]:
    """Commit one row after the other until the block ends; gives a function that counts them."""
    count, stopping, started = [0], threading.Event(), threading.Event()

    def write() -> None:
        while not stopping.is_set():
            with transaction() as session:
                enqueue(session, "tests.nothing", {}, queue="nobody")
            count[0] += 1
            started.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        started.wait()
        yield lambda: count[0]
    finally:
        stopping.set()
        writer.join()


def count_jobs() -> int:
    """Return how many rows the writer's table has."""
    with reading() as session:
        return session.scalar(select(func.count()).select_from(Job).where(Job.name == "tests.nothing")) or 0


def drawn() -> io.BytesIO:
    """Return a picture."""
    file = io.BytesIO()
    Image.effect_noise((200, 200), 80).convert("RGB").save(file, "PNG")
    file.seek(0)
    return file
