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


def test_the_newest_schema_is_what_the_models_say(database: tuple[str, Engine]) -> None:
    url, engine = database

    migrate.upgrade(url)

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, Base.metadata) == []
