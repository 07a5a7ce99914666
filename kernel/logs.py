"""Structured logs: one JSON line an event on standard error, with the ids of the request or job at hand."""

import contextlib
import logging
import sys
from collections.abc import Iterator
from typing import Any

import orjson
import structlog

log: structlog.stdlib.BoundLogger = structlog.get_logger()


def configure_logs(level: str) -> None:
    """Set up logging for this process; `level` is debug, info, warning or error."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(serializer=lambda event, **_: orjson.dumps(event, default=str)),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.BytesLoggerFactory(file=sys.stderr.buffer),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)


@contextlib.contextmanager
def bind_context(**values: Any) -> Iterator[None]:
    """Add these values to every log line written inside the block."""
    with structlog.contextvars.bound_contextvars(**values):
        yield
