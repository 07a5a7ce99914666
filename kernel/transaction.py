"""The only place that commits. Every service function gets its `session` from here.

A `transaction()` opened while another is running on the same thread joins it: the outermost one commits,
so that an idempotency record and the effect it stands for are one transaction.
"""

import contextlib
from collections.abc import Callable, Iterator
from contextvars import ContextVar

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from kernel.db import READ_ONLY

AfterCommit = Callable[[], None]

_engine: Engine | None = None
_engine_for_reading: Engine | None = None
_current: ContextVar[Session | None] = ContextVar("current_session", default=None)
_AFTER_COMMIT = "after_commit"


def bind(engine: Engine) -> None:
    """Say which database this process works on. Called once, by an entry point."""
    global _engine, _engine_for_reading  # noqa: PLW0603  (one engine per process, set at start)
    _engine = engine
    _engine_for_reading = engine.execution_options(**{READ_ONLY: True})


def engine() -> Engine:
    """Return the engine of this process.

    Raises RuntimeError: no entry point has called `bind` yet.
    """
    if _engine is None:
        raise RuntimeError("kernel.transaction.bind() has not been called")
    return _engine


@contextlib.contextmanager
def transaction() -> Iterator[Session]:
    """Open a writing transaction, commit it at the end, then run what waits for the commit.

    An exception rolls everything back and nothing that waited is run.
    """
    running = _current.get()
    if running is not None:
        yield running
        return
    with Session(engine(), expire_on_commit=False) as session:
        token = _current.set(session)
        try:
            yield session
            session.commit()
        finally:
            _current.reset(token)
    for callback in session.info.pop(_AFTER_COMMIT, ()):
        callback()


@contextlib.contextmanager
def reading() -> Iterator[Session]:
    """Open a transaction that only reads; on SQLite it takes no lock that a writer would wait for."""
    running = _current.get()
    if running is not None:
        yield running
        return
    engine()
    with Session(_engine_for_reading, expire_on_commit=False) as session:
        yield session


def after_commit(session: Session, callback: AfterCommit) -> None:
    """Run `callback` once this transaction is durable; never if it is rolled back."""
    session.info.setdefault(_AFTER_COMMIT, []).append(callback)
