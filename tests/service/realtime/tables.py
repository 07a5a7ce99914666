"""docs/realtime.md as data: the tables of its messages."""

import re
from dataclasses import dataclass

from tests.services.process import ROOT

DOCUMENT = (ROOT / "docs" / "realtime.md").read_text()
NAMESPACES = ("/news", "/live")


@dataclass(frozen=True)
class Row:
    """One message: the cells of its row by the heading of their column."""

    namespace: str
    name: str
    cells: dict[str, str]

    @property
    def fields(self) -> set[str]:
        """Return every field that the row names."""
        return set(re.findall(r"`(\w+)`", self.cells["fields"]))

    def __str__(self) -> str:
        return f"{self.namespace}-{self.name}"


def rows_of(heading: str) -> list[Row]:
    """Return the rows of the table below a heading such as `/news: from the screen`."""
    section = DOCUMENT.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    lines = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("| ")]
    columns = [column.strip() for column in lines[0]]
    namespace = heading.partition(":")[0]
    return [
        Row(namespace, cells[0].strip("` ").partition("`")[0], dict(zip(columns, cells, strict=True)))
        for cells in lines[2:]
    ]


def from_screen() -> list[Row]:
    """Return every message that a screen may send."""
    return [row for namespace in NAMESPACES for row in rows_of(f"{namespace}: from the screen")]


def from_server(namespace: str) -> dict[str, Row]:
    """Return every message that the server sends in a namespace, by its name."""
    return {row.name: row for row in rows_of(f"{namespace}: from the server")}
