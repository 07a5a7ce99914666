"""Reading with one small statement, on both databases."""

import datetime as dt
import uuid

import pytest
from sqlalchemy import Uuid, bindparam, column, literal, select, text
from sqlalchemy.exc import DBAPIError

from accounts.models import User
from kernel.ids import new_id
from kernel.quick import Quick, in_ids, write_ids
from kernel.transaction import engine, transaction
from tests.conftest import Stack
from tests.factories import make_people

pytestmark = pytest.mark.usefixtures("app")

SOME = Quick(select(User.id, User.created_at, User.roles).where(in_ids(User.id, "ids")))


def test_values_come_back_as_what_they_are() -> None:
    [person] = make_people(1)

    [(id_, created_at, roles)] = SOME.all(ids=write_ids([person.id]))

    assert id_ == person.id
    assert created_at.tzinfo is dt.UTC
    assert roles == ["viewer"]


def test_many_ids_are_one_parameter_and_none_finds_nothing() -> None:
    people = list(make_people(3))
    wanted = [person.id for person in people[:2]]

    found = {row[0] for row in SOME.all(ids=write_ids([*wanted, new_id()]))}

    assert found == set(wanted)
    assert SOME.all(ids=write_ids([])) == []


def test_one_parameter_may_stand_in_several_places() -> None:
    this = bindparam("this", type_=Uuid())
    query = Quick(select(User.id).where(User.id == this, User.id <= this))
    [person] = make_people(1)

    assert query.first(this=person.id) == (person.id,)
    assert query.first(this=uuid.UUID(int=0)) is None


def test_what_is_not_committed_is_not_seen() -> None:
    [person] = make_people(1)

    with transaction() as session:
        session.execute(text("UPDATE users SET display_name = 'Changed'"))
        seen = Quick(select(User.display_name).where(in_ids(User.id, "ids"))).first(
            ids=write_ids([person.id])
        )

    assert seen == ("Person 0",)


def test_a_wrong_statement_is_an_error_of_the_database_and_the_next_one_works() -> None:
    with pytest.raises(DBAPIError):
        Quick(select(column("nothing_of_this_name"))).all()

    assert Quick(select(literal(1))).first() == (1,)


def test_a_connection_that_was_cut_is_replaced(stack: Stack) -> None:
    [person] = make_people(1)
    ids = write_ids([person.id])
    SOME.all(ids=ids)

    if stack.name == "cluster":
        with engine().connect() as connection:
            others = "datname = current_database() AND pid <> pg_backend_pid()"
            connection.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"))

    assert [row[0] for row in SOME.all(ids=ids)] == [person.id]
