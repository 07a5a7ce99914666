"""From the bytes of a file to which order left with which carrier, or what is wrong with its lines.

The file of what is to be shipped, with two more cells filled in, is such a file. Lines without either are not
shipped yet and left alone.
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kernel.cells import restore
from kernel.errors import N_
from orders.bulk.errors import BadTrackingFile
from orders.carriers import CARRIERS, OTHER
from orders.numbers import DIGITS_COUNT, read_number
from products.exchange.reading import decode

NEEDED_COLUMNS = ("order", "carrier", "tracking_number")
MAX_LINES_COUNT = 2_000
_SEPARATORS = (",", ";", "\t")
_TRACKING = re.compile(r"[A-Za-z0-9 -]{0,40}")
_KEYS = {carrier.name.casefold(): key for key, carrier in CARRIERS.items()} | {key: key for key in CARRIERS}


@dataclass(frozen=True)
class TrackingLine:
    """A line that says how an order left: its digits, the carrier's key, its number there."""

    line: int
    number: str
    carrier: str
    tracking_number: str


@dataclass(frozen=True)
class LineProblem:
    """A line that can't be used: what it says of the order, and why."""

    line: int
    order: str
    reason: str


@dataclass(frozen=True)
class TrackingFile:
    """What a file says; `blank_count` lines say nothing yet."""

    lines: Sequence[TrackingLine]
    problems: Sequence[LineProblem]
    blank_count: int


def read_file(content: bytes) -> TrackingFile:
    """Return what a file says of parcels.

    Raises BadCatalogueFile: it is no text in UTF-8. Raises BadTrackingFile: it lacks a column, or is too
    long.
    """
    text = decode(content)
    separator = max(_SEPARATORS, key=text.split("\n", 1)[0].count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error:
        raise BadTrackingFile(N_("A quotation mark is opened in it and never closed.")) from None
    columns = [name.strip().lower() for name in rows[0]] if rows else []
    missing = [name for name in NEEDED_COLUMNS if name not in columns]
    if missing:
        raise BadTrackingFile(N_("Its first line lacks a column."), column=missing[0])
    if len(rows) - 1 > MAX_LINES_COUNT:
        raise BadTrackingFile(N_("It has more than 2,000 lines. Please cut it into several files."))
    return _read_rows(columns, rows[1:])


def write_lines(lines: Sequence[TrackingLine]) -> str:
    """Return lines as the text of a file that says the same."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(NEEDED_COLUMNS)
    writer.writerows((line.number, line.carrier, line.tracking_number) for line in lines)
    return buffer.getvalue()


def _read_rows(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> TrackingFile:
    lines, problems, blank_count = [], [], 0
    for number, row in enumerate(rows, start=2):
        cells = dict(zip(columns, [restore(cell).strip() for cell in row], strict=False))
        if not any(cells.get(name) for name in ("carrier", "tracking_number")):
            blank_count += any(cells.values())
            continue
        read = _read_line(number, cells)
        if isinstance(read, TrackingLine):
            lines.append(read)
        else:
            problems.append(read)
    return TrackingFile(lines, problems, blank_count)


def _read_line(line: int, cells: Mapping[str, str]) -> TrackingLine | LineProblem:
    order, tracking_number = cells.get("order", ""), cells.get("tracking_number", "")
    number = read_number(order)
    if number is None or len(number) < DIGITS_COUNT:
        return LineProblem(line, order[:40], N_("This is no order number: it has twelve digits."))
    carrier = _KEYS.get(cells.get("carrier", "").casefold() or OTHER)
    if carrier is None:
        return LineProblem(line, order, N_("We don't know this carrier. Take one of the carriers' codes."))
    if not _TRACKING.fullmatch(tracking_number):
        return LineProblem(
            line, order, N_("A tracking number has letters, digits, blanks and -, at most 40 of them.")
        )
    return TrackingLine(line, number, carrier, tracking_number)
