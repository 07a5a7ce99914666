"""Where python-socketio is not as we know it, everything goes the way it has itself."""

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import socketio
from socketio.manager import Manager

from kernel.fanout.driver import Setup, WebServer
from kernel.fanout.hooks import find_surprise
from kernel.fanout.install import install_fanout
from kernel.fanout.viewer import Greenlets
from tests.service.fanout.conftest import MODES, Server, running_server
from tests.service.fanout.test_events import enter
from tests.service.realtime.screens import Screens


@pytest.fixture(params=MODES)
def changed_server(request: pytest.FixtureRequest, screens: Screens, tmp_path: Path) -> Iterator[Server]:
    """Run a process whose python-socketio has changed."""
    with running_server(tmp_path, request.param, screens, "changed") as server:
        yield server
        server.close_what_was_opened()


def test_a_process_with_a_changed_library_says_so_and_works(changed_server: Server) -> None:
    room = secrets.token_hex(4)
    screen = enter(changed_server, room)

    screen.ask("say", {"room": room, "count": 5, "attachment_bytes": 100})
    screen.wait_for("said", 5)

    assert [about["seq"] for about, _ in screen.heard("said")] == list(range(5))
    assert not changed_server.count()["is_installed"]
    assert "fanout_not_installed" in changed_server.child.log.read_text()


def test_the_installed_libraries_are_those_that_were_tried() -> None:
    assert find_surprise(socketio.Server(async_mode="threading")) is None


@pytest.mark.parametrize("hook", ["emit", "basic_enter_room", "basic_leave_room", "basic_disconnect"])
def test_a_hook_that_is_called_otherwise_is_noticed(hook: str, monkeypatch: pytest.MonkeyPatch) -> None:
    server: Any = socketio.Server(async_mode="threading")
    manager = server.manager
    nothing: Any = None
    setup = Setup(WebServer(nothing, nothing, nothing), Greenlets(nothing, nothing, nothing))

    monkeypatch.setattr(Manager, hook, lambda self, changed: None)

    assert not install_fanout(server, setup, droppable=())
    assert server.manager is manager


def test_a_manager_of_another_kind_is_left_in_place() -> None:
    server: Any = socketio.Server(async_mode="threading", client_manager=socketio.PubSubManager())

    assert "PubSubManager" in str(find_surprise(server))
