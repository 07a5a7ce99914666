"""The job table and what other packages may do with it: add a job, look at it, cancel it."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, func, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from kernel.clock import now
from kernel.db import Base, change
from kernel.ids import new_id


class JobState(StrEnum):
    """Where a job is. `failed` will not be tried again; `cancelled` is not wanted any more."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job(Base):
    """One piece of work. `token` grows with each claim: an old claim can't write over a new one."""

    __tablename__ = "jobs"
    __table_args__ = (
        Index(
            "ix_jobs_pick",
            "queue",
            "run_at",
            "id",
            sqlite_where=text("state = 'queued'"),
            postgresql_where=text("state = 'queued'"),
        ),
        Index(
            "ix_jobs_lease",
            "lease_until",
            sqlite_where=text("state = 'running'"),
            postgresql_where=text("state = 'running'"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str]
    queue: Mapped[str]
    args: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(default=JobState.QUEUED)
    run_at: Mapped[dt.datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    token: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[dt.datetime | None]
    progress: Mapped[float] = mapped_column(default=0.0)
    error: Mapped[str | None]
    dedupe_key: Mapped[str | None] = mapped_column(unique=True)
    created_at: Mapped[dt.datetime]
    finished_at: Mapped[dt.datetime | None]


@dataclass(frozen=True)
class JobStatus:
    """How a job stands; `progress` is 0 to 1."""

    state: JobState
    progress: float
    attempts: int
    error: str | None


def enqueue(
    session: Session,
    name: str,
    args: Mapping[str, Any],
    *,
    queue: str = "default",
    run_at: dt.datetime | None = None,
    dedupe_key: str | None = None,
) -> uuid.UUID | None:
    """Add a job; return its id, or None when one with the same `dedupe_key` exists already.

    `args` must be JSON. The job runs only if this transaction commits.
    """
    at = now()
    row = {
        "id": new_id(),
        "name": name,
        "queue": queue,
        "args": dict(args),
        "state": JobState.QUEUED,
        "run_at": run_at or at,
        "attempts": 0,
        "token": 0,
        "progress": 0.0,
        "dedupe_key": dedupe_key,
        "created_at": at,
    }
    if dedupe_key is None:
        session.execute(insert(Job), [row])
        return uuid.UUID(str(row["id"]))
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(Job).values(row).on_conflict_do_nothing(index_elements=["dedupe_key"])
    added: uuid.UUID | None = session.scalar(statement.returning(Job.id))
    return added


def find_job(session: Session, job_id: uuid.UUID) -> JobStatus | None:
    """Return how a job stands, or None."""
    job = session.get(Job, job_id, populate_existing=True)
    return None if job is None else JobStatus(JobState(job.state), job.progress, job.attempts, job.error)


def cancel(session: Session, job_id: uuid.UUID) -> bool:
    """Stop a job that has not ended; a running one notices at its next heartbeat. Tell whether it did."""
    statement = (
        update(Job)
        .where(Job.id == job_id, Job.state.in_([JobState.QUEUED, JobState.RUNNING]))
        .values(state=JobState.CANCELLED, finished_at=now(), dedupe_key=None)
    )
    return change(session, statement) == 1


def count_waiting(session: Session) -> dict[str, int]:
    """Return how many jobs are due, by queue."""
    rows = session.execute(
        select(Job.queue, func.count().label("waiting"))
        .where(Job.state == JobState.QUEUED, Job.run_at <= now())
        .group_by(Job.queue)
    )
    return {row.queue: row.waiting for row in rows}
