"""The database: one engine per process, one declarative base, times that are always aware UTC.

SQLite and PostgreSQL behave alike: a writing transaction takes its write lock at once on SQLite, so two
writers queue up instead of failing half-way.
"""

import datetime as dt
import uuid
from typing import Any, ClassVar

import orjson
from sqlalchemy import (
    CursorResult,
    DateTime,
    Delete,
    Dialect,
    Engine,
    MetaData,
    Update,
    Uuid,
    create_engine,
    event,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

#: Fixed names, so that migrations can name what they change on both databases.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
BUSY_TIMEOUT_MS = 10_000
READ_ONLY = "nightmarket_read_only"


class UtcDateTime(TypeDecorator[dt.datetime]):
    """An aware UTC time. A naive one is refused; SQLite's answer gets its zone back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A naive datetime reached the database; use kernel.clock.now().")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002
        if value is None or value.tzinfo is not None:
            return value if value is None else value.astimezone(dt.UTC)
        return value.replace(tzinfo=dt.UTC)


class Base(DeclarativeBase):
    """Every table. No relationship crosses a package (see docs/architecture.md)."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar = {dt.datetime: UtcDateTime(), uuid.UUID: Uuid()}


def make_engine(url: str, *, pool_size: int = 20) -> Engine:
    """Return an engine for SQLite or PostgreSQL with this project's settings."""
    if url.startswith("sqlite"):
        engine = create_engine(
            url, json_serializer=_write_json, pool_size=pool_size, max_overflow=pool_size, pool_timeout=10
        )
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        engine = create_engine(
            url,
            json_serializer=_write_json,
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_pre_ping=True,
            pool_timeout=5,
        )
    # Many rows go in as one statement. Row by row, a thread gives up the interpreter for each row and waits
    # for the other threads of a busy web process to give it back.
    engine.dialect.use_insertmanyvalues_wo_returning = True
    return engine


def _write_json(value: object) -> str:
    return orjson.dumps(value).decode()


def _set_up_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see _begin_sqlite
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    # FULL, not NORMAL: an answered order must survive a power cut.
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    read_only = connection.get_execution_options().get(READ_ONLY, False)
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")


def change(session: Session, statement: Update | Delete) -> int:
    """Run a conditional UPDATE or DELETE; return how many rows fulfilled its condition."""
    result = session.execute(statement)
    assert isinstance(result, CursorResult)
    return result.rowcount


def dialect_of(session: Session) -> Any:
    """Return the dialect whose `insert` can say what happens where there is a row already."""
    return postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
