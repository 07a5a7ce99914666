"""A person's own data: all of it is named, nobody else's is in it, and only he fetches it for a while."""

import io
import json
import re
import uuid
import zipfile
from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Table, update

from accounts import follows, sessions
from accounts.people import Person
from growth.data_exports import prune_exports
from growth.models import DataExport
from growth.own_data import LEFT_OUT, PARTS
from kernel.clock import now
from kernel.db import Base
from kernel.transaction import transaction
from kernel.web.actor import SESSION_COOKIE
from tests.factories import make_person, make_product
from tests.market import ApiClient, run_jobs
from tests.service.orders.market_day import place

#: How columns are called that name a person without a foreign key.
_NAMES = re.compile(
    r"(user|person|owner|buyer|creator|author|actor|moderator|reporter|viewer|host|seller|staff|member)_id$"
    r"|(decided|removed|ended|invited|verified)_by(_id)?$"
)


def columns_of_people(table: Table) -> set[str]:
    """Return the columns of a table that name a person."""
    return {
        column.name
        for column in table.columns
        if _NAMES.search(column.name) or any(key.column.table.name == "users" for key in column.foreign_keys)
    }


def test_every_column_that_names_a_person_is_thought_of(app: Flask) -> None:
    named: dict[str, set[str]] = {}
    for part in PARTS:
        named.setdefault(part.name, set()).update(part.by, part.without)

    forgotten = {
        table.name: sorted(columns_of_people(table) - named.get(table.name, set()))
        for table in Base.metadata.tables.values()
        if table.name not in LEFT_OUT
    }

    assert {name: columns for name, columns in forgotten.items() if columns} == {}
    assert set(LEFT_OUT) <= set(Base.metadata.tables)


def browse(app: Flask, person: Person) -> FlaskClient:
    """Sign a person in on a browser of his own."""
    client = app.test_client()
    with transaction() as session:
        token = sessions.start_session(session, person.id, device="x", address="x", replaces=None)
    client.set_cookie(SESSION_COOKIE, token)
    return client


def ask(browser: FlaskClient) -> str:
    """Ask for one's data twice and let the worker write it; return where it is fetched."""
    token = re.search(r'name="csrf_token" value="(\w+)"', browser.get("/settings/data").text)
    assert token is not None
    for _ in range(2):
        browser.post("/settings/data", data={"csrf_token": token[1]})
    run_jobs()
    found = re.findall(r'href="(/settings/data/[^"]+\.zip)"', browser.get("/settings/data").text)
    assert len(found) == 1
    address: str = found[0]
    return address


def test_a_person_gets_his_own_data_and_nobody_elses(app: Flask, api: Callable[..., ApiClient]) -> None:
    person, other = make_person(name="Noor"), make_person(name="Bo")
    variant = make_product(stock_counts=[9]).variants[0]
    order_id = place(api(person.id), (variant.id, 2)).get_json()["id"]
    others_id = place(api(other.id), (variant.id, 1)).get_json()["id"]
    with transaction() as session:
        follows.follow(session, person.id, other.id)
    browser = browse(app, person)

    address = ask(browser)

    data = browser.get(address, buffered=True).get_data()
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        tables = {name: json.loads(file.read(name)) for name in file.namelist()}
    assert [row["id"] for row in tables["orders.json"]] == [order_id]
    assert [row["quantity"] for row in tables["line_items.json"]] == [2]
    assert [row["display_name"] for row in tables["users.json"]] == ["Noor"]
    assert tables["orders.json"][0]["shipping_address"]["line1"] == "88 Raohe Street"
    assert len(tables["follows.json"]) == 1
    assert others_id not in str(tables)
    assert "password_hash" not in str(tables)
    assert "token_hash" not in str(tables)


def test_a_file_is_its_persons_and_goes_when_its_time_is_over(app: Flask) -> None:
    person = make_person()
    browser = browse(app, person)
    address = ask(browser)
    export_id = uuid.UUID(address.split("/")[-1].removesuffix(".zip"))

    foreign = browse(app, make_person()).get(address).status_code
    with transaction() as session:
        row = update(DataExport).where(DataExport.id == export_id)
        session.execute(row.values(expires_at=now()))
    expired = browser.get(address).status_code
    with transaction() as session:
        prune_exports(session)

    assert (foreign, expired) == (404, 404)
    assert browser.get(address).status_code == 404
