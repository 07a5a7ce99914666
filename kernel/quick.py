"""Reading with one small statement and little Python: what every request of a signed-in person asks.

A session costs several times what such a statement does: it begins, compiles, checks and rolls back. Here the
SQL is compiled once and runs by itself; only its values pass through SQLAlchemy's types. It sees what is
committed, so what must see its own transaction uses the session.
"""

import uuid
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Dialect,
    Engine,
    Select,
    Text,
    bindparam,
    create_engine,
    event,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.compiler import compiles

from kernel import transaction

Row = tuple[Any, ...]
Process = Callable[[Any], Any]


class _ConnectionLost(DBAPIError):
    """The connection ended while it was not in use, or just now."""


class Quick:
    """A SELECT without lists among its parameters; for ids there is `in_ids`."""

    def __init__(self, statement: "Select[Any] | CompoundSelect[Any]") -> None:
        self._statement = statement

    def all(self, **values: Any) -> list[Row]:
        """Return the rows. The values are named as the statement's parameters."""
        engine = _engine_for_reading(transaction.engine())
        return _plan(self._statement, engine.dialect).run(engine, values)

    def first(self, **values: Any) -> Row | None:
        """Return the first row, or None."""
        rows = self.all(**values)
        return rows[0] if rows else None


class _InIds(ColumnElement[bool]):
    inherit_cache = False

    def __init__(self, column: Any, name: str) -> None:
        self.column = column
        self.ids = bindparam(name, type_=Text())


def in_ids(column: Any, name: str) -> ColumnElement[bool]:
    """Return `column IN (…)` where one parameter, made by `write_ids`, holds all ids."""
    return _InIds(column, name)


@compiles(_InIds, "sqlite")
def _in_ids_sqlite(element: _InIds, compiler: Any, **options: Any) -> str:
    column, ids = (compiler.process(part, **options) for part in (element.column, element.ids))
    return f"{column} IN (SELECT value FROM json_each('[\"' || replace({ids}, ',', '\",\"') || '\"]'))"  # noqa: S608


@compiles(_InIds, "postgresql")
def _in_ids_postgresql(element: _InIds, compiler: Any, **options: Any) -> str:
    column, ids = (compiler.process(part, **options) for part in (element.column, element.ids))
    return f"{column} = ANY (CAST(string_to_array({ids}, ',') AS uuid[]))"


def write_ids(ids: Iterable[uuid.UUID]) -> str:
    """Return ids as the parameter of `in_ids`."""
    return ",".join(id_.hex for id_ in ids)


class _Plan:
    """A statement as one database takes it, and what turns values into the driver's and back."""

    def __init__(self, statement: Any, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        self._sql = str(compiled)
        self._order: list[str] | None = compiled.positiontup if compiled.positional else None
        self._binds = {
            name: bind.type.dialect_impl(dialect).bind_processor(dialect)
            for name, bind in compiled.binds.items()
        }
        #: What stands in the statement itself, and not in the call.
        self._given = {
            name: self._bind(name, bind.value) for name, bind in compiled.binds.items() if not bind.required
        }
        self._results: list[Process | None] = [
            column.type.dialect_impl(dialect).result_processor(dialect, None)
            for column in statement.selected_columns
        ]

    def run(self, engine: Engine, values: dict[str, Any]) -> list[Row]:
        given: Any = self._given | {name: self._bind(name, value) for name, value in values.items()}
        if self._order is not None:
            given = tuple(given[name] for name in self._order)
        return [self._result(row) for row in _fetch(engine, self._sql, given)]

    def _bind(self, name: str, value: Any) -> Any:
        process = self._binds[name]
        return value if process is None else process(value)

    def _result(self, row: Row) -> Row:
        return tuple(
            value if process is None else process(value)
            for process, value in zip(self._results, row, strict=True)
        )


def _fetch(engine: Engine, sql: str, given: Any) -> list[Row]:
    try:
        return _fetch_once(engine, sql, given)
    except _ConnectionLost:
        # The database was started again while connections lay idle: none of them knows it yet.
        engine.dispose()
        return _fetch_once(engine, sql, given)


def _fetch_once(engine: Engine, sql: str, given: Any) -> list[Row]:
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(sql, given)
        rows = list(cursor.fetchall())
        cursor.close()
    except engine.dialect.loaded_dbapi.Error as error:
        is_lost = engine.dialect.is_disconnect(error, connection.dbapi_connection, None)
        connection.invalidate()
        kind = _ConnectionLost if is_lost else DBAPIError
        raise kind(sql, None, error) from error
    connection.close()
    return rows


@lru_cache(maxsize=256)
def _plan(statement: Any, dialect: Dialect) -> _Plan:
    return _Plan(statement, dialect)


@lru_cache(maxsize=8)
def _engine_for_reading(engine: Engine) -> Engine:
    """Return an engine whose connections never begin: on SQLite, ours don't anyway."""
    if engine.dialect.name == "sqlite":
        return engine
    pool: Any = engine.pool
    reading = create_engine(
        engine.url,
        isolation_level="AUTOCOMMIT",
        pool_size=pool.size(),
        pool_reset_on_return=None,
        pool_timeout=5,
    )

    def dispose(_engine: Engine) -> None:
        reading.dispose()

    event.listen(engine, "engine_disposed", dispose)
    return reading
