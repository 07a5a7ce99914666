"""Durable work in the database: a job is written in the transaction that needs it, so none is ever lost.

`table` holds the rows, `queue` who works on what (lease, heartbeat, fencing token), `worker` runs them.
Why not a queue server: docs/adr/0003-jobs-in-sql.md.
"""

from kernel.jobs.kinds import JobCancelled, JobKind, LeaseLost, PermanentFailure, RunningJob
from kernel.jobs.table import JobState, cancel, enqueue, find_job

__all__ = [
    "JobCancelled",
    "JobKind",
    "JobState",
    "LeaseLost",
    "PermanentFailure",
    "RunningJob",
    "cancel",
    "enqueue",
    "find_job",
]
