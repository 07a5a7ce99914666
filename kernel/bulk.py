"""Writing many rows of a table in one statement, with little Python for each.

SQLAlchemy's own multi-row INSERT does the same and costs three times as much in the way of an order. The
statement's text and the columns' processors come from SQLAlchemy and are kept per table and dialect.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, Dialect, Table
from sqlalchemy.orm import Session

from kernel.db import UtcDateTime

#: SQLite takes at most 32,766 parameters in a statement, PostgreSQL 65,535.
MAX_PARAMETERS = 30_000
Process = Callable[[Any], Any]


class _Writer:
    """The INSERT of one set of a table's columns in one dialect."""

    def __init__(self, table: Table, names: tuple[str, ...], dialect: Dialect) -> None:
        prepare = dialect.identifier_preparer
        mark = "?" if dialect.paramstyle == "qmark" else "%s"
        self._head = (
            f"INSERT INTO {prepare.format_table(table)} "  # noqa: S608  (names are our own tables')
            f"({', '.join(prepare.format_column(table.c[name]) for name in names)}) VALUES "
        )
        self._group = f"({', '.join([mark] * len(names))})"
        self._columns = [(name, _processor(table.c[name], dialect)) for name in names]
        self.max_rows = MAX_PARAMETERS // len(names)

    def write(self, session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
        statement = self._head + ", ".join([self._group] * len(rows))
        values = tuple(
            row[name] if process is None else process(row[name])
            for row in rows
            for name, process in self._columns
        )
        session.connection().exec_driver_sql(statement, values)


def insert_rows(session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all name the same columns; a column left out gets its default.

    No event of the ORM is fired and no row is returned.
    """
    if not rows:
        return
    defaults = _defaults(table, tuple(rows[0]))
    complete = [{**row, **{name: make() for name, make in defaults}} for row in rows] if defaults else rows
    writer = _writer(table, tuple(complete[0]), session.get_bind().dialect)
    for start in range(0, len(complete), writer.max_rows):
        writer.write(session, complete[start : start + writer.max_rows])


@lru_cache(maxsize=64)
def _writer(table: Table, names: tuple[str, ...], dialect: Dialect) -> _Writer:
    return _Writer(table, names, dialect)


@lru_cache(maxsize=64)
def _defaults(table: Table, names: tuple[str, ...]) -> tuple[tuple[str, Callable[[], Any]], ...]:
    """Return the columns that are left out and have a default, with what makes it."""
    left_out = [c for c in table.columns if c.name not in names and c.default is not None]
    return tuple((column.name, _default_maker(column)) for column in left_out)


def _default_maker(column: Column[Any]) -> Callable[[], Any]:
    value = getattr(column.default, "arg", None)
    return (lambda: value(None)) if callable(value) else (lambda: value)


def _processor(column: Column[Any], dialect: Dialect) -> Process | None:
    """Return what SQLAlchemy does to a value on its way to the driver; None where it does nothing."""
    process = column.type.dialect_impl(dialect).bind_processor(dialect)
    if process is not None and isinstance(column.type, UtcDateTime):
        return lru_cache(maxsize=64)(process)  # rows that are written together share their times
    return process
