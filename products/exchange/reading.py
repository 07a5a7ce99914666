"""From the bytes of a catalogue file to its lines: encoding, separator, columns, limits.

What can't be read is refused whole.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kernel.cells import BYTE_ORDER_MARK, restore
from kernel.errors import N_
from products.errors import BadCatalogueFile
from products.fields import MAX_OPTIONS_COUNT

MAX_BYTES = 2 << 20
MAX_LINES_COUNT = 5_000
OPTION_COLUMNS = tuple(
    (f"option{number}_name", f"option{number}_value") for number in range(1, MAX_OPTIONS_COUNT + 1)
)
#: In the order in which they are written.
COLUMNS = (
    "product",
    "title",
    "description",
    "category",
    "currency",
    "state",
    *(name for pair in OPTION_COLUMNS for name in pair),
    "sku",
    "price",
    "stock",
)
NEEDED_COLUMNS = ("product", "sku")
_SEPARATORS = (",", ";", "\t")
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_OLD_ENCODINGS = ("big5", "gb18030")


@dataclass(frozen=True)
class Line:
    """A line of the file: its number as a spreadsheet shows it (the names are 1), its cells by column."""

    number: int
    cells: Mapping[str, str]


def read_lines(content: bytes) -> Sequence[Line]:
    """Return the lines of a catalogue file; empty ones are left out.

    Raises BadCatalogueFile: it can't be read, lacks a column, has one we don't know, or is too long.
    """
    text = decode(content)
    first = text.split("\n", 1)[0]
    separator = max(_SEPARATORS, key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error:
        raise BadCatalogueFile(N_("A quotation mark is opened in it and never closed.")) from None
    columns = _check_columns(rows[0] if rows else [])
    lines = [_line(number, columns, row) for number, row in enumerate(rows[1:], start=2) if any(row)]
    if not lines:
        raise BadCatalogueFile(N_("It has no lines below the names of the columns."))
    if len(lines) > MAX_LINES_COUNT:
        raise BadCatalogueFile(N_("It has more than 5,000 lines. Please cut it into several files."))
    return lines


def decode(content: bytes) -> str:
    """Return the text of a file in UTF-8, with or without a byte order mark.

    Raises BadCatalogueFile: it is in another encoding, or no text.
    """
    if len(content) > MAX_BYTES:
        raise BadCatalogueFile(N_("It is larger than 2 MB. Please cut it into several files."))
    if content.startswith(_UTF_16_MARKS):
        raise BadCatalogueFile(N_("It is in UTF-16. Please save it as “CSV UTF-8”."))
    try:
        text = content.decode().removeprefix(BYTE_ORDER_MARK)
    except UnicodeDecodeError:
        raise BadCatalogueFile(_name_encoding(content)) from None
    if "\0" in text:
        raise BadCatalogueFile(N_("It is no CSV file. In your spreadsheet, save it as “CSV UTF-8”."))
    return text


def _name_encoding(content: bytes) -> str:
    """Return a sentence about a file that is not UTF-8; of two old encodings either is guessed."""
    for codec in _OLD_ENCODINGS:
        try:
            content.decode(codec)
        except UnicodeDecodeError:
            continue
        return N_(
            "It seems to be in Big5 or GBK. Please save it as “CSV UTF-8”, so that no character gets lost."
        )
    return N_("It is no CSV file. In your spreadsheet, save it as “CSV UTF-8”.")


def _check_columns(names: Sequence[str]) -> Sequence[str]:
    columns = [name.strip().lower() for name in names]
    while columns and not columns[-1]:
        columns.pop()
    missing = [name for name in NEEDED_COLUMNS if name not in columns]
    unknown = [name for name in columns if name not in COLUMNS]
    if missing:
        raise BadCatalogueFile(N_("Its first line lacks a column."), column=missing[0])
    if unknown:
        raise BadCatalogueFile(N_("Its first line has a column that we don't know."), column=unknown[0][:60])
    if len(set(columns)) < len(columns):
        raise BadCatalogueFile(N_("Its first line names a column twice."))
    return columns


def _line(number: int, columns: Sequence[str], row: Sequence[str]) -> Line:
    cells = [restore(cell) for cell in row]
    return Line(number, dict(zip(columns, cells, strict=False)))
