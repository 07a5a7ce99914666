"""Databases with the newest schema: migrated once in a process, copied from then on.

A file of tests wants a database of its own; running every migration for each would take longer than most
of the tests do.
"""

import functools
import shutil
import sqlite3
import tempfile
from pathlib import Path

import psycopg
from sqlalchemy import URL, make_url

from kernel import migrate

#: Lives as long as the process; what it holds is removed at its end.
_folder = tempfile.TemporaryDirectory(prefix="nightmarket-schema-", ignore_cleanup_errors=True)


def bring_up(database_url: str) -> None:
    """Give an empty database the newest schema; one that has a schema stays as it is."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        path = Path(str(url.database))
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(_migrated_file(), path)
    elif not _has_schema(url):
        _copy_database(url)


@functools.cache
def _migrated_file() -> Path:
    path = Path(_folder.name) / "migrated.db"
    migrate.upgrade(f"sqlite:///{path}")
    with sqlite3.connect(path) as connection:
        # What is still in the log beside the file would not be copied.
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return path


@functools.cache
def _migrated_database(server: URL) -> str:
    name = "migrated"
    with _connect(server) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    migrate.upgrade(server.set(database=name).render_as_string(hide_password=False))
    return name


def _has_schema(url: URL) -> bool:
    with _connect(url) as connection:
        row = connection.execute("SELECT to_regclass('alembic_version')").fetchone()
    return row is not None and row[0] is not None


def _copy_database(url: URL) -> None:
    server = url.set(database="postgres")
    template = _migrated_database(server)
    with _connect(server) as connection:
        connection.execute(f'DROP DATABASE "{url.database}"'.encode())
        connection.execute(f'CREATE DATABASE "{url.database}" TEMPLATE "{template}"'.encode())


def _connect(server: URL) -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(
        host=server.host,
        port=server.port,
        user=server.username,
        password=server.password,
        dbname=server.database,
        autocommit=True,
    )
