"""docs/realtime.md and the browsers' door name the same messages and fields."""

import dataclasses
import re

from live.ingest.browser import BrowserDoor
from live.ingest.browser_page import OpenRecording
from live.ingest.health import Health
from live.ingest.socketio_server import MAX_MESSAGE_BYTES
from live.publishing import SOCKET_PATH
from tests.service.realtime.tables import DOCUMENT, rows_of


def test_every_message_that_a_page_may_send_is_in_the_table_and_no_other() -> None:
    handled = {name.removeprefix("on_") for name in vars(BrowserDoor) if name.startswith("on_")}

    assert handled - {"connect", "disconnect"} == {row.name for row in rows_of("/publish: from the page")}


def test_the_fields_are_those_of_the_code() -> None:
    opening = next(row for row in rows_of("/publish: from the page") if row.name == "open_recording")
    health = next(row for row in rows_of("/publish: to the page") if row.name == "health")

    assert set(re.findall(r"`(\w+)`", opening.cells["fields"])) - {"webm"} == set(OpenRecording.model_fields)
    assert health.fields == {field.name for field in dataclasses.fields(Health)}


def test_place_and_limit_are_those_of_the_code() -> None:
    assert f"path `{SOCKET_PATH}`" in DOCUMENT
    assert f"A message has at most {MAX_MESSAGE_BYTES // 10**6} MB" in DOCUMENT
