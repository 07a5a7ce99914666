"""Jobs: each is done, whatever happens to the workers; nothing is done by two at once."""

import datetime as dt
import threading
import uuid

import pytest
from sqlalchemy import select, update

from kernel.clock import now
from kernel.jobs import (
    JobCancelled,
    JobKind,
    JobState,
    LeaseLost,
    PermanentFailure,
    cancel,
    enqueue,
    find_job,
    queue,
)
from kernel.jobs.table import Job
from kernel.jobs.worker import JobWorker
from kernel.transaction import reading, transaction

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def queue_name():
    """Give each test a queue of its own."""
    return uuid.uuid4().hex


def put(name, queue_name, **args):
    with transaction() as session:
        return enqueue(session, name, args, queue=queue_name)


def state_of(job_id):
    with reading() as session:
        return find_job(session, job_id).state


def let_lease_run_out(job_id):
    with transaction() as session:
        session.execute(
            update(Job).where(Job.id == job_id).values(lease_until=now() - dt.timedelta(seconds=1))
        )


def test_a_job_of_a_transaction_that_failed_is_never_run(queue_name):
    added = []

    def add_and_fail():
        with transaction() as session:
            added.append(enqueue(session, "never", {}, queue=queue_name))
            raise OSError

    with pytest.raises(OSError):  # noqa: PT011  (it has no words)
        add_and_fail()

    with reading() as session:
        assert find_job(session, added[0]) is None


def test_a_job_and_its_effect_are_one_transaction(queue_name):
    def write_and_fail(session, mark):
        enqueue(session, mark, {}, queue="effects")
        raise PermanentFailure("no")

    mark = uuid.uuid4().hex
    job_id = put("work", queue_name, mark=mark)

    JobWorker([JobKind("work", transactional=write_and_fail)], [queue_name]).run_one()

    with reading() as session:
        assert session.scalar(select(Job.id).where(Job.name == mark)) is None
    assert state_of(job_id) == JobState.FAILED


def test_a_failed_job_is_tried_again_later(queue_name):
    def fail(session):
        raise OSError("the disk is full")

    job_id = put("work", queue_name)
    worker = JobWorker([JobKind("work", transactional=fail)], [queue_name])

    ran = [worker.run_one(), worker.run_one()]

    assert ran == [True, False]
    with reading() as session:
        status = find_job(session, job_id)
    assert status.state == JobState.QUEUED
    assert "the disk is full" in status.error


def test_a_job_that_fails_too_often_is_given_up_with_its_reason(queue_name):
    told = []

    def fail(session):
        raise OSError("still full")

    kind = JobKind(
        "work",
        transactional=fail,
        given_up=lambda _s, args, reason: told.append((args, reason)),
        max_attempts=1,
    )
    job_id = put("work", queue_name)

    JobWorker([kind], [queue_name]).run_one()

    assert state_of(job_id) == JobState.FAILED
    assert told == [({}, "still full")]


def test_a_job_of_a_lost_worker_starts_again_and_the_lost_one_can_not_end_it(queue_name):
    job_id = put("work", queue_name)
    with transaction() as session:
        lost = queue.claim(session, [queue_name])
    let_lease_run_out(job_id)

    with transaction() as session:
        again = queue.claim(session, [queue_name])
    with transaction() as session:
        ended_by_lost = queue.finish(session, lost)
    with transaction() as session:
        ended_by_new = queue.finish(session, again)

    assert (again.id, again.token) == (lost.id, lost.token + 1)
    assert not ended_by_lost
    assert ended_by_new


def test_a_heartbeat_keeps_the_job(queue_name):
    job_id = put("work", queue_name)
    with transaction() as session:
        job = queue.claim(session, [queue_name])
    let_lease_run_out(job_id)

    job.progress = 0.5
    with transaction() as session:
        queue.heartbeat(session, job)
    with transaction() as session:
        other = queue.claim(session, [queue_name])

    assert other is None
    with reading() as session:
        assert find_job(session, job_id).progress == 0.5


def test_a_cancelled_job_stops_at_its_next_check(queue_name):
    started, seen = threading.Event(), []

    def work(job):
        started.set()
        for _ in range(100):
            try:
                job.check()
            except JobCancelled:
                seen.append("cancelled")
                raise
            threading.Event().wait(0.05)

    job_id = put("work", queue_name)
    worker = JobWorker([JobKind("work", long=work)], [queue_name])
    thread = threading.Thread(target=worker.run_one)
    thread.start()
    assert started.wait(10)

    with transaction() as session:
        assert cancel(session, job_id)
    thread.join(10)

    assert seen == ["cancelled"]
    assert state_of(job_id) == JobState.CANCELLED


def test_a_worker_that_stops_gives_its_long_job_back_uncounted(queue_name):
    started = threading.Event()

    def work(job):
        started.set()
        while True:
            job.check()
            threading.Event().wait(0.02)

    job_id = put("work", queue_name)
    worker = JobWorker([JobKind("work", long=work)], [queue_name])
    thread = threading.Thread(target=worker.run)
    thread.start()
    assert started.wait(10)

    worker.stop()
    thread.join(10)

    with reading() as session:
        status = find_job(session, job_id)
    assert (status.state, status.attempts) == (JobState.QUEUED, 0)


def test_a_job_with_the_same_dedupe_key_is_added_once_until_it_ends(queue_name):
    key = uuid.uuid4().hex
    kind = JobKind("work", transactional=lambda session: None)

    def add():
        with transaction() as session:
            return enqueue(session, "work", {}, queue=queue_name, dedupe_key=key)

    first, second = add(), add()
    JobWorker([kind], [queue_name]).run_one()
    third = add()

    assert first is not None
    assert second is None
    assert third is not None


def test_no_job_is_run_by_two_workers(queue_name):
    done, lock = [], threading.Lock()

    def work(session, number):
        with lock:
            done.append(number)

    for number in range(60):
        put("work", queue_name, number=number)
    kind = JobKind("work", transactional=work)

    def run():
        worker = JobWorker([kind], [queue_name])
        while worker.run_one():
            pass

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert sorted(done) == list(range(60))


def test_a_job_nobody_knows_is_given_up(queue_name):
    job_id = put("forgotten", queue_name)

    JobWorker([], [queue_name]).run_one()

    assert state_of(job_id) == JobState.FAILED


def test_a_lost_lease_writes_nothing(queue_name):
    def work(session):
        with transaction() as other:
            assert other is session
        session.execute(update(Job).where(Job.queue == queue_name).values(token=99))

    job_id = put("work", queue_name)

    JobWorker([JobKind("work", transactional=work)], [queue_name]).run_one()

    with reading() as session:
        assert session.get(Job, job_id).token == 1
    assert issubclass(LeaseLost, Exception)
