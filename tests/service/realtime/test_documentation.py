"""docs/realtime.md and the code name the same messages, with the same fields, rooms and limits."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import socketio

from kernel.config import Config
from kernel.fanout.viewer import Limits
from kernel.sockets import Connections, News, Peers, Realtime, open_news, screens
from kernel.web.actor import Identification
from live.sockets.acceptance import BURST_COMMENTS, MAX_CHARACTERS, SECONDS_A_COMMENT
from live.sockets.namespace import MAX_LIKES, LiveNamespace
from live.sockets.ticks import MAX_COMMENTS
from live.sockets.visitors import BURST_MESSAGES, MESSAGES_PER_SECOND
from tests.service.realtime.tables import DOCUMENT, NAMESPACES, from_screen, from_server, rows_of
from tests.services.process import ROOT

#: Where messages come from: every package, not the tests.
SOURCES = [
    ast.parse(file.read_text())
    for package in sorted(ROOT.glob("*/__init__.py"))
    for file in package.parent.rglob("*.py")
    if package.parent.name not in {"tests", "demo", "bench", "migrations"}
]
ROOM_SOURCES = [ast.parse(file.read_text()) for file in (ROOT / "live" / "sockets").rglob("*.py")]


def test_every_message_that_screens_may_send_is_in_the_tables_and_no_other(tmp_path: Path) -> None:
    config = Config.from_env({}, home=str(tmp_path))
    server: Any = socketio.Server(async_mode="threading")
    nobody = Identification(lambda _: None, lambda _: None, lambda: None)
    connections = Connections(server, nobody)
    realtime = Realtime(config, server, connections, News(server, "/news", connections), Peers(config))
    open_news(server, connections)
    LiveNamespace(realtime, None, None, None, None).register()  # type: ignore[arg-type]

    handled = {
        (namespace, name)
        for namespace in NAMESPACES
        for name in server.handlers[namespace]
        if name not in {"connect", "disconnect"}
    }

    assert handled == {(row.namespace, row.name) for row in from_screen()}


def test_every_message_that_is_announced_to_news_is_in_its_table_and_no_other() -> None:
    announced = {name for tree in SOURCES for room, name, _ in announced_in(tree) if room != "broadcast"}

    assert announced == set(from_server("/news"))


def test_every_message_of_a_broadcasts_room_is_in_its_table_and_no_other() -> None:
    announced = {name for tree in SOURCES for room, name, _ in announced_in(tree) if room == "broadcast"}
    emitted = {name for tree in ROOM_SOURCES for name in emitted_in(tree)}

    assert announced | emitted == set(from_server("/live"))


def test_the_kind_of_room_of_an_announcement_is_that_of_its_row() -> None:
    for tree in SOURCES:
        for room, name, _ in announced_in(tree):
            row = from_server("/live" if room == "broadcast" else "/news")[name]
            assert f"`{room}:`" in row.cells["room"] or "`moderators:`" in row.cells["room"], name


def test_the_fields_of_a_message_are_those_of_its_payload() -> None:
    compared = set()
    for tree in SOURCES:
        for room, name, keys in announced_in(tree):
            if keys is not None:
                compared.add(name)
                assert from_server("/live" if room == "broadcast" else "/news")[name].fields >= keys, name

    assert {"order_changed", "stock_changed", "video_progress", "comment_removed"} <= compared


def test_the_fields_of_a_tick_are_those_of_its_row() -> None:
    [cut_tick] = [
        node
        for tree in ROOM_SOURCES
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name == "cut_tick"
    ]
    [keys] = [keys_of(node) for node in ast.walk(cut_tick) if isinstance(node, ast.Dict) and node.keys]

    assert keys <= from_server("/live")["tick"].fields


def test_only_numbered_messages_are_left_out_for_who_is_behind() -> None:
    tree = ast.parse((ROOT / "realtime.py").read_text())
    [droppable] = [
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "DROPPABLE"
    ]

    numbered = {
        name for name, row in from_server("/live").items() if row.cells["for who is behind"] == "numbered"
    }

    assert droppable == numbered


def test_public_rooms_are_those_of_the_table() -> None:
    rooms = {row.name.partition(":")[0] for row in rows_of("/news: rooms")}

    assert rooms == screens.PUBLIC_ROOMS | {"user"}


@pytest.mark.parametrize(
    "sentence",
    [
        f"at most {screens.MAX_ROOMS_A_SCREEN} rooms",
        f"at most {Limits.messages_per_second} messages a second ({Limits.burst_messages} at once)",
        f"when it takes nothing for {Limits.stuck_seconds:.0f} s",
        f"more than {Limits.soft_backlog_bytes // 1024} kB behind",
        f"when more than {Limits.hard_backlog_bytes // 1024**2} MB waits",
        f"{BURST_MESSAGES} messages at once and {MESSAGES_PER_SECOND} a second",
        f"at most {MAX_CHARACTERS} characters",
        f"{BURST_COMMENTS} at once, then one in {SECONDS_A_COMMENT} s",
        f"1 to {MAX_LIKES}",
        f"at most {MAX_COMMENTS}, the newest",
    ],
)
def test_limits_are_those_of_the_code(sentence: str) -> None:
    assert sentence in DOCUMENT.replace("\n  ", " ").replace("\n", " ")


def test_what_the_front_end_listens_to_is_announced() -> None:
    scripts = "\n".join(file.read_text() for file in (ROOT / "static" / "js").rglob("*.js"))

    heard = set(re.findall(r'onMessage\("(\w+)"', scripts))

    assert heard
    assert heard <= set(from_server("/news")) | set(from_server("/live"))


def announced_in(tree: ast.AST) -> Iterator[tuple[str, str, set[str] | None]]:
    """Yield room, name and, where they can be read there, the payload's keys of what a module announces."""
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        for call in ast.walk(function):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "announce":
                room, name, payload = call.args[1:4]
                assert isinstance(name, ast.Constant), "a message's name is written where it is announced"
                yield kind_of(room), str(name.value), payload_keys(function, payload)


def emitted_in(tree: ast.AST) -> Iterator[str]:
    """Yield the names of the messages that a module of the rooms emits itself."""
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "emit":
            yield from (str(arg.value) for arg in call.args if isinstance(arg, ast.Constant))


def kind_of(room: ast.expr) -> str:
    """Return what kind of room an expression names: `user`, `product`, `broadcast`, `market`."""
    if isinstance(room, ast.Constant):
        return str(room.value).partition(":")[0]
    if isinstance(room, ast.JoinedStr) and isinstance(room.values[0], ast.Constant):
        return str(room.values[0].value).partition(":")[0]
    assert isinstance(room, ast.Call), "a room is a text, an f-string, or broadcasts.room_of()"
    assert getattr(room.func, "id", "") == "room_of"
    return "broadcast"


def payload_keys(function: ast.FunctionDef, payload: ast.expr) -> set[str] | None:
    """Return the keys of a payload that is written in the same function, else None."""
    if isinstance(payload, ast.Name):
        values = [
            node.value
            for node in ast.walk(function)
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == payload.id
        ]
        payload = values[0] if len(values) == 1 else payload
    return keys_of(payload) if isinstance(payload, ast.Dict) and None not in payload.keys else None


def keys_of(node: ast.Dict) -> set[str]:
    """Return the keys that are written in a dict."""
    return {str(key.value) for key in node.keys if isinstance(key, ast.Constant)}
