"""Ids that carry the time at which they were made."""

import datetime as dt
import uuid

from kernel.ids import new_id, time_of


def test_an_id_tells_when_it_was_made() -> None:
    made = uuid.UUID("018bcfe5-6800-7abc-8def-0123456789ab")

    assert time_of(made) == dt.datetime(2023, 11, 14, 22, 13, 20, tzinfo=dt.UTC)


def test_times_of_ids_follow_each_other_as_the_ids_do() -> None:
    ids = [new_id() for _ in range(100)]

    assert sorted(ids, key=time_of) == sorted(ids)
