"""Who works on what: claim with a lease, extend it by heartbeat, end it with the token of the claim.

A worker that dies keeps nothing: its lease runs out and the next claim gets the job with a higher token,
so a worker that was only slow finds its own token refused (fencing).
"""

import datetime as dt
import random
from collections.abc import Sequence

from sqlalchemy import Update, select, update
from sqlalchemy.orm import Session

from kernel.clock import now
from kernel.db import change
from kernel.jobs.kinds import RunningJob
from kernel.jobs.table import Job, JobState

#: Source: docs/adr/0003-jobs-in-sql.md; a lost worker's job starts again after at most this.
LEASE_SECONDS = 15.0
MAX_BACKOFF_SECONDS = 300


def claim(session: Session, queues: Sequence[str]) -> RunningJob | None:
    """Take the next due job of these queues, or one whose worker fell silent."""
    at = now()
    due = (
        select(Job.id)
        .where(Job.queue.in_(queues), Job.state == JobState.QUEUED, Job.run_at <= at)
        .order_by(Job.run_at, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)  # SQLite ignores it: there the whole database is locked
    )
    silent = (
        select(Job.id)
        .where(Job.queue.in_(queues), Job.state == JobState.RUNNING, Job.lease_until < at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    job_id = session.scalar(silent) or session.scalar(due)
    if job_id is None:
        return None
    row = session.execute(
        update(Job)
        .where(Job.id == job_id)
        .values(
            state=JobState.RUNNING,
            attempts=Job.attempts + 1,
            token=Job.token + 1,
            lease_until=at + dt.timedelta(seconds=LEASE_SECONDS),
        )
        .returning(Job.id, Job.token, Job.name, Job.args, Job.attempts)
    ).one()
    return RunningJob(row.id, row.token, row.name, row.args, row.attempts)


def heartbeat(session: Session, job: RunningJob) -> JobState:
    """Extend the lease and store the progress; return RUNNING, CANCELLED, or another state if it was lost."""
    lease_until = now() + dt.timedelta(seconds=LEASE_SECONDS)
    if change(session, _own(job).values(lease_until=lease_until, progress=job.progress)) == 1:
        return JobState.RUNNING
    state = session.scalar(select(Job.state).where(Job.id == job.id, Job.token == job.token))
    return JobState.CANCELLED if state == JobState.CANCELLED else JobState.QUEUED


def finish(session: Session, job: RunningJob) -> bool:
    """End a job well; tell whether it was still ours to end."""
    values = {
        "state": JobState.DONE,
        "progress": 1.0,
        "finished_at": now(),
        "error": None,
        "dedupe_key": None,
    }
    return change(session, _own(job).values(lease_until=None, **values)) == 1


def retry_later(session: Session, job: RunningJob, error: str) -> bool:
    """Give a job back, to be tried again after a growing, jittered pause."""
    pause = min(MAX_BACKOFF_SECONDS, 2**job.attempt) * random.uniform(0.5, 1.0)
    values = {"state": JobState.QUEUED, "run_at": now() + dt.timedelta(seconds=pause)}
    return change(session, _own(job).values(lease_until=None, error=error[:500], **values)) == 1


def give_up(session: Session, job: RunningJob, error: str) -> bool:
    """End a job that will not be tried again; tell whether it was still ours to end."""
    values = {"state": JobState.FAILED, "finished_at": now(), "lease_until": None, "dedupe_key": None}
    return change(session, _own(job).values(error=error[:500], **values)) == 1


def release(session: Session, job: RunningJob) -> bool:
    """Give a job back at once and uncounted: the worker is shutting down, nothing went wrong."""
    values = {"state": JobState.QUEUED, "run_at": now(), "lease_until": None, "attempts": Job.attempts - 1}
    return change(session, _own(job).values(**values)) == 1


def _own(job: RunningJob) -> Update:
    return update(Job).where(Job.id == job.id, Job.token == job.token, Job.state == JobState.RUNNING)
