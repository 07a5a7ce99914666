"""What a job is to the code that runs it."""

import threading
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session


class PermanentFailure(Exception):
    """Trying again would not help; the message says why, for people."""


class LeaseLost(Exception):
    """Another worker has this job now; stop and write nothing."""


class JobCancelled(Exception):
    """Somebody does not want the result any more."""


@dataclass(frozen=True)
class JobKind:
    """How jobs of one name are run: exactly one of `transactional` and `long`.

    `transactional(session, **args)` runs in one transaction together with the job's end: its effect
    happens exactly once. `long(job, **args)` opens its own short transactions and may take hours.
    `given_up(session, args, reason)` is told, in the transaction that ends it, of a job that will not be
    tried again.
    """

    name: str
    transactional: Callable[..., None] | None = None
    long: Callable[..., None] | None = None
    given_up: Callable[[Session, Mapping[str, Any], str], None] | None = None
    queue: str = "default"
    max_attempts: int = 8


@dataclass
class RunningJob:
    """A claimed job: who it is, which claim this is, and how far it got."""

    id: uuid.UUID
    token: int
    name: str
    args: Mapping[str, Any]
    attempt: int
    progress: float = 0.0
    _stop: threading.Event = field(default_factory=threading.Event)
    _reason: type[Exception] = LeaseLost

    def stop(self, reason: type[LeaseLost] | type[JobCancelled]) -> None:
        """Ask the running code to stop; it learns of it at its next `check`."""
        self._reason = reason
        self._stop.set()

    def is_stopped(self) -> bool:
        """Tell whether the code should stop at the next safe moment."""
        return self._stop.is_set()

    def check(self) -> None:
        """Raise what stopped this job, if anything did.

        Raises LeaseLost: another worker has it. Raises JobCancelled: nobody wants it.
        """
        if self._stop.is_set():
            raise self._reason
