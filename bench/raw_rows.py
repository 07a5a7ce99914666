"""The yardstick of writing: what one call changed in the database, written again by raw SQL.

The rows of all tables are compared before and after the call, so that nothing it writes can be forgotten.
They are written as the driver gives them: with fresh ids, one transaction each time, as fast as it can.
"""

import secrets
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg.types.json import Json
from sqlalchemy import Engine, String, Table, UniqueConstraint
from sqlalchemy.pool import PoolProxiedConnection

from kernel.db import Base

Row = dict[str, Any]
Rows = dict[tuple[Any, ...], Row]


@dataclass(frozen=True)
class Change:
    """One statement: a row that came, or numbers that moved in one.

    `fresh_ids` and the columns of `unique_texts` get new values each time.
    """

    sql: str
    values: Sequence[tuple[str, Any]]
    fresh_ids: frozenset[Any] = frozenset()
    unique_texts: frozenset[str] = frozenset()

    def parameters(self, ids: dict[Any, Any]) -> list[Any]:
        """Return the values for one more writing; `ids` are the fresh ones of this transaction."""
        return [self._renew(name, value, ids) for name, value in self.values]

    def _renew(self, name: str, value: Any, ids: dict[Any, Any]) -> Any:
        if isinstance(value, dict | list):
            return Json(value)
        if name in self.unique_texts and isinstance(value, str):
            return secrets.token_hex(len(value) // 2 + 1)[: len(value)]
        if value.__hash__ is not None and value in self.fresh_ids:
            return ids.setdefault(value, _fresh_like(value))
        return value


def record(engine: Engine, call: Callable[[], object]) -> list[Change]:
    """Return what a call changes in the database. Nothing else may write meanwhile."""
    tables = Base.metadata.sorted_tables
    connection = engine.raw_connection()
    before = {table.name: _read(connection, table) for table in tables}
    connection.rollback()
    call()
    after = {table.name: _read(connection, table) for table in tables}
    connection.close()
    mark = "?" if engine.dialect.name == "sqlite" else "%s"
    new_ids = frozenset(
        value
        for table in tables
        for key in after[table.name].keys() - before[table.name].keys()
        for value in key
        if _is_id(value) and not _is_known(value, before)
    )
    moves, inserts = [], []
    for table in tables:
        for key, row in after[table.name].items():
            if key not in before[table.name]:
                inserts.append(_insert(table, row, new_ids, mark))
            elif row != before[table.name][key]:
                moves.append(_move(table, key, before[table.name][key], row, mark))
    # Rows that all writers move first: an insert locks what it points to, and two of those can't both go on.
    return [*moves, *inserts]


def write_again(engine: Engine, changes: Sequence[Change], seconds: float) -> float:
    """Write the changes over and over from one connection; return the transactions per second.

    From one, because all of them move the same rows: more connections would wait for each other.
    """
    connection = engine.raw_connection()
    cursor = connection.cursor()
    count, until = 0, time.monotonic() + seconds
    while time.monotonic() < until:
        ids: dict[Any, Any] = {}
        if engine.dialect.name == "sqlite":
            cursor.execute("BEGIN IMMEDIATE")
        for change in changes:
            cursor.execute(change.sql, change.parameters(ids))
        connection.commit()
        count += 1
    connection.close()
    return count / seconds


def _read(connection: PoolProxiedConnection, table: Table) -> Rows:
    cursor = connection.cursor()
    cursor.execute(f'SELECT * FROM "{table.name}"')
    names = [column[0] for column in cursor.description or ()]
    found = [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]
    keys = [column.name for column in table.primary_key]
    return {tuple(row[key] for key in keys): row for row in found}


def _insert(table: Table, row: Row, new_ids: frozenset[Any], mark: str) -> Change:
    counter = table.autoincrement_column
    row = {name: value for name, value in row.items() if counter is None or name != counter.name}
    names = ", ".join(f'"{name}"' for name in row)
    sql = f'INSERT INTO "{table.name}" ({names}) VALUES ({", ".join(mark for _ in row)})'
    unique = [
        column for one in table.constraints if isinstance(one, UniqueConstraint) for column in one.columns
    ]
    unique += [column for index in table.indexes if index.unique for column in index.columns]
    texts = frozenset(column.name for column in unique if isinstance(column.type, String))
    return Change(sql, list(row.items()), new_ids, texts)


def _move(table: Table, key: tuple[Any, ...], old: Row, new: Row, mark: str) -> Change:
    moved: Mapping[str, Any] = {name: value for name, value in new.items() if value != old[name]}
    numbers = {name: value - old[name] for name, value in moved.items() if type(value) is int}
    sets = [f'"{name}" = "{name}" + {mark}' for name in numbers]
    sets += [f'"{name}" = {mark}' for name in moved if name not in numbers]
    keys = {column.name: value for column, value in zip(table.primary_key, key, strict=True)}
    where = " AND ".join(f'"{name}" = {mark}' for name in keys)
    others = {name: value for name, value in moved.items() if name not in numbers}
    sql = f'UPDATE "{table.name}" SET {", ".join(sets)} WHERE {where}'
    return Change(sql, [*numbers.items(), *others.items(), *keys.items()])


def _is_id(value: Any) -> bool:
    return (
        isinstance(value, uuid.UUID)
        or (isinstance(value, str) and len(value) == 32)
        or (isinstance(value, bytes) and len(value) == 16)
    )


def _is_known(value: Any, before: Mapping[str, Rows]) -> bool:
    return any(value in key for rows in before.values() for key in rows)


def _fresh_like(value: Any) -> Any:
    fresh = uuid.uuid4()
    if isinstance(value, uuid.UUID):
        return fresh
    return fresh.bytes if isinstance(value, bytes) else fresh.hex
