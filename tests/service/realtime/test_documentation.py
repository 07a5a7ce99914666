"""docs/realtime.md and the code name the same messages, with the same fields."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kernel.sockets import screens as sockets
from tests.services.process import ROOT

DOCUMENT = (ROOT / "docs" / "realtime.md").read_text()
#: Where messages come from: every package, not the tests.
SOURCES = [
    file
    for package in sorted(ROOT.glob("*/__init__.py"))
    for file in package.parent.rglob("*.py")
    if package.parent.name not in {"tests", "demo", "bench", "migrations"}
]


def test_every_message_that_is_announced_is_in_the_table_and_no_other() -> None:
    announced = {name for file in SOURCES for name in announced_in(ast.parse(file.read_text()))}

    assert announced == set(rows_of("From the server to the screen"))


def test_every_message_that_screens_may_send_is_in_the_table_and_no_other() -> None:
    source = Path(sockets.__file__).read_text()

    handled = set(re.findall(r'server\.on\("(\w+)"', source)) - {"connect", "disconnect"}

    assert handled == set(rows_of("From the screen to the server"))


def test_public_rooms_are_those_of_the_table() -> None:
    rooms = {room.partition(":")[0] for room in rows_of("Rooms")}

    assert rooms == sockets.PUBLIC_ROOMS | {"user"}
    assert f"at most {sockets.MAX_ROOMS_A_SCREEN} rooms" in DOCUMENT


def test_what_the_front_end_listens_to_is_announced() -> None:
    scripts = "\n".join(file.read_text() for file in (ROOT / "static" / "js").rglob("*.js"))

    heard = set(re.findall(r'onMessage\("(\w+)"', scripts))

    assert heard
    assert heard <= set(rows_of("From the server to the screen"))


@pytest.mark.parametrize("message", ["order_changed", "stock_changed", "video_progress"])
def test_the_fields_of_a_message_are_those_of_its_payload(message: str) -> None:
    [payload] = [keys for file in SOURCES for keys in payloads_in(ast.parse(file.read_text()), message)]

    documented = set(re.findall(r"`(\w+)`", rows_of("From the server to the screen")[message][2]))

    assert documented == payload


def rows_of(heading: str) -> dict[str, list[str]]:
    """Return the rows of the table below a heading, by the name in their first column."""
    section = DOCUMENT.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("| `")]
    return {row[0].strip("`"): row for row in rows}


def announced_in(tree: ast.AST) -> Iterator[str]:
    """Yield the names of the messages that a module announces."""
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "announce":
            name = call.args[2]
            assert isinstance(name, ast.Constant), "the name of a message is written where it is announced"
            yield str(name.value)


def payloads_in(tree: ast.AST, message: str) -> Iterator[set[str]]:
    """Yield the keys of the payload of a message, from the function that announces it."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef) and message in announced_in(function):
            dicts = [node for node in ast.walk(function) if isinstance(node, ast.Dict)]
            yield {str(key.value) for node in dicts for key in node.keys if isinstance(key, ast.Constant)}
