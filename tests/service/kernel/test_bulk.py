"""Many rows in one statement: what comes back is what SQLAlchemy would have written."""

import datetime as dt
import uuid
from typing import cast

import pytest
from sqlalchemy import Table, func, insert, select

from kernel import bulk
from kernel.bulk import insert_rows
from kernel.clock import now
from kernel.jobs.table import Job
from kernel.transaction import reading, transaction

pytestmark = pytest.mark.usefixtures("app")
JOBS = cast(Table, Job.__table__)


def job(queue: str, number: int = 0) -> dict[str, object]:
    return {
        "name": "bulk",
        "queue": queue,
        "args": {"number": number, "text": "夜市 'quoted' %s ? \"x\""},
        "run_at": dt.datetime(2026, 11, 22, 20, 0, tzinfo=dt.timezone(dt.timedelta(hours=8))),
        "created_at": now(),
    }


def read(queue: str):
    with reading() as session:
        rows = session.execute(select(JOBS).where(JOBS.c.queue == queue).order_by(JOBS.c.id)).all()
    return [row._asdict() for row in rows]


def test_a_row_reads_as_if_sqlalchemy_had_written_it():
    ours, theirs, row = uuid.uuid4().hex, uuid.uuid4().hex, job("")
    with transaction() as session:
        insert_rows(session, JOBS, [{**row, "queue": ours}])
        session.execute(insert(JOBS), [{**row, "queue": theirs}])

    [written], [expected] = read(ours), read(theirs)

    for left in (written, expected):
        del left["id"], left["queue"]
    assert written == expected
    assert written["run_at"] == dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)


def test_each_row_gets_a_default_of_its_own():
    queue = uuid.uuid4().hex
    with transaction() as session:
        insert_rows(session, JOBS, [job(queue, number) for number in range(3)])

    written = read(queue)

    assert len({row["id"] for row in written}) == 3
    assert {row["state"] for row in written} == {"queued"}


def test_more_rows_than_fit_into_one_statement_are_written_all_the_same(monkeypatch):
    queue = uuid.uuid4().hex
    monkeypatch.setattr(bulk, "MAX_PARAMETERS", 50)
    bulk._writer.cache_clear()
    with transaction() as session:
        insert_rows(session, JOBS, [job(queue, number) for number in range(40)])
    bulk._writer.cache_clear()

    with reading() as session:
        assert session.scalar(select(func.count()).where(JOBS.c.queue == queue)) == 40


def test_no_rows_are_no_statement():
    with transaction() as session:
        insert_rows(session, JOBS, [])


def test_a_naive_time_is_refused():
    row = job(uuid.uuid4().hex) | {"run_at": dt.datetime(2026, 11, 22, 20, 0)}  # noqa: DTZ001

    with pytest.raises(ValueError, match="naive"), transaction() as session:
        insert_rows(session, JOBS, [row])
