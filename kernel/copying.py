"""Copy a whole market, rows and objects, to another database and another storage; then count what arrived.

The way from the embedded stack to a cluster. The market is stopped meanwhile: what is written after the copy
has begun is not in it.
"""

import contextlib
import mimetypes
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, delete, func, insert, inspect, select

from kernel import migrate
from kernel.config import Config
from kernel.db import READ_ONLY, Base, make_engine
from kernel.realtime import Announcement
from kernel.storage import ObjectMissing, Storage, make_storage

BATCH_ROWS = 1000
#: News of the last minute; nobody looks at a market that is stopped.
NOT_COPIED = {Announcement.__tablename__}
Say = Callable[[str], None]


class CopyRefused(Exception):
    """The copy can't be made or did not come out right; the message is a sentence for the operator."""


def copy_rows(source: Engine, target: Engine, *, replace: bool = False) -> int:
    """Copy every table in one transaction of the target, parents first; return how many rows it has now.

    All or nothing: after an interruption the target is as it was. `replace` empties it first.

    Raises CopyRefused: the target has rows, or a table of the source is not known to this version.
    """
    tables = [table for table in Base.metadata.sorted_tables if table.name not in NOT_COPIED]
    _refuse_unknown_tables(source)
    with _snapshot(source) as reading, target.begin() as writing:
        if replace:
            with _unguarded(writing, tables):
                for table in reversed(tables):
                    writing.execute(delete(table))
        used = [table.name for table in tables if _count(writing, table)]
        if used:
            raise CopyRefused(
                f"The target is in use: it has rows in {', '.join(used)}. "
                "Name an empty database, or say --replace to lose what it has."
            )
        for table in tables:
            for batch in _batches(reading, table):
                writing.execute(insert(table), batch)
        _compare(reading, writing, tables)
        return sum(_count(writing, table) for table in tables)


def copy_objects(source: Storage, target: Storage, *, say: Say) -> tuple[int, int]:
    """Copy every object that the target lacks; return how many there are and how many were new.

    Safe to repeat: an object that is there with the same size is not copied again. Objects are never changed
    under their key, only made and deleted.

    Raises CopyRefused: afterwards one is missing or has another size.
    """
    keys = list(source.list_keys(""))
    new_count = 0
    with tempfile.TemporaryDirectory() as folder:
        for number, key in enumerate(keys, start=1):
            if _size(target, key) != source.size_bytes(key):
                _copy_object(source, target, key, Path(folder))
                new_count += 1
            if number % 500 == 0:
                say(f"{number} of {len(keys)} objects")
    wrong = [key for key in keys if _size(target, key) != source.size_bytes(key)]
    if wrong:
        raise CopyRefused(f"{len(wrong)} objects did not arrive whole, for example {wrong[0]}.")
    return len(keys), new_count


def copy_market(config: Config, target: Config, *, replace: bool, say: Say) -> None:
    """Copy everything of one market to the database and the storage of another configuration.

    Raises CopyRefused.
    """
    for whose in (config, target):
        migrate.upgrade(whose.database_url)
    databases = [make_engine(whose.database_url) for whose in (config, target)]
    storages = [make_storage(whose) for whose in (config, target)]
    try:
        # Objects first: a row must never speak of an object that is not there.
        objects_count, new_count = copy_objects(*storages, say=say)
        say(f"{objects_count} objects are there, {new_count} of them new.")
        say(f"{copy_rows(*databases, replace=replace)} rows are there.")
    finally:
        for engine in databases:
            engine.dispose()
        for storage in storages:
            storage.close()


def _copy_object(source: Storage, target: Storage, key: str, folder: Path) -> None:
    fetched, handed_over = folder / "fetched", folder / "handed-over"
    fetched.mkdir(exist_ok=True)
    with source.as_file(key, fetched) as path:
        shutil.copyfile(path, handed_over)  # storing takes the file away, and the source keeps its own
    target.put_file(key, handed_over, mimetypes.guess_type(key)[0] or "application/octet-stream")


def _size(storage: Storage, key: str) -> int | None:
    try:
        return storage.size_bytes(key)
    except ObjectMissing:
        return None


def _snapshot(engine: Engine) -> Connection:
    """Open a connection that sees one state of the database throughout, and takes no lock."""
    if engine.dialect.name == "sqlite":
        return engine.execution_options(**{READ_ONLY: True}).connect()
    return engine.execution_options(isolation_level="REPEATABLE READ").connect()


@contextlib.contextmanager
def _unguarded(connection: Connection, tables: Sequence[Table]) -> Iterator[None]:
    """Put triggers aside that keep rows from being deleted; what is lost here was said to be lost."""
    if connection.dialect.name == "sqlite":
        triggers = connection.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        ).all()
        off = [f"DROP TRIGGER {trigger.name}" for trigger in triggers]
        on = [trigger.sql for trigger in triggers]
    else:
        off = [f"ALTER TABLE {table.name} DISABLE TRIGGER USER" for table in tables]
        on = [f"ALTER TABLE {table.name} ENABLE TRIGGER USER" for table in tables]
    for statement in off:
        connection.exec_driver_sql(statement)
    yield
    for statement in on:
        connection.exec_driver_sql(statement)


def _refuse_unknown_tables(source: Engine) -> None:
    unknown = set(inspect(source).get_table_names()) - set(Base.metadata.tables) - {"alembic_version"}
    if unknown:
        raise CopyRefused(f"This version knows nothing of the tables {', '.join(sorted(unknown))}.")


def _batches(connection: Connection, table: Table) -> Iterator[Sequence[dict[str, Any]]]:
    # Ids are made in the order of time, so a row that points to another of its own table comes after it.
    rows = connection.execution_options(yield_per=BATCH_ROWS).execute(
        select(table).order_by(*table.primary_key)
    )
    for partition in rows.mappings().partitions():
        yield [dict(row) for row in partition]


def _count(connection: Connection, table: Table) -> int:
    return connection.scalar(select(func.count()).select_from(table)) or 0


def _compare(reading: Connection, writing: Connection, tables: Sequence[Table]) -> None:
    for table in tables:
        had, has = _count(reading, table), _count(writing, table)
        if had != has:
            raise CopyRefused(f"{table.name} has {had} rows, but {has} arrived.")
