"""Migrations: rows of an older market are there afterwards, and can go back."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text

from kernel import migrate
from kernel.db import Base, make_engine
from tests.services.postgres import PostgresServer

AT = "2026-11-01 12:00:00+00:00"
ROWS = (
    f"""INSERT INTO users
        (id, email, handle, display_name, bio, password_hash, roles, created_at, shows_purchases)
        VALUES (:user, 'a@b.c', 'mei', 'Mei', '', '-', '[]', '{AT}', false)""",
    f"""INSERT INTO uploads
        (id, owner_id, file_name, size_bytes, part_size_bytes, state, storage_key, storage_upload_id,
         created_at, expires_at)
        VALUES (:upload, :user, 'a.mp4', 1, 1, 'used', 'k', '-', '{AT}', '{AT}')""",
    f"""INSERT INTO videos
        (id, creator_id, upload_id, title, description, state, is_growing, renditions, posters, created_at)
        VALUES (:video, :user, :upload, 'Lanterns', '', 'draft', false, '[]', '[]', '{AT}')""",
)

#: A shop that has shipped one order and not the other.
ORDERS = (
    ROWS[0],
    f"INSERT INTO shops (id, owner_id, name, created_at) VALUES (:shop, :user, 'Alley', '{AT}')",
    (
        "INSERT INTO products (id, shop_id, title, description, currency, created_at)"
        f" VALUES (:product, :shop, 'Lantern', '', 'USD', '{AT}')"
    ),
    (
        "INSERT INTO variants (id, product_id, shop_id, sku, options, position, price_minor, on_hand_count,"
        " reserved_count, available_count, created_at)"
        f" VALUES (:variant, :product, :shop, 'L', '{{}}', 0, 100, 1, 0, 1, '{AT}')"
    ),
    *(
        "INSERT INTO orders (id, buyer_id, shop_id, shop_owner_id, idempotency_key, request_hash, state,"
        " total_minor, currency, payment_id, shop_name, shipping_address, uses_deal, created_at, shipped_at)"
        f" VALUES (:{name}, :user, :shop, :user, '{name}', '-', '{name}', 200, 'USD', :{name}, 'Alley',"
        f" '{{}}', false, '{AT}', {shipped_at})"
        for name, shipped_at in (("paid", "NULL"), ("shipped", f"'{AT}'"))
    ),
    *(
        "INSERT INTO line_items (order_id, variant_id, product_id, product_title, sku, options, quantity,"
        " unit_price_minor, list_price_minor)"
        f" VALUES (:{name}, :variant, :product, 'Lantern', 'L', '{{}}', 2, 100, 100)"
        for name in ("paid", "shipped")
    ),
)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, Engine]]:
    """Make an empty database of each kind."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'market.db'}"
    else:
        server: PostgresServer = request.getfixturevalue("postgres_server")
        url = server.url(server.create_database())
    engine = make_engine(url)
    yield url, engine
    engine.dispose()


def test_a_video_of_an_older_market_is_a_post_and_can_be_a_video_again(database: tuple[str, Engine]) -> None:
    url, engine = database
    config = migrate.alembic_config(url)
    command.upgrade(config, "0011")
    ids = {name: uuid.uuid4() for name in ("user", "upload", "video")}
    with engine.begin() as connection:
        columns = {name: id_.hex for name, id_ in ids.items()}
        for row in ROWS:
            connection.execute(text(row), columns)

    migrate.upgrade(url)
    with engine.connect() as connection:
        upgraded = connection.execute(text("SELECT kind, title FROM posts")).all()
    command.downgrade(config, "0011")
    with engine.connect() as connection:
        downgraded = connection.execute(text("SELECT title FROM videos")).scalars().all()

    assert upgraded == [("video", "Lanterns")]
    assert downgraded == ["Lanterns"]


def test_orders_of_an_older_market_get_numbers_and_were_shipped_as_a_whole(
    database: tuple[str, Engine],
) -> None:
    url, engine = database
    config = migrate.alembic_config(url)
    command.upgrade(config, "0012")
    names = ("user", "shop", "product", "variant", "paid", "shipped")
    columns = {name: uuid.uuid4().hex for name in names}
    with engine.begin() as connection:
        for row in ORDERS:
            connection.execute(text(row), columns)

    migrate.upgrade(url)
    with engine.connect() as connection:
        numbers = connection.execute(text("SELECT number FROM orders")).scalars().all()
        joined = "orders JOIN line_items ON order_id = orders.id"
        query = f"SELECT state, shipped_count FROM {joined} ORDER BY state"
        shipped = connection.execute(text(query)).all()
    command.downgrade(config, "0016")

    assert len(set(numbers)) == 2
    assert all(len(number) == 12 and number.isdecimal() for number in numbers)
    assert shipped == [("paid", 0), ("shipped", 2)]


#: What one of these orders was paid with, and that it was given back.
MONEY = (
    (
        "INSERT INTO payments"
        " (id, reference_id, buyer_id, gateway, amount_minor, currency, state, created_at)"
        f" VALUES (:payment, :paid, :user, 'sandbox', 200, 'USD', 'refunded', '{AT}')"
    ),
    (
        "INSERT INTO refunds (id, payment_id, amount_minor, currency, reason, state, created_at)"
        f" VALUES (:refund, :payment, 200, 'USD', 'x', 'succeeded', '{AT}')"
    ),
)


def test_an_order_of_an_older_market_is_a_checkout_of_its_own(database: tuple[str, Engine]) -> None:
    url, engine = database
    config = migrate.alembic_config(url)
    command.upgrade(config, "0012")
    names = ("user", "shop", "product", "variant", "paid", "shipped", "payment", "refund")
    columns = {name: uuid.uuid4().hex for name in names}
    with engine.begin() as connection:
        for row in (*ORDERS, *MONEY):
            connection.execute(text(row), columns)

    migrate.upgrade(url)
    with engine.connect() as connection:
        apart = "SELECT count(*) FROM orders WHERE checkout_id <> id"
        orders = connection.execute(text(apart)).scalar()
        joined = "refunds JOIN payments ON payment_id = payments.id"
        part = f"SELECT refunds_minor, part_id = reference_id FROM {joined}"
        refunds = connection.execute(text(part)).all()
    command.downgrade(config, "0022")
    with engine.connect() as connection:
        kept = connection.execute(text("SELECT amount_minor FROM refunds")).scalars().all()

    assert orders == 0
    assert refunds == [(200, True)]
    assert kept == [200]


def test_the_newest_schema_is_what_the_models_say(database: tuple[str, Engine]) -> None:
    url, engine = database

    migrate.upgrade(url)

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, Base.metadata) == []
