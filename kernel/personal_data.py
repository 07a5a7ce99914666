"""What the market knows of a person: each package names its tables, so that an export forgets none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import FromClause, Select, or_, select
from sqlalchemy.orm import Session

#: Rows that are read at once.
CHUNK = 500


@dataclass(frozen=True)
class Child:
    """A table whose rows belong to those of another by a column."""

    table: FromClause
    column: str


@dataclass(frozen=True)
class Part:
    """A table that tells of a person: its rows in which he is one of `by`.

    `without` are columns that he does not get: secrets, and what names other people.
    """

    table: FromClause
    by: Sequence[str]
    without: Sequence[str] = ()
    children: Sequence[Child] = ()

    @property
    def name(self) -> str:
        """Return the table's name, which the file of the export has."""
        return str(self.table.description)


def read_part(session: Session, part: Part, person_id: UUID) -> Iterator[tuple[str, dict[str, Any]]]:
    """Return what a part tells of a person, row by row, each with the name of its table."""
    is_his = or_(*(part.table.c[name] == person_id for name in part.by))
    columns = [column for column in part.table.c if column.name not in part.without]
    yield from _read(session, part.name, select(*columns).where(is_his))
    for child in part.children:
        parents = select(part.table.c.id).where(is_his)
        rows = select(child.table).where(child.table.c[child.column].in_(parents))
        yield from _read(session, str(child.table.description), rows)


def _read(session: Session, name: str, query: Select[Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for row in session.execute(query.execution_options(yield_per=CHUNK)):
        yield name, row._asdict()
