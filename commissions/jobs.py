"""Work of commissions that nobody waits for."""

from sqlalchemy.orm import Session

from commissions import settling
from kernel.jobs import JobKind, RunningJob, enqueue
from kernel.transaction import reading, transaction

RELEASE_JOB = "commissions.jobs.release_due"
AT_ONCE = 200


def release_later(session: Session) -> None:
    """Let a job release the commissions that are due; one that waits already does."""
    enqueue(session, RELEASE_JOB, {}, dedupe_key="release-commissions")


def release_due(job: RunningJob) -> None:
    """Release what is due, each order in a transaction of its own."""
    while True:
        with reading() as session:
            order_ids = settling.list_due(session, limit=AT_ONCE)
        for order_id in order_ids:
            job.check()
            with transaction() as session:
                settling.release(session, order_id)
        if len(order_ids) < AT_ONCE:
            return


KINDS = (JobKind(RELEASE_JOB, long=release_due),)
