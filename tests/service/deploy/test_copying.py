"""From the embedded stack to a cluster's database and storage, with everything that a market has."""

import contextlib
import io
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import inspect, select

from accounts import pictures, sessions
from accounts.identity import identify_bearer
from accounts.people import set_avatar
from accounts.roles import Role
from kernel import migrate, runtime
from kernel.clock import now
from kernel.config import Config
from kernel.copying import CopyRefused, copy_market
from kernel.db import Base, make_engine
from kernel.jobs import enqueue
from kernel.storage import make_storage
from kernel.transaction import transaction
from payments.ledger import posting
from payments.ledger.accounts import Account
from payments.ledger.entries import Entry, EntryKind, Line
from tests.conftest import SECRET_KEY
from tests.factories import make_person, make_product
from tests.service.deploy.cluster import process_environment
from tests.services.postgres import PostgresServer
from tests.services.process import ROOT, free_port
from tests.services.s3 import S3Server

#: What is in the books can't be deleted, unless the whole market is to be replaced.
SALE = (Line(Account.GATEWAY_CLEARING, 5, "USD"), Line(Account.SHOP_PAYABLE, -5, "USD"))


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """Make an embedded market with people, a shop, goods, a picture, a token and books."""
    home = tmp_path_factory.mktemp("embedded")
    config = Config.from_env({}, environment="test", home=str(home), secret_key=SECRET_KEY, port=free_port())
    migrate.upgrade(config.database_url)
    runtime.start(config)
    people = [make_person(Role.CREATOR, name=f"林 {number}") for number in range(3)]
    make_product(stock_counts=(3, 4))
    with transaction() as session:
        posting.post(session, Entry(EntryKind.ORDER_PAID, people[0].id, now(), SALE))
        for number in range(2500):  # more than one batch
            enqueue(session, "tests.nothing", {"number": number, "name": "燈籠"})
        set_avatar(session, people[0].id, pictures.store_avatar(drawn()))
        (home / "token").write_text(sessions.create_token(session, people[0].id, "phone"))
    runtime.stop()
    return config


@pytest.fixture
def cluster_stores(
    embedded: Config, postgres_server: PostgresServer, s3_server: S3Server
) -> Iterator[Config]:
    """Return the configuration of an empty database and an empty bucket."""
    database = postgres_server.create_database()
    yield replace(
        embedded,
        database_url=postgres_server.url(database),
        storage_url=s3_server.storage_url(s3_server.create_bucket()),
        s3_access_key=s3_server.access_key,
        s3_secret_key=s3_server.secret_key,
    )
    postgres_server.drop_database(database)


def test_every_row_and_every_object_arrives_as_it_was(embedded: Config, cluster_stores: Config) -> None:
    copy_market(embedded, cluster_stores, replace=False, say=ignore)

    assert rows_of(cluster_stores) == rows_of(embedded)
    assert len(rows_of(embedded)["jobs"]) >= 2500
    assert objects_of(cluster_stores) == objects_of(embedded) != {}


def test_people_go_on_with_their_tokens_after_the_move(embedded: Config, cluster_stores: Config) -> None:
    copy_market(embedded, cluster_stores, replace=False, say=ignore)

    runtime.start(cluster_stores)
    actor = identify_bearer((embedded.home / "token").read_text())
    runtime.stop()

    assert actor is not None
    assert actor.display_name == "林 0"


def test_a_database_in_use_is_not_touched_unless_that_is_said(
    embedded: Config, cluster_stores: Config
) -> None:
    copy_market(embedded, cluster_stores, replace=False, say=ignore)

    with pytest.raises(CopyRefused, match=r"The target is in use: it has rows in .*users"):
        copy_market(embedded, cluster_stores, replace=False, say=ignore)
    copy_market(embedded, cluster_stores, replace=True, say=ignore)

    assert rows_of(cluster_stores) == rows_of(embedded)


def test_objects_that_arrived_before_an_interruption_are_not_copied_again(
    embedded: Config, cluster_stores: Config
) -> None:
    said: list[str] = []
    storage = make_storage(cluster_stores)
    key = next(iter(objects_of(embedded)))
    storage.put_bytes(key, b"half", "image/webp")

    copy_market(embedded, cluster_stores, replace=False, say=ignore)
    copy_market(embedded, cluster_stores, replace=True, say=said.append)
    storage.close()

    assert objects_of(cluster_stores) == objects_of(embedded)
    assert said[0] == f"{len(objects_of(embedded))} objects are there, 0 of them new."


def test_a_table_that_this_version_does_not_know_stops_the_copy(
    tmp_path: Path, cluster_stores: Config
) -> None:
    newer = Config.from_env({}, environment="test", home=str(tmp_path), secret_key=SECRET_KEY)
    migrate.upgrade(newer.database_url)
    engine = make_engine(newer.database_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE auctions (id INTEGER)")
    engine.dispose()

    with pytest.raises(CopyRefused, match="knows nothing of the tables auctions"):
        copy_market(newer, cluster_stores, replace=False, say=ignore)


def test_the_command_copies_and_says_what_comes_next(embedded: Config, cluster_stores: Config) -> None:
    command = [sys.executable, "app.py", "copy-to", "--database-url", cluster_stores.database_url]
    environment = process_environment(replace(cluster_stores, database_url="", storage_url=""))
    environment |= {"NIGHTMARKET_DATABASE_URL": "", "NIGHTMARKET_STORAGE_URL": ""}

    done = subprocess.run(
        [*command, "--storage-url", cluster_stores.storage_url],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1].startswith("Everything was copied and counted.")
    assert rows_of(cluster_stores) == rows_of(embedded)


def ignore(_sentence: str) -> None:
    """Take what an operator would read."""


def drawn() -> io.BytesIO:
    """Return a picture."""
    file = io.BytesIO()
    Image.effect_noise((200, 200), 80).convert("RGB").save(file, "PNG")
    file.seek(0)
    return file


def rows_of(config: Config) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table, in the order of their keys."""
    engine = make_engine(config.database_url)
    with contextlib.closing(engine.connect()) as connection:
        names = set(inspect(connection).get_table_names())
        found = {
            table.name: sorted(map(tuple, connection.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
            if table.name in names
        }
    engine.dispose()
    return found


def objects_of(config: Config) -> dict[str, bytes]:
    """Return every object."""
    storage = make_storage(config)
    found = {key: storage.read(key) for key in storage.list_keys("")}
    storage.close()
    return found
