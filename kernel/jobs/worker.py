"""Run jobs: claim, keep the lease alive while the code works, end the job in the way the code ended."""

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from kernel.jobs import queue
from kernel.jobs.kinds import JobCancelled, JobKind, LeaseLost, PermanentFailure, RunningJob
from kernel.jobs.table import JobState
from kernel.logs import bind_context, log
from kernel.metrics import JOBS_ENDED
from kernel.transaction import transaction


class JobWorker:
    """Works off some queues until it is told to stop."""

    def __init__(
        self, kinds: Iterable[JobKind], queues: Sequence[str], *, poll_seconds: float = 0.25
    ) -> None:
        self._kinds = {kind.name: kind for kind in kinds}
        self._queues = queues
        self._poll_seconds = poll_seconds
        self._stopping = threading.Event()
        self._running: RunningJob | None = None

    def stop(self) -> None:
        """Finish the job at hand if it is short, give it back if it is long, then return from `run`."""
        self._stopping.set()
        running = self._running
        if running is not None:
            running.stop(LeaseLost)

    def run(self) -> None:
        """Run jobs until `stop` is called."""
        while not self._stopping.is_set():
            try:
                worked = self.run_one()
            except Exception:  # noqa: BLE001  (a database that is away must not end the worker)
                log.exception("worker_stumbled")
                worked = False
            if not worked:
                self._stopping.wait(self._poll_seconds)

    def run_one(self) -> bool:
        """Claim and run one job; tell whether there was one."""
        with transaction() as session:
            job = queue.claim(session, self._queues)
        if job is None:
            return False
        self._running = job
        with bind_context(job_id=str(job.id), job=job.name, attempt=job.attempt):
            outcome = self._run(job)
            JOBS_ENDED.labels(job.name, outcome).inc()
            log.info("job_ended", outcome=outcome)
        self._running = None
        return True

    def _run(self, job: RunningJob) -> str:
        kind = self._kinds.get(job.name)
        if kind is None:
            return self._end(job, None, PermanentFailure(f"No code runs jobs named {job.name}."))
        if job.attempt > kind.max_attempts:
            return self._end(job, kind, PermanentFailure("The worker died too often while doing this."))
        try:
            if kind.transactional:
                self._run_transactional(job, kind)
            else:
                self._run_long(job, kind)
        except Exception as error:  # noqa: BLE001  (any failure of a job is an outcome, not an accident)
            return self._end(job, kind, error)
        return "done"

    def _run_transactional(self, job: RunningJob, kind: JobKind) -> None:
        assert kind.transactional is not None
        with transaction() as session:
            kind.transactional(session, **job.args)
            if not queue.finish(session, job):
                raise LeaseLost

    def _run_long(self, job: RunningJob, kind: JobKind) -> None:
        assert kind.long is not None
        with _kept_alive(job):
            kind.long(job, **job.args)
        with transaction() as session:
            if not queue.finish(session, job):
                raise LeaseLost

    def _end(self, job: RunningJob, kind: JobKind | None, error: Exception) -> str:
        if isinstance(error, LeaseLost | JobCancelled):
            if self._stopping.is_set():
                with transaction() as session:
                    queue.release(session, job)
            return "stopped"
        permanent = isinstance(error, PermanentFailure) or kind is None or job.attempt >= kind.max_attempts
        with transaction() as session:
            if not permanent:
                log.warning("job_failed", exc_info=error)
                queue.retry_later(session, job, repr(error))
                return "retry"
            if queue.give_up(session, job, str(error)) and kind and kind.given_up:
                kind.given_up(session, job.args, str(error))
        log.error(
            "job_given_up", exc_info=None if isinstance(error, PermanentFailure) else error, reason=str(error)
        )
        return "failed"


@contextmanager
def _kept_alive(job: RunningJob) -> Iterator[None]:
    """Extend the lease from a thread of its own while the block runs."""
    ended = threading.Event()

    def beat() -> None:
        while not ended.wait(queue.LEASE_SECONDS / 5 if job.progress else 0.5):
            try:
                with transaction() as session:
                    state = queue.heartbeat(session, job)
            except Exception:  # noqa: BLE001  (one missed beat is what the lease's length allows for)
                log.exception("heartbeat_missed")
                continue
            if state is not JobState.RUNNING:
                job.stop(JobCancelled if state is JobState.CANCELLED else LeaseLost)
                return

    thread = threading.Thread(target=beat, name=f"heartbeat-{job.id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
