"""Cells of a CSV file: a text that a spreadsheet would run as a formula is made harmless, and read back."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

Cell = str | int
Row = Sequence[Cell]
#: Spreadsheets read a cell that starts so as a formula, some of them in full width too.
#: Source: OWASP, CSV Injection.
_FORMULA_START = "=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20"
_RUNS = re.compile(f"'*[{_FORMULA_START}]")
_NEUTRALISED = re.compile(f"'+[{_FORMULA_START}]")
#: Without it, Excel reads UTF-8 as the machine's old code page.
BYTE_ORDER_MARK = "\ufeff"
_FLUSH_CHARACTERS = 32 << 10


def neutralise(text: str) -> str:
    """Return a text as it may stand in a cell: an apostrophe in front keeps it from being run."""
    return f"'{text}" if _RUNS.match(text) else text


def restore(cell: str) -> str:
    """Return the text that `neutralise` made this cell of."""
    return cell[1:] if _NEUTRALISED.match(cell) else cell


def stream_csv(columns: Sequence[str], rows: Iterable[Row]) -> Iterator[bytes]:
    """Return a CSV file piece by piece. Numbers are written as they are, texts neutralised.

    Source: RFC 4180.
    """
    buffer = io.StringIO()
    buffer.write(BYTE_ORDER_MARK)
    writer = csv.writer(buffer)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([neutralise(cell) if isinstance(cell, str) else cell for cell in row])
        if buffer.tell() > _FLUSH_CHARACTERS:
            yield _empty(buffer)
    yield _empty(buffer)


def _empty(buffer: io.StringIO) -> bytes:
    written = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return written
