"""Writes what is said in the rooms: a child of the realtime process, with a database connection of its own.

    python -m live.recorder DESCRIPTOR   (lines on standard input, confirmations to the descriptor)

A greenlet that yields inside a write transaction would freeze every viewer, so the realtime process writes
nothing. It hands over a JSON line for each comment, like and count of viewers; what has come together within
a moment is stored in one transaction, and then its last line's number is sent back. While the database is
away everything waits: here, then in the pipe, until the realtime process has to refuse comments.
"""

import datetime as dt
import os
import queue
import signal
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from kernel import runtime
from kernel.config import Config
from kernel.logs import log
from kernel.transaction import transaction
from live import chat, figures
from live.values import CommentState, NewComment

Line = Mapping[str, Any]

MAX_WAITING_LINES = 5000
MAX_BATCH_LINES = 500
#: What comes within this after a line is stored with it (seconds).
GATHER_SECONDS = 0.15
RETRY_SECONDS = 1.0
#: When the realtime process is gone and the database away, what is left is given up after this (seconds).
LAST_TRY_SECONDS = 120.0
_READ_BYTES = 1 << 16


class Recorder:
    """Stores lines in the order in which they came."""

    def __init__(self, source: int, confirmations: int) -> None:
        self._source = source
        self._confirmations = confirmations
        self._lines: queue.Queue[Line | None] = queue.Queue(MAX_WAITING_LINES)
        self._ended_at: float | None = None

    def run(self) -> None:
        """Store everything until the pipe ends and nothing is left."""
        threading.Thread(target=self._read, name="pipe", daemon=True).start()
        is_over = False
        while not is_over:
            batch, is_over = self._gather()
            if batch and not self._store(batch):
                return

    def _read(self) -> None:
        rest = b""
        while data := os.read(self._source, _READ_BYTES):
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                self._lines.put(orjson.loads(line))
        self._ended_at = time.monotonic()
        self._lines.put(None)

    def _gather(self) -> tuple[list[Line], bool]:
        """Wait for a line; return it with what comes right after it, and whether that was all."""
        line = self._lines.get()
        batch: list[Line] = []
        until = time.monotonic() + GATHER_SECONDS
        while line is not None:
            batch.append(line)
            left = until - time.monotonic()
            if len(batch) >= MAX_BATCH_LINES or left <= 0:
                return batch, False
            try:
                line = self._lines.get(timeout=left)
            except queue.Empty:
                return batch, False
        return batch, True

    def _store(self, batch: Sequence[Line]) -> bool:
        """Store a batch, however long that takes; False: the market has stopped and so does this."""
        while True:
            try:
                self._write(batch)
            except Exception:  # noqa: BLE001  (the database will be back)
                log.exception("lines_not_stored", lines_count=len(batch))
                if self._ended_at is not None and time.monotonic() > self._ended_at + LAST_TRY_SECONDS:
                    return False
                time.sleep(RETRY_SECONDS)
            else:
                self._confirm(batch[-1]["number"])
                return True

    def _write(self, batch: Sequence[Line]) -> None:
        try:
            with transaction() as session:
                store_lines(session, batch)
        except (IntegrityError, DataError):
            if len(batch) == 1:
                log.exception("line_given_up", kind=batch[0]["kind"])
                return
            for line in batch:  # one that can't be stored must not keep the others from it
                self._write([line])

    def _confirm(self, number: int) -> None:
        try:
            os.write(self._confirmations, b"%d\n" % number)
        except OSError:
            return  # the realtime process has ended: nobody keeps the lines any more


def store_lines(session: Session, batch: Sequence[Line]) -> None:
    """Store lines of all kinds."""
    chat.record_comments(session, [read_comment(line) for line in batch if line["kind"] == "comment"])
    likes: Counter[uuid.UUID] = Counter()
    for line in batch:
        if line["kind"] == "likes":
            likes[uuid.UUID(line["broadcast_id"])] += line["count"]
    for broadcast_id in sorted(likes):
        figures.add_likes(session, broadcast_id, likes[broadcast_id])
    for line in batch:
        if line["kind"] == "viewers":
            viewers = {uuid.UUID(key): count for key, count in line["viewers"].items()}
            figures.record_samples(session, viewers, process=line["process"])


def read_comment(line: Line) -> NewComment:
    """Return the comment of a line."""
    return NewComment(
        id=uuid.UUID(line["id"]),
        broadcast_id=uuid.UUID(line["broadcast_id"]),
        author_id=uuid.UUID(line["author_id"]),
        text=line["text"],
        at=_read_time(line["at_ms"]),
        program_time=_read_time(line["program_time_ms"]),
        state=CommentState(line["state"]),
    )


def _read_time(milliseconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(milliseconds / 1000, dt.UTC)


def main(confirmations: int) -> int:
    """Record until the pipe ends; return the exit status."""
    # Only the end of the pipe ends it: whoever stops all processes together must not lose what is in there.
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    runtime.start(Config.from_env())
    Recorder(sys.stdin.fileno(), confirmations).run()
    runtime.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
