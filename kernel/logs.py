"""Structured logs: one JSON line an event on standard error, with the ids of the request or job at hand.

Where many threads answer requests, a thread of its own writes their lines: one that wrote its own would let
go of the interpreter for it and queue up for the file with all the others.
"""

import atexit
import contextlib
import logging
import sys
import threading
from collections import deque
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

import orjson
import structlog

#: How long a line may wait to be written; so much is lost when a process is killed.
WRITE_SECONDS = 0.1

log: structlog.stdlib.BoundLogger = structlog.get_logger()


class _Background:
    """A file for structlog whose lines a thread of its own writes, several times a second."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._lines: deque[bytes] = deque()
        self._stopping = threading.Event()
        threading.Thread(target=self._run, name="log-writer", daemon=True).start()
        atexit.register(self._finish)

    def write(self, line: bytes) -> None:
        self._lines.append(line)

    def flush(self) -> None:
        """Do nothing: waking the thread for each line would cost more than writing it here."""

    def _run(self) -> None:
        while not self._stopping.wait(WRITE_SECONDS):
            self._write()

    def _finish(self) -> None:
        self._stopping.set()
        self._write()

    def _write(self) -> None:
        lines = [self._lines.popleft() for _ in range(len(self._lines))]
        if lines:
            self._file.write(b"".join(lines))
            self._file.flush()


def configure_logs(level: str, *, in_background: bool = False) -> None:
    """Set up logging for this process; `level` is debug, info, warning or error.

    `in_background` is for processes of many plain threads; a thread would freeze one of greenlets.
    """
    file = sys.stderr.buffer
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(serializer=lambda event, **_: orjson.dumps(event, default=str)),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.BytesLoggerFactory(
            file=cast(BinaryIO, _Background(file)) if in_background else file
        ),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)


@contextlib.contextmanager
def bind_context(**values: Any) -> Iterator[None]:
    """Add these values to every log line written inside the block."""
    with structlog.contextvars.bound_contextvars(**values):
        yield
